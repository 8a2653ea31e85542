import { setTimeout as pause } from 'node:timers/promises'

import { createParser, type EventSourceMessage } from 'eventsource-parser'
import type { z } from 'zod'

import { ListenBegunView, ListenedMessageView } from '../../endpoints/message-views.ts'
import { CommandError } from '../failure.ts'
import type { ManagementClient } from '../server/client.ts'

export type ListenedMessage = z.output<typeof ListenedMessageView>

export type Listened =
  | { kind: 'begun'; tenant: string; isAgain: boolean }
  | { kind: 'message'; message: ListenedMessage }
  /** The connection is gone; it is made again, as often as it takes. */
  | { kind: 'lost'; reason: string; waitMs: number }

/** The server says something every 15 seconds: when it does not, nobody is there any more. */
const silenceMs = 45_000

const firstWaitMs = 500
const longestWaitMs = 30_000

/** Ids are remembered, since after a broken connection the server repeats what may have been lost. */
const mostRemembered = 20_000

/**
 * What the server tells of, until the signal aborts. A connection that breaks is made again, and nothing that was sent
 * meanwhile is lost, nor told twice.
 *
 * @throws CommandError where the server cannot be reached to begin with, or refuses.
 */
export async function* listenTo(
  client: ManagementClient,
  { eventTypes, signal }: { eventTypes: readonly string[]; signal: AbortSignal },
): AsyncGenerator<Listened> {
  const seen = new Set<string>()
  let lastId: string | undefined
  let wasLost = false
  let tenant: string | undefined
  for (let failures = 0; !signal.aborted;) {
    let reason = 'the server ended the stream.'
    try {
      for await (const event of eventsOf(client, eventTypes, lastId, signal)) {
        failures = 0
        if (event.event === 'begun') {
          const begun = ListenBegunView.parse(JSON.parse(event.data))
          // A stream that ended in an orderly way and stands again is nothing that anybody needs to know.
          if (tenant === undefined || wasLost) {
            yield { kind: 'begun', tenant: begun.tenant, isAgain: tenant !== undefined }
          }
          tenant = begun.tenant
          wasLost = false
        } else if (event.event === 'message') {
          const message = ListenedMessageView.parse(JSON.parse(event.data))
          if (lastId === undefined || message.id > lastId) lastId = message.id
          if (seen.has(message.id)) continue
          remember(seen, message.id)
          yield { kind: 'message', message }
        }
      }
      if (!signal.aborted && failures === 0) {
        failures++
        continue
      }
    } catch (error) {
      if (signal.aborted) return
      if (tenant === undefined || !isPassing(error)) throw error
      reason = reasonOf(error)
    }
    if (signal.aborted) return
    const waitMs = Math.min(firstWaitMs * 2 ** failures++, longestWaitMs)
    wasLost = true
    yield { kind: 'lost', reason, waitMs }
    await pause(waitMs, undefined, { signal }).catch(() => {})
  }
}

function remember(seen: Set<string>, id: string): void {
  for (const oldest of seen) {
    if (seen.size < mostRemembered) break
    seen.delete(oldest)
  }
  seen.add(id)
}

/** One connection, to its end. */
async function* eventsOf(
  client: ManagementClient,
  eventTypes: readonly string[],
  lastId: string | undefined,
  stop: AbortSignal,
): AsyncGenerator<EventSourceMessage> {
  const silence = new AbortController()
  const listening = () => setTimeout(() => silence.abort(new Silence()), silenceMs)
  let timer = listening()
  try {
    const signal = AbortSignal.any([stop, silence.signal])
    const response = await client.openStream({ eventTypes }, lastId, signal)
    const events: EventSourceMessage[] = []
    const parser = createParser({ onEvent: (event) => events.push(event) })
    const decoder = new TextDecoder()
    for await (const chunk of response.body ?? []) {
      clearTimeout(timer)
      timer = listening()
      parser.feed(decoder.decode(chunk, { stream: true }))
      yield* events.splice(0)
    }
  } finally {
    clearTimeout(timer)
  }
}

/** Nothing came, not even what says that nothing was sent. */
class Silence extends Error {
  constructor() {
    super('the server fell silent.')
  }
}

/** What may be well again soon: neither a refusal, nor what this version does not understand. */
function isPassing(error: unknown): boolean {
  if (error instanceof CommandError) {
    return error.code === 'server_unreachable' || error.code === 'server_failed'
  }
  // A connection that breaks is a TypeError to fetch.
  return error instanceof Silence || error instanceof TypeError
}

function reasonOf(error: unknown): string {
  if (error instanceof CommandError) return error.message.split('\n', 1)[0] ?? error.code
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message : error.message
}
