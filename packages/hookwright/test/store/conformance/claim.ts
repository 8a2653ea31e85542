import { expect, test } from 'vitest'
import {
  addEndpoint,
  bytesOf,
  claim,
  claimOne,
  ids,
  listAll,
  message,
  noon,
  only,
  recordOf,
  reread,
  send,
  sendOne,
} from './samples.ts'
import type { Subject } from './subject.ts'

export function describeClaiming(subject: Subject): void {
  test('gives all that an attempt needs', async () => {
    const receiver = await addEndpoint(subject.store, {
      pausedUntil: noon + 5,
      failingSince: noon - 5,
      timeoutMs: 700,
      headers: '{"x-shop":"7"}',
      secrets: [
        { secret: 'whsec_new', expiresAt: null },
        { secret: 'whsec_old', expiresAt: noon + 1 },
      ],
    })
    const delivery = await sendOne(subject.store, {
      body: bytesOf('{"a":1}'),
      contentType: 'application/a+json',
      retryScheduleMs: [0, 60],
    })
    const claimed = await claimOne(subject.store, { now: noon + 10, leaseMs: 1000 })
    expect(claimed).toEqual({
      tenant: 'acme',
      id: delivery.id,
      messageId: delivery.messageId,
      fence: 1,
      attempts: 0,
      leaseUntil: noon + 1010,
      eventType: 'order.paid',
      contentType: 'application/a+json',
      body: bytesOf('{"a":1}'),
      traceContext: null,
      retryScheduleMs: [0, 60],
      endpoint: {
        id: receiver.id,
        url: receiver.url,
        secrets: receiver.secrets,
        headers: '{"x-shop":"7"}',
        timeoutMs: 700,
        ordered: false,
        isLimited: false,
        failingSince: noon - 5,
      },
    })
    expect(await reread(subject.store, delivery)).toEqual({
      ...delivery,
      state: 'leased',
      dueAt: noon + 1010,
    })
  })

  test('gives the endpoint as it is when it is claimed, not as it was when the message was sent', async () => {
    const { id } = await addEndpoint(subject.store)
    await sendOne(subject.store)
    await subject.store.updateEndpoint('acme', id, { url: 'https://moved.example/', eventTypes: ['x'] }, noon)
    await subject.store.rotateSecret('acme', id, { secret: 'whsec_new', othersExpireAt: noon, now: noon })
    const claimed = await claimOne(subject.store)
    expect(claimed.endpoint).toMatchObject({
      url: 'https://moved.example/',
      secrets: [{ secret: 'whsec_new', expiresAt: null }],
    })
  })

  test('claims what is due, the oldest due first, up to the limit', async () => {
    await addEndpoint(subject.store)
    const due: string[] = []
    for (const n of [5, 3, 1, 4, 2]) due[n] = (await sendOne(subject.store, { dueAt: noon + n })).id
    expect(await claim(subject.store, { now: noon + 3, limit: 0 })).toEqual([])
    expect(ids(await claim(subject.store, { now: noon + 3, limit: 2 }))).toEqual([due[1], due[2]])
    expect(ids(await claim(subject.store, { now: noon + 3, limit: 2 }))).toEqual([due[3]])
    expect(ids(await claim(subject.store, { now: noon + 9, limit: 9 }))).toEqual([due[4], due[5]])
  })

  test('claims across tenants', async () => {
    await addEndpoint(subject.store)
    await addEndpoint(subject.store, { tenant: 'globex' })
    await send(subject.store, { dueAt: noon - 1 })
    await send(subject.store, { tenant: 'globex' })
    expect((await claim(subject.store)).map(({ tenant }) => tenant)).toEqual(['acme', 'globex'])
  })

  test('claims nothing again before its lease has ended, and then with the next fencing token', async () => {
    await addEndpoint(subject.store)
    const { id } = await sendOne(subject.store)
    const first = await claimOne(subject.store, { leaseMs: 1000 })
    expect(await claim(subject.store, { now: noon + 999 })).toEqual([])
    const second = await claimOne(subject.store, { now: noon + 1000, leaseMs: 1000 })
    expect(second).toEqual({ ...first, fence: 2, leaseUntil: noon + 2000 })
    const third = await claimOne(subject.store, { now: noon + 5000 })
    expect(third).toMatchObject({ id, fence: 3, attempts: 0 })
  })

  test('claims ended leases and pending ones together, by when they became due', async () => {
    await addEndpoint(subject.store)
    const stalled = await sendOne(subject.store, { dueAt: noon - 9 })
    await claimOne(subject.store, { now: noon - 9, leaseMs: 5 })
    const younger = await sendOne(subject.store, { dueAt: noon - 3 })
    const older = await sendOne(subject.store, { dueAt: noon - 5 })
    expect(ids(await claim(subject.store))).toEqual(ids([older, stalled, younger]))
  })

  test('leaves the endpoints alone that it is told to skip', async () => {
    const [one, two, three] = [
      await addEndpoint(subject.store),
      await addEndpoint(subject.store),
      await addEndpoint(subject.store),
    ]
    for (let n = 0; n < 5; n++) await send(subject.store)
    const first = await claim(subject.store, { skipEndpointIds: [one.id, two.id], limit: 3 })
    expect(first.map(({ endpoint }) => endpoint.id)).toEqual([three.id, three.id, three.id])
    const second = await claim(subject.store, { skipEndpointIds: [three.id, 'ep_none'] })
    expect(second).toHaveLength(10)
    expect(new Set(second.map(({ endpoint }) => endpoint.id))).toEqual(new Set([one.id, two.id]))
  })

  test('gives a delivery to one of those who claim at the same time', async () => {
    await addEndpoint(subject.store)
    const other = await subject.another()
    await subject.store.enqueue(Array.from({ length: 200 }, () => message()))
    const claims = await Promise.all(
      Array.from({ length: 40 }, (_, n) => claim(n % 2 === 0 ? subject.store : other, { limit: 7 })),
    )
    const claimed = ids(claims.flat())
    expect(claimed).toHaveLength(200)
    expect(new Set(claimed).size).toBe(200)
  })

  test.for(['disabled', 'deleted'])('cancels what would be claimed when its endpoint is %s', async (how) => {
    const receiver = await addEndpoint(subject.store)
    const other = await addEndpoint(subject.store)
    const doomed = await sendOne(subject.store, { endpointIds: [receiver.id], dueAt: noon - 3 })
    const released = await sendOne(subject.store, { endpointIds: [receiver.id], dueAt: noon - 2 })
    const claimed = await claim(subject.store, { now: noon - 2, leaseMs: 1 })
    if (how === 'deleted') await subject.store.deleteEndpoint('acme', receiver.id, noon - 2)
    else await subject.store.updateEndpoint('acme', receiver.id, { state: 'disabled' }, noon - 2)
    const handedBack = claimed.filter(({ id }) => id === released.id)
    await subject.store.release(
      handedBack.map(({ tenant, id, fence }) => ({ tenant, deliveryId: id, fence, dueAt: noon - 2 })),
    )
    const live = await sendOne(subject.store, { endpointIds: [other.id] })

    // Those canceled take no place of the limit.
    expect(ids(await claim(subject.store, { limit: 1 }))).toEqual([live.id])

    for (const canceled of [doomed, released]) {
      expect(await reread(subject.store, canceled)).toEqual({
        ...canceled,
        state: 'canceled',
        dueAt: null,
        finishedAt: noon,
      })
    }
  })

  test('gives leases back: due when told, not counted as an attempt', async () => {
    await addEndpoint(subject.store)
    const delivery = await sendOne(subject.store)
    const { tenant, fence } = await claimOne(subject.store)
    await subject.store.release([{ tenant, deliveryId: delivery.id, fence, dueAt: noon + 7 }])
    expect(await reread(subject.store, delivery)).toEqual({ ...delivery, dueAt: noon + 7 })
    expect(await subject.store.listAttempts('acme', delivery.id)).toEqual([])
    expect(await claim(subject.store, { now: noon + 6 })).toEqual([])
    expect(await claimOne(subject.store, { now: noon + 7 })).toMatchObject({ fence: 2, attempts: 0 })
  })

  test('leaves stale releases alone', async () => {
    await addEndpoint(subject.store)
    const delivery = await sendOne(subject.store)
    const old = await claimOne(subject.store, { leaseMs: 1 })
    const current = await claimOne(subject.store, { now: noon + 1 })
    const leased = await reread(subject.store, delivery)
    const release = { tenant: 'acme', deliveryId: delivery.id, fence: old.fence, dueAt: noon }
    await subject.store.release([
      release,
      { ...release, fence: current.fence + 1 },
      { ...release, fence: current.fence, tenant: 'globex' },
      { ...release, fence: current.fence, deliveryId: 'dlv_none' },
    ])
    expect(await reread(subject.store, delivery)).toEqual(leased)
    await subject.store.record([recordOf(current)])
    const finished = await reread(subject.store, delivery)
    await subject.store.release([{ ...release, fence: current.fence }])
    expect(await reread(subject.store, delivery)).toEqual(finished)
  })

  test('says when something is due next: a pending delivery, or the end of a lease', async () => {
    await addEndpoint(subject.store)
    expect(await subject.store.nextDueAt()).toBeUndefined()
    await sendOne(subject.store, { dueAt: noon + 20 })
    const first = await sendOne(subject.store, { dueAt: noon + 10 })
    expect(await subject.store.nextDueAt()).toBe(noon + 10)
    const claimed = await claimOne(subject.store, { now: noon + 10, leaseMs: 5 })
    expect(claimed.id).toBe(first.id)
    expect(await subject.store.nextDueAt()).toBe(noon + 15)
    await subject.store.record([recordOf(claimed)])
    expect(await subject.store.nextDueAt()).toBe(noon + 20)
    await subject.store.record([recordOf(only(await claim(subject.store, { now: noon + 20 })))])
    expect(await subject.store.nextDueAt()).toBeUndefined()
    expect((await listAll(subject.store, 'acme')).map(({ dueAt }) => dueAt)).toEqual([null, null])
  })

  test('tells how far it has seen, and from there the next claim goes on', async () => {
    const skipped = await addEndpoint(subject.store)
    const skipEndpointIds = [skipped.id]
    await send(subject.store)
    const look = { now: noon + 9, leaseMs: 1000, skipEndpointIds }
    expect(await subject.store.claim({ ...look, limit: 1 })).toEqual({ deliveries: [], seenTo: noon + 9 })

    const other = await addEndpoint(subject.store)
    const endpointIds = [other.id]
    for (const dueAt of [noon + 1, noon + 2, noon + 3]) await send(subject.store, { endpointIds, dueAt })
    const first = await subject.store.claim({ ...look, limit: 2 })
    expect(first).toMatchObject({ deliveries: [{}, {}], seenTo: noon + 2 })
    expect(await claim(subject.store, { ...look, dueFrom: noon + 4 })).toEqual([])
    const second = await subject.store.claim({ ...look, limit: 2, dueFrom: first.seenTo })
    expect(second).toMatchObject({ deliveries: [{ endpoint: { id: other.id } }], seenTo: noon + 9 })
    expect(await claim(subject.store, { dueFrom: noon })).toMatchObject([{ endpoint: { id: skipped.id } }])
  })
}
