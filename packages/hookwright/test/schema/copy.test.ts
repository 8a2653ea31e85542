import { expect, test } from 'vitest'

import { copyJson } from '../../src/schema/copy.ts'

test('a copy equals what it was made of and shares nothing with it', () => {
  const original = { a: [1, 'two', null, true, { b: [] }], c: undefined }
  const copy = copyJson(original)
  expect(copy).toStrictEqual(original)
  copy.a.push('more')
  expect(original.a).toHaveLength(5)
})

test('a property named __proto__ stays a property', () => {
  const copy: object = copyJson(JSON.parse('{"__proto__":{"x":1}}'))
  expect(JSON.stringify(copy)).toBe('{"__proto__":{"x":1}}')
  expect(Object.getPrototypeOf(copy)).toBe(Object.prototype)
})

test('what is no JSON is copied as structuredClone does', () => {
  const when = new Date(0)
  const copy = copyJson({ when })
  expect(copy).toEqual({ when })
  expect(copy.when).not.toBe(when)
  expect(() => copyJson({ f: () => 1 })).toThrow('could not be cloned')
})
