import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'

import { App } from '../src/app.ts'
import { HookwrightError } from '../src/errors.ts'
import { Router } from '../src/router.ts'
import { sqlite } from '../src/sqlite.ts'
import { createManaged, type Managed } from './support/management.ts'

describe('the seed example', () => {
  const Subscription = z
    .object({ username: z.string(), monthly_fee: z.number(), start_date: z.iso.datetime() })
    .meta({ id: 'SeedSubscription' })
  const app = new App({ title: 'Subscriptions', version: '1.0.0' })
  app.get('/users/', () => ['Rick', 'Morty'])
  app.webhooks.post('new-subscription', { body: Subscription })
  app.post('/subscriptions', { body: Subscription, response: Subscription, status: 201 }, ({ body }) => body)

  test('answers', async () => {
    expect(await (await app.request('/users/')).json()).toEqual(['Rick', 'Morty'])
    const body = { username: 'Rick', monthly_fee: 9.5, start_date: '2026-01-31T12:00:00Z' }
    const made = await app.request('/subscriptions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    expect([made.status, await made.json()]).toEqual([201, body])
  })

  test('refuses a body as FastAPI does', async () => {
    const response = await app.request('/subscriptions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"monthly_fee":"much","start_date":"2026-01-31T12:00:00Z"}',
    })
    expect([response.status, await response.json()]).toEqual([
      422,
      {
        detail: [
          { loc: ['body', 'username'], msg: 'Field required', type: 'missing' },
          {
            loc: ['body', 'monthly_fee'],
            msg: 'Invalid input: expected number, received string',
            type: 'invalid_type',
          },
        ],
      },
    ])
  })

  test('leaves paths below the docs page to routes, but for its script', async () => {
    const book = new App({ title: 'T', version: '1' })
    book.get('/docs/{chapter}', ({ params }) => params.chapter)
    expect(await (await book.request('/docs/first')).json()).toBe('first')
    expect((await book.request('/docs/scalar-00000000.js')).status).toBe(200)
    expect((await new App({ title: 'T', version: '1' }).request('/docs/first')).status).toBe(404)
  })

  test('serves its document and the docs page, where the options put them', async () => {
    expect(await (await app.request('/openapi.json')).json()).toEqual(app.openapi())
    expect((await app.request('/docs')).headers.get('content-type')).toMatch('text/html')
    const moved = new App({ title: 'T', version: '1', openapiUrl: '/api/spec.json', docsUrl: null })
    expect((await moved.request('/api/spec.json')).status).toBe(200)
    expect((await moved.request('/openapi.json')).status).toBe(404)
    expect((await moved.request('/docs')).status).toBe(404)
    const hidden = new App({ title: 'T', version: '1', openapiUrl: null })
    expect((await hidden.request('/openapi.json')).status).toBe(404)
    expect((await hidden.request('/docs')).status).toBe(404)
  })

  test('serves the document of what is declared now, not of what was', async () => {
    const growing = new App({ title: 'T', version: '1' })
    await growing.request('/openapi.json')
    growing.webhooks.post('late')
    expect(await (await growing.request('/openapi.json')).json()).toHaveProperty('webhooks.late')
  })
})

describe('an app without delivery', () => {
  test('documents its webhooks, and says what to configure when asked to send', async () => {
    const app = new App({ title: 'T', version: '1' })
    const webhook = app.webhooks.post('x', { body: z.object({}) })
    expect(app.delivers).toBe(false)
    expect(app.openapi().webhooks).toHaveProperty('x')
    await expect(webhook.send({}, { tenant: 'acme' })).rejects.toMatchObject({
      name: 'HookwrightError',
      code: 'delivery_not_configured',
      message: expect.stringMatching(
        /Give it a store: new App\(\{ …, delivery: \{ store: sqlite\('hookwright\.db'\) \} \}\)/,
      ),
    })
    expect(() => app.delivery).toThrow(HookwrightError)
    expect((await app.request('/webhooks/endpoints')).status).toBe(404)
    await app.close()
  })
})

describe('sending', () => {
  let managed: Managed
  const body = { id: 'o1', total: 12.5 }

  beforeEach(async () => {
    managed = createManaged()
    await managed.app.delivery.endpoints.create('acme', { url: 'https://example.com/' })
  })
  afterEach(() => managed.app.close())

  const deliveries = () => managed.app.delivery.line.store.listDeliveries('acme', {}, { limit: 1_000 })

  test('stores a message with a delivery for each endpoint of the tenant that wants it', async () => {
    const { endpoints } = managed.app.delivery
    await endpoints.create('acme', { url: 'https://example.com/2', eventTypes: ['order.paid'] })
    await endpoints.create('acme', { url: 'https://example.com/3', eventTypes: ['ping'] })
    await endpoints.create('globex', { url: 'https://example.com/4' })
    const result = await managed.orderPaid.send(body, { tenant: 'acme' })
    expect(result).toEqual({ messageId: expect.stringMatching(/^msg_/), deliveries: 2, duplicate: false })
    expect(await deliveries()).toHaveLength(2)
  })

  test('to nobody is no error', async () => {
    expect(await managed.orderPaid.send(body, { tenant: 'initech' })).toMatchObject({ deliveries: 0 })
  })

  test('stores the exact bytes of what the schema makes of the body, keys in its order', async () => {
    const text = 'ü\u2028\u0000"\\ 😀'
    const made = managed.app.webhooks.post('made', {
      body: z.object({ note: z.string(), count: z.int().default(3), big: z.number() }),
    })
    const given = { big: 9007199254740991, note: text, more: 'is dropped' }
    const { messageId } = await made.send(given, { tenant: 'acme' })
    const message = await managed.app.delivery.line.store.findMessage('acme', messageId)
    expect(new TextDecoder().decode(message?.body)).toBe(
      JSON.stringify({ note: text, count: 3, big: 9007199254740991 }),
    )
    expect(message).toMatchObject({ contentType: 'application/json', eventType: 'made', tenant: 'acme' })
  })

  test('refuses a body that violates its schema, before anything is stored', async () => {
    const wrong: { id: string; total: number } = JSON.parse('{"total":"much"}')
    await expect(
      managed.orderPaid.send(wrong, { tenant: 'acme', idempotencyKey: 'k' }),
    ).rejects.toMatchObject({
      code: 'body_invalid',
      message:
        'The body given to send() does not fit the schema of the webhook order.paid; nothing was stored.\n' +
        'body.id: Field required\nbody.total: Invalid input: expected number, received string',
    })
    expect(await deliveries()).toEqual([])
    expect(await managed.orderPaid.send(body, { tenant: 'acme', idempotencyKey: 'k' })).toMatchObject({
      duplicate: false,
    })
  })

  test('refuses what JSON cannot say', async () => {
    const any = managed.app.webhooks.post('any', { body: z.any() })
    const circle: Record<string, unknown> = {}
    circle['self'] = circle
    for (const [value, reason] of [
      [1n, /cannot be written as JSON: .*BigInt/],
      [circle, /cannot be written as JSON: .*circular/],
      [undefined, /is undefined, which JSON cannot say/],
      [() => 1, /is undefined, which JSON cannot say/],
    ] as const) {
      await expect(any.send(value, { tenant: 'acme' })).rejects.toMatchObject({
        code: 'body_invalid',
        message: expect.stringMatching(reason),
      })
    }
    expect(await deliveries()).toEqual([])
  })

  test('without a declared body sends none, and refuses one', async () => {
    const bare = managed.app.webhooks.post('bare')
    const { messageId } = await bare.send(undefined, { tenant: 'acme' })
    expect((await managed.app.delivery.line.store.findMessage('acme', messageId))?.body).toHaveLength(0)
    const untyped: { send(body: unknown, options: { tenant: string }): Promise<unknown> } = bare
    await expect(untyped.send({}, { tenant: 'acme' })).rejects.toMatchObject({
      code: 'body_invalid',
      message:
        'The webhook bare declares no body, but one was given to send(). Declare it: { body: schema }.',
    })
  })

  test('uses the event type with its namespaces', async () => {
    const orders = new Router()
    const lines = new Router()
    const added = lines.webhooks.post('added', { body: z.object({}) })
    orders.include(lines, { namespace: 'lines.' })
    managed.app.include(orders, { namespace: 'orders.', prefix: '/orders' })
    const { messageId } = await added.send({}, { tenant: 'acme' })
    const message = await managed.app.delivery.line.store.findMessage('acme', messageId)
    expect(message?.eventType).toBe('orders.lines.added')
  })

  test('one idempotency key a hundred times at once makes one message', async () => {
    const results = await Promise.all(
      Array.from({ length: 100 }, () =>
        managed.orderPaid.send(body, { tenant: 'acme', idempotencyKey: 'once' }),
      ),
    )
    expect(new Set(results.map(({ messageId }) => messageId)).size).toBe(1)
    expect(results.filter(({ duplicate }) => !duplicate)).toHaveLength(1)
    expect(results.every((result) => result.deliveries === 1)).toBe(true)
    expect(await deliveries()).toHaveLength(1)
  })

  test('one idempotency key for something else is a conflict; for another tenant it is another key', async () => {
    const first = await managed.orderPaid.send(body, { tenant: 'acme', idempotencyKey: 'once' })
    await expect(
      managed.orderPaid.send({ ...body, total: 1 }, { tenant: 'acme', idempotencyKey: 'once' }),
    ).rejects.toMatchObject({
      code: 'idempotency_conflict',
      message: expect.stringContaining(`"once" was used before, for message ${first.messageId}`),
    })
    expect(await managed.orderPaid.send(body, { tenant: 'globex', idempotencyKey: 'once' })).toMatchObject({
      duplicate: false,
    })
    expect(await deliveries()).toHaveLength(1)
  })

  test('to endpoints that are not this tenant’s is refused, and stores nothing', async () => {
    const { endpoint } = await managed.app.delivery.endpoints.create('globex', {
      url: 'https://example.com/',
    })
    await expect(
      managed.orderPaid.send(body, { tenant: 'acme', endpoints: [endpoint.id] }),
    ).rejects.toMatchObject({
      code: 'endpoint_unknown',
      message: `The tenant "acme" has no enabled endpoint ${endpoint.id}; nothing was stored.`,
    })
    expect(await deliveries()).toEqual([])
  })

  test.each([
    [{ tenant: '' }, '`tenant` must be a text of 1 to 200 characters without control characters, not "".'],
    [{ tenant: 'x'.repeat(201) }, '`tenant` must be'],
    [{ tenant: 'a\u0000b' }, '`tenant` must be'],
    [{ tenant: 'acme', idempotencyKey: '' }, '`idempotencyKey` must be'],
    [{ tenant: 'acme', endpoints: [] }, 'send() was given an empty `endpoints`. Leave it out'],
  ])('refuses the options %j', async (options, message) => {
    await expect(managed.orderPaid.send(body, options)).rejects.toMatchObject({
      code: 'bad_option',
      message: expect.stringContaining(message),
    })
    expect(await deliveries()).toEqual([])
  })

  test('after close says that the store is closed', async () => {
    await managed.app.close()
    await expect(managed.orderPaid.send(body, { tenant: 'acme' })).rejects.toMatchObject({
      code: 'store_closed',
    })
  })
})

test('one idempotency key a hundred times at once, over two apps on one database, makes one message', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hookwright-app-'))
  const apps = [1, 2].map(() => createManaged({ store: sqlite(join(folder, 'shop.db')) }))
  const [first] = apps
  await first?.app.delivery.endpoints.create('acme', { url: 'https://example.com/' })
  const results = await Promise.all(
    Array.from({ length: 50 }).flatMap(() =>
      apps.map(({ orderPaid }) =>
        orderPaid.send({ id: 'o1', total: 1 }, { tenant: 'acme', idempotencyKey: 'once' }),
      ),
    ),
  )
  expect(results).toHaveLength(100)
  expect(new Set(results.map(({ messageId }) => messageId)).size).toBe(1)
  expect(results.filter(({ duplicate }) => !duplicate)).toHaveLength(1)
  expect(await first?.app.delivery.line.store.listDeliveries('acme', {}, { limit: 10 })).toHaveLength(1)
  await Promise.all(apps.map(({ app }) => app.close()))
  await rm(folder, { recursive: true })
})

describe('operational webhooks', () => {
  test('are declared and documented where they are wanted, and nowhere else', async () => {
    const plain = createManaged()
    expect(Object.keys(plain.app.openapi().webhooks ?? {})).not.toContain('endpoint.disabled')
    await plain.app.close()

    const { app, call } = createManaged({ operationalWebhooks: true })
    const { webhooks } = app.openapi()
    expect(Object.keys(webhooks ?? {})).toEqual(
      expect.arrayContaining(['order.paid', 'endpoint.disabled', 'message.exhausted']),
    )
    const { json } = await call('acme', 'GET', '/event-types')
    expect(json.map(({ name }: { name: string }) => name)).toContain('message.exhausted')
    const url = 'https://example.com/hooks'
    const made = await call('acme', 'POST', '/endpoints', { url, eventTypes: ['endpoint.*'] })
    expect(made.status).toBe(201)
    await app.close()
  })
})

describe('the schedule of a webhook', () => {
  test('is stored with each of its messages', async () => {
    const { app, clock } = createManaged()
    const urgent = app.webhooks.post('urgent', { delivery: { retryScheduleMs: [250, 1_000] } })
    const { endpoints, line } = app.delivery
    await endpoints.create('acme', { url: 'https://example.com/hooks' })
    await urgent.send(undefined, { tenant: 'acme' })
    const claim = (now: number) => line.store.claim({ now, leaseMs: 60_000, limit: 9, skipEndpointIds: [] })
    expect(await claim(clock.now() + 249)).toMatchObject({ deliveries: [] })
    expect(await claim(clock.now() + 250)).toMatchObject({
      deliveries: [{ retryScheduleMs: [250, 1_000] }],
    })
    await app.close()
  })

  test('that cannot be is a mistake of the declaration, as is one of a route', () => {
    const app = new App({ title: 'Shop', version: '1' })
    app.webhooks.post('never', { delivery: { retryScheduleMs: [] } })
    app.get('/', { delivery: { retryScheduleMs: [0] } }, () => null)
    expect(() => app.openapi()).toThrow('nothing of a route is delivered')
    expect(() => app.openapi()).toThrow('its delivery.retryScheduleMs is []')
  })
})
