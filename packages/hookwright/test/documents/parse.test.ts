import { expect, test } from 'vitest'

import { parseObject } from '../../src/documents/parse.ts'

test('JSON and YAML are told apart by themselves', () => {
  expect(parseObject('{"a": [1]}', 'x')).toEqual({ a: [1] })
  expect(parseObject('a:\n  - 1\nat: 2026-01-31\nno: no\n', 'x')).toEqual({
    a: [1],
    at: '2026-01-31',
    no: 'no',
  })
  expect(parseObject('# made by hand\n{ a: 1 }', 'x')).toEqual({ a: 1 })
})

test('anchors and merge keys of YAML are resolved', () => {
  expect(parseObject('base: &b { a: 1 }\nmore:\n  <<: *b\n  c: 2\n', 'x')).toEqual({
    base: { a: 1 },
    more: { a: 1, c: 2 },
  })
})

test.each([
  ['{"a": }', /^x is not JSON: Unexpected token '\}'/],
  ['a: 1\n  b: [2\n', /^x is not YAML: .*\(line \d, column \d+\)/],
  ['just words', /^x holds no object/],
  ['[1]', /^x holds no object/],
  ['', /^x holds no object/],
])('%j is refused with its place', (text, message) => {
  expect(() => parseObject(text, 'x')).toThrow(
    expect.objectContaining({ code: 'bad_document', message: expect.stringMatching(message) }),
  )
})

test('aliases that unfold into gigabytes are refused', () => {
  const levels = Array.from({ length: 9 }, (_, level) => {
    const value = level === 0 ? '[x, x, x, x, x, x, x, x, x]' : `[${`*l${level - 1}, `.repeat(9)}]`
    return `l${level}: &l${level} ${value}`
  })
  expect(() => parseObject(levels.join('\n'), 'x')).toThrow(/cannot be read: .*alias/i)
})
