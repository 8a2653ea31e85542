import { idFloor } from '../id.ts'
import type { Delivery } from '../store/store.ts'
import type { DeliveryLine } from './line.ts'
import { newestDeliveries, type DeliverySearch } from './newest.ts'
import { Rest } from './rest.ts'

/** For this long a lower id may still appear, because its transaction was long, or because clocks differ. */
const overlapMs = 30_000

/** Between two looks, however often it is woken. */
const leastRestMs = 50

/** A look that took long is followed by a rest this many times as long, so that nobody who watches keeps a store busy. */
const restShare = 10

export interface WatchOptions {
  tenant: string
  search: DeliverySearch
  /** Only deliveries with lower ids. */
  below?: string | undefined
  /** The newest so many are watched. */
  limit: number
  signal: AbortSignal
}

export type Watched =
  | { kind: 'delivery'; delivery: Delivery }
  /** It has begun: the newest so many have come without a gap, and what changes from now on will. */
  | { kind: 'begun' }

/**
 * The newest deliveries of a search, oldest first, and then each that is new among them or has changed, in this process
 * or another, until the signal aborts. One that a search by state no longer lets through comes once more, as it is
 * then. Changes that follow closely upon each other come as one. Where more were made at once than are watched, there
 * is a gap before those that come, and it begins again.
 */
export async function* watchDeliveries(line: DeliveryLine, options: WatchOptions): AsyncGenerator<Watched> {
  const { signal } = options
  await line.open()
  const rest = new Rest(line.clock, Math.random)
  const wake = () => rest.wake()
  const end = () => {
    rest.wake()
    rest.endPauses()
  }
  const wakes = [line.onMessage(wake), line.onStored(wake), line.onRecorded(wake)]
  const unsubscribe = [...wakes, line.store.subscribe(wake)]
  signal.addEventListener('abort', end)
  try {
    const changes = new Changes(line, options)
    for (let looks = 0; !signal.aborted; looks++) {
      rest.forgetWakes()
      for (const delivery of await changes.look()) {
        if (signal.aborted) return
        yield { kind: 'delivery', delivery }
      }
      if ((looks === 0 || changes.haveGap) && !signal.aborted) yield { kind: 'begun' }
      if (!signal.aborted) await rest.pause(Math.max(leastRestMs, changes.tookMs * restShare))
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

/** Looks again and again at the newest deliveries, and tells what is not as it was told. */
class Changes {
  readonly #line: DeliveryLine
  readonly #options: WatchOptions
  /** The newest deliveries of the search, as they were told, in the order of their ids. */
  #told: ReadonlyMap<string, Delivery> = new Map()
  /** Whatever has an id up to this was looked at, and is among those told or of no interest. */
  #settled = ''
  /** How long the last look kept the store busy. */
  tookMs = 0
  /** Whether between what was told before the last look and what it found there may be others. */
  haveGap = false

  constructor(line: DeliveryLine, options: WatchOptions) {
    this.#line = line
    this.#options = options
  }

  /** Oldest first. */
  async look(): Promise<Delivery[]> {
    const { clock } = this.#line
    const startedAt = clock.now()
    const before = this.#told
    const newest = await this.#newest()
    const oldest = newest.at(0)?.id ?? ''
    const isFull = newest.length >= this.#options.limit
    const found = new Map(newest.map((delivery) => [delivery.id, delivery]))
    // What is no longer in the state that is searched for, but was not pushed out by newer ones.
    const left = [...before.keys()].filter((id) => !found.has(id) && !(isFull && id < oldest))
    const leaving = await this.#read(left)
    this.haveGap = isFull && ([...before.keys()].at(-1) ?? '') < oldest
    this.#told = found
    this.tookMs = Math.max(clock.now() - startedAt, 0)
    const isNews = (delivery: Delivery) => !isSame(delivery, before.get(delivery.id))
    return [...leaving, ...newest].filter(isNews).toSorted((a, b) => (a.id < b.id ? -1 : 1))
  }

  async #newest(): Promise<Delivery[]> {
    const { store, clock } = this.#line
    const { tenant, search, below, limit, signal } = this.#options
    const lookedAt = clock.now()
    const page = { after: below, limit, signal }
    // Only its state changes, so that without one in the search what was looked at need not be sifted again.
    const isSifted = search.eventTypes.length > 0 && search.state === undefined
    const above = isSifted && this.#settled > (search.above ?? '') ? this.#settled : search.above
    const fresh = await newestDeliveries(store, tenant, { ...search, above }, page)
    if (!isSifted || signal.aborted) return fresh.toReversed()
    const known = [...this.#told.values()].filter(({ id }) => above !== undefined && id <= above)
    const open = await this.#read(known.filter(isOpen).map(({ id }) => id))
    const now = new Map(open.map((delivery) => [delivery.id, delivery]))
    this.#settled = idFloor('dlv', lookedAt - overlapMs)
    const kept = known.flatMap((delivery) => (isOpen(delivery) ? (now.get(delivery.id) ?? []) : delivery))
    return [...kept, ...fresh.toReversed()].slice(-limit)
  }

  async #read(ids: readonly string[]): Promise<Delivery[]> {
    const { store } = this.#line
    const found = await Promise.all(ids.map((id) => store.findDelivery(this.#options.tenant, id)))
    // Without those that retention has deleted since.
    return found.filter((delivery) => delivery !== undefined)
  }
}

function isOpen({ finishedAt }: Delivery): boolean {
  return finishedAt === null
}

function isSame(delivery: Delivery, told: Delivery | undefined): boolean {
  return (
    told !== undefined &&
    delivery.state === told.state &&
    delivery.attempts === told.attempts &&
    delivery.dueAt === told.dueAt &&
    delivery.lastOutcome === told.lastOutcome
  )
}
