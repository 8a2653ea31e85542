import { describe, expect, test } from 'vitest'

import { textMatching } from '../../src/schema/sample-pattern.ts'

describe('a text for a pattern', () => {
  test.each([
    '^[A-Z]{2}\\d{9}$',
    '^usr_[a-zA-Z0-9]{16}$',
    '^(foo|bar)-[^a-z]+$',
    '^\\+[1-9]\\d{1,14}$',
    '^https?://.+',
    '^[\\w.-]+@[\\w-]+\\.[a-z]{2,}$',
    '^([0-9]{4})-(0[1-9]|1[0-2])$',
    '^(?:[A-Za-z0-9+/]{4})*$',
    '^(?<year>\\d{4})$',
    '^[^]$',
    '^\\x41\\u0042\\u{43}\\t$',
    '^a{0}b?c{2,}$',
    '^[-a]{2}[a-]$',
    '^.\\s\\S\\D\\W\\w$',
    '',
  ])('matches %s', (pattern) => {
    const expression = new RegExp(pattern, pattern.includes('\\u{') ? 'u' : '')
    for (const variant of [0, 1, 2]) {
      for (const times of [1, 7]) expect(textMatching(pattern, variant, times)).toMatch(expression)
    }
  })

  test('differs from variant to variant where the pattern leaves a choice', () => {
    expect(new Set([0, 1, 2].map((variant) => textMatching('^[a-z]{3}$', variant))).size).toBe(3)
  })

  test('is as long as is wanted', () => {
    expect(textMatching('^[a-z]+$', 0, 9)).toHaveLength(9)
    expect(textMatching('^[a-z]{1,4}$', 0, 9)).toHaveLength(4)
  })

  test.each(['^(?=.*9)\\d$', '^(?!a)b$', '^(?<=a)b$', '^(a)\\1$', '^\\p{L}$', 'a)'])(
    'is not made for %s',
    (pattern) => {
      expect(textMatching(pattern)).toBeUndefined()
    },
  )
})
