import { describe, expect, test } from 'vitest'

import { validate, type ValidationSchema } from '../src/json-schema.ts'

/** A schema, values that it accepts, and values that it refuses. */
const rules: Record<string, [schema: ValidationSchema, valid: unknown[], invalid: unknown[]]> = {
  type: [{ type: 'string' }, ['a', ''], [1, null, {}, []]],
  'several types': [{ type: ['string', 'null'] }, ['a', null], [1, undefined]],
  integer: [{ type: 'integer' }, [1, 1.0, -4], [1.5, '1']],
  array: [{ type: 'array' }, [[]], [{}]],
  object: [{ type: 'object' }, [{}], [[], null]],
  const: [{ const: { a: [1] } }, [{ a: [1] }], [{ a: [2] }, { a: [1], b: 1 }]],
  enum: [{ enum: ['a', null] }, ['a', null], ['b']],
  bounds: [{ minimum: 1, maximum: 3 }, [1, 3], [0.9, 4]],
  'exclusive bounds': [{ exclusiveMinimum: 1, exclusiveMaximum: 3 }, [2], [1, 3]],
  multipleOf: [{ multipleOf: 0.1 }, [0.3, 7], [0.35]],
  length: [{ minLength: 2, maxLength: 3 }, ['ab', '😀😀'], ['a', 'abcd']],
  pattern: [{ pattern: '^a' }, ['ab', 1], ['b']],
  'a pattern of another engine': [{ pattern: '(?P<x>a)' }, ['b'], []],
  'date-time': [{ format: 'date-time' }, ['2026-01-31T12:00:00Z'], ['2026-01-31', 'soon']],
  uuid: [{ format: 'uuid' }, ['7f1a4c52-9d3e-4b8a-8a61-2f0c5d9e7b34'], ['7f1a']],
  uri: [{ format: 'uri' }, ['https://example.com/'], ['example']],
  ipv4: [{ format: 'ipv4' }, ['192.0.2.1'], ['192.0.2', '192.0.2.256', '192.0.2.1.']],
  'a format that nobody knows': [{ format: 'unixtime' }, ['x', 1], []],
  items: [{ items: { type: 'number' } }, [[1, 2], []], [[1, 'a']]],
  prefixItems: [{ prefixItems: [{ type: 'string' }], items: false }, [['a'], []], [[1], ['a', 'b']]],
  'number of items': [{ minItems: 1, maxItems: 2 }, [[1]], [[], [1, 2, 3]]],
  uniqueItems: [
    { uniqueItems: true },
    [[1, '1', { a: 1 }]],
    [
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
    ],
  ],
  contains: [{ contains: { const: 1 }, maxContains: 1 }, [[1, 2]], [[2], [1, 1]]],
  required: [{ required: ['a'] }, [{ a: undefined }, 1], [{}]],
  properties: [{ properties: { a: { type: 'string' } } }, [{}, { a: 'x' }], [{ a: 1 }]],
  'properties named like methods': [{ properties: { toString: false } }, [{}], [{ toString: 1 }]],
  patternProperties: [
    { patternProperties: { '^x-': { type: 'number' } } },
    [{ 'x-a': 1, b: '' }],
    [{ 'x-a': '' }],
  ],
  additionalProperties: [
    { properties: { a: true }, additionalProperties: { type: 'number' } },
    [{ a: 'x', b: 1 }],
    [{ b: 'x' }],
  ],
  propertyNames: [{ propertyNames: { maxLength: 2 } }, [{ ab: 1 }], [{ abc: 1 }]],
  'number of properties': [{ minProperties: 1, maxProperties: 1 }, [{ a: 1 }], [{}, { a: 1, b: 1 }]],
  dependentRequired: [{ dependentRequired: { a: ['b'] } }, [{ a: 1, b: 1 }, { b: 1 }], [{ a: 1 }]],
  dependentSchemas: [{ dependentSchemas: { a: { required: ['b'] } } }, [{ b: 1 }], [{ a: 1 }]],
  allOf: [{ allOf: [{ required: ['a'] }, { required: ['b'] }] }, [{ a: 1, b: 1 }], [{ a: 1 }]],
  anyOf: [{ anyOf: [{ type: 'string' }, { minimum: 3 }] }, ['a', 3], [2]],
  oneOf: [{ oneOf: [{ multipleOf: 2 }, { multipleOf: 3 }] }, [2, 3], [6, 5]],
  not: [{ not: { type: 'string' } }, [1], ['a']],
  if: [
    JSON.parse('{"if":{"required":["a"]},"then":{"required":["b"]},"else":{"required":["c"]}}'),
    [{ a: 1, b: 1 }, { c: 1 }],
    [{ a: 1 }, {}],
  ],
  'a reference': [
    { $defs: { 'a/b c': { type: 'string' } }, properties: { x: { $ref: '#/$defs/a~1b%20c' } } },
    [{ x: '' }],
    [{ x: 1 }],
  ],
  'a reference to itself': [
    { properties: { next: { $ref: '#' }, n: { type: 'number' } } },
    [{ next: { next: { n: 1 } } }],
    [{ next: { next: { n: '' } } }],
  ],
  'a reference to nothing': [{ $ref: '#/$defs/gone' }, [1, {}], []],
  'a reference that only refers to itself': [{ $ref: '#' }, [1], []],
  nothing: [false, [], [1, undefined]],
  anything: [true, [1, undefined], []],
}

describe.each(Object.entries(rules))('%s', (_name, [schema, valid, invalid]) => {
  test('accepts and refuses as JSON Schema says', () => {
    expect(valid.filter((value) => validate(value, schema).length > 0)).toEqual([])
    expect(invalid.filter((value) => validate(value, schema).length === 0)).toEqual([])
  })
})

test('tells each place that is wrong, as a pointer', () => {
  const schema = {
    required: ['id'],
    properties: { 'a/b': { items: { type: 'number' } }, at: { format: 'date' } },
  }
  expect(validate({ 'a/b': [1, 'x'], at: 'x' }, schema)).toEqual([
    { path: '/id', message: 'is missing' },
    { path: '/a~1b/1', message: 'must be number, is string' },
    { path: '/at', message: 'must be a date' },
  ])
})

test('of several forms, tells what the nearest one lacks', () => {
  const form = (kind: string, key: string) => ({
    type: 'object',
    required: ['kind', key],
    properties: { kind: { const: kind }, [key]: { type: 'string' } },
  })
  const schema = { oneOf: [form('card', 'last4'), form('cash', 'drawer'), { type: 'null' }] }
  expect(validate({ kind: 'card' }, schema)).toEqual([{ path: '/last4', message: 'is missing' }])
  expect(validate(3, schema)).toEqual([{ path: '', message: 'has none of the 3 forms that are allowed' }])
})

test('leniently, passes over what a sender may add', () => {
  const closed = { properties: { a: { type: 'string' } }, additionalProperties: false }
  const both = { oneOf: [{ required: ['a'] }, { required: ['b'] }] }
  const time = { format: 'date-time' }
  for (const [value, schema] of [
    [{ b: 1 }, closed],
    [{ a: 1, b: 1 }, both],
    ['yesterday', time],
  ] as const) {
    expect(validate(value, schema)).not.toEqual([])
    expect(validate(value, schema, { lenient: true })).toEqual([])
  }
  expect(validate({ a: 1 }, closed, { lenient: true })).toEqual([
    { path: '/a', message: 'must be string, is number' },
  ])
})

test('resolves references in another document', () => {
  const root = { components: { schemas: { Id: { type: 'string' } } } }
  expect(validate(1, { $ref: '#/components/schemas/Id' }, { root })).toHaveLength(1)
})
