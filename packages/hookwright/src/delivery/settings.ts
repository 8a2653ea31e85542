import { HookwrightError } from '../errors.ts'
import { standardSchedule } from './retry.ts'

/** The numbers a worker works with; all are options of `delivery`, with defaults. */
export interface DispatcherSettings {
  /** Milliseconds that one attempt may take, from connecting to the response's last byte. Default: 15,000. */
  timeoutMs: number
  /**
   * Milliseconds to wait before each attempt; its length is the number of attempts. Up to a fifth is added at
   * random. Default: Standard Webhooks' 0, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h.
   */
  retryScheduleMs: readonly number[]
  /** Attempts that one worker makes at once. Default: 256. */
  concurrency: number
  /** Attempts that one worker makes at once to one endpoint. Default: 16. */
  endpointConcurrency: number
  /** Milliseconds after which the store is asked although nobody said that anything is due. Default: 1,000. */
  pollMs: number
  /**
   * Milliseconds that a worker's claim holds: after a crash, what it had in hand is delivered again that much
   * later. At least `timeoutMs` and 10 s. Default: twice `timeoutMs` and 30 s.
   */
  leaseMs: number
  /**
   * Days after which an endpoint is disabled when every attempt has failed since; null never does. Default: 5.
   */
  disableAfterDays: number | null
  /** Bytes that are kept of a response's body. Default: 16,384. */
  keptBodyBytes: number
}

/** A lease must hold for one attempt and this much more, for waiting, for recording and for a pause of this process. */
export const leastLeaseSlackMs = 10_000

/** Fills in the defaults. Throws `bad_option` naming the option and what it may be. */
export function dispatcherSettings(given: Partial<DispatcherSettings>): DispatcherSettings {
  const timeoutMs = whole('timeoutMs', given.timeoutMs ?? 15_000, 1, 3_600_000)
  return {
    timeoutMs,
    retryScheduleMs: retrySchedule('delivery.retryScheduleMs', given.retryScheduleMs ?? standardSchedule),
    concurrency: whole('concurrency', given.concurrency ?? 256, 1, 65_536),
    endpointConcurrency: whole('endpointConcurrency', given.endpointConcurrency ?? 16, 1, 65_536),
    pollMs: whole('pollMs', given.pollMs ?? 1_000, 1, 3_600_000),
    leaseMs: whole(
      'leaseMs',
      given.leaseMs ?? 2 * timeoutMs + 30_000,
      timeoutMs + leastLeaseSlackMs,
      86_400_000,
    ),
    disableAfterDays:
      given.disableAfterDays === null
        ? null
        : whole('disableAfterDays', given.disableAfterDays ?? 5, 1, 3_650),
    keptBodyBytes: whole('keptBodyBytes', given.keptBodyBytes ?? 16_384, 0, 1_048_576),
  }
}

function whole(option: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw new HookwrightError(
    'bad_option',
    `delivery.${option} is ${value}; it must be a whole number from ${least} to ${most}.`,
  )
}

/** @throws HookwrightError `bad_option` for what is no schedule; `option` says where it was given. */
export function retrySchedule(option: string, waits: readonly number[]): readonly number[] {
  if (waits.length > 0 && waits.every((wait) => Number.isFinite(wait) && wait >= 0)) return waits
  throw new HookwrightError(
    'bad_option',
    `${option} is [${waits.join(', ')}]; it must hold one wait in milliseconds for each attempt, such as [0, 5000, 300000].`,
  )
}
