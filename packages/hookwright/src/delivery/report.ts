import type { AttemptRecord, ClaimedDelivery } from '../store/store.ts'
import type { Outcome } from './outcome.ts'

/** What is told of an attempt once it is recorded. It holds no body and no secret. */
export interface AttemptReport {
  tenant: string
  messageId: string
  deliveryId: string
  endpointId: string
  url: string
  eventType: string
  /** Counted from 1. */
  attempt: number
  outcome: Outcome
  /** The HTTP status, or null where no response came. */
  status: number | null
  durationMs: number
  /** What went wrong, in words; null when it succeeded. */
  error: string | null
  /** Epoch milliseconds of the next attempt; null when there is none. */
  nextAttemptAt: number | null
}

export function reportOf(delivery: ClaimedDelivery, { attempt, next }: AttemptRecord): AttemptReport {
  return {
    tenant: delivery.tenant,
    messageId: delivery.messageId,
    deliveryId: delivery.id,
    endpointId: delivery.endpoint.id,
    url: delivery.endpoint.url,
    eventType: delivery.eventType,
    attempt: attempt.number,
    outcome: attempt.outcome,
    status: attempt.status,
    durationMs: attempt.durationMs,
    error: attempt.error,
    nextAttemptAt: next.state === 'pending' ? next.dueAt : null,
  }
}
