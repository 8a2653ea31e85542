import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { createManaged, type Managed } from '../support/management.ts'

let managed: Managed
let call: Managed['call']

beforeEach(() => {
  managed = createManaged()
  call = managed.call
})
afterEach(() => managed.app.close())

const url = 'https://example.com/hooks'
const since = '2026-11-23T00:00:00.000Z'

async function register(as = 'acme'): Promise<string> {
  const { json } = await call(as, 'POST', '/endpoints', { url })
  return json.id
}

/** Sends one message to the one endpoint, lets it fail for good, and returns its delivery's id. */
async function failOne(): Promise<string> {
  const { store } = managed.app.delivery.line
  await managed.orderPaid.send({ id: 'a', total: 1 }, { tenant: 'acme' })
  const now = managed.clock.now()
  const { deliveries } = await store.claim({ now, leaseMs: 60_000, limit: 10, skipEndpointIds: [] })
  const attempt = { number: 1, startedAt: now, durationMs: 1, outcome: 'rejected', status: 400 } as const
  await store.record(
    deliveries.map(({ tenant, id, fence, endpoint }) => ({
      tenant,
      deliveryId: id,
      endpointId: endpoint.id,
      fence,
      attempt: { ...attempt, error: 'no', responseBody: null },
      next: { state: 'failed' },
      endpoint: null,
      health: null,
      notices: { disabled: null, exhausted: null },
    })),
  )
  const [first] = deliveries
  if (!first) throw new Error('nothing was due')
  return first.id
}

describe('resend', () => {
  test('makes a new delivery of the same message', async () => {
    const endpointId = await register()
    const old = await failOne()
    const { json: before } = await call('acme', 'GET', `/deliveries/${old}`)
    const { status, json } = await call('acme', 'POST', `/deliveries/${old}/resend`)
    expect(status).toBe(202)
    expect(json).toMatchObject({ endpointId, messageId: before.messageId, state: 'pending', attempts: 0 })
    expect(json.id).not.toBe(old)
    expect((await call('acme', 'GET', `/deliveries/${old}`)).json).toEqual(before)
  })

  test('tells the worker that something is due', async () => {
    await register()
    const old = await failOne()
    let wakes = 0
    managed.app.delivery.line.onStored(() => wakes++)
    await call('acme', 'POST', `/deliveries/${old}/resend`)
    expect(wakes).toBe(1)
  })

  test('knows no delivery of another tenant', async () => {
    await register()
    const old = await failOne()
    expect((await call('globex', 'POST', `/deliveries/${old}/resend`)).status).toBe(404)
    expect((await call('acme', 'POST', '/deliveries/dlv_none/resend')).status).toBe(404)
  })

  test('says what to do where the endpoint is disabled or deleted, or the body is gone', async () => {
    const endpointId = await register()
    const old = await failOne()
    const resend = async () => {
      const { status, json } = await call('acme', 'POST', `/deliveries/${old}/resend`)
      return [status, json.detail]
    }
    const { store } = managed.app.delivery.line
    const later = managed.clock.now() + 1000
    await store.prune({
      now: later,
      limit: 10,
      keysBefore: later,
      bodiesBefore: later,
      attemptsBefore: null,
      deliveriesBefore: null,
      statisticsBefore: null,
    })
    expect(await resend()).toEqual([409, expect.stringContaining('no longer kept')])
    const { json: delivery } = await call('acme', 'GET', `/deliveries/${old}`)
    expect((await call('acme', 'GET', `/messages/${delivery.messageId}`)).json.body).toBeNull()
    await call('acme', 'PATCH', `/endpoints/${endpointId}`, { state: 'disabled' })
    expect(await resend()).toEqual([409, expect.stringContaining('enable it first')])
    await call('acme', 'DELETE', `/endpoints/${endpointId}`)
    expect(await resend()).toEqual([409, expect.stringContaining('register it again')])
  })
})

describe('replays', () => {
  test('are started, listed, read and canceled', async () => {
    const endpointId = await register()
    const path = `/endpoints/${endpointId}/replays`
    const { status, json: started } = await call('acme', 'POST', path, { kind: 'failed', since })
    expect(status).toBe(202)
    expect(started).toEqual({
      id: expect.stringMatching(/^rpl_/),
      endpointId,
      kind: 'failed',
      since,
      until: '2026-11-23T12:00:00.000Z',
      state: 'running',
      scanned: 0,
      created: 0,
      progress: 0,
      createdAt: '2026-11-23T12:00:00.000Z',
      finishedAt: null,
    })
    expect((await call('acme', 'GET', path)).json).toEqual([started])
    expect((await call('acme', 'GET', `${path}/${started.id}`)).json).toEqual(started)
    const canceled = { ...started, state: 'canceled', finishedAt: '2026-11-23T12:00:00.000Z' }
    expect((await call('acme', 'DELETE', `${path}/${started.id}`)).json).toEqual(canceled)
    expect((await call('acme', 'GET', `${path}/${started.id}`)).json).toEqual(canceled)
  })

  test('take times with any offset, and end now at the latest', async () => {
    const path = `/endpoints/${await register()}/replays`
    const body = { kind: 'missed', since: '2026-11-23T08:00:00+02:00', until: '2027-01-01T00:00:00Z' }
    const { json } = await call('acme', 'POST', path, body)
    expect([json.since, json.until]).toEqual(['2026-11-23T06:00:00.000Z', '2026-11-23T12:00:00.000Z'])
  })

  test.each([
    [{ kind: 'all', since }, ['body', 'kind']],
    [{ kind: 'failed' }, ['body', 'since']],
    [{ kind: 'failed', since: 'yesterday' }, ['body', 'since']],
    [{ kind: 'failed', since: '2026-11-24T00:00:00Z' }, ['body', 'since']],
    [{ kind: 'failed', since: '1969-01-01T00:00:00Z' }, ['body', 'since']],
  ])('refuse what cannot be meant: %o', async (body, loc) => {
    const { status, json } = await call('acme', 'POST', `/endpoints/${await register()}/replays`, body)
    expect([status, json.detail[0].loc]).toEqual([422, loc])
  })

  test('need an endpoint that is enabled', async () => {
    const endpointId = await register()
    await call('acme', 'PATCH', `/endpoints/${endpointId}`, { state: 'disabled' })
    const body = { kind: 'failed', since }
    const { status, json } = await call('acme', 'POST', `/endpoints/${endpointId}/replays`, body)
    expect([status, json.detail]).toEqual([409, expect.stringContaining('enable it first')])
    expect((await call('acme', 'POST', '/endpoints/ep_none/replays', body)).status).toBe(404)
  })

  test('are no other tenant’s, nor another endpoint’s', async () => {
    const [mine, other] = [await register(), await register()]
    const foreign = await register('globex')
    const path = `/endpoints/${mine}/replays`
    const { json } = await call('acme', 'POST', path, { kind: 'failed', since })
    const requests: [as: string, method: string, path: string, body?: object][] = [
      ['globex', 'POST', path, { kind: 'failed', since }],
      ['globex', 'GET', path],
      ['globex', 'GET', `${path}/${json.id}`],
      ['globex', 'DELETE', `${path}/${json.id}`],
      ['globex', 'GET', `/endpoints/${foreign}/replays/${json.id}`],
      ['acme', 'GET', `/endpoints/${other}/replays/${json.id}`],
      ['acme', 'DELETE', `/endpoints/${other}/replays/${json.id}`],
    ]
    for (const request of requests) expect((await call(...request)).status).toBe(404)
    expect((await call('acme', 'GET', `${path}/${json.id}`)).json.state).toBe('running')
  })

  test('list their deliveries', async () => {
    const endpointId = await register()
    await failOne()
    const path = `/endpoints/${endpointId}/replays`
    const { json } = await call('acme', 'POST', path, { kind: 'failed', since })
    const now = managed.clock.now()
    await managed.app.delivery.line.store.advanceReplay({ now, limit: 10, mostOpen: 10, restMs: 0 })
    const { json: deliveries } = await call('acme', 'GET', `/deliveries?replayId=${json.id}`)
    expect(deliveries).toMatchObject([{ endpointId, replayId: json.id, state: 'pending' }])
  })
})

test('code is told of what cannot be with a code', async () => {
  const { replay } = managed.app.delivery
  await expect(replay.resend('acme', 'dlv_none')).rejects.toMatchObject({ code: 'delivery_unknown' })
  const asked = { endpointId: 'ep_none', kind: 'failed', since: 0 } as const
  await expect(replay.start('acme', asked)).rejects.toMatchObject({ code: 'endpoint_unknown' })
  await expect(replay.start('acme', { ...asked, since: Number.NaN })).rejects.toMatchObject({
    code: 'bad_option',
    message: '`since` must be a Date or epoch milliseconds from 1970 on.',
  })
  expect(await replay.find('acme', 'rpl_none')).toBeUndefined()
  expect(await replay.cancel('acme', 'rpl_none')).toBeUndefined()
})

test('a replay tells how much of its time it has gone through', async () => {
  const { app, clock, orderPaid } = managed
  const begun = clock.now()
  for (let n = 0; n < 10; n++) {
    await orderPaid.send({ id: `${n}`, total: n }, { tenant: 'acme' })
    clock.advance(1_000)
  }
  const endpointId = await register()
  const body = { kind: 'missed', since: new Date(begun).toISOString() }
  const { json: started } = await call('acme', 'POST', `/endpoints/${endpointId}/replays`, body)
  expect(started).toMatchObject({ state: 'running', progress: 0 })
  expect(started).not.toHaveProperty('reachedAt')
  const progress = async () =>
    (await call('acme', 'GET', `/endpoints/${endpointId}/replays/${started.id}`)).json.progress
  expect(await progress()).toBe(0)
  const advance = (limit: number) =>
    app.delivery.line.store.advanceReplay({ now: clock.now(), limit, mostOpen: 100, restMs: 0 })
  await advance(6)
  // The last of these was sent after five of ten seconds.
  expect(await progress()).toBeCloseTo(0.5)
  await advance(100)
  expect(await progress()).toBe(1)
})

test('replays are listed 50 at a time, unless told otherwise', async () => {
  const endpointId = await register()
  const { replay } = managed.app.delivery
  await replay.start('acme', { endpointId, kind: 'failed', since: 0 })
  expect(await replay.list('acme', endpointId)).toHaveLength(1)
  await expect(replay.list('acme', endpointId, { limit: -1 })).rejects.toMatchObject({ code: 'bad_option' })
})
