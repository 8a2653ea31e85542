import { describe, expect, test } from 'vitest'

import { generate, type GenerateOptions } from '../../src/codegen/generate.ts'
import { readForeignDocument, type ForeignDocument } from '../../src/documents/document.ts'
import { foreignDocument } from '../support/foreign-document.ts'

function textOf(document: ForeignDocument, options: Partial<GenerateOptions> = {}): string {
  return generate(document, { language: 'typescript', validation: 'off', ...options }).text
}

const typed = (value: string) => ({
  body: { type: 'object', required: ['type'], properties: { type: { const: value } } },
})

test('the file is the events, the receiver, how it recognises them, and the types', () => {
  const document = foreignDocument(
    {
      order_paid: { ...typed('order.paid'), description: 'An order was paid.' },
      'stock.check': {
        body: { $ref: '#/components/schemas/Check' },
        answer: { type: 'object', required: ['ok'], properties: { ok: { type: 'boolean' } } },
      },
    },
    {
      Check: { description: 'Is there any?', type: 'object', properties: { type: { const: 'stock.check' } } },
    },
  )
  expect(textOf(document))
    .toBe(`// The webhooks of Shop API 1.2, made from its OpenAPI document by \`hookwright generate\`.
// Changes by hand are lost when it is made anew.
/* eslint-disable */

import {
  createReceiver,
  type Receiver,
  type ReceiverOptions,
  type WebhookEventOf,
  type WebhookHandlers,
} from '@hookwright/receiver'

/** What Shop API sends, by event type, and the answer that it waits for where it waits for one. */
export interface Events {
  /**
   * An order was paid.
   *
   * \`order_paid\` in the document.
   */
  'order.paid': { body: OrderPaid }
  'stock.check': { body: Check; response: StockCheckAnswer }
}

export type EventType = keyof Events

/** Any of the events, told apart by \`type\`. */
export type AnyEvent = WebhookEventOf<Events>

/** A handler for each event type that is wanted. */
export type Handlers = WebhookHandlers<Events>

/**
 * Receives what Shop API sends: verifies each request and calls the handler of its event type.
 *
 * \`\`\`ts
 * const receive = createShopReceiver({
 *   secret: process.env.SHOP_SECRET ?? '',
 *   on: {
 *     'order.paid': async ({ body }) => console.log(body),
 *   },
 * })
 * \`\`\`
 */
export function createShopReceiver(options: ReceiverOptions<Events>): Receiver {
  return createReceiver<Events>({ eventType: eventTypeOf, ...options })
}

/** The event type that a request tells: \`/type\` of the body. */
export function eventTypeOf(body: unknown): string | undefined {
  return textAt(body, ['type'])
}

function textAt(value: unknown, [key, ...rest]: readonly string[]): string | undefined {
  if (key === undefined) return typeof value === 'string' ? value : undefined
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  return textAt(Reflect.get(value, key), rest)
}

export interface OrderPaid {
  type: 'order.paid'
}

/** Is there any? */
export interface Check {
  type?: 'stock.check'
}

export interface StockCheckAnswer {
  ok: boolean
}
`)
})

test('the same document gives the same text', () => {
  const document = () => foreignDocument({ a: typed('a'), b: typed('b') })
  expect(textOf(document(), { validation: 'warn' })).toBe(textOf(document(), { validation: 'warn' }))
})

describe('bodies are held to their schemas', () => {
  const Id = { type: 'string', format: 'uuid', description: 'Long words.', pattern: '^a' }
  const document = () =>
    foreignDocument(
      {
        a: {
          body: {
            type: 'object',
            properties: { type: { const: 'a' }, id: { $ref: '#/components/schemas/Id' } },
          },
        },
      },
      { Id },
    )

  test('with a warning: schemas stand at the end, without what is for readers', () => {
    const text = textOf(document(), { validation: 'warn' })
    expect(text).toContain(
      "import { warnOfMismatches, type BodySchemas } from '@hookwright/receiver/validate'\n",
    )
    expect(text).toContain(
      'createReceiver<Events>({ eventType: eventTypeOf, check: warnOfMismatches(schemas), ...options })',
    )
    expect(text).toContain(
      "    a: { type: 'object', properties: { type: { const: 'a' }, id: { $ref: '#/types/Id' } } },\n",
    )
    expect(text).toContain("    Id: { type: 'string', pattern: '^a' },\n")
  })

  test('strictly: formats count', () => {
    const text = textOf(document(), { validation: 'strict' })
    expect(text).toContain('check: refuseMismatches(schemas)')
    expect(text).toContain("    Id: { type: 'string', format: 'uuid', pattern: '^a' },\n")
  })

  test('not at all: the file needs no more than the receiver', () => {
    expect(textOf(document())).not.toMatch(/schemas|validate/)
  })
})

test('a single event needs no telling', () => {
  const text = textOf(foreignDocument({ 'new-pet': { body: { type: 'object' } } }, {}, 'Webhooks'))
  expect(text).toContain('export function createWebhookReceiver(')
  expect(text).toContain("export function eventTypeOf(): EventType {\n  return 'new-pet'\n}\n")
})

test('events that requests do not tell have a URL each, and the receiver of it is told which', () => {
  const text = textOf(foreignDocument({ a: typed('a'), b: { body: { type: 'object' } } }))
  expect(text).toContain('options: ReceiverOptions<Events> & { only?: EventType | undefined },')
  expect(text).toContain('Requests do not tell these: `b`.')
})

test('where nothing tells any event, the receiver looks where it looks by itself, unless it is told', () => {
  const text = textOf(foreignDocument({ a: {}, b: {} }))
  expect(text).toContain('const eventType = only === undefined ? undefined : () => only\n')
  expect(text).toContain(' * `webhook-event-type`')
  expect(text).not.toContain('eventTypeOf')
})

test('a header, and several places, are looked at in turn', () => {
  const header = { name: 'X-Event', in: 'header', schema: { const: 'c' } }
  const text = textOf(foreignDocument({ a: typed('a'), b: typed('b'), c: { headers: [header] } }))
  expect(text).toContain('export function eventTypeOf(body: unknown, headers: Headers): string | undefined {')
  expect(text).toContain("headers.get('x-event') ?? undefined")
  expect(text).toContain("const eventTypes: ReadonlySet<string> = new Set([\n  'a',\n  'b',\n  'c',\n])")
})

test.each<[string, object]>([
  ['x-fern-webhook-signature', { type: 'hmac', header: 'X-Shop-Signature', algorithm: 'sha256' }],
  [
    'x-speakeasy-webhooks',
    { security: { type: 'signature', headerName: 'X-Shop-Signature', algorithm: 'hmac-sha256' } },
  ],
])('%s tells how requests are signed, and the file what to do about it', (extension, value) => {
  const text = JSON.stringify({ openapi: '3.1.0', webhooks: { a: { post: {} } }, [extension]: value })
  const unbroken = textOf(readForeignDocument(text, 'shop.json')).replaceAll('\n * ', ' ')
  expect(unbroken).toMatch(
    /Requests are signed in the header x-shop-signature \([\w -]+\), not by Standard Webhooks/,
  )
  expect(
    textOf(readForeignDocument(text.replace('X-Shop-Signature', 'Webhook-Signature'), 'shop.json')),
  ).not.toContain('Requests are signed')
})

test('the sender can be named', () => {
  expect(textOf(foreignDocument({ a: typed('a') }), { sender: 'acme corp' })).toContain(
    'function createAcmeCorpReceiver(',
  )
})

test('a map that names what is not there is refused, with what is', () => {
  expect(() => textOf(foreignDocument({ a: {}, b: {} }), { eventTypes: new Map([['c', 'x']]) })).toThrow(
    'The map names webhooks that the document does not have: c. It has a, b.',
  )
})
