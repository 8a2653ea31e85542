import { expect, test } from 'vitest'
import type { ClaimedDelivery, Store } from '../../../src/store/store.ts'
import {
  addEndpoint,
  claim,
  claimLimited,
  failedAttempt,
  ids,
  message,
  minute,
  noon,
  only,
  recordOf,
  reread,
  send,
  sendOne,
} from './samples.ts'
import type { Subject } from './subject.ts'

/** Stores so many messages, one after the other, a millisecond apart. Returns the ids of their deliveries. */
async function sendMany(store: Store, count: number): Promise<string[]> {
  const sent: string[] = []
  for (let n = 0; n < count; n++) sent.push((await sendOne(store, { createdAt: noon - count + n })).id)
  return sent
}

async function succeed(store: Store, claimed: readonly ClaimedDelivery[]): Promise<void> {
  await store.record(claimed.map((one) => recordOf(one)))
}

export function describeLimits(subject: Subject): void {
  test('leaves deliveries of limited endpoints to claimLimited, and all others to claim', async () => {
    const { store } = subject
    const limited = await addEndpoint(store, { concurrency: 5 })
    const other = await addEndpoint(store)
    await send(store)
    expect((await claim(store)).map(({ endpoint }) => endpoint.id)).toEqual([other.id])
    const { deliveries } = await claimLimited(store)
    expect(deliveries.map(({ endpoint }) => endpoint.id)).toEqual([limited.id])
    expect(deliveries[0]).toMatchObject({
      fence: 1,
      leaseUntil: noon + minute,
      endpoint: { isLimited: true },
    })
  })

  test('nothing waits where no endpoint is limited', async () => {
    await addEndpoint(subject.store)
    await send(subject.store)
    await expect(claimLimited(subject.store)).resolves.toEqual({
      deliveries: [],
      nextAt: null,
      lastEndpointId: '',
    })
  })

  test('never leases more of an endpoint at once than its concurrency, whoever claims at the same time', async () => {
    const { store } = subject
    await addEndpoint(store, { concurrency: 3 })
    await sendMany(store, 10)
    const claims = await Promise.all(Array.from({ length: 4 }, () => claimLimited(store)))
    const first = claims.flatMap(({ deliveries }) => deliveries)
    expect(first).toHaveLength(3)
    await succeed(store, first.slice(0, 2))
    expect((await claimLimited(store)).deliveries).toHaveLength(2)
    expect((await claimLimited(store)).deliveries).toHaveLength(0)
  })

  test('a lease that has ended frees its place, and what it held is claimed again', async () => {
    const { store } = subject
    await addEndpoint(store, { concurrency: 1 })
    const sent = await sendOne(store)
    expect(ids((await claimLimited(store)).deliveries)).toEqual([sent.id])
    expect((await claimLimited(store, { now: noon + minute - 1 })).deliveries).toEqual([])
    const again = only((await claimLimited(store, { now: noon + minute })).deliveries)
    expect(again).toMatchObject({ fence: 2 })
  })

  test("keeps to a rate over any number of claims, with a second's worth at once", async () => {
    const { store } = subject
    await addEndpoint(store, { ratePerSecond: 4 })
    await sendMany(store, 40)
    const at = async (now: number) => {
      const { deliveries, nextAt } = await claimLimited(store, { now })
      return { count: deliveries.length, nextAt }
    }
    expect(await at(noon)).toMatchObject({ count: 4 })
    expect(await at(noon)).toEqual({ count: 0, nextAt: noon + 250 })
    expect(await at(noon + 249)).toEqual({ count: 0, nextAt: noon + 250 })
    expect(await at(noon + 250)).toMatchObject({ count: 1 })
    expect(await at(noon + 750)).toMatchObject({ count: 2 })
    // Ten seconds in which nothing was claimed do not add up.
    expect(await at(noon + 10_750)).toMatchObject({ count: 4 })
    let claimed = 0
    for (let ms = 0; ms < 5_000; ms += 100) claimed += (await at(noon + 20_000 + ms)).count
    expect(claimed).toBe(4 + 4 * 4 + 3)
  })

  test('a rate below one a second lets one through, and the next when it is time', async () => {
    const { store } = subject
    await addEndpoint(store, { ratePerSecond: 0.1 })
    await sendMany(store, 3)
    expect((await claimLimited(store)).deliveries).toHaveLength(1)
    await expect(claimLimited(store, { now: noon + 9_999 })).resolves.toMatchObject({
      deliveries: [],
      nextAt: noon + 10_000,
    })
    expect((await claimLimited(store, { now: noon + 10_000 })).deliveries).toHaveLength(1)
  })

  test('a rate holds over several claims at the same time', async () => {
    const { store } = subject
    await addEndpoint(store, { ratePerSecond: 5 })
    await sendMany(store, 30)
    const claims = await Promise.all(Array.from({ length: 5 }, () => claimLimited(store)))
    expect(claims.flatMap(({ deliveries }) => deliveries)).toHaveLength(5)
  })

  test('a rate that is raised holds at once, whatever was used of the lower one', async () => {
    const { store } = subject
    const receiver = await addEndpoint(store, { ratePerSecond: 0.001 })
    await sendMany(store, 20)
    expect((await claimLimited(store)).deliveries).toHaveLength(1)
    await store.updateEndpoint('acme', receiver.id, { ratePerSecond: 10 }, noon)
    expect((await claimLimited(store, { now: noon + 1_000 })).deliveries).toHaveLength(10)
  })

  test('claims nothing for an endpoint that is paused, and says until when', async () => {
    const { store } = subject
    await addEndpoint(store, { concurrency: 5, pausedUntil: noon + 3_000 })
    await sendOne(store)
    await expect(claimLimited(store)).resolves.toMatchObject({ deliveries: [], nextAt: noon + 3_000 })
    expect((await claimLimited(store, { now: noon + 3_000 })).deliveries).toHaveLength(1)
  })

  test('says when something more is due', async () => {
    const { store } = subject
    await addEndpoint(store, { concurrency: 5 })
    await sendOne(store, { dueAt: noon + 7_000 })
    await expect(claimLimited(store)).resolves.toMatchObject({ deliveries: [], nextAt: noon + 7_000 })
    await expect(store.nextDueAt()).resolves.toBeUndefined()
  })

  test('gives an endpoint in order one at a time, oldest first', async () => {
    const { store } = subject
    await addEndpoint(store, { ordered: true })
    const sent = await sendMany(store, 4)
    const got: string[] = []
    for (let turn = 0; turn < 4; turn++) {
      const { deliveries } = await claimLimited(store)
      expect((await claimLimited(store)).deliveries).toEqual([])
      got.push(only(deliveries).id)
      await succeed(store, deliveries)
    }
    expect(got).toEqual(sent)
  })

  test('in one millisecond, too, order is the order of sending', async () => {
    const { store } = subject
    await addEndpoint(store, { ordered: true })
    const messages = Array.from({ length: 20 }, () => message())
    await store.enqueue(messages)
    const got: string[] = []
    for (const _ of messages) {
      const { deliveries } = await claimLimited(store)
      got.push(only(deliveries).messageId)
      await succeed(store, deliveries)
    }
    expect(got).toEqual(ids(messages))
  })

  test('in order, one that failed holds up the rest until it succeeds', async () => {
    const { store } = subject
    await addEndpoint(store, { ordered: true })
    const [first, second] = await sendMany(store, 2)
    const failed = only((await claimLimited(store)).deliveries)
    await store.record([
      recordOf(failed, { attempt: failedAttempt, next: { state: 'pending', dueAt: noon + minute } }),
    ])
    await expect(claimLimited(store, { now: noon + minute - 1 })).resolves.toMatchObject({
      deliveries: [],
      nextAt: noon + minute,
    })
    const again = (await claimLimited(store, { now: noon + minute })).deliveries
    expect(ids(again)).toEqual([first])
    await succeed(store, again)
    expect(ids((await claimLimited(store, { now: noon + minute })).deliveries)).toEqual([second])
  })

  test('in order, one that is canceled lets the next one through', async () => {
    const { store } = subject
    await addEndpoint(store, { ordered: true })
    const [first, second] = await sendMany(store, 2)
    const failed = only((await claimLimited(store)).deliveries)
    await store.record([
      recordOf(failed, { attempt: failedAttempt, next: { state: 'pending', dueAt: noon + minute } }),
    ])
    await expect(store.cancelDelivery('acme', first ?? '', noon + 1)).resolves.toMatchObject({
      status: 'canceled',
      delivery: { state: 'canceled', finishedAt: noon + 1, dueAt: null },
    })
    expect(ids((await claimLimited(store)).deliveries)).toEqual([second])
  })

  test('in order, one that was sent for later holds up nobody before its time', async () => {
    const { store } = subject
    await addEndpoint(store, { ordered: true })
    const later = await sendOne(store, { createdAt: noon - 5, dueAt: noon + minute })
    const now = await sendOne(store, { createdAt: noon - 4, dueAt: noon })
    const first = (await claimLimited(store)).deliveries
    expect(ids(first)).toEqual([now.id])
    await succeed(store, first)
    expect((await claimLimited(store)).deliveries).toEqual([])
    expect(ids((await claimLimited(store, { now: noon + minute })).deliveries)).toEqual([later.id])
  })

  test('many claims at the same time never take two of an endpoint in order', async () => {
    const { store } = subject
    await addEndpoint(store, { ordered: true })
    await sendMany(store, 5)
    for (let round = 0; round < 5; round++) {
      const claims = await Promise.all(Array.from({ length: 4 }, () => claimLimited(store)))
      await succeed(store, [only(claims.flatMap(({ deliveries }) => deliveries))])
    }
  })

  test("takes an endpoint's open deliveries along when it is limited, and goes on when it no longer is", async () => {
    const { store } = subject
    const receiver = await addEndpoint(store)
    await sendMany(store, 3)
    await store.updateEndpoint('acme', receiver.id, { concurrency: 1 }, noon)
    expect(await claim(store)).toEqual([])
    const first = (await claimLimited(store)).deliveries
    expect(first).toHaveLength(1)
    await store.updateEndpoint('acme', receiver.id, { concurrency: null }, noon)
    await sendOne(store)
    expect(await claim(store)).toEqual([])
    expect((await claimLimited(store)).deliveries).toHaveLength(3)
  })

  test('begins after the endpoint that it is told, so that each has its turn', async () => {
    const { store } = subject
    const [one, two, three] = await Promise.all([1, 2, 3].map(() => addEndpoint(store, { concurrency: 9 })))
    await sendOneEach(store, [one?.id, two?.id, three?.id])
    const order = ids([one, two, three].filter((item) => item !== undefined)).toSorted()
    const claimed: string[] = []
    let afterEndpointId = order[0] ?? ''
    for (let turn = 0; turn < 3; turn++) {
      const { deliveries, lastEndpointId } = await claimLimited(store, { limit: 1, afterEndpointId })
      claimed.push(only(deliveries).endpoint.id)
      afterEndpointId = lastEndpointId
    }
    expect(claimed).toEqual([order[1], order[2], order[0]])
  })

  test('takes no more of one endpoint than limitEach, nor any of one to be skipped', async () => {
    const { store } = subject
    const one = await addEndpoint(store, { concurrency: 50 })
    const other = await addEndpoint(store, { concurrency: 50 })
    for (let n = 0; n < 5; n++) await send(store)
    const { deliveries } = await claimLimited(store, { limitEach: 2, skipEndpointIds: [other.id] })
    expect(deliveries.map(({ endpoint }) => endpoint.id)).toEqual([one.id, one.id])
  })

  test('cancels what is due of an endpoint that is gone or disabled', async () => {
    const { store } = subject
    const receiver = await addEndpoint(store, { concurrency: 1 })
    await sendMany(store, 2)
    const leased = only((await claimLimited(store)).deliveries)
    await store.deleteEndpoint('acme', receiver.id, noon)
    expect((await claimLimited(store, { now: noon + minute })).deliveries).toEqual([])
    await expect(reread(store, { tenant: 'acme', id: leased.id })).resolves.toMatchObject({
      state: 'canceled',
    })
  })

  test('a resent delivery and a replay keep to the limits, too', async () => {
    const { store } = subject
    await addEndpoint(store, { ordered: true })
    const sent = await sendOne(store)
    await succeed(store, (await claimLimited(store)).deliveries)
    await expect(store.resend('acme', sent.id, noon)).resolves.toMatchObject({ status: 'created' })
    expect(await claim(store)).toEqual([])
    expect((await claimLimited(store)).deliveries).toHaveLength(1)
  })

  test('endpoints of two tenants are kept apart, also under one id', async () => {
    const { store } = subject
    await addEndpoint(store, { tenant: 'acme', id: 'ep_same', concurrency: 1 })
    await addEndpoint(store, { tenant: 'other', id: 'ep_same', concurrency: 1 })
    await sendOne(store, { tenant: 'acme' })
    await sendOne(store, { tenant: 'other' })
    const { deliveries } = await claimLimited(store)
    expect(deliveries.map(({ tenant }) => tenant).toSorted()).toEqual(['acme', 'other'])
  })

  test('cancels only what is pending', async () => {
    const { store } = subject
    await addEndpoint(store)
    const sent = await sendOne(store)
    const leased = only(await claim(store))
    await expect(store.cancelDelivery('acme', sent.id, noon)).resolves.toEqual({ status: 'leased' })
    await succeed(store, [leased])
    await expect(store.cancelDelivery('acme', sent.id, noon)).resolves.toEqual({ status: 'ended' })
    await expect(store.cancelDelivery('other', sent.id, noon)).resolves.toEqual({ status: 'unknown' })
    await expect(reread(store, sent)).resolves.toMatchObject({ state: 'succeeded' })
  })
}

async function sendOneEach(store: Store, endpointIds: readonly (string | undefined)[]): Promise<void> {
  for (const id of endpointIds) await sendOne(store, { endpointIds: id === undefined ? [] : [id] })
}
