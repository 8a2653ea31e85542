import { readFile } from 'node:fs/promises'
import { text as readAll } from 'node:stream/consumers'

import { Option, type Command } from 'commander'

import { newId } from '../../id.ts'
import { assignment } from '../assignment.ts'
import { documentedCommand } from '../documented-command.ts'
import { durationMs as milliseconds } from '../duration.ts'
import { CommandError, exitCodes } from '../failure.ts'
import type { Forwardable } from '../forward.ts'
import { localSecret } from '../secret.ts'
import { ManagementClient } from '../server/client.ts'
import { httpUrl, withServer, type ServerOptions } from '../server/options.ts'
import type { Terminal } from '../terminal.ts'
import { firstAttempts, type FirstAttempt } from '../trigger/first-attempts.ts'

interface TriggerOptions extends ServerOptions {
  set?: Readonly<Record<string, unknown>>
  body?: string
  to?: string
  secret?: string
  openapi?: string
  wait: boolean
  /** Milliseconds. */
  timeout: number
}

interface Changes {
  body?: unknown
  set?: Readonly<Record<string, unknown>> | undefined
}

export function triggerCommand(terminal: Terminal): Command {
  const command = documentedCommand('trigger', 'Send a sample of an event, to every endpoint or to one URL', {
    about:
      'The server makes a sample: the example that the webhook declares, else a body made from its schema. It stores ' +
      'a message with it, as the app itself would, and delivers it to every endpoint of the tenant that wants the ' +
      'event; this command waits for the first attempts and shows them. What --set and --body say is held to the ' +
      "webhook's schema, and needs an operator's token, such as the development token.\n\n" +
      'With --to nothing is stored: this command signs the sample itself, with the secret that listen signs with, and ' +
      'posts it there. With --openapi as well it needs no server at all.',
    examples: [
      'hookwright trigger order.created',
      'hookwright trigger order.created --set total=9.5 --set customer.name=Ada --set \'items.0.sku="0042"\'',
      'hookwright trigger order.created --body order.json --no-wait',
      'hookwright trigger order.created --to http://localhost:3000/hooks',
      'hookwright trigger order.created --to http://localhost:3000/hooks --openapi openapi.json',
    ],
    exits: {
      0: 'delivered, or stored where nobody wants it or --no-wait was given',
      1: 'it could not be sent, or a first attempt failed or was not made in time',
      2: 'wrong use',
    },
  })
    .argument('<event>', 'the event type')
    .addOption(
      new Option(
        '--set <place=value>',
        'put this at a place of the sample, as JSON or else as text; repeatable',
      ).argParser(assignment),
    )
    .option('--body <file>', 'take the body from this JSON file, or from stdin with -')
    .addOption(new Option('--to <url>', 'post it to this URL only, signed here').argParser(httpUrl))
    .addOption(
      new Option('--secret <secret>', 'with --to: sign with this instead of the secret of this machine').env(
        'HOOKWRIGHT_SECRET',
      ),
    )
    .option('--openapi <file>', 'with --to: take the sample from this document instead of from a server')
    .option('--no-wait', 'end once the message is stored')
    .addOption(
      new Option('--timeout <duration>', 'how long to wait for first attempts, or for the answer of --to')
        .argParser(milliseconds)
        .default(15_000, '15s'),
    )
    .action((eventType: string, options: TriggerOptions, self: Command) => {
      if (options.openapi !== undefined && options.to === undefined) {
        self.error("error: option '--openapi <file>' needs '--to <url>': say where to post the sample")
      }
      return runTrigger(terminal, eventType, options)
    })
  return withServer(command)
}

async function runTrigger(terminal: Terminal, eventType: string, options: TriggerOptions): Promise<void> {
  const changes: Changes = {
    ...(options.body !== undefined && { body: await readBody(options.body) }),
    ...(options.set && { set: options.set }),
  }
  if (options.to === undefined) await sendToAll(terminal, eventType, changes, options)
  else await sendToOne(terminal, eventType, changes, { ...options, to: options.to })
}

async function readBody(file: string): Promise<unknown> {
  try {
    return JSON.parse(file === '-' ? await readAll(process.stdin) : await readFile(file, 'utf8'))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CommandError('file_unreadable', `--body ${file} cannot be read as JSON: ${reason}`, {
      cause: error,
    })
  }
}

async function sendToAll(
  terminal: Terminal,
  eventType: string,
  changes: Changes,
  options: TriggerOptions,
): Promise<void> {
  const client = new ManagementClient(options)
  const sent = await client.sendTestMessage({ eventType, ...changes })
  const { messageId, deliveries } = sent
  const endpoints = deliveries === 1 ? '1 endpoint' : `${deliveries} endpoints`
  const none = '. No endpoint wants it; `hookwright listen` shows it all the same'
  terminal.result(`Sent ${eventType} as ${messageId} to ${deliveries === 0 ? `nobody${none}` : endpoints}.`, {
    status: 'sent',
    eventType,
    messageId,
    deliveries,
  })
  if (!options.wait || deliveries === 0) return
  let left = deliveries
  for await (const attempt of firstAttempts(client, messageId, AbortSignal.timeout(options.timeout))) {
    tellAttempt(terminal, attempt)
    if (attempt.outcome !== 'succeeded') terminal.exitCode = exitCodes.failed
    if (--left === 0) break
  }
  if (left === 0) return
  terminal.exitCode = exitCodes.failed
  terminal.result(
    `${left} not attempted within ${options.timeout / 1_000} s: is a worker running? See: hookwright deliveries list --message ${messageId}`,
    { status: 'not_attempted', deliveries: left },
  )
}

function tellAttempt(terminal: Terminal, attempt: FirstAttempt): void {
  const { outcome, httpStatus, durationMs, error, url, endpointId, state, nextAttemptAt } = attempt
  const isGood = outcome === 'succeeded'
  const answer = terminal.style(isGood ? 'green' : 'red', String(httpStatus ?? outcome))
  const next = nextAttemptAt === null ? (isGood ? '' : `  ${state}`) : `  next attempt at ${nextAttemptAt}`
  const latency = durationMs === null ? '' : `  ${durationMs} ms`
  terminal.result(
    `  ${endpointId}  ${url ?? ''}  → ${answer}${latency}${error === null ? '' : `  ${error}`}${next}`,
    {
      status: 'attempted',
      ...attempt,
    },
  )
}

async function sendToOne(
  terminal: Terminal,
  eventType: string,
  changes: Changes,
  options: TriggerOptions & { to: string },
): Promise<void> {
  const { to, openapi, timeout: timeoutMs } = options
  const { secret } = await localSecret(options.secret)
  const message: Forwardable = {
    id: newId('msg', Date.now()),
    eventType,
    ...(openapi === undefined
      ? await sampleFromServer(options, eventType, changes)
      : await sampleFromFile(openapi, eventType, changes)),
  }
  // Loaded here, since most command lines need neither this nor the reader of documents.
  const { Forwarder } = await import('../forward.ts')
  const forwarder = new Forwarder({ secret, timeoutMs })
  const { outcome, status, error, durationMs, responseBody } = await forwarder.forward(to, message)
  await forwarder.close()
  const isGood = outcome === 'succeeded'
  if (!isGood) terminal.exitCode = exitCodes.failed
  const answer = terminal.style(isGood ? 'green' : 'red', String(status ?? outcome))
  const said = responseBody === null || responseBody === '' ? '' : `\n  ${responseBody.trim()}`
  terminal.result(
    `Posted ${eventType} as ${message.id} to ${to}, signed with ${options.secret === undefined ? 'the secret of this machine (hookwright listen --print-secret)' : 'the secret given'}\n` +
      `  → ${answer}  ${durationMs} ms${error === null ? '' : `  ${error}`}${said}`,
    {
      status: 'posted',
      eventType,
      messageId: message.id,
      to,
      outcome,
      httpStatus: status,
      durationMs,
      error,
      responseBody,
    },
  )
}

async function sampleFromServer(options: ServerOptions, eventType: string, changes: Changes) {
  const { contentType, body, encoding } = await new ManagementClient(options).makeSample({
    eventType,
    ...changes,
  })
  return { contentType, body: new Uint8Array(Buffer.from(body, encoding)) }
}

async function sampleFromFile(file: string, eventType: string, changes: Changes) {
  const { sampleFromDocument } = await import('../trigger/document-sample.ts')
  const { contentType, bytes } = await sampleFromDocument(file, eventType, changes)
  return { contentType, body: bytes }
}
