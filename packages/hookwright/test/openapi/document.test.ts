import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { Router } from '../../src/router.ts'
import { sqlite } from '../../src/sqlite.ts'
import { appOf } from '../support/declare.ts'

const Body = z.object({ id: z.string() })

describe('the document', () => {
  test('says what it is, of what, and where', () => {
    const document = appOf(() => {}, {
      title: 'Shop',
      version: '2.0.0',
      description: 'Sells *things*.',
      servers: [{ url: 'https://shop.example', description: 'Production' }],
      tags: [{ name: 'Orders', description: 'What was bought' }],
    }).openapi()
    expect(document).toEqual({
      openapi: '3.1.0',
      info: { title: 'Shop', version: '2.0.0', description: 'Sells *things*.' },
      servers: [{ url: 'https://shop.example', description: 'Production' }],
      tags: [{ name: 'Orders', description: 'What was bought' }],
      paths: {},
    })
  })

  test('has nothing that was not declared: no webhooks, components, tags or description', () => {
    const document = appOf((app) => app.get('/users/', () => [])).openapi()
    expect(Object.keys(document)).toEqual(['openapi', 'info', 'servers', 'paths'])
    expect(document.servers).toEqual([{ url: '/' }])
  })

  test('puts routes under paths and webhooks under webhooks, with the same operation for both', () => {
    const options = {
      summary: 'S',
      description: 'D',
      tags: ['T'],
      deprecated: true,
      extra: { 'x-internal': true },
    }
    const { paths, webhooks } = appOf((app) => {
      app.put('/thing', options, () => 1)
      app.webhooks.put('thing-changed', options)
    }).openapi()
    const { extra, ...same } = options
    const shown = { ...same, ...extra, security: [] }
    expect(paths).toEqual({
      '/thing': { put: expect.objectContaining({ ...shown, operationId: 'putThing' }) },
    })
    expect(webhooks).toEqual({
      'thing-changed': { put: expect.objectContaining({ ...shown, operationId: 'thingChanged' }) },
    })
    expect(Object.keys(Object(paths?.['/thing']?.['put']))).not.toContain('extra')
  })

  test('puts the methods of one path, and of one event, beside each other', () => {
    const { paths, webhooks } = appOf((app) => {
      app.get('/x', () => 1)
      app.delete('/x', () => 1)
      app.webhooks.post('stock', { body: Body })
      app.webhooks.delete('stock')
    }).openapi()
    expect(Object.keys(paths?.['/x'] ?? {})).toEqual(['get', 'delete'])
    expect(Object.keys(webhooks?.['stock'] ?? {})).toEqual(['post', 'delete'])
  })

  test('hides what is not to be shown, with its schemas, and no webhooks if all are', () => {
    const document = appOf((app) => {
      app.get('/shown', () => 1)
      app.get('/hidden', { includeInSchema: false }, () => 1)
      app.webhooks.post('hidden', { body: Body, includeInSchema: false })
      const internal = new Router()
      internal.get('/internal', () => 1)
      app.include(internal, { includeInSchema: false })
    }).openapi()
    expect(Object.keys(document.paths ?? {})).toEqual(['/shown'])
    expect(document).not.toHaveProperty('webhooks')
    expect(document).not.toHaveProperty('components')
  })

  test('is never stale: what is declared later appears, on the app or on what it includes', () => {
    const router = new Router()
    const app = appOf((it) => it.include(router, { prefix: '/r' }))
    expect(app.openapi()).not.toHaveProperty('webhooks')
    app.webhooks.post('first', { body: Body })
    expect(Object.keys(app.openapi().webhooks ?? {})).toEqual(['first'])
    router.webhooks.post('second')
    router.get('/late', () => 1)
    expect(Object.keys(app.openapi().webhooks ?? {}).toSorted()).toEqual(['first', 'second'])
    expect(Object.keys(app.openapi().paths ?? {})).toEqual(['/r/late'])
  })

  test('is a copy: what a caller does to it changes nothing', () => {
    const app = appOf((it) => it.get('/a', { extra: { 'x-list': [1] } }, () => 1), { tags: [{ name: 'T' }] })
    const first = app.openapi()
    delete first.paths
    first.tags?.pop()
    expect(app.openapi()).toMatchObject({
      paths: { '/a': { get: { 'x-list': [1] } } },
      tags: [{ name: 'T' }],
    })
  })

  test('shows the security schemes of the app', () => {
    const key = { type: 'apiKey', in: 'header', name: 'x-key' }
    const { components } = appOf(() => {}, { securitySchemes: { key } }).openapi()
    expect(components).toEqual({ securitySchemes: { key } })
  })
})

describe('the document of an app that delivers', () => {
  const delivery = { store: sqlite(':memory:') }

  test('documents the headers of Standard Webhooks on every webhook, once', () => {
    const { webhooks, components } = appOf(
      (app) => {
        app.webhooks.post('a', { body: Body })
        app.webhooks.post('b')
      },
      { delivery },
    ).openapi()
    const parameters = (eventType: string) => [
      ...['WebhookId', 'WebhookTimestamp', 'WebhookSignature'].map((name) => ({
        $ref: `#/components/parameters/${name}`,
      })),
      expect.objectContaining({
        name: 'webhook-event-type',
        in: 'header',
        schema: { type: 'string', const: eventType },
      }),
    ]
    expect(webhooks).toMatchObject({
      a: { post: { parameters: parameters('a') } },
      b: { post: { parameters: parameters('b') } },
    })
    expect(
      Object.values(components?.['parameters'] ?? {}).map((parameter) => Object(parameter).name),
    ).toEqual(['webhook-id', 'webhook-timestamp', 'webhook-signature'])
  })

  test('has no such headers where it has no webhooks, nor where it only documents them', () => {
    expect(appOf(() => {}, { delivery }).openapi().components).not.toHaveProperty('parameters')
    const documented = appOf((app) => void app.webhooks.post('a', { body: Body })).openapi()
    expect(documented.components).not.toHaveProperty('parameters')
    expect(documented.webhooks?.['a']?.['post']).not.toHaveProperty('parameters')
  })

  test('holds the management API, each of its operations with security, after what the app declares', () => {
    const { paths = {}, components } = appOf((app) => app.get('/users/', () => []), { delivery }).openapi()
    expect(Object.keys(paths)).toEqual([
      '/users/',
      '/webhooks/session',
      '/webhooks/event-types',
      '/webhooks/event-types/{eventType}',
      '/webhooks/receivers/{language}',
      '/webhooks/endpoints',
      '/webhooks/endpoints/{endpointId}',
      '/webhooks/endpoints/{endpointId}/rotate-secret',
      '/webhooks/endpoints/{endpointId}/test',
      '/webhooks/deliveries',
      '/webhooks/deliveries/stream',
      '/webhooks/deliveries/{deliveryId}',
      '/webhooks/deliveries/{deliveryId}/cancel',
      '/webhooks/deliveries/{deliveryId}/resend',
      '/webhooks/endpoints/{endpointId}/replays',
      '/webhooks/endpoints/{endpointId}/replays/{replayId}',
      '/webhooks/messages',
      '/webhooks/messages/{messageId}',
      '/webhooks/samples',
      '/webhooks/test-messages',
      '/webhooks/listen',
      '/webhooks/operator/overview',
      '/webhooks/operator/statistics',
      '/webhooks/operator/tenants',
      '/webhooks/operator/endpoints',
      '/webhooks/operator/messages/{messageId}',
    ])
    // Who signs in has nothing to show yet.
    const { '/users/': _, '/webhooks/session': session = {}, ...rest } = paths
    for (const operation of Object.values(session)) expect(operation).toMatchObject({ security: [] })
    const management = Object.values(rest).flatMap((item) => Object.values(item))
    expect(management).toHaveLength(29)
    for (const operation of management) {
      expect(operation).toMatchObject({
        security: [{ webhookManagement: [] }],
        tags: ['Webhook management'],
        operationId: expect.any(String),
        responses: { 401: { description: 'Not authenticated' } },
      })
    }
    expect(components).toHaveProperty('securitySchemes.webhookManagement.type', 'http')
  })

  test('has the management API where the app puts it', () => {
    const { paths = {} } = appOf(() => {}, { delivery, managementUrl: '/internal/hooks' }).openapi()
    expect(Object.keys(paths).every((path) => path.startsWith('/internal/hooks/'))).toBe(true)
  })
})
