import { expect, test } from 'vitest'

import { durationMs } from '../../src/cli/duration.ts'

test.each([
  ['500ms', 500],
  ['10s', 10_000],
  ['1.5m', 90_000],
  ['2h', 7_200_000],
  ['0s', 0],
])('%s is %i milliseconds', (text, expected) => {
  expect(durationMs(text)).toBe(expected)
})

test.each(['', '10', 's', '-1s', '1 s', '1d', '1e3s', '10S'])(
  '%j is refused, and told how to write it',
  (text) => {
    expect(() => durationMs(text)).toThrow('Give a number and its unit, such as 500ms, 10s, 2m or 1h.')
  },
)

test('what no timer can hold is refused', () => {
  expect(() => durationMs('600h')).toThrow('That is more than 24 days.')
  expect(durationMs('2147483647ms')).toBe(2_147_483_647)
})
