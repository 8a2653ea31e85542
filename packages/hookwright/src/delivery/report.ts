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
