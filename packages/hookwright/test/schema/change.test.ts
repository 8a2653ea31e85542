import { expect, test } from 'vitest'

import { withChanges } from '../../src/schema/change.ts'

test('what stands at a place is replaced, and all else stays, in its order', () => {
  const given = { id: 'a', customer: { name: 'Ada', age: 36 }, total: 1 }
  const changed = withChanges(given, { 'customer.name': 'Grace', total: null })
  expect(JSON.stringify(changed)).toBe('{"id":"a","customer":{"name":"Grace","age":36},"total":null}')
  expect(given).toEqual({ id: 'a', customer: { name: 'Ada', age: 36 }, total: 1 })
})

test('items of lists are counted from 0, and one after the last adds to the list', () => {
  const given = { items: [{ price: 1 }, { price: 2 }] }
  expect(withChanges(given, { 'items.1.price': 5, 'items.2.price': 7 })).toEqual({
    items: [{ price: 1 }, { price: 5 }, { price: 7 }],
  })
})

test('what is not there yet is made', () => {
  expect(withChanges({}, { 'a.b.c': 1 })).toEqual({ a: { b: { c: 1 } } })
  expect(withChanges({ a: null }, { 'a.b': 1 })).toEqual({ a: { b: 1 } })
  expect(withChanges(undefined, { a: 1 })).toEqual({ a: 1 })
})

test('a dot that belongs to a name is written with a backslash', () => {
  expect(withChanges({ 'a.b': 1 }, { 'a\\.b': 2 })).toEqual({ 'a.b': 2 })
})

test('no place reaches a prototype', () => {
  const changed = withChanges({}, { '__proto__.polluted': true })
  expect(Object.getPrototypeOf(changed)).toBe(Object.prototype)
  expect({}).not.toHaveProperty('polluted')
  expect(JSON.stringify(changed)).toBe('{"__proto__":{"polluted":true}}')
})

test.each([
  [{ a: 1 }, 'a.b', '"a.b" cannot be set: a is 1, which has no "b".'],
  ['text', 'a', '"a" cannot be set: the body is "text", which has no "a".'],
  [{ list: [1] }, 'list.x', '"list.x" cannot be set: "x" is no place in a list of 1; count from 0.'],
  [{ list: [1] }, 'list.3', '"list.3" cannot be set: "3" is no place in a list of 1; count from 0.'],
  [{}, 'a..b', '"a..b" cannot be set: it holds an empty name; write it as in customer.name.'],
  [{}, '', '"" cannot be set: it holds an empty name; write it as in customer.name.'],
])('%j has no place %j: the message says why', (value, place, message) => {
  expect(() => withChanges(value, { [place]: 1 })).toThrow(message)
})
