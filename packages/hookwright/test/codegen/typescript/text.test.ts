import { runInNewContext } from 'node:vm'

import { expect, test } from 'vitest'

import { comment, key, quoted } from '../../../src/codegen/typescript/text.ts'

test.each([
  ['plain', `'plain'`],
  ["it's", `"it's"`],
  ['say "hi"', `'say "hi"'`],
  [`it's "so"`, `'it\\'s "so"'`],
  ['a\\b\nc', `'a\\\\b\\nc'`],
  ['\u2028', `'\\u2028'`],
])('%j is quoted', (text, expected) => {
  expect(quoted(text)).toBe(expected)
  expect(runInNewContext(quoted(text))).toBe(text)
})

test.each([
  ['order', 'order'],
  ['$a_1', '$a_1'],
  ['größe', 'größe'],
  ['a-b', `'a-b'`],
  ['1a', `'1a'`],
  ['', `''`],
])('%j as a key', (name, expected) => {
  expect(key(name)).toBe(expected)
})

test('a comment is one line where it fits, and cannot be ended from inside', () => {
  expect(comment('  ', 'Short.')).toBe('  /** Short. */\n')
  expect(comment('', 'a */ b')).toBe('/** a *\\/ b */\n')
  expect(comment('', undefined, ' ')).toBe('')
})

test('long lines break between words; lists hang, tables and code stay', () => {
  const long = 'word '.repeat(30).trim()
  const lines = comment('', `${long}\n- ${long}\n| ${long} |`).split('\n')
  expect(
    Math.max(...lines.filter((line) => !line.includes('|')).map((line) => line.length)),
  ).toBeLessThanOrEqual(100)
  expect(lines.filter((line) => line.startsWith(' *   word'))).toHaveLength(1)
  expect(lines.filter((line) => line.includes('|'))).toEqual([` * | ${long} |`])
})
