import type { ClaimedDelivery, Store } from '../store/store.ts'
import type { DispatcherSettings } from './settings.ts'

/** Of a limited endpoint so much is claimed at once for each attempt that it may have under way: what a lane that is not full has room for. */
const limitedPerAttempt = 2

/** Claims made smaller than this cost more than they save. */
const leastClaim = 8

export interface Taking {
  now: number
  limit: number
  /** Endpoints to claim nothing for. */
  skip: ReadonlySet<string>
}

/** Takes deliveries that are due from the store, of limited endpoints and of all others, as many at once as are of use. */
export class Claims {
  readonly #store: Store
  readonly #settings: DispatcherSettings
  #size: number
  #limitedAt: number | null = null
  /** The limited endpoint that the last claim came to. */
  #lastLimited = ''
  /** Whether limited endpoints are to have the only place there is. */
  #isTheirTurn = false

  constructor(store: Store, settings: DispatcherSettings) {
    this.#store = store
    this.#settings = settings
    this.#size = settings.concurrency
  }

  /** How many to ask for. */
  get size(): number {
    return this.#size
  }

  /** When limited endpoints may have something more, as far as the last claim could tell; null where nothing waits. */
  get limitedAt(): number | null {
    return this.#limitedAt
  }

  async take({ now, limit, skip }: Taking): Promise<ClaimedDelivery[]> {
    const { leaseMs, endpointConcurrency } = this.#settings
    const request = { now, leaseMs, skipEndpointIds: [...skip] }
    const limited = await this.#store.claimLimited({
      ...request,
      limit: this.#shareOf(limit),
      afterEndpointId: this.#lastLimited,
      limitEach: endpointConcurrency * limitedPerAttempt,
    })
    this.#limitedAt = limited.nextAt
    this.#lastLimited = limited.lastEndpointId
    try {
      const others = await this.#store.claim({ ...request, limit: limit - limited.deliveries.length })
      return [...limited.deliveries, ...others]
    } catch (error) {
      // What is leased already must not wait for its lease to end. The next claim meets the failure again.
      if (limited.deliveries.length > 0) return limited.deliveries
      throw error
    }
  }

  /** How much of it limited endpoints may have: half, and of a single place every other time all. */
  #shareOf(limit: number): number {
    if (limit > 1) return Math.ceil(limit / 2)
    this.#isTheirTurn = !this.#isTheirTurn
    return this.#isTheirTurn ? limit : 0
  }

  /** What is claimed only to be given back is wasted, so ask for less after that, and then for more again. */
  learn(claimed: number, surplus: number): void {
    this.#size =
      surplus > 0
        ? Math.max(leastClaim, claimed - surplus)
        : Math.min(this.#settings.concurrency, Math.ceil(this.#size * 1.25))
  }
}
