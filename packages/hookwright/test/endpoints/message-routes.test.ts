import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { message } from '../store/conformance/samples.ts'
import { createManaged, type Managed } from '../support/management.ts'

let managed: Managed
let call: Managed['call']

beforeEach(() => {
  managed = createManaged()
  call = managed.call
})
afterEach(() => managed.app.close())

async function send(total = 1): Promise<string> {
  return (await managed.orderPaid.send({ id: 'a', total }, { tenant: 'acme' })).messageId
}

const ids = (json: { id: string }[]) => json.map(({ id }) => id)

describe('messages', () => {
  test('are listed newest first, in pages, without their bodies', async () => {
    const sent: string[] = []
    for (let n = 0; n < 5; n++) {
      sent.unshift(await send(n))
      managed.clock.advance(1)
    }
    const { status, json } = await call('acme', 'GET', '/messages?limit=2')
    expect(status).toBe(200)
    expect(ids(json)).toEqual(sent.slice(0, 2))
    expect(json[0]).toEqual({
      id: sent[0],
      eventType: 'order.paid',
      contentType: 'application/json',
      channels: [],
      idempotencyKey: null,
      createdAt: expect.stringMatching(/^2026-11-23T12:00:00/),
    })
    const next = await call('acme', 'GET', `/messages?limit=2&after=${sent[1]}`)
    expect(ids(next.json)).toEqual(sent.slice(2, 4))
    expect(ids((await call('acme', 'GET', `/messages?after=${sent[4]}`)).json)).toEqual([])
  })

  test('are looked for by time, both ends included', async () => {
    const sent: string[] = []
    for (let n = 0; n < 4; n++) {
      sent.push(await send(n))
      managed.clock.advance(1_000)
    }
    const query = '?since=2026-11-23T12:00:01Z&until=2026-11-23T13:00:02%2B01:00'
    expect(ids((await call('acme', 'GET', `/messages${query}`)).json)).toEqual([sent[2], sent[1]])
  })

  test('are looked for by event type, however rare it is', async () => {
    const { line } = managed.app.delivery
    await line.open()
    const now = managed.clock.now()
    const messages = Array.from({ length: 2_500 }, (_, n) =>
      message({ createdAt: now + n, eventType: n === 3 ? 'order.canceled' : 'order.paid' }),
    )
    await line.store.enqueue(messages)
    const { json } = await call('acme', 'GET', '/messages?eventTypes=order.canceled')
    expect(ids(json)).toEqual([messages[3]?.id])
    expect((await call('acme', 'GET', '/messages?eventTypes=order.*&limit=250')).json).toHaveLength(250)
    const { status } = await call('acme', 'GET', '/messages?eventTypes=unknown')
    expect(status).toBe(422)
  })

  test('are no other tenant’s', async () => {
    await send()
    expect((await call('globex', 'GET', '/messages')).json).toEqual([])
    expect((await call('globex', 'GET', '/messages?tenant=acme')).status).toBe(404)
    expect((await call('operator', 'GET', '/messages?tenant=acme')).json).toHaveLength(1)
  })
})

describe('a sample', () => {
  test('is made and shown, and neither stored nor sent', async () => {
    const { status, json } = await call('acme', 'POST', '/samples', { eventType: 'order.paid' })
    expect(status).toBe(200)
    expect(json).toMatchObject({ eventType: 'order.paid', contentType: 'application/json', encoding: 'utf8' })
    expect(JSON.parse(json.body)).toEqual({ id: expect.any(String), total: expect.any(Number) })
    expect((await call('acme', 'GET', '/messages')).json).toEqual([])
  })

  test('can be changed in places, or given whole', async () => {
    const changed = { eventType: 'order.paid', set: { total: 9.5, id: 'x' } }
    expect((await call('acme', 'POST', '/samples', changed)).json.body).toBe('{"id":"x","total":9.5}')
    const whole = { eventType: 'order.paid', body: { id: 'y', total: 1 }, set: { total: 2 } }
    expect((await call('acme', 'POST', '/samples', whole)).json.body).toBe('{"id":"y","total":2}')
  })

  test.each([
    [{ eventType: 'order.pait' }, ['body', 'eventType'], 'No webhook is declared for "order.pait".'],
    [
      { eventType: 'order.paid', set: { total: 'much' } },
      ['body'],
      'body.total: Invalid input: expected number',
    ],
    [{ eventType: 'order.paid', set: { 'id.x': 1 } }, ['body', 'set'], '"id.x" cannot be set'],
    [{ eventType: 'order.paid', body: [] }, ['body'], 'does not fit the schema of the webhook order.paid'],
    [{ eventType: 'ping', body: {} }, ['body'], 'declares no body'],
  ])('of %j is refused, and told why', async (body, loc, said) => {
    const { status, json } = await call('acme', 'POST', '/samples', body)
    expect(status).toBe(422)
    expect(json.detail[0].loc).toEqual(loc)
    expect(json.detail[0].msg).toContain(said)
  })
})

describe('a test message', () => {
  const url = 'https://example.com/hooks'

  test('is delivered to every endpoint of the tenant that wants the event type', async () => {
    const all = await call('acme', 'POST', '/endpoints', { url })
    await call('acme', 'POST', '/endpoints', { url, eventTypes: ['order.canceled'] })
    await call('globex', 'POST', '/endpoints', { url })
    const { status, json } = await call('acme', 'POST', '/test-messages', { eventType: 'order.paid' })
    expect(status).toBe(202)
    expect(json).toEqual({ messageId: expect.stringMatching(/^msg_/), deliveries: 1, duplicate: false })
    const deliveries = await call('acme', 'GET', `/deliveries?messageId=${json.messageId}`)
    expect(deliveries.json).toMatchObject([{ endpointId: all.json.id, state: 'pending' }])
  })

  test('says what an operator wants, but only what the sample does for a tenant', async () => {
    const body = { eventType: 'order.paid', set: { total: 7 } }
    const refused = await call('acme', 'POST', '/test-messages', body)
    expect(refused.status).toBe(403)
    expect(refused.json.detail).toContain('leave out `set` and `body`')
    expect((await call('acme', 'POST', '/test-messages', { eventType: 'order.paid', body: {} })).status).toBe(
      403,
    )
    expect((await call('acme', 'GET', '/messages')).json).toEqual([])

    const { json } = await call('operator', 'POST', '/test-messages?tenant=acme', body)
    const stored = await call('acme', 'GET', `/messages/${json.messageId}`)
    expect(JSON.parse(stored.json.body)).toMatchObject({ total: 7 })
  })

  test('that does not fit its schema is refused, and nothing is stored', async () => {
    const body = { eventType: 'order.paid', set: { total: 'much' } }
    expect((await call('operator', 'POST', '/test-messages?tenant=acme', body)).status).toBe(422)
    expect((await call('acme', 'GET', '/messages')).json).toEqual([])
  })
})
