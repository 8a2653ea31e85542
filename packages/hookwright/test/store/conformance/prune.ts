import { expect, test } from 'vitest'
import type { Delivery, Pruned, PruneRequest, Store } from '../../../src/store/store.ts'
import {
  addEndpoint,
  bytesOf,
  claim,
  claimOne,
  failedAttempt,
  ids,
  listAll,
  message,
  minute,
  noon,
  recordOf,
  reread,
  send,
  sendOne,
} from './samples.ts'
import type { Subject } from './subject.ts'

const nothing: Pruned = {
  keys: 0,
  bodies: 0,
  attempts: 0,
  deliveries: 0,
  messages: 0,
  replays: 0,
  endpoints: 0,
  statistics: 0,
  isMore: false,
}

function prune(store: Store, given: Partial<PruneRequest> = {}): Promise<Pruned> {
  return store.prune({
    now: noon + minute,
    limit: 1000,
    keysBefore: null,
    bodiesBefore: null,
    attemptsBefore: null,
    deliveriesBefore: null,
    statisticsBefore: null,
    ...given,
  })
}

/** Everything that was sent or ended before then. */
function pruneAll(store: Store, before: number, limit = 1000): Promise<Pruned> {
  const bounds = {
    keysBefore: before,
    bodiesBefore: before,
    attemptsBefore: before,
    deliveriesBefore: before,
  }
  return prune(store, { ...bounds, limit })
}

/** Sends one message and ends its delivery 25 ms later. */
async function deliver(store: Store, at: number, given: Parameters<typeof send>[1] = {}): Promise<Delivery> {
  const delivery = await sendOne(store, { createdAt: at, ...given })
  await store.record([recordOf(await claimOne(store, { now: at }), { attempt: { startedAt: at } })])
  return delivery
}

export function describePruning(subject: Subject): void {
  test('deletes nothing that is not older than asked', async () => {
    await addEndpoint(subject.store)
    const delivery = await deliver(subject.store, noon, { idempotencyKey: 'a' })
    const before = await reread(subject.store, delivery)
    expect(await prune(subject.store)).toEqual(nothing)
    const edge = {
      keysBefore: noon,
      bodiesBefore: noon,
      attemptsBefore: noon + 25,
      deliveriesBefore: noon + 25,
    }
    expect(await prune(subject.store, edge)).toEqual(nothing)
    expect(await reread(subject.store, delivery)).toEqual(before)
    expect(await subject.store.listAttempts('acme', delivery.id)).toHaveLength(1)
    const kept = await subject.store.findMessage('acme', delivery.messageId)
    expect(kept).toMatchObject({ idempotencyKey: 'a', body: bytesOf('{"order":1}') })
  })

  test('a key that was deleted makes a new message', async () => {
    const [first, second, third] = [1, 2, 3].map(() => message({ idempotencyKey: 'a' }))
    if (!first || !second || !third) throw new Error('three were made')
    await subject.store.enqueue([first])
    expect(await subject.store.enqueue([second])).toMatchObject([{ status: 'duplicate' }])
    expect(await prune(subject.store, { keysBefore: noon + 1 })).toEqual({ ...nothing, keys: 1 })
    expect(await subject.store.enqueue([third])).toMatchObject([{ status: 'stored', messageId: third.id }])
    expect(await subject.store.findMessage('acme', first.id)).toMatchObject({
      idempotencyKey: null,
      body: bytesOf('{"order":1}'),
    })
  })

  test('a message whose body was deleted answers with null, and cannot be resent', async () => {
    const receiver = await addEndpoint(subject.store)
    const delivery = await deliver(subject.store, noon, { idempotencyKey: 'a' })
    expect(await prune(subject.store, { bodiesBefore: noon + 1 })).toEqual({ ...nothing, bodies: 1 })
    expect(await subject.store.findMessage('acme', delivery.messageId)).toMatchObject({
      body: null,
      eventType: 'order.paid',
      idempotencyKey: null,
    })
    expect(await subject.store.resend('acme', delivery.id, noon + minute)).toEqual({ status: 'body_deleted' })
    // Under its key, which went with it, another body makes another message.
    const next = message({ idempotencyKey: 'a', body: bytesOf('other') })
    expect(await subject.store.enqueue([next])).toMatchObject([{ status: 'stored' }])
    expect(receiver.id).toBe(delivery.endpointId)
  })

  test('an empty body is not one that was deleted', async () => {
    const sent = message({ body: bytesOf('') })
    await subject.store.enqueue([sent])
    expect((await subject.store.findMessage('acme', sent.id))?.body).toEqual(bytesOf(''))
  })

  test('a replay leaves out messages whose bodies were deleted', async () => {
    const receiver = await addEndpoint(subject.store)
    await subject.store.enqueue([message()])
    const failed = await claimOne(subject.store)
    await subject.store.record([recordOf(failed, { next: { state: 'failed' }, attempt: failedAttempt })])
    const late = await addEndpoint(subject.store)
    await prune(subject.store, { bodiesBefore: noon + 1 })
    const common = {
      tenant: 'acme',
      since: noon,
      until: noon,
      state: 'running',
      scanned: 0,
      created: 0,
    } as const
    const times = { createdAt: noon + minute, finishedAt: null }
    await subject.store.createReplay({
      ...common,
      ...times,
      id: 'rpl_1',
      kind: 'failed',
      endpointId: receiver.id,
    })
    await subject.store.createReplay({
      ...common,
      ...times,
      id: 'rpl_2',
      kind: 'missed',
      endpointId: late.id,
    })
    const request = { now: noon + minute, limit: 10, mostOpen: 10, restMs: 0 }
    for (const _ of [1, 2]) {
      expect(await subject.store.advanceReplay(request)).toMatchObject({
        created: 0,
        replay: { state: 'done', scanned: 1 },
      })
    }
  })

  test('keeps the body, the deliveries and the message of whatever has an open delivery', async () => {
    const [one, two] = [await addEndpoint(subject.store), await addEndpoint(subject.store)]
    const deliveries = await send(subject.store)
    const [first, second] = await claim(subject.store)
    if (!first || !second) throw new Error('two were sent')
    await subject.store.record([recordOf(first)])
    const retry = { state: 'pending', dueAt: noon + 100 * minute } as const
    await subject.store.record([recordOf(second, { next: retry, attempt: failedAttempt })])
    for (let n = 0; n < 3; n++) await pruneAll(subject.store, noon + 90 * minute)
    expect(await listAll(subject.store, 'acme')).toHaveLength(2)
    const again = await claimOne(subject.store, { now: retry.dueAt })
    expect(again).toMatchObject({ id: second.id, body: bytesOf('{"order":1}') })
    expect(await subject.store.listAttempts('acme', second.id)).toHaveLength(1)
    expect(ids(deliveries).toSorted()).toEqual([first.id, second.id].toSorted())
    expect([one.id, two.id].toSorted()).toEqual([first.endpoint.id, second.endpoint.id].toSorted())
    // And lets go of them when it has ended.
    await subject.store.record([recordOf(again, { attempt: { startedAt: noon } })])
    for (let n = 0; n < 3; n++) await pruneAll(subject.store, noon + 90 * minute)
    expect(await listAll(subject.store, 'acme')).toEqual([])
    expect(await subject.store.findMessage('acme', first.messageId)).toBeUndefined()
  })

  test('attempts go before their delivery, and it still tells how many there were', async () => {
    await addEndpoint(subject.store)
    const delivery = await deliver(subject.store, noon)
    expect(await prune(subject.store, { attemptsBefore: noon + 26 })).toEqual({ ...nothing, attempts: 1 })
    expect(await subject.store.listAttempts('acme', delivery.id)).toEqual([])
    expect(await reread(subject.store, delivery)).toMatchObject({ attempts: 1, lastOutcome: 'succeeded' })
    expect(await prune(subject.store, { attemptsBefore: noon + 26 })).toEqual(nothing)
    expect(await prune(subject.store, { deliveriesBefore: noon + 26 })).toEqual({ ...nothing, deliveries: 1 })
  })

  test('takes the oldest first, no more than the limit of each kind, and says that there may be more', async () => {
    await addEndpoint(subject.store)
    const made: Delivery[] = []
    for (const n of [0, 1, 2]) made.push(await deliver(subject.store, noon + n))
    expect(await prune(subject.store, { bodiesBefore: noon + 9, limit: 2 })).toEqual({
      ...nothing,
      bodies: 2,
      isMore: true,
    })
    const bodies: boolean[] = []
    for (const { messageId } of made) {
      bodies.push((await subject.store.findMessage('acme', messageId))?.body === null)
    }
    expect(bodies).toEqual([true, true, false])
    expect(await prune(subject.store, { attemptsBefore: noon + 90, limit: 2 })).toMatchObject({
      attempts: 2,
      isMore: true,
    })
    expect(await prune(subject.store, { attemptsBefore: noon + 90, limit: 2 })).toMatchObject({
      attempts: 1,
      isMore: false,
    })
  })

  test('says that there may be more when many deliveries without attempts were looked at', async () => {
    const receiver = await addEndpoint(subject.store)
    await subject.store.enqueue([message(), message(), message()])
    await subject.store.updateEndpoint('acme', receiver.id, { state: 'disabled' }, noon)
    expect(await prune(subject.store, { attemptsBefore: noon + 1, limit: 2 })).toEqual({
      ...nothing,
      isMore: true,
    })
  })

  test('deletes replays that have ended', async () => {
    const receiver = await addEndpoint(subject.store)
    const replay = {
      tenant: 'acme',
      endpointId: receiver.id,
      kind: 'missed',
      since: noon,
      until: noon,
      state: 'running',
      scanned: 0,
      created: 0,
      createdAt: noon,
      finishedAt: null,
    } as const
    for (const id of ['rpl_1', 'rpl_2']) await subject.store.createReplay({ ...replay, id })
    await subject.store.cancelReplay('acme', 'rpl_1', noon)
    expect(await prune(subject.store, { deliveriesBefore: noon + 1 })).toEqual({ ...nothing, replays: 1 })
    expect(ids(await subject.store.listReplays('acme', receiver.id, { limit: 9 }))).toEqual(['rpl_2'])
  })

  test('what is kept stays bounded while messages keep coming', async () => {
    await addEndpoint(subject.store)
    const kept: number[] = []
    for (let hour = 0; hour < 12; hour++) {
      const at = noon + hour * 60 * minute
      const sent = Array.from({ length: 40 }, (_, n) =>
        message({ createdAt: at, idempotencyKey: `${hour}-${n}` }),
      )
      await subject.store.enqueue(sent)
      const claimed = await claim(subject.store, { now: at })
      await subject.store.record(claimed.map((one) => recordOf(one, { attempt: { startedAt: at } })))
      // Three hours of everything.
      while ((await pruneAll(subject.store, at - 180 * minute, 25)).isMore);
      kept.push((await listAll(subject.store, 'acme')).length)
    }
    expect(kept.slice(0, 4)).toEqual([40, 80, 120, 160])
    expect(Math.max(...kept)).toBe(160)
  })

  test('several may delete at the same time', async () => {
    await addEndpoint(subject.store)
    await subject.store.enqueue(Array.from({ length: 200 }, () => message()))
    const claimed = await claim(subject.store, { limit: 1000 })
    await subject.store.record(claimed.map((one) => recordOf(one)))
    const stores = [subject.store, await subject.another(), await subject.another()]
    const counts = await Promise.all(
      stores.map(async (store) => {
        let bodies = 0
        for (let n = 0; n < 30; n++) bodies += (await pruneAll(store, noon + minute, 20)).bodies
        return bodies
      }),
    )
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(200)
    expect(await listAll(subject.store, 'acme')).toEqual([])
  })

  test('a resend at the same time is refused, or keeps the body', async () => {
    await addEndpoint(subject.store)
    await subject.store.enqueue(Array.from({ length: 60 }, () => message()))
    const claimed = await claim(subject.store)
    await subject.store.record(claimed.map((one) => recordOf(one)))
    const other = await subject.another()
    const resent = claimed.map(({ id }) => other.resend('acme', id, noon + minute))
    for (let n = 0; n < 20; n++) await prune(subject.store, { bodiesBefore: noon + 1, limit: 5 })
    const results = await Promise.all(resent)
    for (const [n, { status }] of results.entries()) {
      const body = (await subject.store.findMessage('acme', claimed[n]?.messageId ?? ''))?.body
      expect([status, body]).toEqual(
        status === 'created' ? ['created', bytesOf('{"order":1}')] : ['body_deleted', null],
      )
    }
  })
}
