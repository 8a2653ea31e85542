import { describe, expect, test } from 'vitest'

import type { Goal, Round } from '../benchmark.ts'
import { judge, leastDifferenceOf, medianOf, ratioOf } from '../goals.ts'

const rounds: Round[] = [
  round({ one: 10, other: 20 }),
  round({ one: 90, other: 100 }),
  round({ one: 30, other: 40 }),
]

function round(values: Record<string, number>): Round {
  return new Map(Object.entries(values).map(([variant, value]) => [variant, { figure: value }]))
}

const which = (variant: string) => ({ variant, figure: 'figure' })

describe('what a goal is about', () => {
  test('a ratio is the median of the ratios of each round, not the ratio of medians', () => {
    expect(ratioOf(which('one'), which('other'))([...rounds, round({ one: 8, other: 40 })])).toBeCloseTo(
      0.625,
    )
  })

  test('a median is of one figure', () => expect(medianOf(which('one'))(rounds)).toBe(30))

  test('a difference of the least is between rounds', () => {
    expect(leastDifferenceOf(which('other'), which('one'))(rounds)).toBe(10)
  })

  test('what was not measured has no value', () => {
    expect(ratioOf(which('one'), which('absent'))(rounds)).toBeUndefined()
    expect(medianOf({ variant: 'one', figure: 'absent' })(rounds)).toBeUndefined()
    expect(leastDifferenceOf(which('absent'), which('one'))(rounds)).toBeUndefined()
  })

  test('a round in which one of both was not measured does not count', () => {
    expect(ratioOf(which('one'), which('other'))([round({ one: 1 }), round({ one: 1, other: 2 })])).toBe(0.5)
  })
})

describe('a goal', () => {
  const goal = (is: Goal['is'], value: number | undefined): Goal => ({
    text: 'of the other',
    limit: 0.5,
    is,
    unit: '',
    digits: 2,
    of: () => value,
  })

  test.each([
    ['least', 0.5, true],
    ['least', 0.49, false],
    ['most', 0.5, true],
    ['most', 0.51, false],
    ['least', undefined, null],
  ] as const)('at %s 0.5 is, at %s, met: %s', (is, value, isMet) => {
    expect(judge(goal(is, value), rounds)).toEqual({
      text: 'of the other',
      limit: 0.5,
      is,
      unit: '',
      digits: 2,
      value: value ?? null,
      isMet,
    })
  })
})
