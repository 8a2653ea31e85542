import { Option, type Command } from 'commander'

import { onStopSignal } from '../../http/signals.ts'
import { documentedCommand } from '../documented-command.ts'
import { durationMs } from '../duration.ts'
import { readKeys, type KeyCommand } from '../listen/keys.ts'
import { ListenSession } from '../listen/session.ts'
import { listenTo } from '../listen/stream.ts'
import { localSecret, secretFile } from '../secret.ts'
import { ManagementClient } from '../server/client.ts'
import { gather, httpUrl, withServer, type ServerOptions } from '../server/options.ts'
import type { Terminal } from '../terminal.ts'

interface ListenOptions extends ServerOptions {
  forwardTo?: string
  filter?: readonly string[]
  secret?: string
  printSecret?: true
  printBody?: true
  /** Milliseconds. */
  timeout: number
}

export function listenCommand(terminal: Terminal): Command {
  const command = documentedCommand(
    'listen',
    'Show events as they are sent, and forward them to your machine',
    {
      about:
        'Holds a connection to the server, which tells of every message that is sent from then on, whether or not an ' +
        'endpoint wants it. Each is signed here, with a secret of this machine, and posted to --forward-to, so that no ' +
        'endpoint needs to be registered and no tunnel to be opened; redirects are not followed. Nothing is retried: on ' +
        'a terminal press r to forward the last event again, its number and Enter for another one, ? for help and q to ' +
        'quit. A connection that breaks is made again, and what was sent meanwhile follows.',
      examples: [
        'hookwright listen --forward-to http://localhost:3000/hooks',
        "hookwright listen --filter 'order.*' --filter ping --print-body",
        'hookwright listen --print-secret',
        'hookwright listen --forward-to http://localhost:3000/hooks --json',
      ],
      exits: {
        0: 'ended as asked',
        1: 'the server cannot be reached at the start, or refuses',
        2: 'wrong use',
      },
    },
  )
    .addOption(
      new Option(
        '--forward-to <url>',
        'post each event to this URL; without it they are only shown',
      ).argParser(httpUrl),
    )
    .addOption(
      new Option(
        '--filter <event>',
        'only this event type, or `orders.*` for all below a prefix; repeatable',
      ).argParser(gather),
    )
    .addOption(
      new Option(
        '--secret <secret>',
        'sign with this `whsec_` or `whsk_` instead of the secret of this machine',
      ).env('HOOKWRIGHT_SECRET'),
    )
    .option('--print-secret', 'print the secret that events are signed with, and end')
    .option('--print-body', 'show what each event says')
    .addOption(
      new Option('--timeout <duration>', 'how long your receiver may take')
        .argParser(durationMs)
        .default(15_000, '15s'),
    )
    .action((options: ListenOptions) => runListen(terminal, options))
  return withServer(command)
}

async function runListen(terminal: Terminal, options: ListenOptions): Promise<void> {
  const { forwardTo: to, filter: eventTypes = [], timeout: timeoutMs } = options
  const { secret, isKept } = await localSecret(options.secret)
  if (options.printSecret) return terminal.result(secret, { secret })

  const client = new ManagementClient(options)
  const forward = to === undefined ? undefined : { to, secret, timeoutMs }
  const session = new ListenSession({ terminal, forward, printBody: options.printBody === true })
  const stop = new AbortController()
  onStopSignal(() => stop.abort())
  const endKeys = listenToKeys(terminal, session, () => stop.abort())
  try {
    for await (const told of listenTo(client, { eventTypes, signal: stop.signal })) {
      if (told.kind === 'message') await session.take(told.message)
      if (told.kind === 'lost') {
        const wait = `${told.waitMs / 1_000} s`
        say(terminal, 'disconnected', `Disconnected: ${told.reason} Trying again in ${wait} …`, {
          reason: told.reason,
          waitMs: told.waitMs,
        })
      }
      if (told.kind === 'begun' && told.isAgain)
        say(terminal, 'listening', 'Connected again.', { tenant: told.tenant })
      if (told.kind === 'begun' && !told.isAgain) {
        const about = {
          url: client.server,
          tenant: told.tenant,
          forwardTo: to ?? null,
          secret: to ? secret : null,
        }
        say(terminal, 'listening', introduction({ ...about, isKept, hasKeys: endKeys !== undefined }), about)
      }
    }
  } finally {
    endKeys?.()
  }
  const counts = await session.end()
  const forwarded = to === undefined ? '' : `: ${counts.succeeded} answered 2xx, ${counts.failed} failed`
  say(terminal, 'stopped', `Stopped after ${counts.received} events${forwarded}.`, counts)
}

function say(terminal: Terminal, status: string, text: string, data: object): void {
  terminal.result(text, { time: new Date().toISOString(), status, ...data })
}

interface Introduced {
  url: string
  tenant: string
  forwardTo: string | null
  secret: string | null
  isKept: boolean
  hasKeys: boolean
}

function introduction({ url, tenant, forwardTo, secret, isKept, hasKeys }: Introduced): string {
  const lines = [`Listening to ${url} for the tenant ${tenant}.`]
  if (forwardTo === null) lines.push('Events are only shown; --forward-to <url> posts them to your receiver.')
  else {
    const whence = isKept ? '' : ` It could not be kept in ${secretFile()}: it is another one the next time.`
    lines.push(`Forwarding to ${forwardTo}, signed with this secret; give it to your receiver once.${whence}`)
    lines.push(`  ${secret}`)
  }
  lines.push(hasKeys ? 'Press ? for keys, q to quit.' : 'Ctrl-C ends it.')
  return lines.join('\n')
}

const keyHelp = `  r             forward the last event again
  7 and Enter   forward event #7 again
  q, Ctrl-C     quit`

/** Undefined where nobody sits at the keyboard. */
function listenToKeys(
  terminal: Terminal,
  session: ListenSession,
  quit: () => void,
): (() => void) | undefined {
  if (terminal.json || !process.stdin.isTTY || !process.stdout.isTTY) return undefined
  return readKeys(process.stdin, (command: KeyCommand) => {
    terminal.status('')
    if (command.kind === 'replay') session.replay(command.number)
    if (command.kind === 'typing') terminal.status(command.digits)
    if (command.kind === 'help') terminal.note(keyHelp)
    if (command.kind === 'quit') quit()
  })
}
