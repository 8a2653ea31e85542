import { describe, expect, test } from 'vitest'

import { compareDocuments } from '../../src/contract/compare.ts'
import type { JsonSchema } from '../../src/schema/schema.ts'
import { documentOf, json, schemas, sent } from './documents.ts'

const text: JsonSchema = { type: 'string' }
const object = (properties: JsonSchema): JsonSchema => ({ type: 'object', properties })
const order = object({ id: text, total: { type: 'integer' } })

/** `breaking order.paid › post › body › total: is no longer sent`, without the section. */
function told(
  older: JsonSchema,
  newer: JsonSchema,
  [othersBefore, othersNow]: [JsonSchema, JsonSchema] = [{}, {}],
): string[] {
  return compareDocuments(documentOf(older, othersBefore), documentOf(newer, othersNow)).map(
    ({ level, place, description }) => `${level} ${place.replace('webhooks › ', '')}: ${description}`,
  )
}

describe('event types', () => {
  test('one that is gone breaks, and one that is new does not', () => {
    expect(told({ a: sent(text) }, { b: sent({ type: 'integer' }) })).toEqual([
      'breaking a: is no longer sent',
      'compatible b: is new',
    ])
  })

  test('one that is new with the same body is thought to be its new name, whatever names itself inside', () => {
    const named = (type: string) => sent(object({ type: { const: type }, id: text }))
    const older = { 'order.paid': named('order.paid'), other: sent(text) }
    expect(told(older, { 'order.settled': named('order.settled'), other: sent(text) })).toEqual([
      'breaking order.paid: is no longer sent; "order.settled" looks like its new name',
      'compatible order.settled: is new',
    ])
    expect(told(older, { a: named('a'), b: named('b'), other: sent(text) })[0]).toBe(
      'breaking order.paid: is no longer sent',
    )
  })

  test('without a body nothing looks like anything', () => {
    expect(told({ a: { post: {} } }, { b: { post: {} } })[0]).toBe('breaking a: is no longer sent')
  })

  test('all of them may come, and all may go', () => {
    expect(told({}, { a: sent(text) })).toEqual(['compatible a: is new'])
    expect(told({ a: sent(text) }, {})).toEqual(['breaking a: is no longer sent'])
  })

  test('those of 3.0 are compared with those of 3.1', () => {
    const older = { 'x-webhooks': { a: sent({ type: 'string', nullable: true }) } }
    expect(told({}, { a: sent({ type: ['string', 'null'] }) }, [older, {}])).toEqual([])
    expect(told({}, { a: sent(text) }, [older, {}])).toEqual([
      'compatible a › post › body: is never null now',
    ])
  })
})

describe('how it is sent', () => {
  test('another method breaks, and its body is compared all the same', () => {
    const { post } = sent(object({ id: text }))
    expect(told({ a: sent(order) }, { a: { put: post ?? null } })).toEqual([
      'breaking a › put: was sent by POST, now by PUT',
      'breaking a › put › body › total: is no longer sent',
    ])
  })

  test('one method more breaks, one less does not', () => {
    const both = { ...sent(order), put: { requestBody: json(order) } }
    expect(told({ a: sent(order) }, { a: both })).toEqual(['breaking a › put: may also be sent by PUT now'])
    expect(told({ a: both }, { a: sent(order) })).toEqual(['compatible a › put: is no longer sent by PUT'])
  })

  test('another content type breaks, one more is a risk, one less is none', () => {
    const sentAs = (...types: string[]) => ({
      post: { requestBody: { content: Object.fromEntries(types.map((type) => [type, { schema: text }])) } },
    })
    const [asJson, asXml] = ['application/json', 'application/xml']
    expect(told({ a: sentAs(asJson) }, { a: sentAs(asXml) })).toEqual([
      'breaking a › post › body: was application/json, is application/xml now',
    ])
    expect(told({ a: sentAs(asJson) }, { a: sentAs(asJson, asXml) })).toEqual([
      'risky a › post › body: may also be application/xml now',
    ])
    expect(told({ a: sentAs(asJson, asXml) }, { a: sentAs(asJson) })).toEqual([
      'compatible a › post › body: is no longer application/xml',
    ])
    expect(told({ a: sentAs('Application/JSON; charset=utf-8') }, { a: sentAs(asJson) })).toEqual([])
  })

  test('a body that goes or may be missing breaks', () => {
    const optional = { post: { requestBody: json(order) } }
    expect(told({ a: sent(order) }, { a: { post: {} } })).toEqual([
      'breaking a › post › body: there is no body any more',
    ])
    expect(told({ a: sent(order) }, { a: optional })).toEqual([
      'breaking a › post › body: there need not be a body now',
    ])
    expect(told({ a: optional }, { a: sent(order) })).toEqual([
      'compatible a › post › body: there always is a body now',
    ])
    expect(told({ a: { post: {} } }, { a: sent(order) })).toEqual([
      'compatible a › post › body: there is a body now',
    ])
  })

  test('headers are compared by name, in whatever case, also those of the path item', () => {
    const header = (name: string, others: JsonSchema = {}): JsonSchema => ({
      in: 'header',
      name,
      schema: text,
      ...others,
    })
    const withHeaders = (...parameters: JsonSchema[]) => ({ parameters, ...sent(text) })
    const older = withHeaders(header('X-Event', { required: true }), header('x-gone'))
    const newer = sent(text, {
      parameters: [header('x-event', { schema: { type: 'integer' } }), header('x-new')],
    })
    expect(told({ a: older }, { a: newer })).toEqual([
      'breaking a › post › header › x-event: may be left out now',
      'breaking a › post › header › x-event: was string, is integer now',
      'breaking a › post › header › x-gone: is no longer sent',
      'compatible a › post › header › x-new: is new',
    ])
  })

  test('another signature breaks every event type', () => {
    const signing = (algorithm: string) => ({
      'x-speakeasy-webhooks': { security: { type: 'signature', headerName: 'X-Sign', algorithm } },
    })
    const [change, ...others] = compareDocuments(
      documentOf({ a: sent(text) }, signing('sha1')),
      documentOf({ a: sent(text) }, signing('sha256')),
    )
    expect(others).toEqual([])
    expect(change).toMatchObject({ eventType: null, level: 'breaking', kind: 'signing_changed' })
    expect(change?.description).toContain('sha1 in x-sign, now signature sha256 in x-sign')
  })

  test('other security is a risk', () => {
    expect(told({ a: sent(text) }, { a: sent(text, { security: [{ basic: [] }] }) })).toEqual([
      'risky a › post › security: requests prove otherwise whose they are',
    ])
  })
})

describe('what is answered', () => {
  const answers = (responses: JsonSchema) => ({ a: sent(text, { responses }) })

  test('a success that is none any more breaks, unless a range covers it', () => {
    const older = answers({ 200: {}, 202: {} })
    expect(told(older, answers({ 200: {} }))).toEqual([
      'breaking a › post › answer › 202: is no longer an answer',
    ])
    expect(told(older, answers({ '2XX': {} }))).toEqual([
      'compatible a › post › answer › 2XX: may be answered now',
    ])
    expect(told(older, answers({ default: {} }))[0]).toMatch(/^compatible/)
    expect(told(older, { a: sent(text) })).toEqual([])
  })

  test('a failure that is not documented any more breaks nothing', () => {
    expect(told(answers({ 200: {}, 422: {} }), answers({ 200: {} }))).toEqual([
      'compatible a › post › answer › 422: is no longer an answer',
    ])
  })

  test('a body that must be answered now breaks, and one without a type asks for nothing', () => {
    const bare = answers({ 200: json({ title: 'Answer' }) })
    expect(told(bare, answers({ 200: {} }))).toEqual([])
    expect(told(bare, answers({ 200: json(order) }))).toEqual([
      'breaking a › post › answer › 200: an answer has to have a body now',
    ])
    expect(told(answers({ 200: json(order) }), bare)).toEqual([
      'risky a › post › answer › 200: the body of an answer is no longer read',
    ])
  })
})

describe('references', () => {
  const customer = (properties: JsonSchema) =>
    schemas({
      Customer: object(properties),
      Order: object({ customer: { $ref: '#/components/schemas/Customer' } }),
    })
  const ofOrder = sent({ $ref: '#/components/schemas/Order' })

  test('are followed, and the nearest schema with a name is told', () => {
    const changes = compareDocuments(
      documentOf({ a: ofOrder }, customer({ id: text, email: text })),
      documentOf({ a: ofOrder }, customer({ id: text })),
    )
    expect(changes).toEqual([
      {
        eventType: 'a',
        level: 'breaking',
        kind: 'property_removed',
        place: 'webhooks › a › post › body › customer › email',
        schemaPlace: 'Customer › email',
        description: 'is no longer sent',
        advice: expect.stringMatching(/^go on sending it/),
      },
    ])
  })

  test('may be written out or brought together, which changes nothing', () => {
    const inline = sent(object({ customer: object({ id: text }) }))
    expect(told({ a: ofOrder }, { a: inline }, [customer({ id: text }), {}])).toEqual([])
    expect(told({ a: inline }, { a: ofOrder }, [{}, customer({ id: text })])).toEqual([])
  })

  test('of a schema to itself end, and what changes in it is told once', () => {
    const tree = (others: JsonSchema): JsonSchema =>
      schemas({
        Node: object({
          ...others,
          next: { anyOf: [{ $ref: '#/components/schemas/Node' }, { type: 'null' }] },
          children: {
            type: 'array',
            items: { allOf: [{ $ref: '#/components/schemas/Node' }, { description: 'c' }] },
          },
        }),
      })
    const a = sent({ $ref: '#/components/schemas/Node' })
    expect(told({ a }, { a }, [tree({ id: text }), tree({ id: text })])).toEqual([])
    expect(told({ a }, { a }, [tree({ id: text }), tree({})])[0]).toBe(
      'breaking a › post › body › id: is no longer sent',
    )
  })

  test('in a circle of merged schemas end, too', () => {
    const merged: JsonSchema = schemas({
      A: {
        allOf: [
          object({ c: { $ref: '#/components/schemas/A' } }),
          object({ c: { $ref: '#/components/schemas/B' } }),
        ],
      },
      B: object({ c: { $ref: '#/components/schemas/A' }, d: { $ref: '#/components/schemas/B' } }),
      C: { anyOf: [{ $ref: '#/components/schemas/C' }, { type: 'null' }] },
    })
    const a = sent(object({ a: { $ref: '#/components/schemas/A' }, c: { $ref: '#/components/schemas/C' } }))
    expect(told({ a }, { a }, [merged, structuredClone(merged)])).toEqual([])
  })

  test('that are changed in one event type are told of each that reaches them, whichever is entered first', () => {
    const pair = (properties: JsonSchema): JsonSchema =>
      schemas({
        A: object({ ...properties, b: { $ref: '#/components/schemas/B' } }),
        B: object({ a: { $ref: '#/components/schemas/A' } }),
      })
    const webhooks = {
      a: sent({ $ref: '#/components/schemas/A' }),
      b: sent({ $ref: '#/components/schemas/B' }),
    }
    expect(told(webhooks, webhooks, [pair({ x: text }), pair({})])).toEqual([
      'breaking a › post › body › x: is no longer sent',
      'breaking b › post › body › a › x: is no longer sent',
    ])
  })
})

describe('variants', () => {
  const shape = (kind: string, properties: JsonSchema): JsonSchema =>
    object({ kind: { const: kind }, ...properties })

  test('are known again by what tells them apart, also under another name', () => {
    const older = sent({ oneOf: [shape('circle', { r: text }), shape('square', { side: text })] })
    const newer = sent({
      oneOf: [{ $ref: '#/components/schemas/Quad' }, { $ref: '#/components/schemas/Round' }],
      discriminator: { propertyName: 'kind' },
    })
    const named = schemas({ Quad: shape('square', {}), Round: shape('circle', { r: text }) })
    expect(told({ a: older }, { a: newer }, [{}, named])).toEqual([
      'breaking a › post › body › (square) › side: is no longer sent',
    ])
  })

  test('are known by their names where nothing tells them apart', () => {
    const union = sent({
      anyOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }],
    })
    const named = (cat: JsonSchema): JsonSchema => schemas({ Cat: object(cat), Dog: object({ barks: text }) })
    expect(told({ a: union }, { a: union }, [named({ meows: text }), named({})])).toEqual([
      'breaking a › post › body › (Cat) › meows: is no longer sent',
    ])
  })
})

test('of one event type the worst is told first', () => {
  const older = sent({ type: 'object', properties: { a: text, c: { enum: ['x'] } } })
  const newer = sent({ type: 'object', properties: { b: text, c: { enum: ['x', 'y'] } } })
  expect(told({ event: older }, { event: newer }).map((line) => line.split(' ')[0])).toEqual([
    'breaking',
    'risky',
    'compatible',
  ])
})

test('neither document is changed', () => {
  const [older, newer] = [documentOf({ a: sent(order) }), documentOf({ a: sent({ anyOf: [order, text] }) })]
  const before = JSON.stringify([older, newer])
  compareDocuments(older, newer)
  expect(JSON.stringify([older, newer])).toBe(before)
})
