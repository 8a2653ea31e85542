import { wants } from '../endpoints/event-filter.ts'
import { idFloor, timeOfId } from '../id.ts'
import type { MessageSummary } from '../store/store.ts'
import type { DeliveryLine } from './line.ts'
import { Rest } from './rest.ts'

/**
 * An id is given before its message is stored, by whichever process sends it: so for this long a lower id may still
 * appear, because a transaction takes time to commit, or because clocks differ.
 */
const overlapMs = 30_000

/** How far back a tail may begin. */
const furthestMs = 86_400_000

/** Messages that are read together, without their bodies. */
const pageSize = 500

/** Between two looks, however often it is woken. */
const leastRestMs = 50

/** A look that took long is followed by a rest this many times as long, so that no tail keeps a store busy. */
const restShare = 10

/** Sorts after the id of every message. */
const afterEveryMessage = 'msg_~'

export interface TailOptions {
  tenant: string
  /** Names, or `orders.*`; empty means every one. */
  eventTypes: readonly string[]
  /** The last message that was seen: those after it come first. Without it the tail begins now. */
  after?: string | undefined
  signal: AbortSignal
}

export type Tailed =
  | { kind: 'message'; message: MessageSummary }
  /** It has begun: what is stored from now on will come. */
  | { kind: 'begun' }

/**
 * The messages of a tenant as they are stored, in this process or another, until the signal aborts. Each comes once,
 * nearly in the order of their ids. Begun after a message, it also repeats what was sent shortly before that one,
 * since nobody knows which of it was seen.
 *
 * What is stored longer than half a minute after it was given its id, in a very long transaction, does not come.
 */
export async function* tailMessages(line: DeliveryLine, options: TailOptions): AsyncGenerator<Tailed> {
  const { eventTypes, after, signal } = options
  await line.open()
  const rest = new Rest(line.clock, Math.random)
  const wake = () => rest.wake()
  const end = () => {
    rest.wake()
    rest.endPauses()
  }
  const unsubscribe = [line.onMessage(wake), line.store.subscribe(wake)]
  signal.addEventListener('abort', end)
  try {
    const news = new News(line, options)
    if (after === undefined) await news.skip()
    yield { kind: 'begun' }
    while (!signal.aborted) {
      rest.forgetWakes()
      for await (const message of news.look()) {
        if (signal.aborted) return
        if (wants(eventTypes, message.eventType)) yield { kind: 'message', message }
      }
      if (!signal.aborted) await rest.pause(Math.max(leastRestMs, news.tookMs * restShare))
      if (!signal.aborted) await rest.sleep(line.settings.pollMs)
    }
  } catch (error) {
    // The store may be closed by now.
    if (!signal.aborted) throw error
  } finally {
    signal.removeEventListener('abort', end)
    for (const stop of unsubscribe) stop()
  }
}

/** Looks again and again at the newest messages, and tells of each once. */
class News {
  readonly #line: DeliveryLine
  readonly #tenant: string
  /** What is below is settled: nothing will be looked at again. */
  #floor: string
  /** What was told, above the floor. */
  readonly #told = new Set<string>()
  /** How long the last look kept the store busy. */
  tookMs = 0

  constructor(line: DeliveryLine, { tenant, after }: TailOptions) {
    this.#line = line
    this.#tenant = tenant
    const now = line.clock.now()
    const from = after === undefined ? now : Math.min(Math.max(timeOfId(after), now - furthestMs), now)
    this.#floor = idFloor('msg', from - overlapMs)
    if (after !== undefined) this.#told.add(after)
  }

  /** What is there by now is no news. */
  async skip(): Promise<void> {
    for await (const _ of this.look());
  }

  async *look(): AsyncGenerator<MessageSummary> {
    this.tookMs = 0
    let above = this.#floor
    for (;;) {
      const page = await this.#read(above)
      for (const message of page) {
        if (this.#told.has(message.id)) continue
        this.#told.add(message.id)
        yield message
      }
      above = page.at(-1)?.id ?? above
      this.#settle(page.length < pageSize ? afterEveryMessage : above)
      if (page.length < pageSize) return
    }
  }

  async #read(above: string): Promise<MessageSummary[]> {
    const { clock, store } = this.#line
    const startedAt = clock.now()
    const range = { above, below: afterEveryMessage, order: 'oldest_first' } as const
    const page = await store.listMessages(this.#tenant, range, pageSize)
    this.tookMs += Math.max(clock.now() - startedAt, 0)
    return page
  }

  #settle(reached: string): void {
    const old = idFloor('msg', this.#line.clock.now() - overlapMs)
    const floor = reached < old ? reached : old
    if (floor <= this.#floor) return
    this.#floor = floor
    for (const id of this.#told) if (id <= floor) this.#told.delete(id)
  }
}
