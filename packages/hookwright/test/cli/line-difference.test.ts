import { expect, test } from 'vitest'

import { lineDifference } from '../../src/cli/line-difference.ts'

const lines = (...all: (string | number)[]) => all.join('\n')

test('equal texts differ nowhere', () => {
  expect(lineDifference('a\nb', 'a\nb', 9)).toBe('')
})

test('what went and what came is shown with the lines around it', () => {
  expect(lineDifference(lines(1, 2, 3, 4, 5, 6), lines(1, 2, 3, 'x', 5, 6), 99)).toBe(
    lines('  …', '  2', '  3', '- 4', '+ x', '  5', '  6'),
  )
})

test('of a great difference the beginning is shown, and how much more there is', () => {
  expect(
    lineDifference(lines(1, 2, 3), lines('a', 'b', 'c'), 2)
      .split('\n')
      .at(-1),
  ).toBe('  and 4 more lines')
})
