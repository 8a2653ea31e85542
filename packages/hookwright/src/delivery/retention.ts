import { HookwrightError } from '../errors.ts'

/**
 * For how many days things are kept. Null keeps them for ever. What a delivery that has not ended still needs is kept
 * in any case.
 */
export interface RetentionOptions {
  /**
   * After a message was sent, for how long its idempotency key finds it: the same key makes a new message after that.
   * At most `bodyDays`. Default: 7, or `bodyDays` where that is less.
   */
  idempotencyDays?: number | null
  /** After a message was sent: its body. Without it, it cannot be replayed. At most `deliveryDays`. Default: 30. */
  bodyDays?: number | null
  /** After a delivery ended: its attempts, with what the receiver answered. At most `deliveryDays`. Default: 30. */
  attemptDays?: number | null
  /** After a delivery ended: itself; then its message, and replays that ended. Default: 90. */
  deliveryDays?: number | null
}

/** Ages in milliseconds; null is for ever. */
export interface Retention {
  keysMs: number | null
  bodiesMs: number | null
  attemptsMs: number | null
  deliveriesMs: number | null
}

const dayMs = 86_400_000

/** How long statistics are kept: as long as deliveries, but for ever they are of no use. */
export function statisticsMs({ deliveriesMs }: Retention): number {
  return Math.min(deliveriesMs ?? Infinity, mostStatisticsDays * dayMs)
}

const mostStatisticsDays = 30

/** Fills in the defaults. Throws `bad_option` naming the option and what it may be. */
export function retentionSettings(given: RetentionOptions = {}): Retention {
  const deliveryDays = checked('deliveryDays', or(given.deliveryDays, 90))
  const bodyDays = checked('bodyDays', or(given.bodyDays, least(30, deliveryDays)))
  const attemptDays = checked('attemptDays', or(given.attemptDays, least(30, deliveryDays)))
  const idempotencyDays = checked('idempotencyDays', or(given.idempotencyDays, least(7, bodyDays)))
  // A key is compared with its message's body, and a delivery is listed with both.
  checkOrder('idempotencyDays', idempotencyDays, 'bodyDays', bodyDays)
  checkOrder('bodyDays', bodyDays, 'deliveryDays', deliveryDays)
  checkOrder('attemptDays', attemptDays, 'deliveryDays', deliveryDays)
  return {
    keysMs: toMs(idempotencyDays),
    bodiesMs: toMs(bodyDays),
    attemptsMs: toMs(attemptDays),
    deliveriesMs: toMs(deliveryDays),
  }
}

/** Null is a value here: it keeps for ever. */
function or(days: number | null | undefined, ordinary: number): number | null {
  return days === undefined ? ordinary : days
}

function least(days: number, limit: number | null): number {
  return Math.min(days, limit ?? Infinity)
}

function toMs(days: number | null): number | null {
  return days === null ? null : Math.round(days * dayMs)
}

function checked(option: keyof RetentionOptions, days: number | null): number | null {
  if (days === null || (Number.isFinite(days) && days > 0)) return days
  throw new HookwrightError(
    'bad_option',
    `delivery.retention.${option} is ${days}; it must be a number of days above 0, or null for ever.`,
  )
}

function checkOrder(
  option: keyof RetentionOptions,
  days: number | null,
  other: keyof RetentionOptions,
  most: number | null,
): void {
  if ((days ?? Infinity) <= (most ?? Infinity)) return
  throw new HookwrightError(
    'bad_option',
    `delivery.retention.${option} is ${days ?? 'null (for ever)'}, longer than ${other}, which is ${most}. ` +
      `Lower ${option}, or raise ${other}.`,
  )
}
