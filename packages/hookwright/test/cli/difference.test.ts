import { expect, test } from 'vitest'

import { findDifferences } from '../../src/cli/difference.ts'

const lines = (older: unknown, newer: unknown) =>
  findDifferences(older, newer).map(({ kind, path, detail }) => `${kind} ${path}${detail}`)

test('equal values have no difference, whatever the order of their keys', () => {
  expect(lines({ a: 1, b: [null, 'x'] }, { b: [null, 'x'], a: 1 })).toEqual([])
})

test('what is new, gone and changed is named at its highest place', () => {
  const older = { paths: { '/a': { get: { summary: 'List' } }, '/b': {} } }
  const newer = { paths: { '/a': { get: { summary: 'List all' } } }, webhooks: { created: { post: {} } } }
  expect(lines(older, newer)).toEqual([
    '~ paths › /a › get › summary: "List" → "List all"',
    '- paths › /b',
    '+ webhooks',
  ])
})

test('lists are compared item by item', () => {
  expect(lines({ required: ['a', 'b'] }, { required: ['a', 'c', 'd'] })).toEqual([
    '~ required › 1: "b" → "c"',
    '+ required › 2',
  ])
})

test('a value of another kind is one difference', () => {
  expect(lines({ type: 'string' }, { type: ['string', 'null'] })).toEqual(['~ type: "string" → a list'])
  expect(lines({ items: [] }, { items: {} })).toEqual(['~ items: a list → an object'])
  expect(lines('', {})).toEqual(['~ (the whole document): "" → an object'])
})

test('a key that every object inherits is still seen as new', () => {
  expect(lines({}, { constructor: 1 })).toEqual(['+ constructor'])
})

test('long values are cut short', () => {
  const [line = ''] = lines({ description: 'a'.repeat(500) }, { description: 'b' })
  expect(line.length).toBeLessThan(100)
})
