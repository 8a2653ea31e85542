import { Ajv2020 } from 'ajv/dist/2020.js'
import { fullFormats } from 'ajv-formats/dist/formats.js'
import { describe, expect, test } from 'vitest'

import { candidates } from '../../src/schema/construct.ts'
import type { JsonSchema, JsonValue } from '../../src/schema/schema.ts'

/** The first that another validator accepts. */
function sampleOf(schema: JsonSchema): JsonValue | undefined {
  const validate = new Ajv2020({ strict: false, formats: fullFormats, logger: false }).compile(schema)
  return [...candidates(schema, schema)].find((value) => validate(value))
}

const card = {
  type: 'object',
  required: ['kind', 'last4'],
  properties: { kind: { const: 'card' }, last4: { type: 'string' } },
}
const cash = { type: 'object', required: ['kind'], properties: { kind: { const: 'cash' } } }

const schemas: Record<string, JsonSchema> = {
  'parts that say different things of one property': {
    allOf: [
      { type: 'object', properties: { a: { type: 'string' }, b: { type: 'number' } }, required: ['a'] },
      { properties: { a: { enum: ['x', 'y'] }, b: { minimum: 7 } }, required: ['b'] },
      { properties: { a: { enum: ['y', 'z'] } } },
    ],
  },
  'a part that is closed to the others': {
    allOf: [
      { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false },
      { properties: { b: { type: 'number' } } },
    ],
  },
  'parts with bounds': { allOf: [{ type: 'integer', minimum: 3 }, { maximum: 9 }, { minimum: 8 }] },
  'parts with patterns': { type: 'string', allOf: [{ pattern: '^a' }, { pattern: '^ab+$' }] },
  'a choice beside properties': {
    type: 'object',
    properties: { id: { type: 'string' } },
    required: ['id'],
    oneOf: [{ required: ['a'], properties: { a: { const: 1 } } }, { required: ['b'] }],
  },
  'two choices': { anyOf: [cash, card], oneOf: [card, { type: 'string' }] },
  'a choice of which two branches fit': { oneOf: [{ type: 'number' }, { type: 'integer' }, { const: 'x' }] },
  'a choice of which the first branch cannot be': { anyOf: [false, { not: {} }, { const: 4 }] },
  'a referenced choice': {
    $defs: { Pay: { oneOf: [card, cash] } },
    items: { $ref: '#/$defs/Pay' },
    type: 'array',
  },
  'something that is not to be': { type: 'string', enum: ['a', 'b', 'c'], not: { enum: ['a', 'b'] } },
  'items that are to differ': {
    type: 'array',
    items: { enum: ['a', 'b', 'c'] },
    minItems: 3,
    uniqueItems: true,
  },
  'texts that are to differ': {
    type: 'array',
    items: { type: 'string', format: 'uuid' },
    minItems: 3,
    uniqueItems: true,
  },
  'objects that are to differ': {
    type: 'array',
    items: { type: 'object', required: ['n'], properties: { n: { type: 'integer' } } },
    minItems: 2,
    uniqueItems: true,
  },
  'a list that contains something': { type: 'array', contains: { const: 5 }, minContains: 2, minItems: 3 },
  'a least number of properties': {
    type: 'object',
    minProperties: 2,
    propertyNames: { pattern: '^[a-z]{3}$' },
    additionalProperties: { type: 'integer' },
  },
  'names by pattern': {
    type: 'object',
    minProperties: 1,
    patternProperties: { '^x-\\d+$': { type: 'string' } },
    additionalProperties: false,
  },
  'no types at all': {
    properties: { a: { minimum: 5 }, b: { pattern: '^b$' }, c: { items: {}, minItems: 1 } },
    required: ['a', 'b', 'c'],
  },
  'a time with an offset': { type: 'string', format: 'time' },
  'a tuple': { type: 'array', prefixItems: [{ type: 'string' }, { const: 2 }], minItems: 2, items: false },
  'an example that is not valid': {
    type: 'object',
    properties: { a: { type: 'integer', example: 'one' }, b: { type: 'integer', examples: ['x', 4] } },
    required: ['a', 'b'],
  },
  'an anchor': { $defs: { x: { $anchor: 'money', type: 'integer' } }, $ref: '#money' },
  'a tree': {
    $defs: {
      Tree: {
        type: 'object',
        required: ['children', 'parent'],
        properties: {
          children: { type: 'array', items: { $ref: '#/$defs/Tree' } },
          parent: { anyOf: [{ $ref: '#/$defs/Tree' }, { type: 'null' }] },
        },
      },
    },
    $ref: '#/$defs/Tree',
  },
}

// As text, since an object with a member "then" is taken for a promise.
const cardNeedsDigits: JsonSchema = JSON.parse(`{
  "type": "object",
  "properties": { "kind": { "enum": ["card"] }, "last4": { "type": "string" } },
  "required": ["kind"],
  "if": { "properties": { "kind": { "const": "card" } } },
  "then": { "required": ["last4", "month"], "properties": { "month": { "type": "integer", "minimum": 1 } } },
  "else": { "required": ["drawer"] }
}`)

describe('a value made from a schema with', () => {
  test.each(Object.entries(schemas))('%s is valid', (_name, schema) => {
    expect(sampleOf(schema)).toBeDefined()
  })

  test('a condition has what is asked for where it is met, and where it is not', () => {
    expect(sampleOf(cardNeedsDigits)).toEqual({ kind: 'card', last4: 'text', month: 1 })
    expect(sampleOf({ ...cardNeedsDigits, properties: { kind: { const: 'cash' } } })).toEqual({
      kind: 'cash',
      drawer: null,
    })
  })

  test('examples takes those that are valid', () => {
    expect(sampleOf(schemas['an example that is not valid'] ?? {})).toEqual({ a: 1, b: 4 })
  })

  test('properties that are only written leaves them out', () => {
    const properties = { a: { type: 'string' }, pin: { type: 'string', writeOnly: true } }
    expect(sampleOf({ type: 'object', properties })).toEqual({ a: 'text' })
  })

  test('a choice that leads to itself ends', () => {
    const schema: JsonSchema = {
      $defs: { A: { anyOf: [{ $ref: '#/$defs/A' }, { type: 'string' }] } },
      $ref: '#/$defs/A',
    }
    expect([...candidates(schema, schema)]).toHaveLength(6)
  })

  test('endless demands ends', () => {
    const inner = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`p${index}`, { $ref: '#' }]))
    const endless: JsonSchema = { type: 'object', properties: inner, required: Object.keys(inner) }
    expect([...candidates(endless, endless)]).toHaveLength(6)
  })
})
