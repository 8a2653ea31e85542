import { describe, expect, test } from 'vitest'

import {
  addPairs,
  bucketCount,
  bucketOf,
  bucketStart,
  pairsOf,
  percentiles,
} from '../../src/telemetry/latency.ts'

function counted(durations: readonly number[]): Uint32Array {
  const counts = new Uint32Array(bucketCount)
  for (const ms of durations) counts[bucketOf(ms)] = (counts[bucketOf(ms)] ?? 0) + 1
  return counts
}

describe('buckets', () => {
  test('each holds the durations from its start to that of the next, and they leave no gap', () => {
    for (let bucket = 0; bucket < bucketCount; bucket++) {
      expect(bucketOf(bucketStart(bucket))).toBe(bucket)
      expect(bucketOf(bucketStart(bucket + 1) - 1)).toBe(bucket)
    }
  })

  test('are no wider than an eighth of what they hold', () => {
    for (let bucket = 16; bucket < bucketCount; bucket++) {
      expect((bucketStart(bucket + 1) - bucketStart(bucket)) / bucketStart(bucket)).toBeLessThanOrEqual(1 / 8)
    }
  })

  test('take in whatever a clock may say', () => {
    expect([-5, 0, 0.9].map(bucketOf)).toEqual([0, 0, 0])
    expect([1e9, Infinity].map(bucketOf)).toEqual([bucketCount - 1, bucketCount - 1])
    // The longest timeout that there is has one of its own.
    expect(bucketOf(3_600_000)).toBeLessThan(bucketCount - 1)
  })

  test('are stored as pairs, and added up from them', () => {
    const counts = counted([3, 3, 700])
    expect(pairsOf(counts)).toEqual([
      [3, 2],
      [bucketOf(700), 1],
    ])
    addPairs(counts, pairsOf(counts))
    addPairs(counts, [[9_999, 1]])
    expect(pairsOf(counts)).toEqual([
      [3, 4],
      [bucketOf(700), 2],
      [bucketCount - 1, 1],
    ])
  })
})

describe('percentiles', () => {
  test('of nothing are null', () => {
    expect(percentiles(counted([]))).toEqual({ p50Ms: null, p95Ms: null, p99Ms: null })
  })

  test('lie within the bucket in which they are', () => {
    const durations = Array.from({ length: 1_000 }, (_, n) => n + 1)
    const { p50Ms, p95Ms, p99Ms } = percentiles(counted(durations))
    for (const [found, exact] of [
      [p50Ms, 500],
      [p95Ms, 950],
      [p99Ms, 990],
    ] as const) {
      expect(Math.abs((found ?? 0) - exact) / exact).toBeLessThan(0.02)
    }
  })

  test('are interpolated: half of what is in one bucket lies below its middle', () => {
    expect(percentiles(counted([1_024, 1_030, 1_100, 1_151])).p50Ms).toBe(1_024 + 64)
    expect(percentiles(counted([7])).p50Ms).toBe(7.5)
  })

  test('show the few that took long', () => {
    const { p50Ms, p95Ms, p99Ms } = percentiles(
      counted([...Array.from({ length: 97 }, () => 2), 9_000, 9_000, 9_000]),
    )
    expect([p50Ms, p95Ms].every((ms) => ms !== null && ms >= 2 && ms <= 3)).toBe(true)
    expect(p99Ms).toBeGreaterThan(8_000)
  })
})
