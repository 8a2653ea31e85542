import { expect, it } from 'vitest'

import {
  attemptsSummary,
  durationText,
  latencySummary,
  perMinute,
  rateText,
  successRate,
  successSummary,
  type Point,
} from '../../../src/operator/charts/figures.ts'

const none = { p50Ms: null, p95Ms: null, p99Ms: null }
const point = (at: string, succeeded: number, failed: number): Point => ({
  at,
  attempts: succeeded + failed,
  succeeded,
  failed,
  ...none,
})
const timeText = (at: string) => at.slice(11, 16)
const points = [
  point('2026-11-23T14:00:00Z', 10, 0),
  point('2026-11-23T14:05:00Z', 3, 1),
  point('2026-11-23T14:10:00Z', 0, 0),
  point('2026-11-23T14:15:00Z', 996, 0),
]

it('a rate a minute counts only the time of a step that has passed, and a minute at least', () => {
  const at = '2026-11-23T14:00:00.000Z'
  const after = (seconds: number) => Date.parse(at) + seconds * 1_000
  expect(perMinute(30, at, 300, after(600))).toBe(6)
  expect(perMinute(30, at, 300, after(120))).toBe(15)
  expect(perMinute(30, at, 300, after(1))).toBe(30)
})

it('there is no success rate without an attempt, and 100 % means every one', () => {
  expect(successRate({ attempts: 0, succeeded: 0 })).toBeNull()
  expect(rateText(1)).toBe('100 %')
  expect(rateText(9_999 / 10_000)).toBe('99.9 %')
  expect(rateText(0.5)).toBe('50 %')
})

it('durations are told in the unit that reads well', () => {
  expect([0.4, 9.96, 12.4, 999, 1_500, 12_345].map(durationText)).toEqual([
    '0.4 ms',
    '10 ms',
    '12 ms',
    '999 ms',
    '1.5 s',
    '12 s',
  ])
})

it('attempts are summed up with where most were', () => {
  expect(attemptsSummary(points, 'the last hour', timeText)).toBe(
    '1,010 attempts in the last hour, 1 failed. Most at 14:15.',
  )
  expect(attemptsSummary([point('2026-11-23T14:00:00Z', 0, 0)], 'the last hour', timeText)).toBe(
    'No attempt in the last hour.',
  )
})

it('success is summed up with where it was lowest, passing over steps without attempts', () => {
  expect(successSummary(points, 'the last hour', timeText)).toBe(
    '99.9 % of attempts succeeded in the last hour. Lowest at 14:05: 75 %.',
  )
  expect(successSummary(points.slice(0, 1), 'the last hour', timeText)).toBe(
    '100 % of attempts succeeded in the last hour.',
  )
})

it('latency is summed up as what half, 95 % and 99 % stayed below', () => {
  expect(latencySummary({ p50Ms: 12, p95Ms: 40, p99Ms: 1_200 }, 'the last hour')).toBe(
    'In the last hour half of the attempts took at most 12 ms, 95 % at most 40 ms, 99 % at most 1.2 s.',
  )
  expect(latencySummary(none, 'the last hour')).toBe('No attempt in the last hour.')
})
