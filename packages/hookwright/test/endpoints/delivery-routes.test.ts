import { verify } from '@hookwright/receiver'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { DeliveryView } from '../../src/endpoints/views.ts'
import { newId } from '../../src/id.ts'
import { claim, failedAttempt, message, recordOf } from '../store/conformance/samples.ts'
import { readEventStream } from '../support/event-stream.ts'
import { createManaged, type Managed } from '../support/management.ts'
import { until, untilAfter } from '../support/until.ts'

let managed: Managed
let call: Managed['call']

beforeEach(() => {
  managed = createManaged({ allowHttp: true, allowPrivateNetworks: ['127.0.0.0/8'] })
  call = managed.call
})
afterEach(() => managed.app.close())

const url = 'https://example.com/hooks'

async function register(body: object = {}, as = 'acme') {
  const { status, json } = await call(as, 'POST', '/endpoints', { url, ...body })
  expect(status).toBe(201)
  return json
}

async function send(total = 1): Promise<string> {
  return (await managed.orderPaid.send({ id: 'a', total }, { tenant: 'acme' })).messageId
}

const ids = (json: { id: string }[]) => json.map(({ id }) => id)

/** Attempts what is due, as a worker in another process does: nobody here is told. */
async function attempt(outcome: 'succeeds' | 'fails' | 'is blocked') {
  const { store } = managed.app.delivery.line
  const now = managed.clock.now()
  const next = { state: 'pending', dueAt: now + 60_000 } as const
  const blocked = { ...failedAttempt, outcome: 'blocked', status: null } as const
  for (const claimed of await claim(store, { now })) {
    const failed = outcome === 'fails' ? failedAttempt : blocked
    const given =
      outcome === 'succeeds'
        ? { attempt: { startedAt: now } }
        : { next, attempt: { ...failed, startedAt: now } }
    await store.record([recordOf(claimed, given)])
  }
}

describe('the list of deliveries', () => {
  test('can be of a time, both ends included', async () => {
    await register()
    for (let n = 0; n < 4; n++) {
      await send(n)
      managed.clock.advance(1_000)
    }
    const all = ids((await call('acme', 'GET', '/deliveries')).json)
    const of = async (query: string) => ids((await call('acme', 'GET', `/deliveries?${query}`)).json)
    expect(await of('since=2026-11-23T12:00:01Z&until=2026-11-23T13:00:02%2B01:00')).toEqual(all.slice(1, 3))
    expect(await of('since=2026-11-23T12:00:02Z')).toEqual(all.slice(0, 2))
    expect(await of('until=2026-11-23T12:00:00.999Z')).toEqual(all.slice(3))
    expect(await of(`until=2026-11-23T12:00:02Z&after=${all[2]}`)).toEqual(all.slice(3))
    expect(await of(`until=2026-11-23T12:00:02Z&after=${all[0]}`)).toEqual(all.slice(1))
    expect((await call('acme', 'GET', '/deliveries?since=yesterday')).status).toBe(422)
  })

  test('can be of some event types, however rare, together with every other filter', async () => {
    const endpoint = await register()
    const { line } = managed.app.delivery
    const now = managed.clock.now()
    const messages = Array.from({ length: 2_500 }, (_, n) =>
      message({
        id: newId('msg', now),
        createdAt: now,
        eventType: n % 1_200 === 3 ? 'order.canceled' : 'order.paid',
      }),
    )
    await line.store.enqueue(messages)
    const of = async (query: string) =>
      (await call('acme', 'GET', `/deliveries?${query}`)).json.map(
        ({ messageId }: { messageId: string }) => messageId,
      )
    const rare = [2403, 1203, 3].map((n) => messages[n]?.id)
    expect(new Set(await of('eventTypes=order.canceled'))).toEqual(new Set(rare))
    expect(await of('eventTypes=order.canceled&limit=2')).toHaveLength(2)
    expect(await of(`eventTypes=order.canceled&endpointId=${endpoint.id}&state=pending`)).toHaveLength(3)
    expect(await of('eventTypes=order.canceled&state=failed')).toEqual([])
    expect(await of('eventTypes=order.*&limit=250')).toHaveLength(250)
    expect(await of('eventTypes=ping&eventTypes=order.canceled')).toHaveLength(3)
    const first = (await call('acme', 'GET', '/deliveries?eventTypes=order.canceled&limit=1')).json
    expect(await of(`eventTypes=order.canceled&after=${first[0].id}`)).toHaveLength(2)
  })

  test('knows event types that are declared no longer, but not what can be no filter', async () => {
    await register()
    const { line } = managed.app.delivery
    await line.store.enqueue([message({ createdAt: managed.clock.now(), eventType: 'old.event' })])
    expect((await call('acme', 'GET', '/deliveries?eventTypes=old.*')).json).toHaveLength(1)
    const { status, json } = await call('acme', 'GET', '/deliveries?eventTypes=o*')
    expect([status, json.detail[0].loc]).toEqual([422, ['query', 'eventTypes']])
  })
})

describe('the headers of an attempt', () => {
  async function logOf() {
    const [delivery] = (await call('acme', 'GET', '/deliveries')).json
    const { json } = await call('acme', 'GET', `/deliveries/${delivery.id}`)
    return { delivery, log: json.attemptLog, text: JSON.stringify(json) }
  }

  test('are those that were sent, signed so that the receiver’s secret verifies them', async () => {
    const { secret } = await register()
    const messageId = await send()
    managed.clock.advance(1_500)
    await attempt('fails')
    managed.clock.advance(60_000)
    await attempt('succeeds')
    const { log, text } = await logOf()
    expect(log).toHaveLength(2)
    for (const each of log) {
      const headers = each.requestHeaders
      const timestamp = Math.floor(Date.parse(each.startedAt) / 1000)
      expect(headers).toEqual({
        'content-type': 'application/json',
        'user-agent': expect.stringMatching(/^Hookwright\//),
        'webhook-id': messageId,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': expect.stringMatching(/^v1,/),
        'webhook-event-type': 'order.paid',
      })
      await verify({ headers, body: '{"id":"a","total":1}', secret, now: () => timestamp * 1000 })
    }
    expect(text).not.toContain(secret.slice('whsec_'.length))
  })

  test('are signed with every secret that was valid then', async () => {
    const { id } = await register()
    await call('acme', 'POST', `/endpoints/${id}/rotate-secret`)
    await send()
    await attempt('fails')
    // The old secret has expired by then.
    managed.clock.advance(3 * 86_400_000)
    await attempt('succeeds')
    const { log } = await logOf()
    const counts = log.map((each: { requestHeaders: Record<string, string> }) =>
      each.requestHeaders['webhook-signature']?.split(' '),
    )
    expect(counts).toMatchObject([{ length: 2 }, { length: 1 }])
  })

  test('tell of the endpoint’s own headers only the names', async () => {
    await register({ headers: { authorization: 'Bearer top-secret', 'x-routing': 'blue' } })
    await send()
    await attempt('succeeds')
    const { log, text } = await logOf()
    expect(log[0].requestHeaders).toMatchObject({ authorization: '', 'x-routing': '' })
    expect(text).not.toMatch(/top-secret|blue/)
  })

  test('verify with the public key, for v1a', async () => {
    const { publicKey } = await register({ signing: 'v1a' })
    await send()
    await attempt('succeeds')
    const { log } = await logOf()
    const [{ requestHeaders: headers, startedAt }] = log
    expect(headers['webhook-signature']).toMatch(/^v1a,/)
    const now = () => Date.parse(startedAt)
    await verify({ headers, body: '{"id":"a","total":1}', secret: publicKey, now })
  })

  test('have no signature where the secret cannot be read', async () => {
    const keyed = createManaged({ encryptionKeys: [btoa('k'.repeat(32))] })
    managed = keyed
    call = keyed.call
    const { id } = await register()
    await send()
    await attempt('succeeds')
    const { store } = keyed.app.delivery.line
    const [stored] = (await store.findEndpoint('acme', id))?.secrets ?? []
    const to = stored?.secret.replace(/^enc1_[0-9a-f]{8}/, 'enc1_00000000') ?? ''
    expect(await store.replaceSecrets('acme', id, [{ from: stored?.secret ?? '', to }])).toBe(1)
    const { log } = await logOf()
    expect(Object.keys(log[0].requestHeaders)).toEqual([
      'content-type',
      'user-agent',
      'webhook-id',
      'webhook-timestamp',
      'webhook-event-type',
    ])
  })

  test('are null where nothing was sent, and once the endpoint is gone', async () => {
    const { id } = await register()
    await send()
    await attempt('is blocked')
    managed.clock.advance(60_000)
    await attempt('succeeds')
    const nulls = async () =>
      (await logOf()).log.map((each: { requestHeaders: unknown }) => each.requestHeaders === null)
    expect(await nulls()).toEqual([true, false])
    await call('acme', 'DELETE', `/endpoints/${id}`)
    expect(await nulls()).toEqual([true, true])
  })
})

describe('the stream of deliveries', () => {
  async function stream(query = '', as = 'acme') {
    const headers = { authorization: `Bearer ${as}` }
    const response = await managed.app.request(`/webhooks/deliveries/stream${query}`, { headers })
    return { response, events: readEventStream(response) }
  }

  /** The next event, while the clock goes on. */
  async function nextOf(events: ReturnType<typeof readEventStream>) {
    let hasCome = false
    const read = events.next().finally(() => (hasCome = true))
    await untilAfter(managed.clock, 100, 'an event came', () => hasCome)
    const event = await read
    return { ...event, delivery: event.event === 'delivery' && DeliveryView.parse(JSON.parse(event.data)) }
  }

  test('begins with what the list would show, oldest first', async () => {
    await register()
    for (let n = 0; n < 3; n++) await send(n)
    const listed = ids((await call('acme', 'GET', '/deliveries?limit=2')).json)
    const { response, events } = await stream('?limit=2')
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    for (const id of listed.toReversed()) {
      expect(JSON.parse((await events.next()).data)).toMatchObject({ id, state: 'pending', attempts: 0 })
    }
    expect(await events.next()).toMatchObject({ event: 'begun', data: '{"tenant":"acme"}' })
    await events[Symbol.asyncDispose]()
  })

  test('tells what is new and what has changed, also by another process', async () => {
    await register()
    const { events } = await stream()
    expect((await events.next()).event).toBe('begun')
    const messageId = await send()
    expect((await nextOf(events)).delivery).toMatchObject({ messageId, state: 'pending', attempts: 0 })
    await attempt('fails')
    expect((await nextOf(events)).delivery).toMatchObject({
      messageId,
      state: 'pending',
      attempts: 1,
      lastOutcome: 'server_error',
      nextAttemptAt: expect.any(String),
    })
    managed.clock.advance(60_000)
    await attempt('succeeds')
    expect((await nextOf(events)).delivery).toMatchObject({
      messageId,
      state: 'succeeded',
      attempts: 2,
      nextAttemptAt: null,
    })
    await events[Symbol.asyncDispose]()
  })

  test('is of what its filters let through; what leaves them comes once more', async () => {
    const { id: endpointId } = await register()
    const { events } = await stream(
      `?state=pending&eventTypes=order.paid&endpointId=${endpointId}&since=2026-11-23T12:00:00Z`,
    )
    await events.next()
    const { webhooks } = managed.app
    const other = webhooks.post('order.shipped')
    await other.send(undefined, { tenant: 'acme' })
    const messageId = await send()
    expect((await nextOf(events)).delivery).toMatchObject({ messageId, state: 'pending' })
    await attempt('succeeds')
    expect((await nextOf(events)).delivery).toMatchObject({ messageId, state: 'succeeded' })
    expect((await stream('?eventTypes=o*')).response.status).toBe(422)
    await events[Symbol.asyncDispose]()
  })

  test('is open ten times a tenant at most, together with those of messages', async () => {
    const open = await Promise.all(Array.from({ length: 10 }, () => stream()))
    expect((await call('acme', 'GET', '/deliveries/stream')).status).toBe(429)
    expect((await call('acme', 'GET', '/listen')).status).toBe(429)
    await open[0]?.events[Symbol.asyncDispose]()
    await until('there is a place', async () => {
      const { response, events } = await stream()
      await events[Symbol.asyncDispose]()
      return response.status === 200
    })
    for (const { events } of open) await events[Symbol.asyncDispose]()
  })

  test('ends with the app, or after an hour, and leaves no timer behind', async () => {
    const { events } = await stream()
    const { events: other } = await stream('', 'globex')
    await events.next()
    await other.next()
    const reading = [events.ended(), other.ended()]
    managed.clock.advance(3_600_000)
    await Promise.all(reading)
    const { events: last } = await stream()
    await last.next()
    const ended = last.ended()
    await managed.app.close()
    await ended
    expect(managed.clock.timers).toBe(0)
  })

  test('is for those who may', async () => {
    await register()
    await send()
    expect((await call(null, 'GET', '/deliveries/stream')).status).toBe(401)
    expect((await call('operator', 'GET', '/deliveries/stream')).status).toBe(422)
    expect((await call('globex', 'GET', '/deliveries/stream?tenant=acme')).status).toBe(404)
    const { events } = await stream('', 'globex')
    expect((await events.next()).event).toBe('begun')
    await events[Symbol.asyncDispose]()
  })
})
