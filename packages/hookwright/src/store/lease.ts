import { integerOrNull } from './columns.ts'
import type { Row } from './columns.ts'
import type { ClaimedEndpoint, LeaseOffer } from './claiming.ts'
import { claimedEndpointColumns, toClaimedEndpoint } from './rows.ts'
import type { EnqueueResult, NewMessage } from './store.ts'

/** What of the messages being stored is leased to whoever stores them, whatever the database. */

/** The columns of an endpoint that `toAddressee` reads, of the table that is called `endpoint`. */
export const addresseeColumns = `endpoint.id, endpoint.paused_until, ${claimedEndpointColumns}`

/** An endpoint that gets a message. */
export interface Addressee {
  endpoint: ClaimedEndpoint
  pausedUntil: number | null
}

export function toAddressee(row: Row, id: string): Addressee {
  return { endpoint: toClaimedEndpoint(row, id), pausedUntil: integerOrNull(row, 'paused_until') }
}

/** Hands out what an offer has room for, over one batch of messages. */
export class Leases {
  readonly #offer: LeaseOffer
  readonly #taken = new Map<string, number>()
  #left: number

  constructor(offer: LeaseOffer) {
    this.#offer = offer
    this.#left = offer.limit
  }

  get until(): number {
    return this.#offer.now + this.#offer.leaseMs
  }

  /** Whether the delivery of the message to this endpoint is to be leased; it counts as taken then. */
  take({ dueAt }: Pick<NewMessage, 'dueAt'>, { endpoint, pausedUntil }: Addressee): boolean {
    const { now, limits, limitEach } = this.#offer
    if (this.#left <= 0 || dueAt > now || endpoint.isLimited || (pausedUntil ?? 0) > now) return false
    const taken = this.#taken.get(endpoint.id) ?? 0
    if (taken >= (limits.get(endpoint.id) ?? limitEach)) return false
    this.#taken.set(endpoint.id, taken + 1)
    this.#left--
    return true
  }
}

/** Whether something was stored that a worker is to claim. */
export function hasUnleased(result: EnqueueResult): boolean {
  return result.status === 'stored' && result.deliveries > (result.taken?.leased.length ?? 0)
}
