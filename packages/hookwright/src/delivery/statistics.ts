import type { WorkerMinute } from '../store/operator.ts'
import type { Store } from '../store/store.ts'
import { bucketCount, bucketOf, pairsOf } from '../telemetry/latency.ts'

const minuteMs = 60_000

/** At least that often, and when a minute is over. */
const writeEveryMs = 5_000

interface Minute {
  workerId: string
  attempts: number
  succeeded: number
  latencies: Uint32Array
  /** How many of the attempts the store has. */
  written: number
}

/**
 * What one worker did, minute by minute: counted in memory and written every few seconds. Each write holds the whole
 * of a minute, and the row is this worker's own, so that nothing is counted twice whatever is written again.
 */
export class Statistics {
  readonly #newWorkerId: () => string
  /** By when they began; those that are over stay for a minute, and until the store has all of them. */
  readonly #minutes = new Map<number, Minute>()
  #workerId: string
  /** The newest minute that was forgotten. */
  #forgotten = -Infinity

  constructor(newWorkerId: () => string = () => crypto.randomUUID()) {
    this.#newWorkerId = newWorkerId
    this.#workerId = newWorkerId()
  }

  /** `at` is when the attempt ended. */
  count(at: number, durationMs: number, isSuccess: boolean): void {
    const start = at - (at % minuteMs)
    const minute = this.#minutes.get(start) ?? this.#begin(start)
    minute.attempts++
    if (isSuccess) minute.succeeded++
    const bucket = bucketOf(durationMs)
    minute.latencies[bucket] = (minute.latencies[bucket] ?? 0) + 1
  }

  #begin(start: number): Minute {
    // A clock was set back to a minute that is written already: its row must not be overwritten with less.
    if (start <= this.#forgotten) {
      this.#workerId = this.#newWorkerId()
      this.#forgotten = -Infinity
    }
    const latencies = new Uint32Array(bucketCount)
    const minute = { workerId: this.#workerId, attempts: 0, succeeded: 0, latencies, written: 0 }
    this.#minutes.set(start, minute)
    return minute
  }

  /** Writes what the store does not have. What it refuses is written the next time. */
  async write(store: Pick<Store, 'writeStatistics'>, now: number): Promise<void> {
    const changed = [...this.#minutes].filter(([, { attempts, written }]) => attempts > written)
    const rows = changed.map(([start, minute]) => toRow(start, minute))
    if (rows.length > 0) await store.writeStatistics(rows)
    for (const [index, [, minute]] of changed.entries()) minute.written = rows[index]?.attempts ?? 0
    // An attempt is counted once it is recorded, which may be a little after the minute in which it ended.
    const before = now - (now % minuteMs) - minuteMs
    for (const [start, { attempts, written }] of this.#minutes) {
      if (start >= before || attempts > written) continue
      this.#minutes.delete(start)
      this.#forgotten = Math.max(this.#forgotten, start)
    }
  }

  /** Milliseconds to wait before the next write. */
  static untilNext(now: number): number {
    return Math.min(writeEveryMs, minuteMs - (now % minuteMs))
  }
}

function toRow(start: number, { workerId, attempts, succeeded, latencies }: Minute): WorkerMinute {
  const failed = attempts - succeeded
  return { minute: start, workerId, attempts, succeeded, failed, latencies: pairsOf(latencies) }
}
