import { expect, test } from 'vitest'

import { readForeignDocument } from '../../src/documents/document.ts'
import { GatewayApp } from '../../src/gateway/app.ts'
import { sqlite } from '../../src/sqlite.ts'
import type { JsonSchema } from '../../src/schema/schema.ts'

function gateway({ operationalWebhooks = false } = {}) {
  const errors: unknown[] = []
  const made = new GatewayApp({
    delivery: { store: sqlite(':memory:'), operationalWebhooks },
    apiKeys: [{ key: 'publisher-publisher' }],
    operatorKeys: [{ key: 'operator-operator' }],
    bodyLimitBytes: 1_000,
    whyNotReady: async () => null,
    logger: { info: () => {}, warn: (fields) => void errors.push(fields) },
  })
  return { made, errors, app: made.app }
}

function document(webhooks: Record<string, JsonSchema>, schemas: JsonSchema = {}, title = 'Shop') {
  const items = Object.entries(webhooks).map(([name, schema]) => {
    const body = { content: { 'application/json': { schema, example: { anything: 'at all' } } } }
    return [name, { post: { requestBody: body, responses: { 200: { description: 'Taken.' } } } }]
  })
  const text = JSON.stringify({
    openapi: '3.1.0',
    info: { title, version: '1', description: `All of ${title}.` },
    webhooks: Object.fromEntries(items),
    components: { schemas },
  })
  return readForeignDocument(text, 'shop.json')
}

const publish = (body: string, key = 'publisher-publisher'): RequestInit => ({
  method: 'POST',
  headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
  body,
})

test('its document is that of the gateway and the webhooks of the other, without collisions of names', async () => {
  const { app, made } = gateway()
  const own = Object.keys(app.openapi().components?.['schemas'] ?? {})
  expect(own).toContain('WebhookProblem')
  const foreign = document(
    { 'order.paid': { $ref: '#/components/schemas/WebhookProblem' }, 'order-paid': {}, 'publish-event': {} },
    { WebhookProblem: { type: 'object', properties: { theirs: { type: 'string' } } } },
  )
  made.offer(made.catalogueOf(foreign))
  const { info, webhooks = {}, components = {} } = app.openapi()
  expect(info).toMatchObject({ title: 'Shop', version: '1', description: 'All of Shop.' })
  expect(webhooks['order.paid']).toMatchObject({
    post: {
      operationId: 'orderPaid',
      requestBody: {
        content: {
          'application/json': {
            schema: { $ref: '#/components/schemas/WebhookProblem_2' },
            examples: { example1: { value: { anything: 'at all' } } },
          },
        },
      },
    },
  })
  expect(webhooks['order-paid']).toMatchObject({ post: { operationId: 'orderPaid2' } })
  expect(webhooks['publish-event']).toMatchObject({ post: { operationId: 'publishEvent2' } })
  expect(components['schemas']).toMatchObject({
    WebhookProblem: { properties: { detail: {} } },
    WebhookProblem_2: { properties: { theirs: { type: 'string' } } },
  })
})

test('another document takes the place of the first, in the catalogue, the samples and the session', async () => {
  const { app, made } = gateway()
  const operator = { headers: { authorization: 'Bearer operator-operator' } }
  expect((await app.request('/events', operator)).status).toBe(503)
  made.offer(made.catalogueOf(document({ first: { type: 'object' } })))
  expect((await app.request('/events/first?tenant=acme', publish('{}'))).status).toBe(202)
  made.offer(made.catalogueOf(document({ second: { type: 'object' } }, {}, 'Bazaar')))
  expect((await app.request('/events/first?tenant=acme', publish('{}'))).status).toBe(404)
  const listed = await app.request('/webhooks/event-types?tenant=acme', operator)
  expect(await listed.json()).toEqual([expect.objectContaining({ name: 'second' })])
  expect(await (await app.request('/webhooks/session', operator)).json()).toMatchObject({ title: 'Bazaar' })
  await app.close()
})

test('what Hookwright itself sends cannot be taken by the document', async () => {
  const { app, made } = gateway({ operationalWebhooks: true })
  const catalogue = made.catalogueOf(document({ 'endpoint.disabled': {}, 'order.paid': {} }))
  made.offer(catalogue)
  expect(catalogue.warnings).toEqual([
    expect.stringContaining('Hookwright itself sends an event of this name'),
  ])
  expect((await app.request('/events/endpoint.disabled?tenant=acme', publish('{}'))).status).toBe(503)
  expect(Object.keys(app.openapi().webhooks ?? {})).toContain('order.paid')
  await app.close()
})

test('publishers publish and manage nothing, operators do both, strangers neither', async () => {
  const { app, made, errors } = gateway()
  made.offer(made.catalogueOf(document({ paid: { type: 'object' } })))
  const statuses = async (key: string) => [
    (await app.request('/events/paid?tenant=acme', publish('{}', key))).status,
    (await app.request('/webhooks/endpoints?tenant=acme', { headers: { authorization: `Bearer ${key}` } }))
      .status,
  ]
  expect(await statuses('publisher-publisher')).toEqual([202, 401])
  expect(await statuses('operator-operator')).toEqual([202, 200])
  expect(await statuses('stranger-stranger')).toEqual([401, 401])
  expect(errors).toEqual([])
  await app.close()
})

test('a link to the page is made for a tenant, once links are configured', async () => {
  const { app } = gateway()
  const ask = { method: 'POST', headers: { authorization: 'Bearer publisher-publisher' } }
  const answer = await app.request('/portal-links?tenant=acme', ask)
  expect(answer.status).toBe(409)
  expect(await answer.json()).toEqual({
    detail: 'There are no links until portalSecrets and portalUrl are configured',
  })
})

test('channels that cannot be are refused at their place', async () => {
  const { app, made } = gateway()
  made.offer(made.catalogueOf(document({ paid: { type: 'object' } })))
  const answer = await app.request('/events/paid?tenant=acme&channels=', publish('{}'))
  expect(answer.status).toBe(422)
  expect(await answer.json()).toMatchObject({ detail: [{ loc: ['query', 'channels'] }] })
  await app.close()
})
