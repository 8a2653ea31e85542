import { expect, test } from 'vitest'

import { buildModel } from '../../../src/codegen/build.ts'
import { TypeWriter } from '../../../src/codegen/typescript/types.ts'
import type { JsonSchema } from '../../../src/schema/schema.ts'
import { foreignDocument } from '../../support/foreign-document.ts'

/** The declarations of the types that a body is made of, which is itself named after the event "thing". */
function declared(body: JsonSchema, schemas: JsonSchema = {}): string {
  const { types } = buildModel(foreignDocument({ thing: { body } }, schemas), { reserved: ['Events'] })
  const writer = new TypeWriter(types)
  return types.map((type) => writer.declaration(type)).join('\n')
}

/** How the type of one required property is written. */
function written(schema: JsonSchema, schemas: JsonSchema = {}): string {
  const text = declared({ type: 'object', required: ['x'], properties: { x: schema } }, schemas)
  return /^ {2}x: ?([\s\S]*?)\n\}/m.exec(text)?.[1] ?? text
}

const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` })

test.each<[string, JsonSchema, string]>([
  ['a text', { type: 'string' }, 'string'],
  ['an integer', { type: 'integer' }, 'number'],
  ['a boolean', { type: 'boolean' }, 'boolean'],
  ['null', { type: 'null' }, 'null'],
  ['several types', { type: ['string', 'null'] }, 'string | null'],
  ['null first', { anyOf: [{ type: 'null' }, { type: 'number' }] }, 'number | null'],
  ['anything', {}, 'unknown'],
  ['a choice that has anything', { anyOf: [{ type: 'string' }, {}] }, 'unknown'],
  ['a constant', { const: "it's" }, `"it's"`],
  ['an enum', { type: 'string', enum: ['a', 'b'] }, "'a' | 'b'"],
  ['an enum with null', { enum: ['a', 1, true, null] }, "'a' | 1 | true | null"],
  ['a constant object', { const: { a: 1 } }, 'unknown'],
  ['a list', { type: 'array', items: { type: 'string' } }, 'string[]'],
  ['a list of a choice', { type: 'array', items: { type: ['string', 'null'] } }, '(string | null)[]'],
  ['a list of anything', { type: 'array' }, 'unknown[]'],
  ['a list without a type', { items: { type: 'number' } }, 'number[]'],
  [
    'a tuple',
    { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }], minItems: 1, items: false },
    '[string, number?]',
  ],
  [
    'a tuple that goes on',
    { prefixItems: [{ type: 'string' }], minItems: 1, items: { enum: ['a', 'b'] } },
    "[string, ...('a' | 'b')[]]",
  ],
  ['a full tuple', { prefixItems: [{ type: 'string' }], minItems: 1, maxItems: 1 }, '[string]'],
  ['an object of any shape', { type: 'object' }, '{ [key: string]: unknown }'],
  ['a map', { type: 'object', additionalProperties: { type: 'number' } }, '{ [key: string]: number }'],
  ['a map by pattern', { patternProperties: { '^x-': { type: 'string' } } }, '{ [key: string]: string }'],
  ['nothing beside a text', { allOf: [{ type: 'string' }, {}] }, 'string'],
  ['an enum of a text', { allOf: [{ type: 'string' }, { enum: ['a'] }] }, "'a'"],
  ['two enums', { allOf: [{ enum: ['a', 'b'] }, { enum: ['b', 'c'] }] }, "'b'"],
  ['a choice of texts', { anyOf: [{ type: 'string', format: 'date' }, { type: 'string' }] }, 'string'],
  ['a constant among texts', { anyOf: [{ const: 'a' }, { type: 'string' }] }, 'string'],
  [
    'choices in choices',
    { oneOf: [{ anyOf: [{ const: 'a' }, { const: 'b' }] }, { const: 'c' }] },
    "'a' | 'b' | 'c'",
  ],
  [
    'branches that only require',
    { type: 'string', anyOf: [{ required: ['a'] }, { required: ['b'] }] },
    'string',
  ],
])('%s is written as TypeScript has it', (_name, schema, text) => {
  expect(written(schema)).toBe(text)
})

test('an object is an interface whose comments are the descriptions', () => {
  const text = declared({
    description: 'What happened.\nIn full.',
    type: 'object',
    required: ['id'],
    properties: {
      id: { type: 'string', format: 'uuid', description: 'Whose */ it is.' },
      'created-at': { type: 'string', format: 'date-time' },
      old: { type: 'string', deprecated: true },
      inner: { type: 'object', properties: { a: { type: 'number' } } },
    },
  })
  expect(text).toBe(`/**
 * What happened.
 * In full.
 */
export interface Thing {
  /**
   * Whose *\\/ it is.
   *
   * Format: uuid.
   */
  id: string
  /** Format: date-time. */
  'created-at'?: string
  /** @deprecated */
  old?: string
  inner?: {
    a?: number
  }
}
`)
})

test('components keep their names, and a body that has none takes its title or that of its event', () => {
  expect(
    declared({ type: 'object', properties: { a: ref('line-item') } }, { 'line-item': { type: 'string' } }),
  ).toBe(`export interface Thing {\n  a?: LineItem\n}\n\nexport type LineItem = string\n`)
  expect(declared({ title: 'Order paid', properties: {} })).toContain('export type OrderPaid = ')
  expect(declared(ref('thing'), { thing: { type: 'object', properties: { a: {} } } })).toBe(
    `export interface Thing {\n  a?: unknown\n}\n`,
  )
  expect(
    declared({ allOf: [ref('Thing'), { properties: { b: {} } }] }, { Thing: { properties: { a: {} } } }),
  ).toBe(
    `export interface ThingEvent extends Thing {\n  b?: unknown\n}\n\nexport interface Thing {\n  a?: unknown\n}\n`,
  )
})

test('a component whose name the file needs itself says so', () => {
  expect(declared(ref('Events'), { Events: { properties: { a: {} } } })).toContain(
    'export interface EventsSchema {',
  )
})

test('inside, a title names an object, once for all that are the same, and never twice', () => {
  const shipment = { title: 'Shipment', type: 'object', properties: { at: { type: 'string' } } }
  const other = { title: 'Shipment', type: 'object', properties: { by: { type: 'string' } } }
  const text = declared({
    properties: { a: shipment, b: shipment, c: other, shipment: { ...other, title: 'shipment' } },
  })
  expect(text).toContain(
    '  a?: Shipment\n  b?: Shipment\n  c?: ThingCShipment\n  shipment?: {\n    by?: string\n  }\n',
  )
})

test('what is put together extends what has a name, and says only what is news', () => {
  const Base = {
    type: 'object',
    required: ['id'],
    properties: { id: { type: 'string' }, kind: { type: 'string' }, data: {} },
  }
  const text = declared(
    {
      allOf: [ref('Base'), { properties: { kind: { const: 'paid' }, id: { type: 'string' } } }],
      required: ['data'],
    },
    { Base },
  )
  expect(text).toContain(`export interface Thing extends Base {\n  kind?: 'paid'\n  data: unknown\n}\n`)
})

test('bases that differ in a property agree in the one that extends both', () => {
  const text = declared(
    { allOf: [ref('A'), ref('B')] },
    {
      A: { properties: { x: { type: 'string' } } },
      B: { properties: { x: { enum: ['a', 'b'] } }, required: ['x'] },
    },
  )
  expect(text).toContain(`export interface Thing extends A, B {\n  x: 'a' | 'b'\n}\n`)
})

test('what is beside a choice of objects stays beside it', () => {
  const text = declared(
    { properties: { id: { type: 'string' } }, oneOf: [ref('A'), ref('B')] },
    { A: { properties: { a: {} } }, B: { properties: { b: {} } } },
  )
  expect(text).toContain(`export type Thing = (A | B) & {\n  id?: string\n}\n`)
})

test('properties without a type leave room for null beside them', () => {
  const choice = { oneOf: [{ type: 'null' }, { type: 'object' }] }
  expect(written({ ...choice, properties: { a: { type: 'string' } } }).replaceAll(/\s+/g, ' ')).toBe(
    '{ a?: string } | null',
  )
})

test('a discriminator narrows where the branches do not say it themselves', () => {
  const mapping = { card: '#/components/schemas/Card', cash: '#/components/schemas/Cash' }
  const text = written(
    { oneOf: [ref('Card'), ref('Cash')], discriminator: { propertyName: 'kind', mapping } },
    {
      Card: { type: 'object', properties: { kind: { const: 'card' } } },
      Cash: { type: 'object', properties: { kind: { type: 'string' } } },
    },
  )
  expect(text.replaceAll(/\s+/g, ' ')).toBe(" | Card | Cash & { kind: 'cash' }")
})

test('what is recursive refers to itself, and what only leads to itself is anything', () => {
  const schemas = {
    Tree: { type: 'object', properties: { children: { type: 'array', items: ref('Tree') } } },
    A: ref('B'),
    B: { anyOf: [ref('A'), { type: 'string' }] },
  }
  expect(written(ref('Tree'), schemas)).toBe('Tree')
  expect(declared(ref('Tree'), schemas)).toBe(`export interface Tree {\n  children?: Tree[]\n}\n`)
  expect(declared({ properties: { a: ref('A') } }, schemas)).toContain('export type A = unknown')
})

test('properties beside a map are of its type, or nobody knows', () => {
  const beside = (more: JsonSchema) =>
    written({
      type: 'object',
      properties: { n: { type: 'number' }, ...more },
      additionalProperties: { type: 'number' },
    })
  expect(beside({})).toContain('[key: string]: number | undefined')
  expect(beside({ s: { type: 'string' } })).toContain('[key: string]: unknown')
})

test('what is written only is not sent, and what is read only is not answered', () => {
  const Card = {
    type: 'object',
    required: ['id', 'pin'],
    properties: { id: { type: 'string', readOnly: true }, pin: { type: 'string', writeOnly: true } },
  }
  const { types, events } = buildModel(
    foreignDocument({ thing: { body: ref('Card'), answer: ref('Card') } }, { Card }),
    {
      reserved: [],
    },
  )
  const writer = new TypeWriter(types)
  expect(types.map((type) => writer.declaration(type))).toEqual([
    'export interface Card {\n  id: string\n}\n',
    'export interface CardAnswer {\n  pin: string\n}\n',
  ])
  expect(events[0]?.answer).toEqual({ type: { kind: 'named', name: 'CardAnswer' }, optional: false })
})

test('a long choice has a line for each', () => {
  const values = Array.from({ length: 12 }, (_, index) => `value-number-${index}`)
  expect(written({ enum: values })).toBe(values.map((value) => `\n    | '${value}'`).join(''))
})
