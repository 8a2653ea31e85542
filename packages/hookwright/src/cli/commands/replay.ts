import { setTimeout as pause } from 'node:timers/promises'

import { Option, type Command } from 'commander'
import type { z } from 'zod'

import type { ReplayView } from '../../endpoints/views.ts'
import { replayKinds, type ReplayKind } from '../../store/store.ts'
import { documentedCommand } from '../documented-command.ts'
import { exitCodes } from '../failure.ts'
import { onStopSignal } from '../../http/signals.ts'
import { instant } from '../instant.ts'
import { ProgressBar } from '../progress-bar.ts'
import { ManagementClient } from '../server/client.ts'
import { withServer, type ServerOptions } from '../server/options.ts'
import type { Terminal } from '../terminal.ts'

interface ReplayOptions extends ServerOptions {
  since: string
  until?: string
  kind: ReplayKind
  wait: boolean
}

type Replay = z.output<typeof ReplayView>

const pollMs = 250

/** The server keeps no more of a replay's deliveries open at a time, and lists as many at once. */
const mostOpen = 250

export function replayCommand(terminal: Terminal): Command {
  const command = documentedCommand('replay', 'Deliver again what an endpoint failed to take, or missed', {
    about:
      'The server makes new deliveries of old messages, the oldest first and a few at a time, so that new messages ' +
      'are not held up. This command shows how far it got until each has been attempted; when it is ended before, ' +
      'the replay goes on.',
    examples: [
      'hookwright replay ep_01M8453V9R6G0HT5BV2W8EFDX1 --since 2h',
      'hookwright replay ep_01M8453V9R6G0HT5BV2W8EFDX1 --kind missed --since 2026-11-20T00:00:00Z --no-wait',
    ],
    exits: {
      0: 'done, and every delivery has succeeded; or started, with --no-wait or when it was ended before',
      1: 'it cannot be started, was canceled, or some deliveries have not succeeded',
      2: 'wrong use',
    },
  })
    .argument('<endpoint-id>', 'to which endpoint')
    .addOption(
      new Option('--since <time>', 'what was sent then or later: 2026-11-23T08:00:00Z, or 2h ago')
        .argParser(instant)
        .makeOptionMandatory(),
    )
    .addOption(new Option('--until <time>', 'and not after that; without it, until now').argParser(instant))
    .addOption(
      new Option(
        '--kind <kind>',
        '`failed`: what failed or was canceled; `missed`: what it has no delivery of',
      )
        .choices(replayKinds)
        .default('failed'),
    )
    .option('--no-wait', 'end once the replay is started')
    .action((endpointId: string, options: ReplayOptions) => runReplay(terminal, endpointId, options))
  return withServer(command)
}

async function runReplay(terminal: Terminal, endpointId: string, options: ReplayOptions): Promise<void> {
  const { kind, since, until, wait } = options
  const client = new ManagementClient(options)
  const started = await client.startReplay(endpointId, { kind, since, ...(until && { until }) })
  const about = `${started.id}: what was ${kind} since ${started.since}, until ${started.until}`
  terminal.result(`Started ${about}.`, { status: 'started', ...started })
  if (!wait) return

  const stop = new AbortController()
  const endSignals = onStopSignal(() => stop.abort())
  const bar = new ProgressBar(terminal)
  const { replay, attempted, succeeded } = await follow(client, started, stop.signal, (done, now) =>
    bar.draw(done, now.created, `${done} of ${now.created}${now.state === 'running' ? '+' : ''} attempted`),
  )
  bar.end()
  endSignals()
  if (stop.signal.aborted)
    return terminal.note(`It goes on at the server. See: hookwright deliveries list --replay ${replay.id}`)
  if (replay.state === 'canceled' || succeeded < replay.created) terminal.exitCode = exitCodes.failed
  const how = replay.state === 'canceled' ? 'Canceled' : 'Done'
  const others = replay.created - succeeded
  const see = others === 0 ? '' : `, ${others} not. See: hookwright deliveries list --replay ${replay.id}`
  terminal.result(`${how}: ${replay.created} attempted again, ${succeeded} succeeded${see}.`, {
    status: 'ended',
    ...replay,
    attempted,
    succeeded,
  })
}

/** Until the replay has ended and each of its deliveries was attempted, or has ended otherwise. */
async function follow(
  client: ManagementClient,
  started: Replay,
  signal: AbortSignal,
  tell: (attempted: number, replay: Replay) => void,
): Promise<{ replay: Replay; attempted: number; succeeded: number }> {
  let replay = started
  for (;;) {
    replay = await client.replay(started.endpointId, started.id)
    const waiting = await countUnattempted(client, replay.id)
    const attempted = replay.created - waiting
    tell(attempted, replay)
    if (signal.aborted || (replay.state !== 'running' && waiting === 0)) {
      return { replay, attempted, succeeded: await countSucceeded(client, replay.id) }
    }
    await pause(pollMs, undefined, { signal }).catch(() => {})
  }
}

async function countUnattempted(client: ManagementClient, replayId: string): Promise<number> {
  let count = 0
  for (const state of ['pending', 'leased']) {
    const open = await client.listDeliveries({ replayId, state, limit: mostOpen })
    count += open.filter(({ attempts }) => attempts === 0).length
  }
  return count
}

async function countSucceeded(client: ManagementClient, replayId: string): Promise<number> {
  const limit = 250
  let count = 0
  for (let after: string | undefined; ;) {
    const page = await client.listDeliveries({ replayId, state: 'succeeded', limit, after })
    count += page.length
    after = page.at(-1)?.id
    if (page.length < limit) return count
  }
}
