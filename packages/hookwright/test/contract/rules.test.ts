import { describe, expect, test } from 'vitest'

import { compareDocuments } from '../../src/contract/compare.ts'
import type { JsonSchema } from '../../src/schema/schema.ts'
import { documentOf, json, sent } from './documents.ts'

const text: JsonSchema = { type: 'string' }
const number: JsonSchema = { type: 'number' }
const object = (properties: JsonSchema, ...required: string[]): JsonSchema => ({
  type: 'object',
  properties,
  required,
})
const circle = object({ kind: { const: 'circle' }, radius: number }, 'kind')
const square = object({ kind: { const: 'square' }, side: number }, 'kind')

/** What it is called, the schema before, the schema now, and the kinds of the changes with what each means to who receives and who answers it. */
const rules: [title: string, older: JsonSchema, newer: JsonSchema, ...found: string[]][] = [
  [
    'a property removed',
    object({ a: text, b: text }),
    object({ a: text }),
    'property_removed breaking risky',
  ],
  [
    'a property added',
    object({ a: text }),
    object({ a: text, b: text }),
    'property_added compatible compatible',
  ],
  [
    'a required property added',
    object({ a: text }),
    object({ a: text, b: text }, 'b'),
    'property_added compatible breaking',
  ],
  [
    'a property added to a closed object',
    { ...object({ a: text }), additionalProperties: false },
    { ...object({ a: text, b: text }), additionalProperties: false },
    'property_added risky compatible',
  ],
  ['a property forbidden', object({ a: text }), object({ a: false }), 'property_removed breaking risky'],
  [
    'a required property made optional',
    object({ a: text }, 'a'),
    object({ a: text }),
    'property_made_optional breaking compatible',
  ],
  [
    'an optional property made required',
    object({ a: text }),
    object({ a: text }, 'a'),
    'property_made_required compatible breaking',
  ],
  ['null allowed', text, { type: ['string', 'null'] }, 'null_allowed breaking compatible'],
  ['null refused', { anyOf: [text, { type: 'null' }] }, text, 'null_refused compatible breaking'],
  ['a type changed', text, number, 'type_changed breaking breaking'],
  ['a type that becomes null alone', text, { type: 'null' }, 'type_changed breaking breaking'],
  ['an integer that may be any number', { type: 'integer' }, number, 'type_widened breaking compatible'],
  ['a number that is an integer now', number, { type: 'integer' }, 'type_narrowed compatible breaking'],
  [
    'a type that may be another, too',
    text,
    { type: ['string', 'number'] },
    'type_widened breaking compatible',
  ],
  ['one of two types gone', { type: ['string', 'number'] }, text, 'variant_removed compatible breaking'],
  ['a type left open', text, {}, 'type_widened breaking compatible'],
  ['a type said at last', {}, text, 'type_narrowed compatible breaking'],
  ['a value added', { enum: ['a', 'b'] }, { enum: ['a', 'b', 'c'] }, 'value_added risky compatible'],
  ['a value removed', { enum: ['a', 'b'] }, { enum: ['b'] }, 'value_removed compatible breaking'],
  [
    'one value in the place of another',
    { enum: ['a', 'b'] },
    { enum: ['b', 'c'] },
    'value_added risky compatible',
    'value_removed compatible breaking',
  ],
  ['another constant', { const: 'a' }, { const: 'b' }, 'values_replaced breaking breaking'],
  ['a constant that is a list now', { const: 'a' }, { enum: ['a', 'b'] }, 'value_added risky compatible'],
  ['values left open', { type: 'string', enum: ['a'] }, text, 'values_opened breaking compatible'],
  ['values listed', text, { type: 'string', enum: ['a'] }, 'values_closed compatible breaking'],
  ['values of another type', { enum: ['a', 'b'] }, { enum: [1, 2] }, 'type_changed breaking breaking'],
  [
    'null among the values',
    { enum: ['a', 'b'] },
    { enum: ['a', 'b', null] },
    'null_allowed breaking compatible',
  ],
  ['a variant added', { oneOf: [circle] }, { oneOf: [circle, square] }, 'variant_added risky compatible'],
  ['a variant beside the only one', circle, { oneOf: [circle, square] }, 'variant_added risky compatible'],
  [
    'a variant removed',
    { anyOf: [circle, square] },
    { anyOf: [square] },
    'variant_removed compatible breaking',
  ],
  [
    'a variant of another type added',
    { anyOf: [circle, square] },
    { anyOf: [circle, square, text] },
    'type_widened breaking compatible',
  ],
  [
    'longer texts',
    { ...text, maxLength: 5 },
    { ...text, maxLength: 6 },
    'limit_loosened breaking compatible',
  ],
  [
    'shorter texts',
    { ...text, maxLength: 5 },
    { ...text, maxLength: 4 },
    'limit_tightened compatible breaking',
  ],
  ['a text that may be empty', { ...text, minLength: 1 }, text, 'limit_loosened breaking compatible'],
  ['a longest length', text, { ...text, maxLength: 4 }, 'limit_tightened compatible breaking'],
  ['more items', { type: 'array', maxItems: 1 }, { type: 'array' }, 'limit_loosened breaking compatible'],
  [
    'items that may come twice',
    { type: 'array', uniqueItems: true },
    { type: 'array' },
    'limit_loosened breaking compatible',
  ],
  [
    'fewer properties',
    { type: 'object' },
    { type: 'object', maxProperties: 3 },
    'limit_tightened compatible breaking',
  ],
  [
    'larger numbers',
    { ...number, maximum: 5 },
    { ...number, maximum: 6 },
    'limit_loosened breaking compatible',
  ],
  [
    'a bound that is in now',
    { ...number, exclusiveMinimum: 0 },
    { ...number, minimum: 0 },
    'limit_loosened breaking compatible',
  ],
  [
    'a bound that is out now',
    { ...number, maximum: 9 },
    { ...number, exclusiveMaximum: 9 },
    'limit_tightened compatible breaking',
  ],
  [
    'finer steps',
    { ...number, multipleOf: 2 },
    { ...number, multipleOf: 1 },
    'limit_loosened breaking compatible',
  ],
  [
    'coarser steps',
    { ...number, multipleOf: 2 },
    { ...number, multipleOf: 4 },
    'limit_tightened compatible breaking',
  ],
  ['a pattern dropped', { ...text, pattern: '^a' }, text, 'limit_loosened breaking compatible'],
  ['a pattern given', text, { ...text, pattern: '^a' }, 'limit_tightened compatible breaking'],
  ['another pattern', { ...text, pattern: '^a' }, { ...text, pattern: '^b' }, 'limit_changed risky risky'],
  ['a format dropped', { ...text, format: 'email' }, text, 'limit_loosened breaking compatible'],
  [
    'another format',
    { ...text, format: 'date' },
    { ...text, format: 'uuid' },
    'format_changed breaking breaking',
  ],
  [
    'a wider format',
    { type: 'integer', format: 'int32' },
    { type: 'integer', format: 'int64' },
    'limit_loosened breaking compatible',
  ],
  [
    'another encoding',
    { ...text, contentEncoding: 'base64' },
    { ...text, contentEncoding: 'base32' },
    'format_changed breaking breaking',
  ],
  ['an object opened', { ...circle, additionalProperties: false }, circle, 'object_opened risky compatible'],
  [
    'an object closed',
    circle,
    { ...circle, additionalProperties: false },
    'object_closed compatible breaking',
  ],
  [
    'other values in a map',
    { type: 'object', additionalProperties: text },
    { type: 'object', additionalProperties: number },
    'type_changed breaking breaking',
  ],
  [
    'a map that has no entries any more',
    { type: 'object', additionalProperties: text },
    { type: 'object', additionalProperties: false },
    'property_removed breaking risky',
  ],
  [
    'properties of a pattern gone',
    { type: 'object', patternProperties: { '^x-': text } },
    { type: 'object' },
    'property_removed breaking risky',
  ],
  [
    'other items',
    { type: 'array', items: text },
    { type: 'array', items: number },
    'type_changed breaking breaking',
  ],
  [
    'a shorter tuple',
    { type: 'array', prefixItems: [text, text] },
    { type: 'array', prefixItems: [text] },
    'property_removed breaking risky',
  ],
  [
    'a longer tuple',
    { type: 'array', prefixItems: [text] },
    { type: 'array', prefixItems: [text, text] },
    'property_added compatible compatible',
  ],
  ['what it must not be', { not: text }, { not: number }, 'not_comparable risky risky'],
  [
    'a condition',
    { ...circle, if: text, else: number },
    { ...circle, if: text, else: text },
    'not_comparable risky risky',
  ],
  [
    'several unions at once',
    { allOf: [{ anyOf: [text, number] }, { anyOf: [text, circle] }] },
    { allOf: [{ anyOf: [text, number] }, { anyOf: [text, square] }] },
    'not_comparable risky risky',
  ],
  ['a deprecation', text, { ...text, deprecated: true }, 'deprecated compatible compatible'],
  ['other words', text, { ...text, description: 'New.' }, 'text_changed compatible compatible'],
]

const kindsAndLevels = (older: JsonSchema, newer: JsonSchema) =>
  compareDocuments(documentOf({ event: older }), documentOf({ event: newer })).map(
    ({ kind, level }) => `${kind} ${level}`,
  )

/** Each alone, in the order of its kinds, since levels decide the order that they are told in. */
const part = (rule: string, level: 1 | 2) => {
  const words = rule.split(' ')
  return `${words[0]} ${words[level]}`
}

describe('what each change is to who receives it', () => {
  test.each(rules)('%s', (_, older, newer, ...found) => {
    const expected = found.map((rule) => part(rule, 1))
    expect(kindsAndLevels(sent(older), sent(newer)).toSorted()).toEqual(expected.toSorted())
  })
})

describe('what each change is to who answers it', () => {
  const answered = (schema: JsonSchema): JsonSchema => ({
    post: { responses: { 200: json(object({ it: schema })) } },
  })
  test.each(rules)('%s', (_, older, newer, ...found) => {
    const expected = found.map((rule) => part(rule, 2))
    expect(kindsAndLevels(answered(older), answered(newer)).toSorted()).toEqual(expected.toSorted())
  })
})

describe('nothing has changed', () => {
  const same: [title: string, older: JsonSchema, newer: JsonSchema][] = [
    ['between the ways to write null', { type: ['string', 'null'] }, { anyOf: [text, { type: 'null' }] }],
    ['between null of 3.0 and of 3.1', { type: 'string', nullable: true }, { type: ['null', 'string'] }],
    [
      'between null beside and among values',
      { anyOf: [{ enum: ['a', 'b'] }, { type: 'null' }] },
      { enum: ['a', 'b', null] },
    ],
    [
      'by another order of keys',
      object({ a: text, b: number }, 'a', 'b'),
      object({ b: number, a: text }, 'b', 'a'),
    ],
    ['by another order of values', { enum: ['a', 'b'] }, { enum: ['b', 'a'] }],
    ['by another order of variants', { oneOf: [circle, square] }, { oneOf: [square, circle] }],
    ['between anyOf and oneOf', { oneOf: [circle, square] }, { anyOf: [circle, square] }],
    ['between a constant and a list of one', { const: 'a' }, { enum: ['a'] }],
    ['between constants and a list', { anyOf: [{ const: 'a' }, { const: 'b' }] }, { enum: ['a', 'b'] }],
    ['between types and variants', { type: ['string', 'number'] }, { anyOf: [number, text] }],
    [
      'between what is inherited and what is written',
      { allOf: [object({ a: text }), object({ b: text })] },
      object({ a: text, b: text }),
    ],
    ['by an example, a default or a title', text, { ...text, example: 'x', default: 'y', title: 'Z' }],
    [
      'by a type that was plain already',
      { properties: { a: text } },
      { type: 'object', properties: { a: text } },
    ],
    ['between true and no word', object({ a: true }), object({ a: {} })],
    [
      'by another line break in its description',
      { ...text, description: 'A\n  b.' },
      { ...text, description: 'A b.' },
    ],
  ]
  test.each(same)('%s', (_, older, newer) => {
    expect(kindsAndLevels(sent(older), sent(newer))).toEqual([])
    expect(kindsAndLevels(sent(newer), sent(older))).toEqual([])
  })
})

test('what is only written is never sent, so that nobody misses it', () => {
  const secret = { ...text, writeOnly: true }
  expect(kindsAndLevels(sent(object({ a: text, secret }, 'secret')), sent(object({ a: text })))).toEqual([])
  expect(kindsAndLevels(sent(object({ a: text, secret: text })), sent(object({ a: text, secret })))).toEqual([
    'property_removed breaking',
  ])
})
