import { expect, it } from 'vitest'

import { bytesInWords, countInWords, daysInWords, isLate } from '../../../src/operator/overview/words.ts'

it('counts say so where they were not counted to the end', () => {
  expect([0, 1_234, 99_999, 100_000].map(countInWords)).toEqual(['0', '1,234', '99,999', '100,000 or more'])
})

it('bytes are told in the unit that reads well', () => {
  expect([0, 999, 1_000, 48_300_000, 123_456_789, 5e15].map(bytesInWords)).toEqual([
    '0 B',
    '999 B',
    '1 kB',
    '48 MB',
    '123 MB',
    '5000 TB',
  ])
})

it('ages are told in days, or hours below one', () => {
  expect([null, 0.5, 1, 7, 90].map(daysInWords)).toEqual(['for ever', '12 h', '1 day', '7 days', '90 days'])
})

it('the queue is late once something has been due for more than a minute', () => {
  const now = '2026-11-23T14:05:00.000Z'
  expect(isLate(null, now)).toBe(false)
  expect(isLate('2026-11-23T14:04:00.000Z', now)).toBe(false)
  expect(isLate('2026-11-23T14:03:59.999Z', now)).toBe(true)
})
