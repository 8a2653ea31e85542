import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { ListenedMessageView } from '../../src/endpoints/message-views.ts'
import { serve } from '../../src/node.ts'
import { readEventStream } from '../support/event-stream.ts'
import { message } from '../store/conformance/samples.ts'
import { createManaged, type Managed } from '../support/management.ts'
import { until, untilAfter } from '../support/until.ts'

let managed: Managed

beforeEach(() => {
  managed = createManaged()
})
afterEach(() => managed.app.close())

async function listen(query = '', headers: Record<string, string> = {}, as = 'acme') {
  const response = await managed.app.request(`/webhooks/listen${query}`, {
    headers: { authorization: `Bearer ${as}`, ...headers },
  })
  return { response, stream: readEventStream(response) }
}

/** The next event, while the clock goes on. */
async function nextOf(stream: ReturnType<typeof readEventStream>) {
  let found: Awaited<ReturnType<typeof stream.next>> | undefined
  const read = stream.next().then((event) => (found = event))
  await untilAfter(managed.clock, 100, 'an event came', () => found !== undefined)
  return read
}

function send(total: number) {
  return managed.orderPaid.send({ id: 'ü\u2028', total }, { tenant: 'acme' })
}

describe('the stream', () => {
  test('begins, and gives each message with its exact bytes and its id', async () => {
    const { response, stream } = await listen()
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    expect(await stream.next()).toMatchObject({ event: 'begun', data: '{"tenant":"acme"}' })
    const { messageId } = await send(1)
    const event = await nextOf(stream)
    expect(event).toMatchObject({ event: 'message', id: messageId })
    const shown = ListenedMessageView.parse(JSON.parse(event.data))
    expect(shown).toMatchObject({ id: messageId, eventType: 'order.paid', encoding: 'utf8' })
    expect(shown.body).toBe('{"id":"ü\u2028","total":1}')
    await stream[Symbol.asyncDispose]()
  })

  test('gives bytes that are no text as base64', async () => {
    const { stream } = await listen()
    await stream.next()
    const { line } = managed.app.delivery
    const body = Uint8Array.of(0xff, 0xfe, 0x00)
    await line.store.enqueue([message({ createdAt: managed.clock.now(), contentType: 'x/y', body })])
    const event = await nextOf(stream)
    expect(JSON.parse(event.data)).toMatchObject({ body: '//4A', encoding: 'base64' })
    await stream[Symbol.asyncDispose]()
  })

  test('goes on after Last-Event-ID', async () => {
    const { messageId: first } = await send(1)
    managed.clock.advance(60_000)
    const { messageId: second } = await send(2)
    const { stream } = await listen('', { 'last-event-id': first })
    expect((await stream.next()).event).toBe('begun')
    expect((await nextOf(stream)).id).toBe(second)
    await stream[Symbol.asyncDispose]()
  })

  test('filters event types, and refuses those that no webhook has', async () => {
    const { stream } = await listen('?eventTypes=order.*&eventTypes=ping')
    expect((await stream.next()).event).toBe('begun')
    await stream[Symbol.asyncDispose]()
    const refused = await listen('?eventTypes=order.pait')
    expect(refused.response.status).toBe(422)
    const { json } = await managed.call('acme', 'GET', '/listen?eventTypes=order.pait')
    expect(json.detail[0]).toMatchObject({ loc: ['query', 'eventTypes'] })
    expect(json.detail[0].msg).toContain(
      'No webhook is declared for "order.pait". The event types are: order.paid',
    )
  })

  test('is for those who may: a stranger gets 401, an operator names the tenant', async () => {
    const { call } = managed
    expect((await call(null, 'GET', '/listen')).status).toBe(401)
    expect((await call('operator', 'GET', '/listen')).status).toBe(422)
    const { stream } = await listen('?tenant=globex', {}, 'operator')
    expect((await stream.next()).data).toBe('{"tenant":"globex"}')
    await stream[Symbol.asyncDispose]()
  })

  test.each(['', 'msg_1', 'dlv_00000000000000000000000000', "msg_' or 1=1"])(
    'refuses %j as a Last-Event-ID',
    async (id) => {
      const { response } = await listen('', { 'last-event-id': id })
      expect(response.status).toBe(422)
    },
  )

  test('is open ten times a tenant at most, and again once one has ended', async () => {
    const open = await Promise.all(Array.from({ length: 10 }, () => listen()))
    const { status, headers, json } = await managed.call('acme', 'GET', '/listen')
    expect(status).toBe(429)
    expect(headers.get('retry-after')).toBe('5')
    expect(json.detail).toContain('10 streams open')
    const other = await listen('', {}, 'globex')
    await other.stream[Symbol.asyncDispose]()
    await open[0]?.stream[Symbol.asyncDispose]()
    await until('there is a place', async () => {
      const { response, stream } = await listen()
      await stream[Symbol.asyncDispose]()
      return response.status === 200
    })
    for (const each of open) await each.stream[Symbol.asyncDispose]()
  })

  test('of a client that goes away gives its place to others', async () => {
    const serving = await serve(managed.app, { port: 0, handleSignals: false, print: () => {} })
    for (let n = 0; n < 12; n++) {
      const gone = new AbortController()
      await until('there is a place', async () => {
        const headers = { authorization: 'Bearer acme' }
        const { status } = await fetch(`${serving.url}/webhooks/listen`, { headers, signal: gone.signal })
        return status === 200
      })
      gone.abort()
    }
    await serving.close()
  })

  test('ends with the app, and leaves no timer behind', async () => {
    const { stream } = await listen()
    await stream.next()
    const reading = stream.ended()
    await managed.app.close()
    await reading
    expect(managed.clock.timers).toBe(0)
  })

  test('ends after an hour, so that the client authenticates again', async () => {
    const { stream } = await listen()
    await stream.next()
    let hasEnded = false
    const reading = stream.ended().then(() => (hasEnded = true))
    managed.clock.advance(3_599_000)
    expect(hasEnded).toBe(false)
    managed.clock.advance(1_000)
    await reading
    expect(hasEnded).toBe(true)
  })
})
