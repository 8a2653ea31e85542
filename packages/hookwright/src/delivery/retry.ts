const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/**
 * Milliseconds to wait before attempt 1, 2, 3 and so on; its length is the number of attempts. The
 * schedule that Standard Webhooks recommends (section "Deliverability and reliability").
 */
export const standardSchedule: readonly number[] = [
  0,
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
]

/** A wait is lengthened by up to this part of itself, so that what failed together is not retried together. */
export const jitterShare = 0.2

/** The longest wait that a receiver can ask for. */
export const longestRetryAfterMs = 24 * hour

export interface RetryQuestion {
  /** Attempts made so far, the one that has just failed included. */
  attemptsDone: number
  /** Epoch milliseconds. */
  now: number
  /** The wait that the receiver asks for, in milliseconds, or null. */
  retryAfterMs: number | null
  /** From 0 to below 1. */
  random: number
  schedule: readonly number[]
}

/**
 * When a failed delivery is due again, or `exhausted` when its attempts are spent. Never earlier than
 * the schedule, nor than what the receiver asked for.
 */
export function nextAttempt(question: RetryQuestion): { dueAt: number } | 'exhausted' {
  const scheduled = question.schedule[question.attemptsDone]
  if (scheduled === undefined) return 'exhausted'
  const wait = Math.max(scheduled, Math.min(question.retryAfterMs ?? 0, longestRetryAfterMs))
  return { dueAt: question.now + Math.round(wait * (1 + jitterShare * question.random)) }
}

/**
 * Reads a Retry-After header (RFC 9110, section 10.2.3): seconds, or an HTTP date measured against
 * `now`. Returns milliseconds between 0 and 24 hours, or null where there is none or it is junk: it
 * comes from outside and must not be able to park a delivery for good.
 */
export function parseRetryAfter(header: string | null, now: number): number | null {
  const text = header?.trim() ?? ''
  if (/^\d+$/.test(text)) return Math.min(Number(text) * second, longestRetryAfterMs)
  // Date.parse takes almost anything ("-5" is a date to it); only the shapes of an HTTP date get that far.
  if (!/^[A-Z][a-z]{2,8},? [\w: -]{10,30}$/.test(text)) return null
  // The asctime form names no zone, and is in GMT all the same.
  const at = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`)
  return Number.isNaN(at) ? null : Math.min(Math.max(at - now, 0), longestRetryAfterMs)
}
