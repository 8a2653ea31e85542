import { describe, expect, test } from 'vitest'
import {
  jitterShare,
  longestRetryAfterMs,
  nextAttempt,
  parseRetryAfter,
  standardSchedule,
} from '../../src/delivery/retry.ts'

const now = Date.UTC(2026, 10, 23, 12)
const question = { now, retryAfterMs: null, random: 0, schedule: standardSchedule }

describe('the schedule', () => {
  test('is the one of Standard Webhooks: ten attempts, the last after a day', () => {
    const waits = standardSchedule.map((wait) => wait / 1000)
    expect(waits).toEqual([0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400])
  })

  test('says when the next attempt is due, counted from now', () => {
    expect(nextAttempt({ ...question, attemptsDone: 1 })).toEqual({ dueAt: now + 5_000 })
    expect(nextAttempt({ ...question, attemptsDone: 9 })).toEqual({ dueAt: now + 86_400_000 })
  })

  test('is exhausted when every attempt was made, whatever the receiver asks for', () => {
    expect(nextAttempt({ ...question, attemptsDone: 10 })).toBe('exhausted')
    expect(nextAttempt({ ...question, attemptsDone: 10, retryAfterMs: 5_000 })).toBe('exhausted')
    expect(nextAttempt({ ...question, attemptsDone: 1, schedule: [0] })).toBe('exhausted')
  })
})

describe('jitter', () => {
  test('spreads ten thousand deliveries that failed together, and none comes early', () => {
    const buckets = new Map<number, number>()
    for (let i = 0; i < 10_000; i++) {
      const next = nextAttempt({ ...question, attemptsDone: 2, random: ((i * 7919) % 10_000) / 10_000 })
      if (next === 'exhausted') throw new Error('exhausted')
      const late = next.dueAt - now - 300_000
      expect(late).toBeGreaterThanOrEqual(0)
      expect(late).toBeLessThanOrEqual(300_000 * jitterShare)
      const bucket = Math.floor(late / 1_000)
      buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1)
    }
    expect(buckets.size).toBe(60)
    expect(Math.max(...buckets.values())).toBeLessThan(200)
  })

  test('also spreads those that were told the same Retry-After', () => {
    const dueAt = (random: number) =>
      nextAttempt({ ...question, attemptsDone: 1, retryAfterMs: 60_000, random })
    expect(dueAt(0)).toEqual({ dueAt: now + 60_000 })
    expect(dueAt(0.5)).toEqual({ dueAt: now + 66_000 })
  })
})

describe('Retry-After', () => {
  test('postpones an attempt, and never brings it forward', () => {
    expect(nextAttempt({ ...question, attemptsDone: 1, retryAfterMs: 120_000 })).toEqual({
      dueAt: now + 120_000,
    })
    expect(nextAttempt({ ...question, attemptsDone: 3, retryAfterMs: 1_000 })).toEqual({
      dueAt: now + 1_800_000,
    })
  })

  test('cannot park a delivery for longer than a day', () => {
    expect(nextAttempt({ ...question, attemptsDone: 1, retryAfterMs: Infinity })).toEqual({
      dueAt: now + longestRetryAfterMs,
    })
  })

  test.each([
    ['0', 0],
    ['120', 120_000],
    [' 7 ', 7_000],
    ['0005', 5_000],
    ['86401', longestRetryAfterMs],
    ['99999999999999999999', longestRetryAfterMs],
    ['9'.repeat(400), longestRetryAfterMs],
    ['Mon, 23 Nov 2026 12:01:00 GMT', 60_000],
    ['Monday, 23-Nov-26 12:01:00 GMT', 60_000],
    ['Mon Nov 23 12:01:00 2026', 60_000],
    ['Sun, 06 Nov 1994 08:49:37 GMT', 0],
    ['Fri, 31 Dec 9999 23:59:59 GMT', longestRetryAfterMs],
  ])('%j is read as %i ms', (header, ms) => {
    expect(parseRetryAfter(header, now)).toBe(ms)
  })

  test.each([
    null,
    '',
    '-5',
    '+5',
    '1.5',
    '1e3',
    '0x10',
    '5 seconds',
    'soon',
    'Infinity',
    'NaN',
    '2026-11-23T12:01:00Z',
    'Mon, 99 Nov 2026 99:01:00 GMT',
    `Mon, ${'1'.repeat(1000)}`,
    '१२',
  ])('%j is junk and counts as none', (header) => {
    expect(parseRetryAfter(header, now)).toBeNull()
  })
})
