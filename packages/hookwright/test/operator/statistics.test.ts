import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { readSteps, stepsOf } from '../../src/operator/statistics.ts'
import { sqlite } from '../../src/sqlite.ts'
import type { WorkerMinute } from '../../src/store/operator.ts'
import type { Store } from '../../src/store/store.ts'
import { bucketOf } from '../../src/telemetry/latency.ts'

const noon = Date.UTC(2026, 10, 23, 12)
const minute = 60_000

let store: Store
beforeEach(async () => {
  store = sqlite(':memory:')
  await store.open()
})
afterEach(() => store.close())

function row(at: number, given: Partial<WorkerMinute> = {}): WorkerMinute {
  return { minute: at, workerId: 'w1', attempts: 2, succeeded: 1, failed: 1, latencies: [[5, 2]], ...given }
}

const nothing = { attempts: 0, succeeded: 0, failed: 0, p50Ms: null, p95Ms: null, p99Ms: null }

describe('steps', () => {
  test('have no gaps, and begin with the one in which the time asked for lies', async () => {
    await store.writeStatistics([row(noon - minute), row(noon), row(noon + 2 * minute)])
    const span = { since: noon + 30_000, until: noon + 3 * minute, stepMs: minute }
    const { points, attempts } = await readSteps(store, span)
    expect(points).toEqual([
      { at: noon, attempts: 2, succeeded: 1, failed: 1, p50Ms: 5.5, p95Ms: 6, p99Ms: 6 },
      { at: noon + minute, ...nothing },
      expect.objectContaining({ at: noon + 2 * minute, attempts: 2 }),
    ])
    expect(attempts).toBe(4)
  })

  test('add up workers and minutes, their latencies as well', async () => {
    const slow = { attempts: 98, succeeded: 98, failed: 0, latencies: [[bucketOf(2_000), 98]] } as const
    await store.writeStatistics([row(noon), row(noon + minute, { workerId: 'w2', ...slow })])
    const span = { since: noon, until: noon + 60 * minute, stepMs: 60 * minute }
    const { points, ...totals } = await readSteps(store, span)
    expect(points).toHaveLength(1)
    expect(totals).toMatchObject({ attempts: 100, succeeded: 99, failed: 1 })
    expect(points[0]).toEqual({ at: noon, ...totals })
    expect(totals.p50Ms).toBeGreaterThan(1_900)
    expect(totals.p50Ms).toBeLessThan(2_100)
  })

  test('are counted from 1970 on, so that they stay where they are while time passes', () => {
    const stepMs = 5 * minute
    expect(stepsOf({ since: noon - 1, until: noon, stepMs })).toBe(1)
    expect(stepsOf({ since: noon - 1, until: noon + 1, stepMs })).toBe(2)
    expect(stepsOf({ since: noon, until: noon + 3 * stepMs, stepMs })).toBe(3)
  })

  test('of nothing hold nothing', async () => {
    const span = { since: noon, until: noon + 2 * minute, stepMs: minute }
    expect(await readSteps(store, span)).toEqual({
      points: [
        { at: noon, ...nothing },
        { at: noon + minute, ...nothing },
      ],
      ...nothing,
    })
  })

  test('read more minutes than the store gives at a time', async () => {
    const rows = Array.from({ length: 12_345 }, (_, n) => row(noon + n * minute))
    await store.writeStatistics(rows)
    const span = { since: noon, until: noon + 12_345 * minute, stepMs: 1_440 * minute }
    const { attempts, points } = await readSteps(store, span)
    expect(attempts).toBe(2 * 12_345)
    expect(points.reduce((sum, point) => sum + point.attempts, 0)).toBe(2 * 12_345)
  })
})
