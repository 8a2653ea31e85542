import type { ClaimedDelivery, EnqueueResult, LeaseOffer, NewMessage } from '../store/store.ts'

/**
 * What a dispatcher offers to those that store messages in its process: to have deliveries leased to it as they are
 * stored, which saves the claim, and reading back what is in memory.
 */
export interface Offer {
  lease: LeaseOffer
  /** To be called once, with what was leased, or nothing where storing failed. */
  settle: (deliveries: readonly ClaimedDelivery[]) => void
}

/** Whoever delivers in the process that stores. */
export interface Taker {
  /** How many deliveries it would like to get at once; null where it has older ones to fetch first. */
  readonly appetite: number | null
  /** What it would take of so many messages that are about to be stored; null where it wants none. */
  offer(messages: number): Offer | null
  /** Whether it takes no more for this endpoint now, and asks for what waits as soon as it does again. */
  passesOver(endpointId: string): boolean
}

/** What was leased to whoever made the offer, as `claim` would have given it. */
export function leasedOf(
  messages: readonly NewMessage[],
  results: readonly EnqueueResult[],
  { now, leaseMs }: LeaseOffer,
): ClaimedDelivery[] {
  return results.flatMap((result, place) => {
    const message = messages[place]
    if (!message || result.status !== 'stored') return []
    const { tenant, id: messageId, eventType, contentType, body, retryScheduleMs, traceContext } = message
    const lease = { fence: 1, attempts: 0, leaseUntil: now + leaseMs }
    const sent = { tenant, messageId, eventType, contentType, body, retryScheduleMs, traceContext }
    return (result.taken?.leased ?? []).map(({ id, endpoint }) => ({ ...sent, ...lease, id, endpoint }))
  })
}
