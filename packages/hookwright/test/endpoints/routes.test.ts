import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'

import { createManaged, Order, type Managed } from '../support/management.ts'

let managed: Managed
let call: Managed['call']

beforeEach(() => {
  managed = createManaged()
  call = managed.call
})
afterEach(() => managed.app.close())

const url = 'https://example.com/hooks'

async function register(as = 'acme', body: object = {}) {
  const { status, json } = await call(as, 'POST', '/endpoints', { url, ...body })
  expect(status).toBe(201)
  return json
}

/** Claims what is due and records one attempt for each, as a worker does. */
async function attempt(status: number): Promise<void> {
  const { store } = managed.app.delivery.line
  const now = managed.clock.now()
  const { deliveries } = await store.claim({ now, leaseMs: 60_000, limit: 100, skipEndpointIds: [] })
  for (const { tenant, id, fence, endpoint } of deliveries) {
    const ok = status < 300
    await store.record([
      {
        tenant,
        deliveryId: id,
        endpointId: endpoint.id,
        fence,
        attempt: {
          number: 1,
          startedAt: now,
          durationMs: 12,
          outcome: ok ? 'succeeded' : 'server_error',
          status,
          error: ok ? null : `Answered ${status}.`,
          responseBody: new TextEncoder().encode('grüße'),
        },
        next: ok ? { state: 'succeeded' } : { state: 'pending', dueAt: now + 5_000 },
        endpoint: null,
        health: null,
        notices: { disabled: null, exhausted: null },
      },
    ])
  }
}

describe('the management API', () => {
  const everything: [method: string, path: string, body?: object][] = [
    ['GET', '/event-types'],
    ['POST', '/endpoints', { url }],
    ['GET', '/endpoints'],
    ['GET', '/endpoints/ep_1'],
    ['PATCH', '/endpoints/ep_1', {}],
    ['DELETE', '/endpoints/ep_1'],
    ['POST', '/endpoints/ep_1/rotate-secret'],
    ['POST', '/endpoints/ep_1/test', { eventType: 'ping' }],
    ['GET', '/deliveries'],
    ['GET', '/deliveries/dlv_1'],
    ['GET', '/messages/msg_1'],
    ['POST', '/deliveries/dlv_1/resend'],
    ['POST', '/endpoints/ep_1/replays', { kind: 'failed', since: '2026-11-23T00:00:00Z' }],
    ['GET', '/endpoints/ep_1/replays'],
    ['GET', '/endpoints/ep_1/replays/rpl_1'],
    ['DELETE', '/endpoints/ep_1/replays/rpl_1'],
  ]

  test.each(everything)('refuses whoever has no proof: %s %s', async (method, path, body) => {
    const { status, json, headers } = await call(null, method, path, body)
    expect([status, json, headers.get('www-authenticate')]).toEqual([
      401,
      { detail: 'Not authenticated' },
      'Bearer',
    ])
  })

  test.each(everything)('refuses everyone while nothing is configured: %s %s', async (method, path, body) => {
    const closed = createManaged({ authenticate: undefined })
    const { status, json } = await closed.call('acme', method, path, body)
    expect([status, json.detail]).toEqual([
      401,
      'The management API refuses everyone until `delivery.authenticate` or `delivery.portal.secret` is configured',
    ])
    await closed.app.close()
  })

  test.each(everything)(
    'shows a tenant nothing of another that it names: %s %s',
    async (method, path, body) => {
      const { status, json } = await call('acme', method, `${path}?tenant=globex`, body)
      expect([status, json]).toEqual([404, { detail: 'Not Found' }])
    },
  )

  test.each(everything)('has an operator name the tenant: %s %s', async (method, path, body) => {
    const { status, json } = await call('operator', method, path, body)
    expect(status).toBe(422)
    expect(json.detail).toEqual([{ loc: ['query', 'tenant'], msg: expect.any(String), type: 'missing' }])
  })

  test('tells a stranger nothing of what a good request would be', async () => {
    const { status, json } = await call(null, 'POST', '/endpoints', { nonsense: true })
    expect([status, json]).toEqual([401, { detail: 'Not authenticated' }])
  })

  test('refuses a tenant with control characters', async () => {
    const { status, json } = await call('operator', 'GET', '/endpoints?tenant=a%00b')
    expect([status, json.detail[0].loc]).toEqual([422, ['query', 'tenant']])
  })

  test('refuses control characters in a description, but for line breaks', async () => {
    const bad = await call('acme', 'POST', '/endpoints', { url, description: 'a\u0000b' })
    expect([bad.status, bad.json.detail[0].loc]).toEqual([422, ['body', 'description']])
    const good = await call('acme', 'POST', '/endpoints', { url, description: 'first line\nsecond' })
    expect(good.status).toBe(201)
  })

  test('lets an operator act for any tenant', async () => {
    const { json: made } = await call('operator', 'POST', '/endpoints?tenant=globex', { url })
    expect(made.tenant).toBe('globex')
    expect((await call('globex', 'GET', `/endpoints/${made.id}`)).status).toBe(200)
  })

  test('opens for the development token, as for an operator', async () => {
    const closed = createManaged({ authenticate: undefined })
    const token = closed.app.delivery.access.openForDevelopment()
    expect((await closed.call(token, 'GET', '/endpoints?tenant=acme')).status).toBe(200)
    expect((await closed.call(token, 'GET', '/endpoints')).status).toBe(422)
    expect((await closed.call('acme', 'GET', '/endpoints?tenant=acme')).status).toBe(401)
    await closed.app.close()
  })
})

test('the event types are what is declared', async () => {
  const { status, json } = await call('acme', 'GET', '/event-types')
  expect(status).toBe(200)
  expect(json).toEqual([
    {
      name: 'order.paid',
      summary: 'Order Paid',
      description: 'Sent when an order was paid.',
      deprecated: false,
    },
    { name: 'order.canceled', summary: 'An order was canceled', description: null, deprecated: true },
    { name: 'ping', summary: 'Ping', description: null, deprecated: false },
  ])
})

describe('an endpoint', () => {
  test('is registered, with a secret that is shown this once', async () => {
    const { status, json } = await call('acme', 'POST', '/endpoints', {
      url,
      eventTypes: ['order.paid'],
      description: 'Ours',
    })
    expect(status).toBe(201)
    const { secret, ...shown } = json
    expect(secret).toMatch(/^whsec_/)
    expect(shown).toEqual({
      id: expect.stringMatching(/^ep_/),
      tenant: 'acme',
      kind: 'registered',
      url,
      description: 'Ours',
      eventTypes: ['order.paid'],
      channels: [],
      ratePerSecond: null,
      concurrency: null,
      ordered: false,
      timeoutMs: null,
      headerNames: [],
      signing: 'v1',
      publicKey: null,
      state: 'enabled',
      disabledReason: null,
      pausedUntil: null,
      failingSince: null,
      createdAt: '2026-11-23T12:00:00.000Z',
      updatedAt: '2026-11-23T12:00:00.000Z',
    })
    expect((await call('acme', 'GET', `/endpoints/${shown.id}`)).json).toEqual(shown)
    expect((await call('acme', 'GET', '/endpoints')).json).toEqual([shown])
    expect((await call('acme', 'PATCH', `/endpoints/${shown.id}`, {})).json).toEqual(shown)
  })

  test('that asks for v1a gets a public key, which every answer shows, and no secret', async () => {
    const { status, json } = await call('acme', 'POST', '/endpoints', { url, signing: 'v1a' })
    const { secret, ...shown } = json
    expect([status, secret, shown.signing]).toEqual([201, null, 'v1a'])
    expect(shown.publicKey).toMatch(/^whpk_/)
    expect((await call('acme', 'GET', `/endpoints/${shown.id}`)).json).toEqual(shown)
    expect((await call('acme', 'GET', '/endpoints')).json).toEqual([shown])
    const rotated = await call('acme', 'POST', `/endpoints/${shown.id}/rotate-secret`)
    expect(rotated.json).toMatchObject({
      secret: null,
      signing: 'v1a',
      publicKey: expect.stringMatching(/^whpk_/),
    })
    expect(rotated.json.publicKey).not.toBe(shown.publicKey)
    const all = JSON.stringify([json, rotated.json, await call('acme', 'GET', '/endpoints')])
    expect(all).not.toContain('whsk_')
  })

  test.each([
    [{}, ['body', 'url'], 'missing'],
    [{ url, signing: 'v2' }, ['body', 'signing'], 'invalid_value'],
    [{ url: 'no url' }, ['body', 'url'], 'invalid_format'],
    [{ url, eventTypes: 'ping' }, ['body', 'eventTypes'], 'invalid_type'],
    [{ url: 'https://10.0.0.1/' }, ['body', 'url'], 'endpoint_invalid'],
    [{ url: 'https://127.1/' }, ['body', 'url'], 'endpoint_invalid'],
    [{ url: 'https://0x7f.1/' }, ['body', 'url'], 'endpoint_invalid'],
    [{ url: 'https://2130706433/' }, ['body', 'url'], 'endpoint_invalid'],
    [{ url: 'https://[::ffff:127.0.0.1]/' }, ['body', 'url'], 'endpoint_invalid'],
    [{ url: 'https://169.254.169.254/latest/meta-data' }, ['body', 'url'], 'endpoint_invalid'],
    [{ url: 'http://example.com/' }, ['body', 'url'], 'endpoint_invalid'],
    [{ url: 'https://user:pass@example.com/' }, ['body', 'url'], 'endpoint_invalid'],
    [{ url: 'ftp://example.com/' }, ['body', 'url'], 'endpoint_invalid'],
    [{ url, eventTypes: ['nothing'] }, ['body', 'eventTypes'], 'endpoint_invalid'],
  ])('is refused at the place that is wrong: %j', async (body, loc, type) => {
    const { status, json } = await call('acme', 'POST', '/endpoints', body)
    expect(status).toBe(422)
    expect(json).toEqual({ detail: [{ loc, msg: expect.stringMatching(/./), type }] })
    expect((await call('acme', 'GET', '/endpoints')).json).toEqual([])
  })

  test('is changed in part, and refused in the same way', async () => {
    const { id } = await register('acme', { eventTypes: ['ping'], description: 'Ours' })
    managed.clock.advance(1_000)
    const changed = await call('acme', 'PATCH', `/endpoints/${id}`, {
      url: 'https://example.org/',
      state: 'disabled',
    })
    expect(changed.status).toBe(200)
    expect(changed.json).toMatchObject({
      url: 'https://example.org/',
      description: 'Ours',
      eventTypes: ['ping'],
      state: 'disabled',
      disabledReason: 'by_request',
      updatedAt: '2026-11-23T12:00:01.000Z',
    })
    expect(changed.json).not.toHaveProperty('secret')
    const refused = await call('acme', 'PATCH', `/endpoints/${id}`, { url: 'https://[::1]/' })
    expect(refused).toMatchObject({ status: 422, json: { detail: [{ loc: ['body', 'url'] }] } })
    const enabled = await call('acme', 'PATCH', `/endpoints/${id}`, { state: 'enabled' })
    expect(enabled.json).toMatchObject({
      url: 'https://example.org/',
      state: 'enabled',
      disabledReason: null,
    })
  })

  test('is deleted once', async () => {
    const { id } = await register()
    const deleted = await call('acme', 'DELETE', `/endpoints/${id}`)
    expect([deleted.status, deleted.json]).toEqual([204, undefined])
    expect((await call('acme', 'DELETE', `/endpoints/${id}`)).status).toBe(404)
    expect((await call('acme', 'GET', `/endpoints/${id}`)).status).toBe(404)
  })

  test('gets a new secret, which is shown that once', async () => {
    const made = await register()
    const { status, json } = await call('acme', 'POST', `/endpoints/${made.id}/rotate-secret`)
    expect(status).toBe(200)
    expect(json).toEqual({ ...made, secret: expect.stringMatching(/^whsec_/), updatedAt: expect.any(String) })
    expect(json.secret).not.toBe(made.secret)
    const read = JSON.stringify((await call('acme', 'GET', `/endpoints/${made.id}`)).json)
    expect(read).not.toContain('whsec_')
  })
})

describe('the list of endpoints', () => {
  test('comes in pages, in order of creation', async () => {
    const ids: string[] = []
    for (let count = 0; count < 5; count++) {
      managed.clock.advance(1)
      ids.push((await register()).id)
    }
    await register('globex')
    const list = async (search: string) =>
      (await call('acme', 'GET', `/endpoints${search}`)).json.map((endpoint: { id: string }) => endpoint.id)
    expect(await list('')).toEqual(ids)
    expect(await list('?limit=2')).toEqual(ids.slice(0, 2))
    expect(await list(`?limit=2&after=${ids[1]}`)).toEqual(ids.slice(2, 4))
    expect(await list(`?limit=2&after=${ids[3]}`)).toEqual(ids.slice(4))
    expect(await list(`?after=${ids[4]}`)).toEqual([])
  })

  test.each(['0', '251', '-1', 'ten', '1.5', ''])('has no page of %j', async (limit) => {
    const { status, json } = await call('acme', 'GET', `/endpoints?limit=${limit}`)
    expect([status, json.detail[0].loc]).toEqual([422, ['query', 'limit']])
  })
})

describe('a test event', () => {
  test('is a sample of the event type, to this endpoint only, whatever it wants', async () => {
    const { id } = await register('acme', { eventTypes: ['ping'] })
    await register('acme')
    const { status, json } = await call('acme', 'POST', `/endpoints/${id}/test`, { eventType: 'order.paid' })
    expect(status).toBe(202)
    expect(json).toEqual({ messageId: expect.stringMatching(/^msg_/), deliveries: 1, duplicate: false })
    const message = (await call('acme', 'GET', `/messages/${json.messageId}`)).json
    expect(message).toMatchObject({ eventType: 'order.paid', contentType: 'application/json' })
    expect(Order.parse(JSON.parse(message.body))).toEqual({ id: 'text', total: 1 })
    const deliveries = (await call('acme', 'GET', `/deliveries?messageId=${json.messageId}`)).json
    expect(deliveries).toMatchObject([{ endpointId: id, state: 'pending' }])
  })

  test('of a webhook without a body has none', async () => {
    const { id } = await register()
    const { json } = await call('acme', 'POST', `/endpoints/${id}/test`, { eventType: 'ping' })
    expect((await call('acme', 'GET', `/messages/${json.messageId}`)).json.body).toBe('')
  })

  test('is not sent to a disabled endpoint: 409, with the cure', async () => {
    const { id } = await register()
    await call('acme', 'PATCH', `/endpoints/${id}`, { state: 'disabled' })
    const { status, json } = await call('acme', 'POST', `/endpoints/${id}/test`, { eventType: 'ping' })
    expect([status, json]).toEqual([
      409,
      { detail: 'The endpoint is disabled: enable it first (PATCH {"state":"enabled"})' },
    ])
    expect((await call('acme', 'GET', '/deliveries')).json).toEqual([])
  })

  test('of an event type that is not declared is refused', async () => {
    const { id } = await register()
    const { status, json } = await call('acme', 'POST', `/endpoints/${id}/test`, { eventType: 'nothing' })
    expect([status, json]).toEqual([
      422,
      {
        detail: [
          {
            loc: ['body', 'eventType'],
            msg: 'No webhook is declared for "nothing". The event types are: order.paid, order.canceled, ping.',
            type: 'endpoint_invalid',
          },
        ],
      },
    ])
  })

  test('of which no sample can be made says what to declare', async () => {
    const isOurs = (code: string) => code === 'AB-7'
    managed.app.webhooks.post('odd', { body: z.object({ code: z.string().refine((code) => isOurs(code)) }) })
    const { id } = await register()
    const { status, json } = await call('acme', 'POST', `/endpoints/${id}/test`, { eventType: 'odd' })
    expect(status).toBe(422)
    expect(json.detail[0]).toMatchObject({ loc: ['body', 'eventType'], type: 'bad_schema' })
    expect(json.detail[0].msg).toContain('Declare one in its schema')
  })
})

describe('deliveries and messages', () => {
  const body = { id: 'o1', total: 12.5 }

  test('can be read, with every attempt', async () => {
    const endpoint = await register()
    const { messageId } = await managed.orderPaid.send(body, { tenant: 'acme', idempotencyKey: 'k1' })
    await attempt(500)
    const [delivery] = (await call('acme', 'GET', '/deliveries')).json
    expect(delivery).toEqual({
      id: expect.stringMatching(/^dlv_/),
      messageId,
      endpointId: endpoint.id,
      eventType: 'order.paid',
      state: 'pending',
      attempts: 1,
      nextAttemptAt: '2026-11-23T12:00:05.000Z',
      lastOutcome: 'server_error',
      createdAt: '2026-11-23T12:00:00.000Z',
      finishedAt: null,
      replayId: null,
    })
    const read = await call('acme', 'GET', `/deliveries/${delivery.id}`)
    expect(read.status).toBe(200)
    expect(read.json).toEqual({
      ...delivery,
      attemptLog: [
        {
          number: 1,
          startedAt: '2026-11-23T12:00:00.000Z',
          durationMs: 12,
          outcome: 'server_error',
          status: 500,
          error: 'Answered 500.',
          responseBody: 'grüße',
          requestHeaders: expect.objectContaining({ 'webhook-id': messageId }),
        },
      ],
    })
    expect((await call('acme', 'GET', `/messages/${messageId}`)).json).toEqual({
      id: messageId,
      eventType: 'order.paid',
      contentType: 'application/json',
      channels: [],
      body: JSON.stringify(body),
      idempotencyKey: 'k1',
      createdAt: '2026-11-23T12:00:00.000Z',
    })
  })

  test('can be looked for by message, endpoint and state, newest first, in pages', async () => {
    const [first, second] = [await register(), await register()]
    const sent: string[] = []
    for (let count = 0; count < 3; count++) {
      managed.clock.advance(1)
      sent.push((await managed.orderPaid.send(body, { tenant: 'acme', endpoints: [first.id] })).messageId)
    }
    await attempt(200)
    managed.clock.advance(1)
    const last = await managed.orderPaid.send(body, { tenant: 'acme', endpoints: [second.id] })
    const list = async (search: string) =>
      (await call('acme', 'GET', `/deliveries${search}`)).json.map(
        (delivery: { messageId: string }) => delivery.messageId,
      )
    expect(await list('')).toEqual([last.messageId, ...sent.toReversed()])
    expect(await list('?state=succeeded')).toEqual(sent.toReversed())
    expect(await list(`?endpointId=${second.id}`)).toEqual([last.messageId])
    expect(await list(`?messageId=${sent[0]}`)).toEqual([sent[0]])
    expect(await list(`?messageId=${sent[0]}&state=pending`)).toEqual([])
    const [, newest] = (await call('acme', 'GET', '/deliveries?limit=2')).json
    expect(await list(`?limit=1&after=${newest.id}`)).toEqual([sent[1]])
    expect((await call('acme', 'GET', '/deliveries?state=lost')).status).toBe(422)
  })

  test('that do not exist are 404', async () => {
    expect((await call('acme', 'GET', '/deliveries/dlv_0')).status).toBe(404)
    expect((await call('acme', 'GET', '/messages/msg_0')).status).toBe(404)
  })
})

test("an id of another tenant's is 404 everywhere, changes nothing, and is told from no other 404", async () => {
  const { id } = await register('acme')
  const { messageId } = await managed.orderPaid.send({ id: 'o1', total: 1 }, { tenant: 'acme' })
  const [delivery] = (await call('acme', 'GET', '/deliveries')).json
  const before = await call('acme', 'GET', `/endpoints/${id}`)
  const tries: [method: string, path: string, body?: object][] = [
    ['GET', `/endpoints/${id}`],
    ['PATCH', `/endpoints/${id}`, { state: 'disabled' }],
    ['DELETE', `/endpoints/${id}`],
    ['POST', `/endpoints/${id}/rotate-secret`],
    ['POST', `/endpoints/${id}/test`, { eventType: 'ping' }],
    ['GET', `/deliveries/${delivery.id}`],
    ['GET', `/messages/${messageId}`],
  ]
  for (const [method, path, body] of tries) {
    const theirs = await call('globex', method, path, body)
    const nobodys = await call(
      'globex',
      method,
      path.replace(/(ep|dlv|msg)_\w+/, '$1_00000000000000000000000000'),
      body,
    )
    expect([method, path, theirs.status, theirs.json]).toEqual([method, path, 404, { detail: 'Not Found' }])
    expect([nobodys.status, nobodys.json]).toEqual([theirs.status, theirs.json])
  }
  for (const list of [
    '/endpoints',
    '/deliveries',
    `/deliveries?endpointId=${id}`,
    `/deliveries?messageId=${messageId}`,
  ]) {
    expect((await call('globex', 'GET', list)).json).toEqual([])
  }
  expect((await call('acme', 'GET', `/endpoints/${id}`)).json).toEqual(before.json)
  expect((await call('acme', 'GET', '/deliveries')).json).toEqual([delivery])
})

describe('the policy of an endpoint', () => {
  test('is set, read and changed over HTTP; values of headers are never shown', async () => {
    const policy = { channels: ['a'], ratePerSecond: 5, concurrency: 2, ordered: true, timeoutMs: 3_000 }
    const made = await register('acme', { ...policy, headers: { authorization: 'Bearer t0p' } })
    expect(made).toMatchObject({ ...policy, headerNames: ['authorization'] })
    const { json } = await call('acme', 'PATCH', `/endpoints/${made.id}`, {
      concurrency: null,
      ordered: false,
    })
    expect(json).toMatchObject({
      ...policy,
      concurrency: null,
      ordered: false,
      headerNames: ['authorization'],
    })
    expect(JSON.stringify([made, json])).not.toContain('t0p')
  })

  test('that cannot be is refused with its place and the cure', async () => {
    const { status, json } = await call('acme', 'POST', '/endpoints', {
      url,
      headers: { Host: 'other.example' },
    })
    expect(status).toBe(422)
    expect(json.detail[0]).toMatchObject({ loc: ['body', 'headers'], type: 'endpoint_invalid' })
  })
})

describe('canceling a delivery', () => {
  const body = { id: 'o1', total: 3 }

  test('ends what is pending, once, and only for its tenant', async () => {
    await register()
    await managed.orderPaid.send(body, { tenant: 'acme' })
    const [delivery] = (await call('acme', 'GET', '/deliveries')).json
    const cancel = (as: string) => call(as, 'POST', `/deliveries/${delivery.id}/cancel`)
    expect((await cancel('other')).status).toBe(404)
    expect(await cancel('acme')).toMatchObject({
      status: 200,
      json: { state: 'canceled', nextAttemptAt: null },
    })
    expect(await cancel('acme')).toMatchObject({
      status: 409,
      json: { detail: 'The delivery has ended already' },
    })
  })

  test('waits for an attempt that may be under way', async () => {
    await register()
    await managed.orderPaid.send(body, { tenant: 'acme' })
    const request = { now: managed.clock.now(), leaseMs: 60_000, limit: 1, skipEndpointIds: [] }
    const { deliveries } = await managed.app.delivery.line.store.claim(request)
    expect(await call('acme', 'POST', `/deliveries/${deliveries[0]?.id}/cancel`)).toMatchObject({
      status: 409,
    })
  })
})

describe('a pause', () => {
  test('is set and ended by PATCH, and shown', async () => {
    const { id } = await register()
    const patch = (body: object) => call('acme', 'PATCH', `/endpoints/${id}`, body)
    expect((await patch({ pausedUntil: '2026-11-24T13:00:00+01:00' })).json).toMatchObject({
      pausedUntil: '2026-11-24T12:00:00.000Z',
    })
    expect((await patch({ description: 'x' })).json.pausedUntil).toBe('2026-11-24T12:00:00.000Z')
    expect((await patch({ pausedUntil: '9999-12-31T23:59:59Z' })).json.pausedUntil).toMatch(/^9999/)
    expect((await patch({ pausedUntil: null })).json).toMatchObject({ pausedUntil: null })
  })

  test('in the past is refused with the cure, and the endpoint is left as it was', async () => {
    const { id } = await register()
    const body = { pausedUntil: '2026-11-23T12:00:00Z', description: 'x' }
    const { status, json } = await call('acme', 'PATCH', `/endpoints/${id}`, body)
    expect([status, json.detail]).toEqual([
      422,
      [
        {
          loc: ['body', 'pausedUntil'],
          msg: 'That time has passed: write one to come, or null to end the pause.',
          type: 'endpoint_invalid',
        },
      ],
    ])
    expect((await call('acme', 'GET', `/endpoints/${id}`)).json).toMatchObject({
      description: '',
      pausedUntil: null,
    })
  })
})
