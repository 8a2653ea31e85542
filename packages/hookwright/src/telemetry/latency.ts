import type { LatencyCount } from '../store/operator.ts'

/**
 * How long attempts took, counted in buckets, so that any number of workers and minutes can be added up: below 16 ms
 * one for each millisecond, above that eight for each doubling. What is stored depends on them: never change them.
 */
const perDoubling = 8
const firstDoubling = 4
const exact = 2 ** firstDoubling
/** The last holds whatever took longer than 70 minutes. */
const longestMs = 2 ** 22 - 1
export const bucketCount = bucketOf(longestMs) + 1

export function bucketOf(durationMs: number): number {
  const ms = Math.min(Math.max(Math.floor(durationMs), 0), longestMs)
  if (ms < exact) return ms
  const doubling = 31 - Math.clz32(ms)
  const within = (ms >> (doubling - 3)) & (perDoubling - 1)
  return exact + (doubling - firstDoubling) * perDoubling + within
}

/** The least duration that a bucket holds; that of the bucket behind it is where it ends. */
export function bucketStart(bucket: number): number {
  if (bucket < exact) return bucket
  const doubling = firstDoubling + Math.floor((bucket - exact) / perDoubling)
  const within = (bucket - exact) % perDoubling
  return (perDoubling + within) * 2 ** (doubling - 3)
}

export interface Percentiles {
  p50Ms: number | null
  p95Ms: number | null
  p99Ms: number | null
}

/** Null where there is nothing. Within a bucket, durations are taken to be spread evenly. */
export function percentiles(counts: Uint32Array): Percentiles {
  return {
    p50Ms: quantile(counts, 0.5),
    p95Ms: quantile(counts, 0.95),
    p99Ms: quantile(counts, 0.99),
  }
}

function quantile(counts: Uint32Array, share: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (total === 0) return null
  let left = total * share
  let ms = 0
  for (const [bucket, count] of counts.entries()) {
    if (count === 0) continue
    const start = bucketStart(bucket)
    ms = start + (bucketStart(bucket + 1) - start) * Math.min(left / count, 1)
    left -= count
    if (left <= 0) break
  }
  return Math.round(ms * 10) / 10
}

/** As they are stored: those that hold something. */
export function pairsOf(counts: Uint32Array): LatencyCount[] {
  return [...counts.entries()].filter(([, count]) => count > 0)
}

export function addPairs(counts: Uint32Array, pairs: readonly LatencyCount[]): void {
  for (const [bucket, count] of pairs) {
    // What a later version stored in buckets that this one does not know goes into the last.
    const known = Math.min(bucket, bucketCount - 1)
    counts[known] = (counts[known] ?? 0) + count
  }
}
