import { Option, type Command } from 'commander'
import type { z } from 'zod'

import { deliveryStates } from '../../delivery/state.ts'
import type { DeliveryView } from '../../endpoints/views.ts'
import { documentedCommand } from '../documented-command.ts'
import { instant } from '../instant.ts'
import { ManagementClient } from '../server/client.ts'
import { gather, withPage, withServer, type PageOptions, type ServerOptions } from '../server/options.ts'
import { fields, table } from '../table.ts'
import type { Terminal } from '../terminal.ts'

interface ListOptions extends ServerOptions, PageOptions {
  message?: string
  endpoint?: string
  state?: string
  replay?: string
  filter?: readonly string[]
  since?: string
  until?: string
}

export function deliveriesCommand(terminal: Terminal): Command {
  return documentedCommand('deliveries', 'See what became of each message, and deliver one again', {
    examples: [
      'hookwright deliveries list --state failed',
      'hookwright deliveries resend dlv_01M8453V9R6G0HT5BV2W8EFDX1',
    ],
  })
    .addCommand(listCommand(terminal))
    .addCommand(getCommand(terminal))
    .addCommand(resendCommand(terminal))
}

function listCommand(terminal: Terminal): Command {
  const command = documentedCommand('list', 'List deliveries, newest first', {
    examples: [
      "hookwright deliveries list --state failed --filter 'order.*' --since 2h",
      'hookwright deliveries list --message msg_01M8453V9R6G0HT5BV2W8EFDX1 --json',
    ],
  })
    .option('--message <id>', 'only those of this message')
    .option('--endpoint <id>', 'only those to this endpoint')
    .addOption(new Option('--state <state>', 'only those in this state').choices(deliveryStates))
    .option('--replay <id>', 'only those that this replay made')
    .addOption(
      new Option(
        '--filter <event>',
        'only of this event type, or `orders.*` for all below a prefix; repeatable',
      ).argParser(gather),
    )
    .addOption(
      new Option('--since <time>', 'made then or later: 2026-11-23T08:00:00Z, or 2h ago').argParser(instant),
    )
    .addOption(new Option('--until <time>', 'and not after that').argParser(instant))
    .action(async (options: ListOptions) => {
      const { limit, after, message, endpoint, state, replay, filter: eventTypes, since, until } = options
      const query = {
        limit,
        after,
        ...(message && { messageId: message }),
        ...(endpoint && { endpointId: endpoint }),
        ...(state && { state }),
        ...(replay && { replayId: replay }),
        ...(eventTypes && { eventTypes }),
        ...(since && { since }),
        ...(until && { until }),
      }
      const found = await new ManagementClient(options).listDeliveries(query)
      terminal.list(found, (deliveries) => table(deliveries.map(rowOf)), 'No deliveries.')
    })
  return withServer(withPage(command))
}

function rowOf(delivery: z.output<typeof DeliveryView>): string[] {
  const { createdAt, id, eventType, endpointId, state, attempts, lastOutcome } = delivery
  const last = lastOutcome === null ? '' : `, the last ${lastOutcome}`
  return [
    createdAt,
    id,
    eventType,
    endpointId,
    state,
    `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}${last}`,
  ]
}

function getCommand(terminal: Terminal): Command {
  const command = documentedCommand('get', 'Show a delivery with each of its attempts', {
    examples: ['hookwright deliveries get dlv_01M8453V9R6G0HT5BV2W8EFDX1'],
  })
    .argument('<delivery-id>', 'which one')
    .action(async (id: string, options: ServerOptions) => {
      const delivery = await new ManagementClient(options).delivery(id)
      const { messageId, endpointId, eventType, state, nextAttemptAt, createdAt, finishedAt, replayId } =
        delivery
      const shown = fields({
        id,
        message: messageId,
        'event type': eventType,
        endpoint: endpointId,
        state,
        'next attempt': nextAttemptAt,
        made: createdAt,
        ended: finishedAt,
        replay: replayId,
      })
      const attempts = delivery.attemptLog.map(
        ({ number, startedAt, outcome, status, durationMs, error }) => [
          `attempt ${number}`,
          startedAt,
          String(status ?? outcome),
          `${durationMs} ms`,
          error ?? '',
        ],
      )
      terminal.result(attempts.length === 0 ? shown : `${shown}\n\n${table(attempts)}`, delivery)
    })
  return withServer(command)
}

function resendCommand(terminal: Terminal): Command {
  const command = documentedCommand(
    'resend',
    'Deliver the message of a delivery again, to the same endpoint',
    {
      about: 'The old delivery stays as it is, and so does a retry that it waits for.',
      examples: ['hookwright deliveries resend dlv_01M8453V9R6G0HT5BV2W8EFDX1'],
    },
  )
    .argument('<delivery-id>', 'which one')
    .action(async (id: string, options: ServerOptions) => {
      const made = await new ManagementClient(options).resend(id)
      terminal.result(
        `Made ${made.id}: ${made.eventType} (${made.messageId}) goes to ${made.endpointId} again.`,
        made,
      )
    })
  return withServer(command)
}
