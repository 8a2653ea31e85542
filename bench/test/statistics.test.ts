import { describe, expect, test } from 'vitest'

import { median, quantile, spreadOf } from '../statistics.ts'

describe('a median', () => {
  test('is the middle one, whatever their order', () => expect(median([9, 1, 10])).toBe(9))

  test('lies between the two in the middle', () => expect(median([4, 1, 3, 2])).toBe(2.5))

  test('of nothing is no number', () => expect(median([])).toBeNaN())
})

test('a quantile lies between two numbers where it falls there', () => {
  const hundred = Array.from({ length: 101 }, (_, n) => n)
  expect(quantile(hundred, 0.99)).toBe(99)
  expect(quantile([0, 10], 0.99)).toBeCloseTo(9.9)
})

test('a spread has the least and the most', () => {
  expect(spreadOf([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3 })
})
