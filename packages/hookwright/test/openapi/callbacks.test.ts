import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { CallbackRouter } from '../../src/callback-router.ts'
import { Router } from '../../src/router.ts'
import { sqlite } from '../../src/sqlite.ts'
import { appOf, mistakesOf } from '../support/declare.ts'

const Invoice = z.object({ id: z.string(), callbackUrl: z.url() }).meta({ id: 'Invoice' })
const Line = z.object({ text: z.string() }).meta({ id: 'Line' })
const Paid = z.object({ lines: z.array(Line), at: z.iso.datetime().default('2026-01-01T00:00:00Z') })
const Seen = z.object({ ok: z.boolean() }).meta({ id: 'Seen' })
const url = '{$request.body#/callbackUrl}'

function callbacksWith(...declare: ((router: CallbackRouter) => unknown)[]): CallbackRouter {
  const router = new CallbackRouter()
  for (const one of declare) one(router)
  return router
}

const paying = (router: CallbackRouter) => router.post('invoice-paid', url, { body: Paid, response: Seen })

describe('the callbacks of an operation', () => {
  test('are documented under it by event type and expression, with their components, and open', () => {
    const { paths, components } = appOf((app) => {
      const callbacks = [callbacksWith(paying)]
      app.post('/invoices', { body: Invoice, callbacks }, () => 1)
    }).openapi()
    expect(paths?.['/invoices']?.['post']).toMatchObject({
      callbacks: {
        'invoice-paid': {
          [url]: {
            post: {
              operationId: 'invoicePaid',
              summary: 'Invoice Paid',
              security: [],
              requestBody: {
                content: { 'application/json': { schema: { $ref: '#/components/schemas/InvoicePaid' } } },
              },
              responses: {
                '2XX': { content: { 'application/json': { schema: { $ref: '#/components/schemas/Seen' } } } },
              },
            },
          },
        },
      },
    })
    expect(Object.keys(Object(components?.['schemas']))).toEqual(
      expect.arrayContaining(['Invoice', 'InvoicePaid', 'Line', 'Seen']),
    )
    // As it is sent: what has a default is there.
    expect(components).toMatchObject({ schemas: { InvoicePaid: { required: ['lines', 'at'] } } })
  })

  test('carry the headers of deliveries where they are delivered, also without any webhook', async () => {
    const app = appOf(
      (one) => one.post('/invoices', { body: Invoice, callbacks: [callbacksWith(paying)] }, () => 1),
      {
        delivery: { store: sqlite(':memory:') },
      },
    )
    const document = app.openapi()
    expect(JSON.stringify(document.paths?.['/invoices'])).toContain(
      '#/components/parameters/WebhookSignature',
    )
    expect(document.components?.['parameters']).toHaveProperty('WebhookSignature')
    await app.close()
  })

  test('have ids of their own under each of several operations', () => {
    const { paths } = appOf((app) => {
      const callbacks = [callbacksWith(paying)]
      app.post('/invoices', { body: Invoice, callbacks }, () => 1)
      app.put('/invoices', { body: Invoice, callbacks, operationId: 'replaceInvoice' }, () => 1)
    }).openapi()
    const ids = [...JSON.stringify(paths).matchAll(/"operationId":"(\w+)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toEqual(expect.arrayContaining(['postInvoicesInvoicePaid', 'replaceInvoiceInvoicePaid']))
  })

  test('that are declared after the first document are in the next', () => {
    const callbacks = callbacksWith(paying)
    const app = appOf((one) => one.post('/invoices', { body: Invoice, callbacks: [callbacks] }, () => 1))
    app.openapi()
    callbacks.post('invoice-late', url)
    expect(JSON.stringify(app.openapi())).toContain('invoice-late')
  })

  test('are hidden with their operation', () => {
    const document = appOf((app) => {
      const callbacks = [callbacksWith(paying)]
      app.post('/invoices', { body: Invoice, callbacks, includeInSchema: false }, () => 1)
    }).openapi()
    expect(document.components).toBeUndefined()
  })
})

const mistakes: [string, (router: CallbackRouter) => unknown, string][] = [
  [
    'FastAPI’s way of writing it',
    (router) => router.post('done', '{$callback_url}'),
    'callback "done": its URL cannot be read, "$callback_url" is no runtime expression. Write {$request.body#/callbackUrl}.',
  ],
  [
    'a query parameter that is not declared',
    (router) => router.post('done', '{$request.query.url}'),
    'callback "done": its URL reads {$request.query.url}, but POST /invoices/{id} declares no query parameter "url". Add it to its `query`.',
  ],
  [
    'a header that is not declared',
    (router) => router.post('done', '$request.header.x-callback'),
    'callback "done": its URL reads {$request.header.x-callback}, but POST /invoices/{id} declares no header "x-callback". Add it to its `headers`.',
  ],
  [
    'a path parameter that is not there',
    (router) => router.post('done', 'https://a.example/{$request.path.no}'),
    'callback "done": its URL reads {$request.path.no}, but POST /invoices/{id} declares no path parameter "no". Write {no} into its path.',
  ],
  [
    'a property that its body does not have',
    (router) => router.post('done', '{$request.body#/callback}'),
    'callback "done": its URL reads {$request.body#/callback}, but POST /invoices/{id} declares no property "callback" of its body. Add "callback" to its body, or correct the pointer.',
  ],
  [
    'an empty event type',
    (router) => router.post('', url),
    'callback "": its event type is empty. Name the event: callbacks.post("new-subscription", …).',
  ],
  [
    'the event type of a webhook',
    (router) => router.post('order-paid', url),
    'callback "order-paid": its event type is that of webhook "order-paid", so that no receiver could tell them apart. Rename one of them.',
  ],
]

describe('mistakes in callbacks', () => {
  test.each(mistakes)('%s', (_, declare, message) => {
    const found = mistakesOf((app) => {
      app.webhooks.post('order-paid')
      app.post('/invoices/{id}', { body: Invoice, callbacks: [callbacksWith(declare)] }, () => 1)
    })
    expect(found).toContain(message)
  })

  test('expressions of what is declared, or comes with the answer, are none', () => {
    const found = mistakesOf((app) => {
      const callbacks = callbacksWith(
        (router) => router.post('a', '{$request.query.url}'),
        (router) => router.post('b', '$request.header.x-callback'),
        (router) => router.post('c', 'https://a.example/{$request.path.id}'),
        (router) => router.post('d', '{$response.body#/url}'),
      )
      const query = z.object({ url: z.url() })
      const headers = z.object({ X_Callback: z.url() })
      app.post('/invoices/{id}', { query, headers, callbacks: [callbacks] }, () => 1)
    })
    expect(found).toEqual([])
  })

  test('callbacks of webhooks, and one router twice', () => {
    const callbacks = callbacksWith(paying)
    const found = mistakesOf((app) => {
      const router = new Router({ callbacks: [callbacks] })
      router.post('/x', { body: Invoice, callbacks: [callbacks] }, () => 1)
      app.include(router)
      app.webhooks.post('y', { callbacks: [callbacks] })
    })
    expect(found).toContain(
      'callback "invoice-paid": its router is named twice for one operation. Name it once.',
    )
    expect(found).toContain(
      'webhook "y": it has `callbacks`, which only routes can have. Name them in a route.',
    )
  })
})
