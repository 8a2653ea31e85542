import { expect, test } from 'vitest'
import { anyEventType } from '../../../src/endpoints/endpoint.ts'
import {
  addEndpoint,
  bytesOf,
  claim,
  claimOne,
  ids,
  listAll,
  message,
  minute,
  noon,
  send,
  sendOne,
} from './samples.ts'
import type { Subject } from './subject.ts'

const later = noon + minute

/** Bodies that a store which decodes, re-encodes or parses would change. */
const awkwardBodies: Readonly<Record<string, Uint8Array>> = {
  'nothing at all': new Uint8Array(0),
  'NUL bytes': new Uint8Array([0, 1, 0, 0]),
  'bytes that are not UTF-8': new Uint8Array([0xff, 0xfe, 0xc3, 0x28, 0xed, 0xa0, 0x80]),
  'a byte order mark': new Uint8Array([0xef, 0xbb, 0xbf, 0x7b, 0x7d]),
  'U+2028 and text beyond ASCII': bytesOf('{"line":"a\u2028b\u2029","name":"Zoë 漢字 🪝"}'),
  'big integers and an order of keys': bytesOf('{"b":12345678901234567890,"a":1.0,"a":1e400}'),
  'white space': bytesOf('  {\r\n\t"a" : 1 }\n'),
  'every byte': Uint8Array.from({ length: 256 }, (_, n) => n),
  'a megabyte': new Uint8Array(1 << 20).fill(0x61),
  'a part of a larger buffer': new Uint8Array(bytesOf('xx{"a":1}xx').buffer, 2, 7),
  'a small Buffer': Buffer.from('{"a":1}'),
}

export function describeEnqueueing(subject: Subject): void {
  test.for(Object.keys(awkwardBodies))('keeps the exact bytes of a body: %s', async (name) => {
    const body = new Uint8Array(awkwardBodies[name] ?? [])
    await addEndpoint(subject.store)
    const sent = message({ body: awkwardBodies[name] ?? body, contentType: 'text/plain; charset=utf-8' })
    await subject.store.enqueue([sent])
    const claimed = await claimOne(subject.store)
    expect(Buffer.from(claimed.body).equals(body)).toBe(true)
    expect(claimed.contentType).toBe('text/plain; charset=utf-8')
    const store = await subject.reopen()
    const stored = await store.findMessage('acme', sent.id)
    expect(Buffer.from(stored?.body ?? [1]).equals(body)).toBe(true)
  })

  test('makes a pending delivery for each enabled endpoint of the tenant that wants the event type', async () => {
    const everything = await addEndpoint(subject.store)
    const this1 = await addEndpoint(subject.store, { eventTypes: ['order.paid', 'order.refunded'] })
    await addEndpoint(subject.store, { eventTypes: ['order.refunded', 'order.paid.late', 'order'] })
    await addEndpoint(subject.store, { state: 'disabled', disabledReason: 'by_request' })
    await addEndpoint(subject.store, { tenant: 'globex' })
    const sent = message({ createdAt: noon, dueAt: later })

    expect(await subject.store.enqueue([sent])).toEqual([
      { status: 'stored', messageId: sent.id, deliveries: 2 },
    ])

    const deliveries = await listAll(subject.store, 'acme')
    expect(deliveries.map(({ endpointId }) => endpointId).toSorted()).toEqual(
      ids([everything, this1]).toSorted(),
    )
    for (const delivery of deliveries) {
      expect(delivery).toEqual({
        tenant: 'acme',
        id: expect.stringMatching(/^dlv_[0-9A-Z]{26}$/),
        messageId: sent.id,
        endpointId: delivery.endpointId,
        eventType: 'order.paid',
        state: 'pending',
        attempts: 0,
        dueAt: later,
        lastOutcome: null,
        createdAt: noon,
        finishedAt: null,
        replayId: null,
      })
    }
    expect(await listAll(subject.store, 'globex')).toEqual([])
  })

  test('makes one delivery for an endpoint that names an event type twice, or beside every one', async () => {
    await addEndpoint(subject.store, { eventTypes: ['order.paid', 'order.paid'] })
    await addEndpoint(subject.store, { eventTypes: ['order.paid', anyEventType] })
    expect(await send(subject.store)).toHaveLength(2)
  })

  test('lets a filter such as `orders.*` pass everything below that prefix, at any depth', async () => {
    const filters = ['orders.*', 'orders.item.*', 'orders.item.created', 'orders', 'order.*', 'ORDERS.*']
    const named = new Map<string, string>()
    for (const filter of filters) {
      named.set((await addEndpoint(subject.store, { eventTypes: [filter] })).id, filter)
    }
    const reachedBy = async (eventType: string) => {
      const deliveries = await send(subject.store, { eventType })
      return deliveries.map(({ endpointId }) => named.get(endpointId) ?? '').toSorted()
    }
    expect(await reachedBy('orders.item.created')).toEqual([
      'orders.*',
      'orders.item.*',
      'orders.item.created',
    ])
    expect(await reachedBy('orders.item.created.late')).toEqual(['orders.*', 'orders.item.*'])
    expect(await reachedBy('orders.item')).toEqual(['orders.*'])
    expect(await reachedBy('orders')).toEqual(['orders'])
    expect(await reachedBy('ordersx.item')).toEqual([])
  })

  test('makes one delivery for an endpoint that matches by several filters', async () => {
    await addEndpoint(subject.store, { eventTypes: ['orders.*', 'orders.item.*', 'orders.item.created'] })
    const batch = [message({ eventType: 'orders.item.created' }), message({ eventType: 'orders.paid' })]
    expect(await subject.store.enqueue(batch)).toEqual(
      batch.map(({ id }) => ({ status: 'stored', messageId: id, deliveries: 1 })),
    )
    expect(await listAll(subject.store, 'acme')).toHaveLength(2)
  })

  test('follows the event types of an endpoint as they change', async () => {
    const { id } = await addEndpoint(subject.store, { eventTypes: ['order.paid', 'order.refunded'] })
    const wants = async (eventTypes: readonly string[]) => {
      await subject.store.updateEndpoint('acme', id, { eventTypes }, later)
      const paid = await send(subject.store)
      const refunded = await send(subject.store, { eventType: 'order.refunded' })
      return [paid.length, refunded.length]
    }
    expect(await wants(['order.refunded'])).toEqual([0, 1])
    expect(await wants([])).toEqual([1, 1])
    expect(await wants(['order.*'])).toEqual([1, 1])
    expect(await wants(['order.paid'])).toEqual([1, 0])
  })

  test('stores a message that nobody wants', async () => {
    const sent = message()
    expect(await subject.store.enqueue([sent])).toEqual([
      { status: 'stored', messageId: sent.id, deliveries: 0 },
    ])
    expect(await subject.store.findMessage('acme', sent.id)).toMatchObject({ id: sent.id })
  })

  test('sends to the named endpoints only, whatever event types they want', async () => {
    const named = await addEndpoint(subject.store, { eventTypes: ['something.else'] })
    await addEndpoint(subject.store)
    const delivery = await sendOne(subject.store, { endpointIds: [named.id, named.id] })
    expect(delivery.endpointId).toBe(named.id)
    expect(await send(subject.store, { endpointIds: [] })).toEqual([])
  })

  test('stores nothing when a named endpoint is not the tenant’s or not enabled, and names those', async () => {
    const good = await addEndpoint(subject.store)
    const disabled = await addEndpoint(subject.store, { state: 'disabled', disabledReason: 'gone' })
    const theirs = await addEndpoint(subject.store, { tenant: 'globex' })
    const bad = [disabled.id, theirs.id, 'ep_none']
    const refused = message({
      endpointIds: [bad[0] ?? '', good.id, bad[1] ?? '', 'ep_none'],
      idempotencyKey: 'k',
    })
    const fine = message()

    expect(await subject.store.enqueue([refused, fine])).toEqual([
      { status: 'unknown_endpoint', endpointIds: bad },
      { status: 'stored', messageId: fine.id, deliveries: 1 },
    ])

    expect(await subject.store.findMessage('acme', refused.id)).toBeUndefined()
    expect(await listAll(subject.store, 'acme', { messageId: refused.id })).toEqual([])
    const [again] = await subject.store.enqueue([{ ...refused, endpointIds: null }])
    expect(again).toMatchObject({ status: 'stored' })
  })

  test('answers in the order of the batch', async () => {
    await addEndpoint(subject.store, { eventTypes: ['even'] })
    const batch = Array.from({ length: 500 }, (_, n) => message({ eventType: n % 2 === 0 ? 'even' : 'odd' }))
    expect(await subject.store.enqueue(batch)).toEqual(
      batch.map(({ id }, n) => ({ status: 'stored', messageId: id, deliveries: n % 2 === 0 ? 1 : 0 })),
    )
    expect(await subject.store.enqueue([])).toEqual([])
    const deliveries = await listAll(subject.store, 'acme')
    expect(new Set(ids(deliveries)).size).toBe(250)
  })

  test('answers with the first message when a key comes again with the same event type and body', async () => {
    await addEndpoint(subject.store)
    const first = message({ idempotencyKey: 'order-1' })
    const inOneBatch = await subject.store.enqueue([first, { ...first, id: 'msg_second' }])
    // Endpoints that came or went since change nothing of the answer.
    await addEndpoint(subject.store)
    const named = {
      ...first,
      id: 'msg_third',
      endpointIds: ['ep_none'],
      createdAt: later,
      contentType: 'text/plain',
    }
    const later1 = await subject.store.enqueue([named])
    const duplicate = { status: 'duplicate', messageId: first.id, deliveries: 1 }
    expect(inOneBatch).toEqual([{ status: 'stored', messageId: first.id, deliveries: 1 }, duplicate])
    expect(later1).toEqual([duplicate])
    expect(await listAll(subject.store, 'acme')).toHaveLength(1)
    expect(await subject.store.findMessage('acme', 'msg_second')).toBeUndefined()
    expect(await subject.store.findMessage('acme', 'msg_third')).toBeUndefined()
  })

  test('answers with a conflict when a key comes again for something else, and stores nothing', async () => {
    await addEndpoint(subject.store)
    const first = message({ idempotencyKey: 'order-1', body: bytesOf('{"a":1}') })
    const otherBody = { ...first, id: 'msg_body', body: bytesOf('{"a": 1}') }
    const otherType = { ...first, id: 'msg_type', eventType: 'order.refunded' }
    const conflict = { status: 'conflict', messageId: first.id }
    expect(await subject.store.enqueue([first, otherBody, otherType])).toEqual([
      { status: 'stored', messageId: first.id, deliveries: 1 },
      conflict,
      conflict,
    ])
    expect(await subject.store.enqueue([otherBody])).toEqual([conflict])
    expect(await subject.store.findMessage('acme', 'msg_body')).toBeUndefined()
    expect(await subject.store.findMessage('acme', 'msg_type')).toBeUndefined()
    expect(await listAll(subject.store, 'acme')).toHaveLength(1)
  })

  test('takes one key of two tenants, and no key at all, for different messages', async () => {
    const ours = message({ idempotencyKey: 'order-1' })
    const theirs = message({ idempotencyKey: 'order-1', tenant: 'globex' })
    const results = await subject.store.enqueue([ours, theirs, message(), message()])
    expect(results.map(({ status }) => status)).toEqual(['stored', 'stored', 'stored', 'stored'])
  })

  test('stores one message when one key comes a hundred times at once through two stores', async () => {
    await addEndpoint(subject.store)
    const other = await subject.another()
    const results = await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        (n % 2 === 0 ? subject.store : other).enqueue([message({ idempotencyKey: 'once' })]),
      ),
    )
    const stored = results.flat().filter(({ status }) => status === 'stored')
    expect(stored).toHaveLength(1)
    const messageId = stored[0]?.status === 'stored' ? stored[0].messageId : ''
    const duplicate = { status: 'duplicate', messageId, deliveries: 1 }
    expect(results.flat().filter(({ status }) => status !== 'stored')).toEqual(
      Array.from({ length: 99 }, () => duplicate),
    )
    expect(await claim(subject.store)).toHaveLength(1)
  })
}
