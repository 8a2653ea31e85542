import type { StatisticsRange, WorkerMinute } from '../store/operator.ts'
import type { Store } from '../store/store.ts'
import { addPairs, bucketCount, percentiles, type Percentiles } from '../telemetry/latency.ts'

export const mostSteps = 1_500

/** A day of minutes of seven workers: some milliseconds of the store's time. */
const pageSize = 10_000

export interface Span {
  since: number
  until: number
  stepMs: number
}

interface Totals extends Percentiles {
  attempts: number
  succeeded: number
  failed: number
}

export interface Point extends Totals {
  /** When it begins, in epoch milliseconds. */
  at: number
}

/** Steps are counted from 1970 on, so that they are the same whenever is asked. The first is the one that `since` is in. */
function firstStep({ since, stepMs }: Span): number {
  return since - (since % stepMs)
}

export function stepsOf(span: Span): number {
  return Math.ceil((span.until - firstStep(span)) / span.stepMs)
}

/** Oldest first, without gaps, and all of them together. */
export async function readSteps(
  store: Pick<Store, 'readStatistics'>,
  span: Span,
): Promise<Totals & { points: Point[] }> {
  const first = firstStep(span)
  const sums = Array.from({ length: stepsOf(span) }, () => new Sum())
  const all = new Sum()
  const range = { since: first, until: first + sums.length * span.stepMs }
  for await (const minute of minutesIn(store, range)) {
    sums[Math.floor((minute.minute - first) / span.stepMs)]?.add(minute)
    all.add(minute)
  }
  const points = sums.map((sum, step) => ({ at: first + step * span.stepMs, ...sum.totals() }))
  return { points, ...all.totals() }
}

/** A page at a time: so the store is not kept from delivering. */
async function* minutesIn(
  store: Pick<Store, 'readStatistics'>,
  range: Pick<StatisticsRange, 'since' | 'until'>,
): AsyncGenerator<WorkerMinute> {
  for (let after: WorkerMinute | undefined; ;) {
    const page = await store.readStatistics({ ...range, after, limit: pageSize })
    yield* page
    after = page.at(-1)
    if (page.length < pageSize) return
  }
}

class Sum {
  #attempts = 0
  #succeeded = 0
  #failed = 0
  /** Made when something is counted: most steps of a quiet night hold nothing. */
  #latencies: Uint32Array | undefined

  add({ attempts, succeeded, failed, latencies }: WorkerMinute): void {
    this.#attempts += attempts
    this.#succeeded += succeeded
    this.#failed += failed
    this.#latencies ??= new Uint32Array(bucketCount)
    addPairs(this.#latencies, latencies)
  }

  totals(): Totals {
    return {
      attempts: this.#attempts,
      succeeded: this.#succeeded,
      failed: this.#failed,
      ...percentiles(this.#latencies ?? new Uint32Array(0)),
    }
  }
}
