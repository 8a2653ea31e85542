import { Option, type Command } from 'commander'

import { documentedCommand } from '../documented-command.ts'
import { instant } from '../instant.ts'
import { ManagementClient } from '../server/client.ts'
import { gather, withPage, withServer, type PageOptions, type ServerOptions } from '../server/options.ts'
import { fields, table } from '../table.ts'
import type { Terminal } from '../terminal.ts'

interface ListOptions extends ServerOptions, PageOptions {
  filter?: readonly string[]
  since?: string
  until?: string
}

export function messagesCommand(terminal: Terminal): Command {
  return documentedCommand('messages', 'See what was sent', {
    examples: [
      'hookwright messages list --since 1h',
      'hookwright messages get msg_01M8453V9R6G0HT5BV2W8EFDX1',
    ],
  })
    .addCommand(listCommand(terminal))
    .addCommand(getCommand(terminal))
}

function listCommand(terminal: Terminal): Command {
  const command = documentedCommand('list', 'List messages, newest first', {
    examples: [
      'hookwright messages list',
      "hookwright messages list --filter 'order.*' --since 2h",
      'hookwright messages list --since 2026-11-23T08:00:00Z --until 2026-11-23T09:00:00Z --json',
    ],
  })
    .addOption(
      new Option(
        '--filter <event>',
        'only this event type, or `orders.*` for all below a prefix; repeatable',
      ).argParser(gather),
    )
    .addOption(
      new Option('--since <time>', 'sent then or later: 2026-11-23T08:00:00Z, or 2h ago').argParser(instant),
    )
    .addOption(new Option('--until <time>', 'and not after that').argParser(instant))
    .action(async (options: ListOptions) => {
      const { filter: eventTypes, since, until, limit, after } = options
      const query = {
        limit,
        after,
        ...(eventTypes && { eventTypes }),
        ...(since && { since }),
        ...(until && { until }),
      }
      const found = await new ManagementClient(options).listMessages(query)
      terminal.list(
        found,
        (messages) => table(messages.map(({ id, eventType, createdAt }) => [createdAt, id, eventType])),
        'No messages. Send one: hookwright trigger <event>',
      )
    })
  return withServer(withPage(command))
}

function getCommand(terminal: Terminal): Command {
  const command = documentedCommand('get', 'Show a message, with exactly what it says', {
    examples: [
      'hookwright messages get msg_01M8453V9R6G0HT5BV2W8EFDX1',
      'hookwright messages get msg_01M8453V9R6G0HT5BV2W8EFDX1 --json | jq -r .body',
    ],
  })
    .argument('<message-id>', 'which one')
    .action(async (id: string, options: ServerOptions) => {
      const message = await new ManagementClient(options).message(id)
      const { eventType, contentType, channels, idempotencyKey, createdAt, body } = message
      const shown = fields({
        id,
        'event type': eventType,
        'content type': contentType,
        channels: channels.join(', '),
        'idempotency key': idempotencyKey,
        sent: createdAt,
      })
      terminal.result(`${shown}\n\n${body ?? '(The body is no longer kept.)'}`, message)
    })
  return withServer(command)
}
