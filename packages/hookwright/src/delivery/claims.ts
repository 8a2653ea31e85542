import type { ClaimedDelivery, FreeClaimRequest, LimitedClaimRequest, Store } from '../store/store.ts'
import { PassedOver } from './passed-over.ts'
import type { DispatcherSettings } from './settings.ts'

/** Of a limited endpoint so much is claimed at once for each attempt that it may have under way: what a lane that is not full has room for. */
const limitedPerAttempt = 2

/** Claims made smaller than this cost more than they save. */
const leastClaim = 8

export interface Taking {
  now: number
  limit: number
  /** How many could be taken in beyond the limit. */
  spare: number
  /** Endpoints to claim nothing for. */
  skip: ReadonlySet<string>
}

/** Takes deliveries that are due from the store, of limited endpoints and of all others, as many at once as are of use. */
export class Claims {
  readonly #store: Store
  readonly #settings: DispatcherSettings
  readonly #passedOver = new PassedOver()
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

  async take({ now, limit, spare, skip }: Taking): Promise<ClaimedDelivery[]> {
    const { leaseMs } = this.#settings
    const request = { now, leaseMs, skipEndpointIds: [...skip] }
    const share = this.#shareOf(limit)
    const limited = this.#takeLimited(request, share)
    // At once where there is room for all that both may bring: then the store is waited for only once.
    const taken = share <= spare ? 0 : (await limited).length
    const others = this.#takeOthers(request, limit - taken, skip)
    const claims = await Promise.allSettled([limited, others])
    const claimed = claims.flatMap((claim) => (claim.status === 'fulfilled' ? claim.value : []))
    const failed = claims.find((claim) => claim.status === 'rejected')
    // What is leased already must not wait for its lease to end. The next claim meets the failure again.
    if (failed && claimed.length === 0) throw failed.reason
    return claimed
  }

  async #takeOthers(
    request: Pick<FreeClaimRequest, 'now' | 'leaseMs' | 'skipEndpointIds'>,
    limit: number,
    skip: ReadonlySet<string>,
  ): Promise<ClaimedDelivery[]> {
    const { now } = request
    const { at, to } = this.#passedOver.from(skip, now)
    const { deliveries, seenTo } = await this.#store.claim({ ...request, limit, dueFrom: to })
    this.#passedOver.note(skip, now, { at, to: seenTo })
    return deliveries
  }

  async #takeLimited(
    request: Pick<LimitedClaimRequest, 'now' | 'leaseMs' | 'skipEndpointIds'>,
    limit: number,
  ): Promise<ClaimedDelivery[]> {
    const { deliveries, nextAt, lastEndpointId } = await this.#store.claimLimited({
      ...request,
      limit,
      afterEndpointId: this.#lastLimited,
      limitEach: this.#settings.endpointConcurrency * limitedPerAttempt,
    })
    this.#limitedAt = nextAt
    this.#lastLimited = lastEndpointId
    return deliveries
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
