import { expect, test } from 'vitest'

import { readForeignDocument } from '../../src/documents/document.ts'
import type { JsonSchema } from '../../src/schema/schema.ts'

function read(parts: JsonSchema) {
  return readForeignDocument(
    JSON.stringify({ openapi: '3.1.0', info: { title: 'Shop', version: '2' }, ...parts }),
    'shop.json',
  )
}

const json = (schema: JsonSchema, more: JsonSchema = {}) => ({ 'application/json': { schema, ...more } })

test('a webhook is read with its texts, body, examples, answer and headers, wherever they are kept', () => {
  const { title, version, webhooks, warnings } = read({
    webhooks: { 'order.paid': { $ref: '#/components/pathItems/paid' } },
    components: {
      pathItems: {
        paid: {
          summary: 'Paid',
          parameters: [{ $ref: '#/components/parameters/event' }],
          post: {
            description: 'An order was paid.\n',
            deprecated: true,
            tags: ['Orders'],
            requestBody: { $ref: '#/components/requestBodies/paid' },
            responses: {
              default: { content: json({ type: 'string' }) },
              '2XX': { $ref: '#/components/responses/decision' },
            },
          },
        },
      },
      parameters: { event: { name: 'X-Event', in: 'header', schema: { const: 'paid' } } },
      requestBodies: {
        paid: {
          description: 'What was paid.',
          content: json(
            { $ref: '#/components/schemas/Order' },
            { examples: { a: { $ref: '#/components/examples/order' }, b: { value: 2 } } },
          ),
        },
      },
      responses: { decision: { content: json({ $ref: '#/components/schemas/Decision' }) } },
      examples: { order: { value: { id: 1 } } },
      schemas: {
        Order: { type: 'object', example: { id: 7 } },
        Decision: { type: 'object', required: ['ok'], properties: { ok: { type: 'boolean' } } },
      },
    },
  })
  expect({ title, version, warnings }).toEqual({ title: 'Shop', version: '2', warnings: [] })
  expect(webhooks).toEqual([
    {
      name: 'order.paid',
      contentTypes: ['application/json'],
      place: 'webhooks › order.paid › post',
      methods: ['post'],
      summary: 'Paid',
      description: 'An order was paid.',
      deprecated: true,
      tags: ['Orders'],
      body: {
        schema: { $ref: '#/components/schemas/Order' },
        description: 'What was paid.',
        examples: [{ id: 1 }, 2, { id: 7 }],
      },
      answer: { schema: { $ref: '#/components/schemas/Decision' }, optional: false },
      headers: [{ name: 'x-event', values: ['paid'], exemplary: false }],
    },
  ])
})

test('an answer that says nothing is none, and one that may be empty can be left out', () => {
  const answerTo = (content: JsonSchema, more: JsonSchema = {}) =>
    read({ webhooks: { a: { post: { responses: { 200: { content }, ...more } } } } }).webhooks[0]?.answer
  expect(answerTo(json({}))).toBeUndefined()
  expect(answerTo({ 'text/plain': { schema: { type: 'string' } } })).toBeUndefined()
  expect(answerTo(json({ type: 'object', properties: { a: {} } }))?.optional).toBe(true)
  expect(answerTo(json({ type: 'string' }), { 204: { description: 'Nothing.' } })?.optional).toBe(true)
  expect(answerTo(json({ type: 'string' }))?.optional).toBe(false)
})

test('a webhook that comes by several methods is one, whose body is any of theirs', () => {
  const [webhook] = read({
    webhooks: {
      a: {
        put: { requestBody: { content: json({ const: 2 }, { example: 2 }) } },
        post: { summary: 'Posted', requestBody: { content: json({ const: 1 }, { example: 1 }) } },
      },
    },
  }).webhooks
  expect(webhook).toMatchObject({
    methods: ['post', 'put'],
    summary: 'Posted',
    body: { schema: { anyOf: [{ const: 1 }, { const: 2 }] }, examples: [1, 2] },
  })
})

test('documents of 3.0 are read from x-webhooks, and their schemas said in the words of 3.1', () => {
  const { webhooks, root } = read({
    openapi: '3.0.3',
    'x-webhooks': { a: { post: { requestBody: { content: json({ $ref: '#/components/schemas/A%20b' }) } } } },
    components: {
      schemas: {
        'A b': {
          type: 'object',
          properties: {
            n: { type: 'number', nullable: true },
            c: { $ref: '#/components/schemas/C', nullable: true },
          },
        },
        C: { type: 'string', nullable: true },
        Unused: { type: 'string', nullable: true },
      },
    },
  })
  expect(webhooks).toHaveLength(1)
  expect(root['components']).toEqual({
    schemas: {
      'A b': {
        type: 'object',
        properties: {
          n: { type: ['number', 'null'] },
          c: { anyOf: [{ $ref: '#/components/schemas/C' }, { type: 'null' }] },
        },
      },
      C: { type: ['string', 'null'] },
      Unused: { type: 'string', nullable: true },
    },
  })
})

test('what points to nothing, and what has no operation, is a warning', () => {
  const { warnings, webhooks } = read({
    webhooks: {
      a: {
        post: {
          requestBody: {
            content: json({ properties: { x: { $ref: '#/gone' }, y: { $ref: 'other.yaml#/Y' } } }),
          },
        },
      },
      b: { description: 'Nothing.' },
    },
  })
  expect(webhooks.map(({ name }) => name)).toEqual(['a'])
  expect(warnings).toEqual([
    'webhooks › b: has no operation, such as "post"; left out.',
    'webhooks › a › post: the $ref "#/gone" points to nothing in the document; it stands for anything.',
    'webhooks › a › post: the $ref "other.yaml#/Y" points to nothing in the document; it stands for anything; bundle the files into one first.',
  ])
})

test.each([
  [{ openapi: '3.1.0', paths: { '/a': {} } }, /^shop.json has no webhooks, only 1 paths\. They stand under/],
  [{ swagger: '2.0' }, /^shop.json is Swagger "2.0", which has no webhooks/],
  [{ openapi: 4 }, /^shop.json says "openapi": 4\. Versions 3.0, 3.1 and 3.2/],
  [{ asyncapi: '3.0.0' }, /^shop.json is no OpenAPI document: it lacks "openapi"/],
])('%j is refused', (document, message) => {
  expect(() => readForeignDocument(JSON.stringify(document), 'shop.json')).toThrow(
    expect.objectContaining({ code: 'bad_document', message: expect.stringMatching(message) }),
  )
})
