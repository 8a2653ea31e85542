import { Option, type Command } from 'commander'
import type { z } from 'zod'

import { signings, type Signing } from '../../endpoints/endpoint.ts'
import type { EndpointView, EndpointWithSecretView } from '../../endpoints/views.ts'
import { assignment } from '../assignment.ts'
import { documentedCommand } from '../documented-command.ts'
import { ManagementClient } from '../server/client.ts'
import {
  gather,
  httpUrl,
  withPage,
  withServer,
  type PageOptions,
  type ServerOptions,
} from '../server/options.ts'
import { fields, table } from '../table.ts'
import type { Terminal } from '../terminal.ts'

interface Given extends ServerOptions {
  eventType?: string[]
  description?: string
  set?: Readonly<Record<string, unknown>>
}

export function endpointsCommand(terminal: Terminal): Command {
  return documentedCommand('endpoints', 'Register, list and change the endpoints of a tenant', {
    examples: [
      'hookwright endpoints list',
      'hookwright endpoints create https://subscriber.example/hooks',
      'hookwright endpoints create --help',
    ],
  })
    .addCommand(listCommand(terminal))
    .addCommand(getCommand(terminal))
    .addCommand(createCommand(terminal))
    .addCommand(updateCommand(terminal))
    .addCommand(deleteCommand(terminal))
    .addCommand(rotateCommand(terminal))
}

function listCommand(terminal: Terminal): Command {
  const command = documentedCommand('list', 'List endpoints, in order of creation', {
    examples: ['hookwright endpoints list', 'hookwright endpoints list --json | jq -r .url'],
  }).action(async (options: ServerOptions & PageOptions) => {
    const { limit, after } = options
    const found = await new ManagementClient(options).listEndpoints({ limit, after })
    terminal.list(
      found,
      (endpoints) => table(endpoints.map(rowOf)),
      'No endpoints. Register one: hookwright endpoints create <url>',
    )
  })
  return withServer(withPage(command))
}

function getCommand(terminal: Terminal): Command {
  const command = documentedCommand('get', 'Show an endpoint', {
    examples: ['hookwright endpoints get ep_01M8453V9R6G0HT5BV2W8EFDX1'],
  })
    .argument('<endpoint-id>', 'which one')
    .action(async (id: string, options: ServerOptions) =>
      show(terminal, await new ManagementClient(options).endpoint(id)),
    )
  return withServer(command)
}

function createCommand(terminal: Terminal): Command {
  const command = documentedCommand('create', 'Register an endpoint, and show its secret this once', {
    examples: [
      'hookwright endpoints create https://subscriber.example/hooks',
      "hookwright endpoints create https://subscriber.example/hooks --event-type 'order.*' --signing v1a",
    ],
  })
    .argument('<endpoint-url>', 'where events are posted', httpUrl)
    .addOption(eventTypeOption())
    .option('--description <text>', 'for people')
    .addOption(new Option('--signing <version>', 'how requests to it are signed').choices(signings))
    .addOption(setOption())
    .action(async (url: string, options: Given & { signing?: Signing }) => {
      const { eventType: eventTypes, description, signing, set } = options
      const body = { url, eventTypes, description, signing, ...set }
      show(terminal, await new ManagementClient(options).createEndpoint(body))
    })
  return withServer(command)
}

function updateCommand(terminal: Terminal): Command {
  const command = documentedCommand('update', 'Change an endpoint; what is not named stays as it is', {
    about: 'Disabling an endpoint cancels what is still to be delivered to it.',
    examples: [
      'hookwright endpoints update ep_01M8453V9R6G0HT5BV2W8EFDX1 --move-to https://new.example/hooks',
      'hookwright endpoints update ep_01M8453V9R6G0HT5BV2W8EFDX1 --state disabled',
    ],
  })
    .argument('<endpoint-id>', 'which one')
    .addOption(new Option('--move-to <endpoint-url>', 'its new URL').argParser(httpUrl))
    .addOption(eventTypeOption())
    .option('--description <text>', 'for people')
    .addOption(new Option('--state <state>', 'whether it receives').choices(['enabled', 'disabled']))
    .addOption(setOption())
    .action(async (id: string, options: Given & { moveTo?: string; state?: 'enabled' | 'disabled' }) => {
      const { moveTo: url, eventType: eventTypes, description, state, set } = options
      const body = { url, eventTypes, description, state, ...set }
      show(terminal, await new ManagementClient(options).updateEndpoint(id, body))
    })
  return withServer(command)
}

function deleteCommand(terminal: Terminal): Command {
  const command = documentedCommand('delete', 'Delete an endpoint', {
    about: 'What is still to be delivered to it is canceled; what was delivered stays readable.',
    examples: ['hookwright endpoints delete ep_01M8453V9R6G0HT5BV2W8EFDX1'],
  })
    .argument('<endpoint-id>', 'which one')
    .action(async (id: string, options: ServerOptions) => {
      await new ManagementClient(options).deleteEndpoint(id)
      terminal.result(`Deleted ${id}.`, { id, deleted: true })
    })
  return withServer(command)
}

function rotateCommand(terminal: Terminal): Command {
  const command = documentedCommand('rotate-secret', "Make an endpoint's new secret, and show it this once", {
    about: 'The old secret goes on signing beside it for a while, a day unless the app says otherwise.',
    examples: ['hookwright endpoints rotate-secret ep_01M8453V9R6G0HT5BV2W8EFDX1'],
  })
    .argument('<endpoint-id>', 'which one')
    .action(async (id: string, options: ServerOptions) =>
      show(terminal, await new ManagementClient(options).rotateSecret(id)),
    )
  return withServer(command)
}

function eventTypeOption(): Option {
  return new Option(
    '--event-type <name>',
    'an event type that it gets, or `orders.*` for all below a prefix; repeatable; without any it gets every one',
  ).argParser(gather)
}

function setOption(): Option {
  return new Option(
    '--set <field=value>',
    'another field that the management API takes, as JSON or else as text; repeatable',
  ).argParser(assignment)
}

function rowOf({ id, state, url, eventTypes }: z.output<typeof EndpointView>): string[] {
  return [id, state, url, eventTypes.join(', ') || 'every event type']
}

/** Whatever the management API shows of it, in its order: the secret comes last. */
function show(
  terminal: Terminal,
  endpoint: z.output<typeof EndpointView | typeof EndpointWithSecretView>,
): void {
  const { id, eventTypes, ...rest } = endpoint
  const values = { eventTypes: eventTypes.length === 0 ? 'every one' : eventTypes, ...rest }
  const shown = Object.entries(values).map(([name, value]): [string, string | undefined] => [
    wordsOf(name),
    textOf(value),
  ])
  const text = fields({ id, ...Object.fromEntries(shown) })
  const hasSecret = 'secret' in endpoint && endpoint.secret !== null
  terminal.result(hasSecret ? `${text}\nThe secret is not shown again: keep it.` : text, endpoint)
}

/** `eventTypes` is `event types`. */
function wordsOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

/** Undefined for what says nothing. */
function textOf(value: unknown): string | undefined {
  if (value === null || value === false) return undefined
  if (Array.isArray(value)) return value.join(', ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}
