import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { createWorker } from '../../src/node.ts'
import { addEndpoint } from '../store/conformance/samples.ts'
import { createManaged, type Managed } from '../support/management.ts'
import { startReceiver } from '../support/receiver.ts'
import { until } from '../support/until.ts'

let managed: Managed
let call: Managed['call']
const read = (path: string, as: string | null = 'operator') => call(as, 'GET', `/operator${path}`)

beforeEach(() => {
  managed = createManaged({ allowPrivateNetworks: ['127.0.0.0/8'] })
  call = managed.call
})
afterEach(() => managed.app.close())

const url = 'https://example.com/hooks'
const now = '2026-11-23T12:00:00.000Z'
const minute = 60_000

describe('only operators', () => {
  test.each([
    '/overview',
    '/statistics?stepSeconds=x',
    '/tenants?limit=0',
    '/endpoints?health=x',
    '/messages/x',
  ])('may read %s: a tenant and a stranger are turned away before anything is looked at', async (path) => {
    expect(await read(path, 'acme')).toMatchObject({
      status: 403,
      json: { detail: expect.stringContaining('operators') },
    })
    expect((await read(path, null)).status).toBe(401)
    expect((await read(path)).status).not.toBe(403)
  })
})

describe('the overview', () => {
  test('of an app in which nothing has happened is complete', async () => {
    const { status, json } = await read('/overview')
    expect(status).toBe(200)
    expect(json).toEqual({
      now,
      store: 'sqlite::memory:',
      databaseBytes: expect.any(Number),
      isDelivering: false,
      due: 0,
      later: 0,
      oldestDueAt: null,
      endpoints: { healthy: 0, failing: 0, disabled: 0, paused: 0 },
      retention: {
        idempotencyKeys: { days: 7, oldestAt: null },
        bodies: { days: 30, oldestAt: null },
        attempts: { days: 30, oldestAt: null },
        deliveries: { days: 90, oldestAt: null },
      },
    })
    expect(json.databaseBytes).toBeGreaterThan(0)
  })

  test('tells what waits, of all tenants, how endpoints are, and what is kept', async () => {
    const { app, clock, orderPaid } = managed
    for (const tenant of ['acme', 'globex']) await app.delivery.endpoints.create(tenant, { url })
    const { endpoint: paused } = await app.delivery.endpoints.create('acme', { url, eventTypes: ['ping'] })
    await app.delivery.endpoints.update('acme', paused.id, { pausedUntil: clock.now() + minute })
    await orderPaid.send({ id: '1', total: 1 }, { tenant: 'acme', idempotencyKey: 'a' })
    clock.advance(minute / 2)
    await orderPaid.send({ id: '2', total: 1 }, { tenant: 'globex', at: new Date(clock.now() + minute) })
    expect((await read('/overview')).json).toMatchObject({
      due: 1,
      later: 1,
      oldestDueAt: now,
      endpoints: { healthy: 2, failing: 0, disabled: 0, paused: 1 },
      retention: {
        idempotencyKeys: { oldestAt: now },
        bodies: { oldestAt: now },
        attempts: { oldestAt: null },
      },
    })
  })

  test('tells whether this process delivers, and what is kept for ever', async () => {
    const kept = createManaged({ retention: { deliveryDays: null, bodyDays: null } })
    const worker = createWorker(kept.app)
    const overview = async () => (await kept.call('operator', 'GET', '/operator/overview')).json
    expect(await overview()).toMatchObject({ isDelivering: false })
    await worker.start()
    expect(await overview()).toMatchObject({
      isDelivering: true,
      retention: { bodies: { days: null }, deliveries: { days: null } },
    })
    await worker.stop()
    expect(await overview()).toMatchObject({ isDelivering: false })
    await kept.app.close()
  })
})

describe('statistics', () => {
  test('tell what workers did, and by default of the last hour', async () => {
    await using receiver = await startReceiver((response) => response.end())
    await managed.app.delivery.endpoints.create('acme', { url: receiver.origin })
    const worker = createWorker(managed.app)
    await worker.start()
    for (let n = 0; n < 3; n++) await managed.orderPaid.send({ id: `${n}`, total: n }, { tenant: 'acme' })
    await until('all came', () => receiver.requests.length === 3)
    await worker.stop()
    managed.clock.advance(1)
    const { status, json } = await read('/statistics')
    expect(status).toBe(200)
    expect(json).toMatchObject({ stepSeconds: 60, attempts: 3, succeeded: 3, failed: 0 })
    expect(json.points).toHaveLength(61)
    expect(json.points[0]).toEqual({
      at: '2026-11-23T11:00:00.000Z',
      attempts: 0,
      succeeded: 0,
      failed: 0,
      p50Ms: null,
      p95Ms: null,
      p99Ms: null,
    })
    expect(json.points[60]).toMatchObject({ at: now, attempts: 3, p50Ms: expect.any(Number) })
  })

  test('are asked for between two times, in steps of whole minutes', async () => {
    const { json } = await read(
      '/statistics?since=2026-11-22T12:00:00%2B02:00&until=2026-11-23T00:00:00Z&stepSeconds=3600',
    )
    expect(json.points).toHaveLength(14)
    expect(json.points[0].at).toBe('2026-11-22T10:00:00.000Z')
    expect((await read('/statistics?until=2026-11-20T12:00:00Z')).json.points).toHaveLength(60)
    expect((await read('/statistics?stepSeconds=90')).status).toBe(422)
  })

  test('of more than 1,500 steps are refused, with the step that would do', async () => {
    const since = '2026-11-20T12:00:00Z'
    const refused = await read(`/statistics?since=${since}`)
    expect(refused.status).toBe(422)
    expect(refused.json.detail).toEqual([
      {
        loc: ['query', 'stepSeconds'],
        msg: '4320 steps of 60 seconds are more than 1500 between `since` and `until`: ask for 180 seconds or more, or for less time',
        type: 'invalid',
      },
    ])
    expect((await read(`/statistics?since=${since}&stepSeconds=180`)).status).toBe(200)
    const years = await read('/statistics?since=1990-01-01T00:00:00Z&stepSeconds=86400')
    expect(years.json.detail[0].msg).toMatch(/ask for less time$/)
  })

  test.each([
    ['since=2026-11-23T12:00:00Z', 'before `until`'],
    ['since=1969-01-01T00:00:00Z', '1970'],
  ])('with %s are refused', async (query, words) => {
    const { status, json } = await read(`/statistics?${query}`)
    expect([status, json.detail[0].loc]).toEqual([422, ['query', 'since']])
    expect(json.detail[0].msg).toContain(words)
  })
})

describe('tenants', () => {
  test('are listed by name, searched by how they begin, and paged', async () => {
    const { endpoints } = managed.app.delivery
    for (const tenant of ['globex', 'acme', 'acme-eu']) await endpoints.create(tenant, { url })
    await managed.orderPaid.send({ id: '1', total: 1 }, { tenant: 'initech' })
    expect((await read('/tenants')).json).toEqual([
      { tenant: 'acme', endpoints: 1, failing: 0, disabled: 0, lastMessageAt: null },
      { tenant: 'acme-eu', endpoints: 1, failing: 0, disabled: 0, lastMessageAt: null },
      { tenant: 'globex', endpoints: 1, failing: 0, disabled: 0, lastMessageAt: null },
      { tenant: 'initech', endpoints: 0, failing: 0, disabled: 0, lastMessageAt: now },
    ])
    const names = async (query: string) =>
      (await read(`/tenants?${query}`)).json.map(({ tenant }: { tenant: string }) => tenant)
    expect(await names('search=acme')).toEqual(['acme', 'acme-eu'])
    expect(await names('search=acme&after=acme')).toEqual(['acme-eu'])
    expect(await names('limit=1&after=acme-eu')).toEqual(['globex'])
    for (const query of ['search=%00', 'after=a%00'])
      expect((await read(`/tenants?${query}`)).status).toBe(422)
  })
})

describe('endpoints', () => {
  const nowMs = Date.parse(now)
  const ofHealth = {
    failing: { failingSince: nowMs - 5 },
    disabled: { state: 'disabled', disabledReason: 'gone' },
    paused: { pausedUntil: nowMs + minute },
    healthy: {},
  } as const

  test('of all tenants come failing first, then disabled, paused, healthy; pages go on where one ended', async () => {
    const { line } = managed.app.delivery
    await line.open()
    const expected: string[] = []
    const longest = await addEndpoint(line.store, { tenant: 'zeta', failingSince: nowMs - 9 })
    for (const health of ['failing', 'disabled', 'paused', 'healthy'] as const) {
      for (const tenant of ['acme', 'globex']) {
        const { id } = await addEndpoint(line.store, { tenant, ...ofHealth[health] })
        expected.push(`${health} ${id}`)
      }
    }
    expected.unshift(`failing ${longest.id}`)
    await addEndpoint(line.store, { tenant: 'acme', kind: 'callback_secret', url: '' })
    const { id: callback } = await addEndpoint(line.store, { tenant: 'zeta', kind: 'callback' })
    expected.push(`healthy ${callback}`)

    type Shown = { id: string; health: string; tenant: string; kind: string }
    const all: Shown[] = (await read('/endpoints')).json
    expect(all.map(({ health, id }) => `${health} ${id}`)).toEqual(expected)
    expect(JSON.stringify(all)).not.toContain('whsec_')
    for (const limit of [1, 2, 3]) {
      const paged: Shown[] = []
      for (let after = ''; ;) {
        const page: Shown[] = (await read(`/endpoints?limit=${limit}${after && `&after=${after}`}`)).json
        paged.push(...page)
        after = page.at(-1)?.id ?? ''
        if (page.length < limit) break
      }
      expect(paged).toEqual(all)
    }
    const some = async (query: string): Promise<Shown[]> => (await read(`/endpoints?${query}`)).json
    expect(await some('health=paused')).toEqual(all.filter(({ health }) => health === 'paused'))
    expect(await some('tenant=globex')).toEqual(all.filter(({ tenant }) => tenant === 'globex'))
    expect(await some('tenant=zeta&health=healthy')).toMatchObject([{ id: callback, kind: 'callback' }])
    expect(await some(`health=healthy&after=${longest.id}`)).toHaveLength(3)
  })

  test('that are gone are no place to go on from: it is said', async () => {
    const { status, json } = await read('/endpoints?after=ep_gone')
    expect([status, json.detail[0].loc]).toEqual([422, ['query', 'after']])
    expect(json.detail[0].msg).toContain('begin with the first page')
  })
})

describe('messages', () => {
  test('are found whosever they are, without what they say', async () => {
    const { orderPaid } = managed
    await orderPaid.send({ id: '1', total: 1 }, { tenant: 'acme' })
    const { messageId } = await orderPaid.send({ id: '2', total: 1 }, { tenant: 'globex' })
    const { status, json } = await read(`/messages/${messageId}`)
    expect(status).toBe(200)
    expect(json).toEqual({
      id: messageId,
      tenant: 'globex',
      eventType: 'order.paid',
      contentType: 'application/json',
      channels: [],
      idempotencyKey: null,
      createdAt: now,
    })
    expect((await read('/messages/msg_none')).status).toBe(404)
  })
})
