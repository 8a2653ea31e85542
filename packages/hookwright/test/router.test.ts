import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { App } from '../src/app.ts'
import { methods } from '../src/operation.ts'
import { Router, WebhookRouter } from '../src/router.ts'

const Body = z.object({ id: z.string() })

function createApp(): App {
  return new App({ title: 'Shop', version: '1' })
}

describe('a router', () => {
  test('declares by each method, by name or by route()', () => {
    const router = new Router()
    for (const method of methods) {
      router[method](`/by-name`, () => 1)
      router.route(method, '/by-route', { summary: 'x' }, () => 1)
    }
    const declared = [...router.declarations.resolved()].map(({ method, name }) => `${method} ${name}`)
    expect(declared).toEqual(methods.flatMap((method) => [`${method} /by-name`, `${method} /by-route`]))
  })

  test('brings its webhooks along, at any depth: namespaces change event types, prefixes change paths', () => {
    const app = createApp()
    const orders = new Router()
    const lines = new Router()
    const added = lines.webhooks.post('line-added', { body: Body })
    lines.get('/', () => [])
    orders.include(lines, { prefix: '/lines', namespace: 'lines.' })
    app.include(orders, { prefix: '/orders', namespace: 'orders.' })
    expect(added.name).toBe('orders.lines.line-added')
    expect(Object.keys(app.openapi().webhooks ?? {})).toEqual(['orders.lines.line-added'])
    expect(Object.keys(app.openapi().paths ?? {})).toEqual(['/orders/lines/'])
  })

  test('of webhooks alone can be included by itself', () => {
    const app = createApp()
    const events = new WebhookRouter()
    const paid = events.post('paid', { body: Body })
    app.webhooks.include(events, { namespace: 'billing.' })
    expect(paid.name).toBe('billing.paid')
    expect(Object.keys(app.openapi().webhooks ?? {})).toEqual(['billing.paid'])
  })

  test("keeps callers' security from its webhooks, which are signed instead", () => {
    const app = new App({
      title: 'Shop',
      version: '1',
      securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
    })
    const router = new Router()
    router.get('/x', () => 1)
    router.webhooks.post('x', { body: Body })
    app.include(router, { security: [{ key: [] }], tags: ['Both'] })
    const { paths, webhooks } = app.openapi()
    expect(paths).toMatchObject({ '/x': { get: { security: [{ key: [] }], tags: ['Both'] } } })
    expect(webhooks).toMatchObject({ x: { post: { security: [], tags: ['Both'] } } })
  })

  test('cannot be included in itself', () => {
    const router = new Router()
    expect(() => router.include(router)).toThrow('A router cannot be included in itself')
  })
})

describe('a webhook', () => {
  test('has the name it was declared with on the app', () => {
    expect(createApp().webhooks.post('new-subscription', { body: Body }).name).toBe('new-subscription')
  })

  test('cannot tell its name or send before its router is included, and says what to do', async () => {
    const webhook = new Router().webhooks.post('lonely', { body: Body })
    const message =
      /^The webhook lonely \(declared at .*router\.test\.ts:\d+:\d+\) belongs to no App yet\. Include its router: app\.include\(router\)\.$/
    expect(() => webhook.name).toThrow(message)
    await expect(webhook.send({ id: '1' }, { tenant: 'acme' })).rejects.toMatchObject({
      code: 'bad_declaration',
      message: expect.stringMatching(message),
    })
  })

  test('cannot send when its router is included twice, since its event type is ambiguous', async () => {
    const app = createApp()
    const router = new Router()
    const webhook = router.webhooks.post('twice', { body: Body })
    app.include(router, { namespace: 'a.' })
    app.include(router, { namespace: 'b.' })
    await expect(webhook.send({ id: '1' }, { tenant: 'acme' })).rejects.toMatchObject({
      code: 'bad_declaration',
      message: expect.stringMatching(
        /^The webhook twice \(declared at .*\) is included more than once, so its event type is ambiguous\. Include its router once/,
      ),
    })
    expect(Object.keys(app.openapi().webhooks ?? {})).toEqual(['a.twice', 'b.twice'])
  })

  test('makes a sample of its body in the form that is sent, also before it is included', async () => {
    const webhook = new Router().webhooks.post('x', {
      body: z.object({ id: z.string(), count: z.int().default(3), at: z.iso.datetime() }),
    })
    expect(await webhook.sample()).toEqual({ id: 'text', count: 3, at: '2026-01-31T12:00:00Z' })
  })

  test('without a body has no sample', async () => {
    expect(await createApp().webhooks.post('ping').sample()).toBeUndefined()
  })

  test('is never mounted: its name is no path', async () => {
    const app = createApp()
    app.webhooks.post('new-subscription', { body: Body })
    app.webhooks.post('/slashed', { body: Body })
    for (const path of ['/new-subscription', '/slashed']) {
      const response = await app.request(path, { method: 'POST', body: '{}' })
      expect(response.status).toBe(404)
    }
  })
})
