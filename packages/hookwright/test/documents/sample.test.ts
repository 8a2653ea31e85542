import { expect, test } from 'vitest'

import { readForeignDocument } from '../../src/documents/document.ts'
import { Sampler, type ForeignSample } from '../../src/documents/sample.ts'
import type { JsonSchema, JsonValue } from '../../src/schema/schema.ts'

function sampleOf(
  schema: JsonSchema | undefined,
  examples: Record<string, JsonValue> = {},
  schemas: JsonSchema = {},
): ForeignSample {
  const values = Object.entries(examples).map(([name, value]) => [name, { value }])
  const content = { 'application/json': { schema, examples: Object.fromEntries(values) } }
  const post = schema ? { requestBody: { content } } : {}
  const document = readForeignDocument(
    JSON.stringify({ openapi: '3.1.0', webhooks: { a: { post } }, components: { schemas } }),
    'x.json',
  )
  const [webhook] = document.webhooks
  if (!webhook) throw new Error('It has a webhook.')
  return new Sampler(document).sample(webhook)
}

const order: JsonSchema = { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } }

test('a sample is the first declared example that the schema accepts', () => {
  expect(sampleOf(order, { wrong: { id: 'x' }, right: { id: 4 }, other: { id: 5 } })).toEqual({
    ok: true,
    body: { id: 4 },
    from: 'example',
  })
})

test('without one it is made from the schema, whose references point anywhere in the document', () => {
  const schemas = {
    'Line item': {
      type: 'object',
      properties: { sku: { $ref: '#/components/schemas/Sku' } },
      required: ['sku'],
    },
    Sku: { type: 'string', pattern: '^[A-Z]{3}-\\d{4}$' },
  }
  const schema = { type: 'array', items: { $ref: '#/components/schemas/Line%20item' }, minItems: 1 }
  expect(sampleOf(schema, {}, schemas)).toEqual({ ok: true, body: [{ sku: 'AAA-1111' }], from: 'schema' })
})

test('a webhook that sends nothing has an empty one', () => {
  expect(sampleOf(undefined)).toEqual({ ok: true, body: undefined, from: 'nothing' })
})

test('what is only written is neither sent nor required', () => {
  const properties = { id: { type: 'integer' }, pin: { type: 'string', writeOnly: true } }
  expect(sampleOf({ type: 'object', properties, required: ['id', 'pin'] })).toMatchObject({
    ok: true,
    body: { id: 1 },
  })
})

test('patterns of another engine and formats that nobody knows refuse nothing', () => {
  const properties = { a: { type: 'string', pattern: '(?P<x>a)' }, b: { type: 'string', format: 'unixtime' } }
  expect(sampleOf({ type: 'object', properties, required: ['a', 'b'] })).toMatchObject({
    ok: true,
    from: 'schema',
  })
})

test('a schema that nothing satisfies says why, with the example that was declared', () => {
  const closed = { type: 'object', properties: {}, additionalProperties: false }
  const schema = { allOf: [closed, { required: ['user'] }] }
  expect(sampleOf(schema, { one: { user: 1 } })).toEqual({
    ok: false,
    reason: expect.stringContaining('must NOT have additional properties ("user")'),
    nearest: { user: 1 },
  })
})
