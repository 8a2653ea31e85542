import type { ClaimedDelivery, Release, Store } from '../store/store.ts'
import { makeAttempt } from './attempt.ts'
import type { AttemptContext, Made } from './attempt.ts'
import { Batcher } from './batch.ts'
import { bytesOf, Lanes, mostWaiting } from './lane.ts'
import type { Held, Lane } from './lane.ts'
import { warn } from './logger.ts'
import type { Logger } from './logger.ts'
import type { Offer } from './offer.ts'
import { whichOf } from './record.ts'
import type { Recorder } from './record.ts'
import type { DispatcherSettings } from './settings.ts'

export interface HandOptions {
  store: Store
  settings: DispatcherSettings
  context: AttemptContext
  recorder: Recorder
  logger: Logger
  /** Called when a lane may have got room. */
  onRoom: (lane: Lane) => void
  /** Called when a lease was given back. */
  onGivenBack: () => void
  /** Called when an attempt has ended that held something of its endpoint's limit. */
  onLimitFreed: () => void
}

/** What must be left of a lease, beyond the timeout, for the attempt to be recorded within it. */
const recordMarginMs = 2_000

/** Deliveries in hand for each attempt that may be under way: as many full lanes as have all slots. */
const heldPerAttempt = 1 + mostWaiting

/** Bytes of bodies that wait for a slot beyond which nothing more is taken in until some have gone. */
const mostWaitingBytes = 64 * 1024 * 1024

/** What a dispatcher has in hand: deliveries leased to it, from then until their attempts are recorded or their leases given back. */
export class Hand {
  readonly lanes: Lanes
  readonly #options: HandOptions
  readonly #releases: Batcher<Release, undefined>
  /** By delivery id. Never more than `#most`. */
  readonly #held = new Map<string, Held>()
  readonly #most: number
  #waitingBytes = 0
  /** Places kept for what claims and offers under way may bring. */
  #reserved = 0
  #reserves = 0
  #claiming = 0
  #nothingReserved: (() => void)[] = []
  /** Exchanges under way. Never more than `concurrency`. */
  #active = 0
  /** Lanes that could start an attempt but for `concurrency`; the one that waits for longest is first. */
  readonly #starved = new Set<Lane>()
  readonly #attempts = new Set<Promise<void>>()
  #isClosing = false

  constructor(options: HandOptions) {
    this.#options = options
    const { concurrency, endpointConcurrency } = options.settings
    this.lanes = new Lanes(endpointConcurrency)
    this.#most = concurrency * heldPerAttempt
    this.#releases = new Batcher(async (releases) => {
      await options.store.release(releases)
      return releases.map(() => undefined)
    })
  }

  get size(): number {
    return this.#held.size
  }

  /** How many more may be taken in. */
  get room(): number {
    return this.#waitingBytes >= mostWaitingBytes ? 0 : this.#most - this.#held.size - this.#reserved
  }

  /** Keeps room for what a claim may bring, until the returned function is called. */
  expectClaim(most: number): () => void {
    this.#claiming = most
    return this.#reserve(most, () => (this.#claiming = 0))
  }

  /** What of so many new messages it would take, leaving half of its room to what is claimed; null where it wants none. */
  offer(messages: number, skip: ReadonlySet<string>): Offer | null {
    const limit = this.room >> 1
    if (this.#isClosing || limit <= 0) return null
    const now = this.#now()
    const limits = new Map<string, number>()
    // Those may have older deliveries in the store, whose turn it is first.
    for (const endpointId of skip) limits.set(endpointId, 0)
    // No endpoint gets a message twice. Of lanes that have room for all of them nothing has to be said.
    const limitEach = Math.min(messages, this.#beside(this.lanes.places))
    const told: { lane: Lane; places: number }[] = []
    for (const lane of this.lanes.all()) {
      const isTaking = lane.pausedUntil <= now && !skip.has(lane.endpointId)
      const places = isTaking ? Math.min(messages, this.#beside(lane.room)) : 0
      if (places === messages && limitEach === messages) continue
      limits.set(lane.endpointId, places)
      lane.offered += places
      told.push({ lane, places })
    }
    const endReserve = this.#reserve(limit, () => {
      for (const { lane, places } of told) lane.offered -= places
    })
    const { leaseMs } = this.#options.settings
    return {
      lease: { now, leaseMs, limit, limitEach, limits },
      settle: (deliveries) => {
        endReserve()
        this.accept(deliveries)
        for (const { lane } of told) {
          this.lanes.forgetIfIdle(lane, this.#now())
          // A claim may have left it out because of what was offered.
          this.#options.onRoom(lane)
        }
      },
    }
  }

  /** Of so much room of one endpoint, what a claim under way leaves; at least half, since it rarely brings for one only. */
  #beside(room: number): number {
    return Math.max(0, room - Math.min(this.#claiming, room >> 1))
  }

  #reserve(count: number, atEnd: () => void): () => void {
    this.#reserved += count
    this.#reserves++
    return () => {
      this.#reserved -= count
      this.#reserves--
      atEnd()
      if (this.#reserves === 0) for (const tell of this.#nothingReserved.splice(0)) tell()
    }
  }

  /** Takes in what its lane has room for and gives back the rest. Returns how many found no room. */
  accept(claimed: readonly ClaimedDelivery[]): number {
    const now = this.#now()
    let surplus = 0
    for (const delivery of claimed) {
      const mine = this.#held.get(delivery.id)
      if (mine) {
        // Its lease ran out (a stall, a leap of the clock) while it was in hand here: go on, as the newer claim.
        if (delivery.fence > mine.delivery.fence) mine.delivery = delivery
        continue
      }
      const lane = this.lanes.of(delivery.endpoint.id)
      if (lane.pausedUntil > now) {
        this.#release(delivery, now)
      } else if (this.#isClosing || lane.room <= 0) {
        surplus++
        this.#release(delivery, now)
      } else {
        const held: Held = { delivery, lane, controller: new AbortController() }
        this.#held.set(delivery.id, held)
        lane.push(held)
        this.#waitingBytes += bytesOf(held)
        this.#pump(lane)
      }
    }
    return surplus
  }

  /** Gives back what waits in the lane, due at `dueAt`. */
  empty(lane: Lane, dueAt: number): void {
    for (let held = this.#shift(lane); held; held = this.#shift(lane)) this.#giveBack(held, dueAt)
  }

  /** From now on takes nothing in, and gives back what has not begun. */
  close(): void {
    this.#isClosing = true
    for (const lane of this.lanes.all()) this.#pump(lane)
  }

  /** Breaks off every attempt under way. */
  abort(): void {
    for (const { controller } of this.#held.values()) controller.abort()
  }

  /** Resolves when nothing is in hand any more, nor on its way there. */
  async drained(): Promise<void> {
    if (this.#reserves > 0) await new Promise<void>((resolve) => this.#nothingReserved.push(resolve))
    while (this.#attempts.size > 0) await Promise.all(this.#attempts)
    await this.#releases.idle()
  }

  /** Starts what the lane may start, and gives back what must not wait in it any longer. */
  #pump(lane: Lane): void {
    if (lane.closed) return
    const { concurrency, timeoutMs: usualTimeoutMs } = this.#options.settings
    const now = this.#now()
    if (this.#isClosing || lane.pausedUntil > now) this.empty(lane, now)
    while (lane.waiting > 0 && lane.canStart) {
      if (this.#active >= concurrency) {
        this.#starved.add(lane)
        return
      }
      const held = this.#shift(lane)
      if (!held) return
      const timeoutMs = held.delivery.endpoint.timeoutMs ?? usualTimeoutMs
      if (held.delivery.leaseUntil - now < timeoutMs + recordMarginMs) this.#giveBack(held, now)
      else this.#start(held)
    }
    while (lane.overfull) {
      const held = lane.pop()
      if (!held) return
      this.#waitingBytes -= bytesOf(held)
      this.#giveBack(held, now)
    }
  }

  #start(held: Held): void {
    this.#active++
    held.lane.active++
    const work = this.#deliver(held).finally(() => this.#attempts.delete(work))
    this.#attempts.add(work)
  }

  /** After an attempt: its slot goes to the lane that has waited for longest, if any has. */
  #freeSlot(lane: Lane): void {
    this.#active--
    lane.active--
    for (const starved of this.#starved) {
      this.#starved.delete(starved)
      this.#pump(starved)
      if (this.#active >= this.#options.settings.concurrency) break
    }
  }

  /** One delivery's attempt, from its start to its record. Never rejects. */
  async #deliver(held: Held): Promise<void> {
    const { lane, controller } = held
    const { context, recorder, logger, onRoom, onLimitFreed } = this.#options
    let made: Made | null = null
    try {
      made = await makeAttempt(held.delivery, context, controller)
    } catch (error) {
      // Every failure of a receiver is an outcome, so this is a mistake of ours. The lease keeps it from spinning.
      warn(
        logger,
        { event: 'attempt_error', ...whichOf(held.delivery) },
        `The attempt of delivery ${held.delivery.id} ended in an unexpected error; trying it again later`,
        error,
      )
    }
    const record = made?.record
    const gone = record?.endpoint ? 'disable' in record.endpoint : false
    // Before the slot is free: a receiver that wants nothing more must not get the next one.
    if (gone) lane.closed = true
    const pauseUntil = record?.endpoint && 'pauseUntil' in record.endpoint ? record.endpoint.pauseUntil : 0
    lane.pauseUntil(pauseUntil)
    if (record) lane.learn(record.attempt)
    this.#freeSlot(lane)
    if (made) {
      this.#pump(lane)
      onRoom(lane)
      await recorder.record(held, made)
      lane.pauseWasStored(pauseUntil)
      if (held.delivery.endpoint.isLimited) onLimitFreed()
    } else if (controller.signal.aborted) {
      this.#release(held.delivery, this.#now())
    }
    this.#held.delete(held.delivery.id)
    if (gone) {
      lane.closed = false
      // The store knows by now that the endpoint is disabled, and cancels them when they are claimed again.
      this.empty(lane, this.#now())
    }
    this.#pump(lane)
    this.lanes.forgetIfIdle(lane, this.#now())
    onRoom(lane)
  }

  #shift(lane: Lane): Held | undefined {
    const held = lane.shift()
    if (held) this.#waitingBytes -= bytesOf(held)
    return held
  }

  #giveBack({ delivery }: Held, dueAt: number): void {
    this.#held.delete(delivery.id)
    this.#release(delivery, dueAt)
  }

  #release(delivery: ClaimedDelivery, dueAt: number): void {
    const { tenant, id: deliveryId, fence } = delivery
    this.#releases.add({ tenant, deliveryId, fence, dueAt }).then(
      () => this.#options.onGivenBack(),
      (error: unknown) =>
        warn(
          this.#options.logger,
          { event: 'lease_kept', ...whichOf(delivery) },
          `The lease of delivery ${deliveryId} could not be given back; it ends by itself`,
          error,
        ),
    )
  }

  #now(): number {
    return this.#options.context.clock.now()
  }
}
