import { expect, test } from 'vitest'
import { idFloor } from '../../../src/id.ts'
import { deliveryStates } from '../../../src/delivery/state.ts'
import type { Delivery, DeliveryFilter } from '../../../src/store/store.ts'
import {
  addEndpoint,
  bytesOf,
  claimOne,
  failedAttempt,
  ids,
  listAll,
  message,
  noon,
  recordOf,
  send,
  sendOne,
} from './samples.ts'
import type { Subject } from './subject.ts'

export function describeReading(subject: Subject): void {
  test('gives a message back as it was sent', async () => {
    const sent = message({ body: bytesOf('{"ü":1}'), idempotencyKey: 'ключ', eventType: 'заказ.оплачен' })
    await subject.store.enqueue([sent])
    const {
      endpointIds: _,
      callback: _____,
      dueAt: __,
      retryScheduleMs: ___,
      traceContext: ____,
      ...stored
    } = sent
    expect(await subject.store.findMessage('acme', sent.id)).toEqual(stored)
    expect(await subject.store.findMessage('acme', 'msg_none')).toBeUndefined()
  })

  test('shows a tenant nothing of another’s', async () => {
    await addEndpoint(subject.store)
    const delivery = await sendOne(subject.store)
    await subject.store.record([recordOf(await claimOne(subject.store))])
    expect(await subject.store.findMessage('globex', delivery.messageId)).toBeUndefined()
    expect(await subject.store.findDelivery('globex', delivery.id)).toBeUndefined()
    expect(await subject.store.listAttempts('globex', delivery.id)).toEqual([])
    expect(await listAll(subject.store, 'globex')).toEqual([])
    for (const filter of [{ messageId: delivery.messageId }, { endpointId: delivery.endpointId }]) {
      expect(await listAll(subject.store, 'globex', filter)).toEqual([])
      expect(await listAll(subject.store, 'acme', filter)).toHaveLength(1)
    }
  })

  test('keeps messages of one id apart when they are two tenants’', async () => {
    await addEndpoint(subject.store)
    const ours = message({ id: 'msg_same', body: bytesOf('ours') })
    const theirs = message({ id: 'msg_same', body: bytesOf('theirs'), tenant: 'globex' })
    await subject.store.enqueue([theirs, ours])
    expect((await subject.store.findMessage('globex', 'msg_same'))?.body).toEqual(bytesOf('theirs'))
    expect((await claimOne(subject.store)).body).toEqual(bytesOf('ours'))
  })

  test('lists messages between two ids, oldest or newest first, without their bodies', async () => {
    const sent = [1, 2, 3, 4, 5].map((n) =>
      message({ createdAt: noon + n, eventType: `order.${n}`, idempotencyKey: `key ${n}` }),
    )
    await subject.store.enqueue([...sent.toReversed(), message({ tenant: 'globex', createdAt: noon + 3 })])
    const summaries = sent.map(
      ({ id, tenant, eventType, contentType, channels, idempotencyKey, createdAt }) => ({
        id,
        tenant,
        eventType,
        contentType,
        channels,
        idempotencyKey,
        createdAt,
      }),
    )
    const range = { above: idFloor('msg', noon + 2), below: idFloor('msg', noon + 5) } as const
    const list = (order: 'oldest_first' | 'newest_first', limit = 10) =>
      subject.store.listMessages('acme', { ...range, order }, limit)

    expect(await list('oldest_first')).toEqual(summaries.slice(1, 4))
    expect(await list('newest_first')).toEqual(summaries.slice(1, 4).toReversed())
    expect(await list('oldest_first', 2)).toEqual(summaries.slice(1, 3))
    expect(await list('newest_first', 2)).toEqual([summaries[3], summaries[2]])
    const [second, third] = ids(summaries.slice(1, 3))
    const between = { above: second ?? '', below: range.below, order: 'oldest_first' } as const
    expect((await subject.store.listMessages('acme', between, 10))[0]?.id).toBe(third)
  })

  test('lists deliveries newest first, page by page', async () => {
    await addEndpoint(subject.store)
    const made: Delivery[] = []
    for (const n of [2, 5, 1, 4, 3]) made.push(await sendOne(subject.store, { createdAt: noon + n }))
    const newestFirst = made.toSorted((a, b) => b.createdAt - a.createdAt)

    const first = await subject.store.listDeliveries('acme', {}, { limit: 2 })
    const second = await subject.store.listDeliveries('acme', {}, { limit: 2, after: first[1]?.id })
    const third = await subject.store.listDeliveries('acme', {}, { limit: 2, after: second[1]?.id })
    expect([first.length, second.length, third.length]).toEqual([2, 2, 1])
    expect([...first, ...second, ...third]).toEqual(newestFirst)
    expect(await subject.store.listDeliveries('acme', {}, { limit: 2, after: third[0]?.id })).toEqual([])
  })

  test('lists the deliveries between two times, by ids', async () => {
    const receiver = await addEndpoint(subject.store)
    const made: Delivery[] = []
    for (const n of [0, 1, 2, 3]) made.push(await sendOne(subject.store, { createdAt: noon + n }))
    const between = (from: number, to: number, filter: DeliveryFilter = {}) =>
      subject.store.listDeliveries(
        'acme',
        { ...filter, above: idFloor('dlv', noon + from) },
        { after: idFloor('dlv', noon + to), limit: 10 },
      )
    expect(await between(1, 3)).toEqual([made[2], made[1]])
    expect(await between(2, 10, { endpointId: receiver.id, state: 'pending' })).toEqual([made[3], made[2]])
    expect(await between(2, 10, { state: 'failed' })).toEqual([])
    const above = made[1]?.id
    expect(await subject.store.listDeliveries('acme', { above }, { limit: 1 })).toEqual([made[3]])
    expect(await listAll(subject.store, 'acme', { above })).toEqual([made[3], made[2]])
  })

  test('lists the deliveries that each filter, and all of them together, lets through', async () => {
    const receivers = [await addEndpoint(subject.store), await addEndpoint(subject.store)]
    // Of each endpoint, one delivery for each state; those that stay open come last.
    for (const [n, state] of deliveryStates.toReversed().entries()) {
      const deliveries = await send(subject.store, { createdAt: noon + n })
      for (const { tenant, endpointId } of deliveries) {
        if (state === 'pending') continue
        const skipEndpointIds = ids(receivers).filter((id) => id !== endpointId)
        const claimed = await claimOne(subject.store, { now: noon + n, skipEndpointIds })
        if (state === 'succeeded') await subject.store.record([recordOf(claimed)])
        if (state === 'failed') {
          await subject.store.record([recordOf(claimed, { attempt: failedAttempt, next: { state } })])
        }
        if (state === 'canceled') {
          await subject.store.updateEndpoint(tenant, endpointId, { state: 'disabled' }, noon)
          const next = { state: 'pending', dueAt: noon + 1000 } as const
          await subject.store.record([recordOf(claimed, { attempt: failedAttempt, next })])
          await subject.store.updateEndpoint(tenant, endpointId, { state: 'enabled' }, noon)
        }
      }
    }
    const all = await listAll(subject.store, 'acme')
    for (const state of deliveryStates) expect(all.filter((one) => one.state === state)).toHaveLength(2)

    const orNone = <Value>(values: Iterable<Value>) => [undefined, ...values]
    for (const state of orNone(deliveryStates)) {
      for (const endpointId of orNone(ids(receivers))) {
        for (const messageId of orNone(new Set(all.map((one) => one.messageId)))) {
          const expected = all.filter(
            (one) =>
              (state ?? one.state) === one.state &&
              (endpointId ?? one.endpointId) === one.endpointId &&
              (messageId ?? one.messageId) === one.messageId,
          )
          expect(await listAll(subject.store, 'acme', { state, endpointId, messageId })).toEqual(expected)
        }
      }
    }
  })
}
