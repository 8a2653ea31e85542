import { expect, test } from 'vitest'

import { normalise } from '../../src/documents/normalise.ts'
import type { JsonSchema } from '../../src/schema/schema.ts'

const $ref = '#/components/schemas/A'
const nothing = { type: 'null' }

test.each<[string, JsonSchema, JsonSchema]>([
  ['a type', { type: 'string', nullable: true }, { type: ['string', 'null'] }],
  ['types', { type: ['string', 'null'], nullable: true }, { type: ['string', 'null'] }],
  [
    'an enum',
    { type: 'string', enum: ['a'], nullable: true },
    { type: ['string', 'null'], enum: ['a', null] },
  ],
  ['an enum alone', { enum: ['a', null], nullable: true }, { enum: ['a', null] }],
  [
    'a reference',
    { $ref, nullable: true, description: 'x' },
    { description: 'x', anyOf: [{ $ref }, nothing] },
  ],
  ['parts', { allOf: [{ $ref }], nullable: true }, { anyOf: [{ allOf: [{ $ref }] }, nothing] }],
  ['a choice', { oneOf: [{ $ref }], nullable: true }, { oneOf: [{ $ref }, nothing] }],
  ['a choice that has null', { anyOf: [{ $ref }, nothing], nullable: true }, { anyOf: [{ $ref }, nothing] }],
  ['nothing', { nullable: true, title: 'x' }, { title: 'x' }],
  ['false', { type: 'string', nullable: false }, { type: 'string' }],
])('nullable beside %s allows null', (_name, schema, expected) => {
  normalise(schema)
  expect(schema).toEqual(expected)
})

test('bounds that a boolean excludes become the numbers of 3.1', () => {
  const schema: JsonSchema = { minimum: 1, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false }
  normalise(schema)
  expect(schema).toEqual({ exclusiveMinimum: 1, maximum: 9 })
})

test('what is in the words of 3.1 stays as it is', () => {
  const schema: JsonSchema = { type: ['number', 'null'], exclusiveMinimum: 0, enum: [1, null] }
  const before = structuredClone(schema)
  normalise(schema)
  expect(schema).toEqual(before)
})
