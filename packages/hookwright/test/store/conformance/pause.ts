import { expect, test } from 'vitest'
import type { Endpoint } from '../../../src/endpoints/endpoint.ts'
import type { Store } from '../../../src/store/store.ts'
import {
  addEndpoint,
  claim,
  claimLimited,
  claimOne,
  failedAttempt,
  ids,
  listAll,
  minute,
  noon,
  recordOf,
  reread,
  send,
  sendOne,
} from './samples.ts'
import type { Subject } from './subject.ts'

const later = noon + 60 * minute

export function describePauses(subject: Subject): void {
  const setPause = (store: Store, { tenant, id }: Endpoint, pausedUntil: number | null, now = noon) =>
    store.updateEndpoint(tenant, id, { pausedUntil }, now)

  test('a pause is set, moved and ended by request, and is left alone by other changes', async () => {
    const { store } = subject
    const receiver = await addEndpoint(store)
    expect(await setPause(store, receiver, later)).toEqual({ ...receiver, pausedUntil: later })
    expect(await store.updateEndpoint('acme', receiver.id, { description: 'a' }, noon)).toMatchObject({
      pausedUntil: later,
    })
    expect(await setPause(store, receiver, noon + 1)).toMatchObject({ pausedUntil: noon + 1 })
    expect(await setPause(store, receiver, null)).toMatchObject({ pausedUntil: null })
    expect(await store.findEndpoint('acme', receiver.id)).toMatchObject({ pausedUntil: null })
  })

  test('while an endpoint is paused its deliveries are held: none is leased or counted, and each is met once', async () => {
    const { store } = subject
    const paused = await addEndpoint(store)
    const other = await addEndpoint(store)
    await setPause(store, paused, later)
    for (let n = 0; n < 20; n++) await send(store, { createdAt: noon - 20 + n })
    const claimed = await claim(store, { limit: 20 })
    expect(claimed).toHaveLength(20)
    expect(new Set(claimed.map(({ endpoint }) => endpoint.id))).toEqual(new Set([other.id]))
    expect(await claim(store)).toEqual([])
    for (const held of await listAll(store, 'acme', { endpointId: paused.id })) {
      expect(held).toMatchObject({ state: 'pending', attempts: 0, lastOutcome: null, dueAt: later })
    }
    // The leases of the others: nothing is left that would be met again.
    expect(await store.nextDueAt()).toBe(noon + minute)
  })

  test('what was held is due when the pause ends by itself, and no fence was used up', async () => {
    const { store } = subject
    const receiver = await addEndpoint(store)
    const sent = await sendOne(store)
    await setPause(store, receiver, later)
    expect(await claim(store)).toEqual([])
    expect(await claim(store, { now: later - 1 })).toEqual([])
    expect(await claimOne(store, { now: later })).toMatchObject({ id: sent.id, fence: 1, attempts: 0 })
  })

  test('ending a pause makes what was held due at once, in its old order, and nothing else', async () => {
    const { store } = subject
    const receiver = await addEndpoint(store)
    const waiting: string[] = []
    for (let n = 0; n < 5; n++) waiting.push((await sendOne(store, { createdAt: noon - 5 + n })).id)
    const scheduled = await sendOne(store, { dueAt: later })
    await setPause(store, receiver, later)
    expect(await claim(store)).toEqual([])
    await setPause(store, receiver, null, noon + 1)
    expect(ids(await claim(store, { now: noon + 1 }))).toEqual(waiting)
    expect(await reread(store, scheduled)).toMatchObject({ state: 'pending', dueAt: later })
  })

  test('a pause that is moved takes what is held along, and one that came of itself may be ended, too', async () => {
    const { store } = subject
    const receiver = await addEndpoint(store)
    await send(store)
    const asking = await claimOne(store)
    const retry = { state: 'pending', dueAt: noon + 9 * minute } as const
    const pause = { pauseUntil: noon + 8 * minute }
    await store.record([recordOf(asking, { next: retry, endpoint: pause, attempt: failedAttempt })])
    const sent = await sendOne(store)
    expect(await claim(store)).toEqual([])
    expect(await reread(store, sent)).toMatchObject({ dueAt: noon + 8 * minute })
    await setPause(store, receiver, later)
    expect(await reread(store, sent)).toMatchObject({ dueAt: later })
    await setPause(store, receiver, noon + 2 * minute)
    expect(await reread(store, sent)).toMatchObject({ dueAt: noon + 2 * minute })
    await setPause(store, receiver, null)
    expect(ids(await claim(store))).toEqual([sent.id])
    expect(await reread(store, asking)).toMatchObject({ dueAt: noon + 9 * minute })
  })

  test('one that was held, claimed later and released is no longer held', async () => {
    const { store } = subject
    const receiver = await addEndpoint(store)
    const sent = await sendOne(store)
    await setPause(store, receiver, noon + 1)
    expect(await claim(store)).toEqual([])
    const { tenant, id: deliveryId, fence } = await claimOne(store, { now: noon + 1 })
    await store.release([{ tenant, deliveryId, fence, dueAt: later }])
    await setPause(store, receiver, noon + 2, noon + 1)
    await setPause(store, receiver, null, noon + 1)
    expect(await reread(store, sent)).toMatchObject({ state: 'pending', dueAt: later })
  })

  test('a lease that ended while its endpoint was paused is held as well, and its late record is stale', async () => {
    const { store } = subject
    const receiver = await addEndpoint(store)
    const sent = await sendOne(store)
    const lost = await claimOne(store)
    await setPause(store, receiver, later)
    expect(await claim(store, { now: noon + minute })).toEqual([])
    expect(await reread(store, sent)).toMatchObject({ state: 'pending', dueAt: later })
    expect(await store.record([recordOf(lost)])).toEqual(['stale'])
  })

  test('neither a shorter pause that the receiver asks for nor a success ends one that was set by request', async () => {
    const { store } = subject
    const receiver = await addEndpoint(store, { failingSince: noon - 1 })
    await send(store)
    await send(store)
    const [first, second] = await claim(store)
    if (first === undefined || second === undefined) throw new Error('two were due')
    await setPause(store, receiver, later)
    await store.record([
      recordOf(first, {
        next: { state: 'pending', dueAt: noon + minute },
        endpoint: { pauseUntil: noon + minute },
        attempt: failedAttempt,
      }),
      recordOf(second, { health: 'well' }),
    ])
    expect(await store.findEndpoint('acme', receiver.id)).toMatchObject({
      pausedUntil: later,
      failingSince: null,
    })
  })

  test('of a limited endpoint nothing is claimed either, and what waits is due once the pause is ended', async () => {
    const { store } = subject
    const receiver = await addEndpoint(store, { ordered: true })
    const sent = await sendOne(store)
    await setPause(store, receiver, later)
    expect(await claimLimited(store)).toMatchObject({ deliveries: [], nextAt: later })
    await setPause(store, receiver, null)
    expect(ids((await claimLimited(store)).deliveries)).toEqual([sent.id])
  })

  test('what was held of an endpoint that was limited afterwards is due, too, once the pause is ended', async () => {
    const { store } = subject
    const receiver = await addEndpoint(store)
    const sent = await sendOne(store)
    await setPause(store, receiver, later)
    expect(await claim(store)).toEqual([])
    await store.updateEndpoint('acme', receiver.id, { concurrency: 1 }, noon)
    await setPause(store, receiver, null)
    expect(ids((await claimLimited(store)).deliveries)).toEqual([sent.id])
  })

  test('what is held can be canceled', async () => {
    const { store } = subject
    const receiver = await addEndpoint(store)
    const sent = await sendOne(store)
    await setPause(store, receiver, later)
    expect(await claim(store)).toEqual([])
    expect(await store.cancelDelivery('acme', sent.id, noon)).toMatchObject({ status: 'canceled' })
    await setPause(store, receiver, null)
    expect(await claim(store)).toEqual([])
  })

  test('holds thousands over some claims, and others are not forgotten meanwhile', async () => {
    const { store } = subject
    const paused = await addEndpoint(store, { eventTypes: ['a'] })
    const other = await addEndpoint(store, { eventTypes: ['b'] })
    await setPause(store, paused, later)
    for (let n = 0; n < 2_500; n++) void send(store, { eventType: 'a', createdAt: noon - 3_000 + n })
    const sent = await sendOne(store, { eventType: 'b' })
    const claimed: string[] = []
    for (let n = 0; n < 100 && claimed.length === 0; n++)
      claimed.push(...ids(await claim(store, { limit: 200 })))
    expect(claimed).toEqual([sent.id])
    const held = await listAll(store, 'acme', { endpointId: paused.id })
    expect(held).toHaveLength(2_500)
    expect(new Set(held.map(({ dueAt }) => dueAt))).toEqual(new Set([later]))
    expect(other.id).toBe(sent.endpointId)
  })

  test('nothing stays held for a pause that ends while others claim', async () => {
    const { store } = subject
    const another = await subject.another()
    const receiver = await addEndpoint(store)
    for (let round = 0; round < 20; round++) {
      const now = noon + round
      await setPause(store, receiver, later + round, now)
      const sent = await Promise.all(Array.from({ length: 10 }, () => sendOne(store, { createdAt: now })))
      const first = claim(another, { now, limit: 4 })
      const [, ...claims] = await Promise.all([
        setPause(store, receiver, null, now),
        first,
        claim(another, { now }),
      ])
      const rest = await claim(store, { now })
      expect([...claims.flat(), ...rest].map(({ id }) => id).toSorted()).toEqual(ids(sent).toSorted())
    }
  })

  test('tells which of some endpoints are paused', async () => {
    const { store } = subject
    const paused = await addEndpoint(store, { pausedUntil: later })
    const well = await addEndpoint(store)
    const over = await addEndpoint(store, { pausedUntil: noon })
    await addEndpoint(store, { pausedUntil: later })
    const asked = [paused, well, over, { tenant: 'globex', id: paused.id }]
    expect(await store.findPauses(asked, noon)).toEqual([
      { tenant: 'acme', id: paused.id, pausedUntil: later },
    ])
    expect(await store.findPauses([], noon)).toEqual([])
  })
}
