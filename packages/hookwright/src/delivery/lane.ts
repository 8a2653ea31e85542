import type { Attempt, ClaimedDelivery } from '../store/store.ts'

/** A delivery in this process's hands, from its claim until its attempt is recorded or its lease given back. */
export interface Held {
  /** As it was claimed last: a newer claim of it brings a newer fencing token. */
  delivery: ClaimedDelivery
  lane: Lane
  /** Gives up its exchange. */
  controller: AbortController
}

/** For each attempt that a lane may have under way, this many deliveries may wait: one claim then brings work for a while. */
const leastWaiting = 3

/** Where the receiver answers fast, as many as it answers within `waitMs`, but no more than this. */
export const mostWaiting = 15
const waitMs = 500

/** Bytes of bodies beyond which a lane takes no more that would wait: one slow endpoint must not fill the memory. */
const mostWaitingBytes = 4 * 1024 * 1024

/** How much the newest attempt says of how long they take. */
const weightOfNewest = 1 / 16

export function bytesOf({ delivery }: Held): number {
  return delivery.body.byteLength
}

/**
 * One endpoint's share of the dispatcher: how many attempts it gets at once, and a few deliveries that
 * wait for one of those. A lane that is full claims no more, so that a slow endpoint with a long backlog
 * takes neither slots nor leases from the others.
 */
export class Lane {
  readonly endpointId: string
  readonly #waiting: Held[] = []
  #waitingBytes = 0
  /** Attempts under way. */
  active = 0
  /** Places kept for what may be leased to it by offers that are out. */
  offered = 0
  /** The receiver answered 410, and that is being recorded. */
  closed = false
  #pausedUntil = 0
  /** Whether claims from now on know of the pause. */
  #isPauseStored = false
  readonly #most: number
  #limit: number
  /** On average, of those not long ago. */
  #durationMs = waitMs

  constructor(endpointId: string, most: number) {
    this.endpointId = endpointId
    this.#most = most
    this.#limit = most
  }

  get #places(): number {
    const waiting = Math.floor(waitMs / Math.max(1, this.#durationMs))
    return this.#limit * (1 + Math.min(mostWaiting, Math.max(leastWaiting, waiting)))
  }

  /** How many more deliveries may be taken in. Negative when it holds too many, since its limit went down. */
  get room(): number {
    if (this.closed || this.#waitingBytes >= mostWaitingBytes) return 0
    return this.#places - this.active - this.waiting - this.offered
  }

  /** How many wait for a slot. */
  get waiting(): number {
    return this.#waiting.length
  }

  /** The next to get a slot. */
  get first(): Held | undefined {
    return this.#waiting[0]
  }

  push(held: Held): void {
    this.#waiting.push(held)
    this.#waitingBytes += bytesOf(held)
  }

  /** Takes the first out. */
  shift(): Held | undefined {
    return this.#left(this.#waiting.shift())
  }

  /** Takes the last out. */
  pop(): Held | undefined {
    return this.#left(this.#waiting.pop())
  }

  #left(held: Held | undefined): Held | undefined {
    if (held) this.#waitingBytes -= bytesOf(held)
    return held
  }

  /** Whether one must go that waits, since its limit went down. */
  get overfull(): boolean {
    return this.waiting > 0 && this.active + this.waiting > this.#places
  }

  /** Whether to claim none for it: not before there is room for a batch, since one claim for each place costs more. */
  get full(): boolean {
    return this.room < this.#places / 2
  }

  get canStart(): boolean {
    return this.active < this.#limit
  }

  /** Epoch milliseconds before which nothing is sent. Known here before the store knows it, and no longer than that. */
  get pausedUntil(): number {
    return this.#pausedUntil
  }

  /** The receiver asked for a pause, and that is being recorded. */
  pauseUntil(until: number): void {
    if (until <= this.#pausedUntil) return
    this.#pausedUntil = until
    this.#isPauseStored = false
  }

  /** The pause is the store's matter now: it holds what would be claimed, and somebody may end it there. */
  pauseWasStored(until: number): void {
    if (until > 0 && until === this.#pausedUntil) this.#isPauseStored = true
  }

  /** Before a claim: one that had begun before may still bring what was due before the pause. */
  forgetStoredPause(): void {
    if (!this.#isPauseStored) return
    this.#isPauseStored = false
    this.#pausedUntil = 0
  }

  /** Whether the next claim may be for it, too. */
  mayWant(now: number): boolean {
    return !this.full && (this.#pausedUntil <= now || this.#isPauseStored)
  }

  /** Whether forgetting it loses nothing. */
  isIdle(now: number): boolean {
    return this.isEmpty && !this.closed && this.#limit === this.#most && this.#pausedUntil <= now
  }

  get isEmpty(): boolean {
    return this.active === 0 && this.waiting === 0 && this.offered === 0
  }

  /** Whoever lets attempts run into the timeout gets fewer at once, down to one; with each answer one more again. */
  learn({ outcome, durationMs }: Pick<Attempt, 'outcome' | 'durationMs'>): void {
    this.#durationMs += (durationMs - this.#durationMs) * weightOfNewest
    this.#limit =
      outcome === 'timed_out' ? Math.max(1, this.#limit >> 1) : Math.min(this.#most, this.#limit + 1)
  }
}

/** At this many, the oldest empty one is forgotten, with what it learnt. */
const mostLanes = 2_000

export class Lanes {
  readonly #lanes = new Map<string, Lane>()
  readonly #most: number

  /** `most` attempts at once to one endpoint. */
  constructor(most: number) {
    this.#most = most
  }

  /** How many a new lane has room for. */
  get places(): number {
    return this.#most * (1 + leastWaiting)
  }

  of(endpointId: string): Lane {
    let lane = this.#lanes.get(endpointId)
    if (!lane) {
      if (this.#lanes.size >= mostLanes) this.#forgetOne()
      lane = new Lane(endpointId, this.#most)
      this.#lanes.set(endpointId, lane)
    }
    return lane
  }

  all(): Iterable<Lane> {
    return this.#lanes.values()
  }

  /** The endpoints to claim nothing for, by a claim that begins now. */
  beforeClaim(now: number): Set<string> {
    const ids = new Set<string>()
    for (const lane of this.#lanes.values()) {
      lane.forgetStoredPause()
      if (!lane.mayWant(now)) ids.add(lane.endpointId)
    }
    return ids
  }

  forgetIfIdle(lane: Lane, now: number): void {
    if (lane.isIdle(now)) this.#lanes.delete(lane.endpointId)
  }

  #forgetOne(): void {
    for (const [id, lane] of this.#lanes) {
      if (!lane.isEmpty || lane.closed) continue
      this.#lanes.delete(id)
      return
    }
  }
}
