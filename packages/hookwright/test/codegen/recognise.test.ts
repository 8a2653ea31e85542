import { describe, expect, test } from 'vitest'

import type { EventRecognition } from '../../src/codegen/model.ts'
import { recognise, type RecognitionWishes } from '../../src/codegen/recognise.ts'
import { parseSource, sourceText } from '../../src/codegen/source.ts'
import type { JsonSchema } from '../../src/schema/schema.ts'
import { foreignDocument, type GivenWebhook } from '../support/foreign-document.ts'

type Seen = Pick<EventRecognition, 'how' | 'confidence' | 'value'> & { source?: string }

function seenIn(
  webhooks: Record<string, GivenWebhook>,
  schemas?: JsonSchema,
  wishes?: RecognitionWishes,
): Record<string, Seen> {
  const { events } = recognise(foreignDocument(webhooks, schemas), wishes)
  return Object.fromEntries(
    [...events].map(([name, { source, ...rest }]) => [
      name,
      { ...rest, ...(source && { source: sourceText(source) }) },
    ]),
  )
}

const typed = (type: JsonSchema): GivenWebhook => ({ body: { type: 'object', properties: { type } } })

describe('an event is recognised by', () => {
  test('a constant in the body that is its name', () => {
    expect(seenIn({ 'a.b': typed({ const: 'a.b' }), 'a.c': typed({ enum: ['a.c'] }) })).toEqual({
      'a.b': { how: 'constant', confidence: 'certain', source: 'body:/type', value: 'a.b' },
      'a.c': { how: 'constant', confidence: 'certain', source: 'body:/type', value: 'a.c' },
    })
  })

  test.each([
    ['batch_cancelled', 'batch.cancelled'],
    ['EndpointCreatedEvent', 'endpoint.created'],
    ['/AUTHORISATION', 'AUTHORISATION'],
    ['orderPaidWebhook', 'ORDER_PAID'],
  ])('a constant that is nearly its name: %s, %s', (name, value) => {
    expect(seenIn({ [name]: typed({ const: value }), other: {} })[name]).toMatchObject({
      how: 'similar_constant',
      value,
    })
  })

  test('one of several values that all events share', () => {
    const schemas = { Kind: { type: 'string', enum: ['user_login', 'user_delete'] } }
    const body = { properties: { event: { properties: { kind: { $ref: '#/components/schemas/Kind' } } } } }
    expect(seenIn({ 'user-login': { body }, 'user-delete': { body } }, schemas)).toEqual({
      'user-login': {
        how: 'shared_enum',
        confidence: 'likely',
        source: 'body:/event/kind',
        value: 'user_login',
      },
      'user-delete': {
        how: 'shared_enum',
        confidence: 'likely',
        source: 'body:/event/kind',
        value: 'user_delete',
      },
    })
  })

  test('its examples, where the schema does not tell; those without one are taken to be alike', () => {
    const hook = typed({ type: 'string' })
    expect(seenIn({ 'a.b': { ...hook, example: { type: 'a.b' } }, 'a.c': hook })).toEqual({
      'a.b': { how: 'example', confidence: 'likely', source: 'body:/type', value: 'a.b' },
      'a.c': { how: 'alike', confidence: 'guess', source: 'body:/type', value: 'a.c' },
    })
  })

  test('what is alike is spelt alike', () => {
    const hook = typed({ type: 'string' })
    const seen = seenIn({ '/A_B': { ...hook, example: { type: 'A_B' } }, '/A_C': hook })
    expect(seen['/A_C']).toMatchObject({ how: 'alike', value: 'A_C' })
  })

  test('the items of a list', () => {
    const body = (code: string): JsonSchema => ({
      properties: {
        items: { type: 'array', items: { properties: { item: { properties: { code: { const: code } } } } } },
      },
    })
    expect(seenIn({ PAID: { body: body('PAID') }, LOST: { body: body('LOST') } })['PAID']).toEqual({
      how: 'list_item',
      confidence: 'certain',
      source: 'body:/items/*/item/code',
      value: 'PAID',
    })
  })

  test('a header', () => {
    const header = (schema: JsonSchema): GivenWebhook => ({
      headers: [{ name: 'X-Event', in: 'header', schema }],
    })
    expect(
      seenIn({ push: header({ const: 'push' }), star: header({ type: 'string', examples: ['star'] }) }),
    ).toEqual({
      push: { how: 'header', confidence: 'certain', source: 'header:x-event', value: 'push' },
      star: { how: 'header', confidence: 'likely', source: 'header:x-event', value: 'star' },
    })
  })

  test('a constant unlike its name, where others have theirs', () => {
    const seen = seenIn({ 'a.b': typed({ const: 'a.b' }), 'a.c': typed({ const: 'something.else' }) })
    expect(seen['a.c']).toMatchObject({
      how: 'other_constant',
      confidence: 'likely',
      value: 'something.else',
    })
  })

  test('another place than the others, where it has none at theirs', () => {
    const seen = seenIn({
      'a.b': typed({ const: 'a.b' }),
      'a.c': typed({ const: 'a.c' }),
      'b.d': { body: { properties: { kind: { const: 'b.d' } } } },
    })
    expect(seen['b.d']).toMatchObject({ how: 'constant', source: 'body:/kind' })
  })

  test('being the only one', () => {
    expect(seenIn({ a: { body: { type: 'object' } } })).toEqual({
      a: { how: 'only_event', confidence: 'guess' },
    })
  })
})

describe('an event is not recognised', () => {
  test('where nothing tells it', () => {
    expect(seenIn({ a: { body: { type: 'object' } }, b: {} })).toEqual({
      a: { how: 'nowhere', confidence: 'none' },
      b: { how: 'nowhere', confidence: 'none' },
    })
  })

  test('where another is told alike', () => {
    const seen = seenIn({
      'a.b': typed({ const: 'a.b' }),
      a_b: typed({ const: 'a.b' }),
      c: typed({ const: 'c' }),
    })
    expect(seen).toMatchObject({ 'a.b': { how: 'nowhere' }, a_b: { how: 'nowhere' }, c: { how: 'constant' } })
  })
})

test('the nearer way is taken, and of two places the one that tells more events', () => {
  const body: JsonSchema = {
    properties: { object: { const: 'a' }, data: { properties: { type: { enum: ['a', 'b', 'c'] } } } },
  }
  const other: JsonSchema = { properties: { data: { properties: { type: { enum: ['a', 'b', 'c'] } } } } }
  const seen = seenIn({ a: { body }, b: { body: other }, c: { body: other } })
  expect(Object.values(seen).map(({ source }) => source)).toEqual(Array(3).fill('body:/data/type'))
})

describe('whoever runs the generator', () => {
  const webhooks = { 'a.b': typed({ const: 'a.b' }), c: typed({ type: 'string' }) }

  test('can say where events are told', () => {
    const source = parseSource('header:X-Event')
    expect(seenIn(webhooks, {}, { source })).toEqual({
      'a.b': { how: 'told', confidence: 'guess', source: 'header:x-event', value: 'a.b' },
      c: { how: 'told', confidence: 'guess', source: 'header:x-event', value: 'c' },
    })
  })

  test('can say what is told', () => {
    expect(seenIn(webhooks, {}, { values: new Map([['c', 'c.happened']]) })).toMatchObject({
      'a.b': { how: 'constant' },
      c: { how: 'told', confidence: 'certain', value: 'c.happened', source: 'body:/type' },
    })
  })
})

test.each([
  ['body:/type', { in: 'body', path: ['type'] }],
  ['body:/a~1b/*/c', { in: 'body', path: ['a/b', '*', 'c'] }],
  ['header:X-Event', { in: 'header', name: 'x-event' }],
  ['body:type', undefined],
  ['header:a b', undefined],
  ['query:x', undefined],
  ['', undefined],
])('%j is a source, or none', (text, source) => {
  expect(parseSource(text)).toEqual(source)
})
