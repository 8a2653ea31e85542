import { expect, test } from 'vitest'
import type { EnqueueResult, LeaseOffer, NewMessage } from '../../../src/store/store.ts'
import { leasedOf } from '../../../src/delivery/offer.ts'
import {
  addEndpoint,
  bytesOf,
  claim,
  claimLimited,
  claimOne,
  endpoint,
  ids,
  listAll,
  message,
  minute,
  noon,
  only,
  recordOf,
  reread,
  send,
} from './samples.ts'
import type { Subject } from './subject.ts'

function offer(given: Partial<LeaseOffer> = {}): LeaseOffer {
  return { now: noon, leaseMs: minute, limit: 100, limitEach: 100, limits: new Map(), ...given }
}

/** Of each message, the endpoints that its leased deliveries go to. */
function leasedTo(results: readonly EnqueueResult[]): (string[] | undefined)[] {
  return results.map((result) =>
    result.status === 'stored' ? result.taken?.leased.map((one) => one.endpoint.id).toSorted() : undefined,
  )
}

export function describeLeasing(subject: Subject): void {
  async function enqueue(given: Partial<NewMessage>, offered: LeaseOffer) {
    const sent = message(given)
    const results = await subject.store.enqueue([sent], offered)
    return { sent, results, leased: leasedOf([sent], results, offered) }
  }

  test('leases what it stores to whoever offers to deliver it, and gives what a claim would', async () => {
    const given = {
      failingSince: noon - 5,
      timeoutMs: 700,
      headers: '{"x-shop":"7"}',
      secrets: [
        { secret: 'whsec_new', expiresAt: null },
        { secret: 'whsec_old', expiresAt: noon + 1 },
      ],
    }
    await addEndpoint(subject.store, given)
    const body = bytesOf('{"a":1}')
    const { leased } = await enqueue({ body, retryScheduleMs: [0, 60] }, offer({ leaseMs: 1000 }))
    const mine = only(leased)
    expect(await reread(subject.store, mine)).toMatchObject({
      state: 'leased',
      attempts: 0,
      dueAt: noon + 1000,
    })
    expect(await claim(subject.store, { now: noon + 999 })).toEqual([])
    // The same but for the lease.
    const claimed = await claimOne(subject.store, { now: noon + 1000, leaseMs: 1000 })
    expect(claimed).toEqual({ ...mine, fence: 2, leaseUntil: noon + 2000 })
  })

  test('the attempt of a delivery that was stored leased is recorded, unless its lease has ended and it was claimed', async () => {
    await addEndpoint(subject.store)
    const first = only((await enqueue({}, offer())).leased)
    expect(await subject.store.record([recordOf(first)])).toEqual(['recorded'])
    expect(await reread(subject.store, first)).toMatchObject({
      state: 'succeeded',
      attempts: 1,
      finishedAt: noon + 25,
    })

    const late = only((await enqueue({}, offer())).leased)
    await claimOne(subject.store, { now: noon + minute })
    expect(await subject.store.record([recordOf(late)])).toEqual(['stale'])
  })

  test('one that was stored leased can be given back, and is canceled with its endpoint then', async () => {
    const { tenant, id } = await addEndpoint(subject.store)
    const mine = only((await enqueue({}, offer())).leased)
    await subject.store.updateEndpoint(tenant, id, { state: 'disabled' }, noon)
    expect(await reread(subject.store, mine)).toMatchObject({ state: 'leased' })
    await subject.store.release([{ tenant, deliveryId: mine.id, fence: 1, dueAt: noon }])
    expect(await claim(subject.store)).toEqual([])
    expect(await reread(subject.store, mine)).toMatchObject({ state: 'canceled' })
  })

  test('leases no more than the offer has room for, of each endpoint and of all; the rest is claimed', async () => {
    const many = await addEndpoint(subject.store)
    const few = await addEndpoint(subject.store)
    const none = await addEndpoint(subject.store)
    const batch = Array.from({ length: 4 }, () => message())
    const offered = offer({
      limit: 5,
      limitEach: 3,
      limits: new Map([
        [few.id, 1],
        [none.id, 0],
      ]),
    })
    const results = await subject.store.enqueue(batch, offered)
    const to = leasedTo(results).flatMap((one) => one ?? [])
    expect(to.toSorted()).toEqual([many.id, many.id, many.id, few.id].toSorted())
    expect(results).toMatchObject(Array.from({ length: 4 }, () => ({ deliveries: 3 })))
    for (const result of results) {
      const { leased = [], unleasedEndpointIds = [] } = (result.status === 'stored' && result.taken) || {}
      expect([...leased.map(({ endpoint: { id } }) => id), ...unleasedEndpointIds].toSorted()).toEqual(
        [many.id, few.id, none.id].toSorted(),
      )
    }
    expect(await claim(subject.store)).toHaveLength(12 - 4)

    const [little] = await subject.store.enqueue([message()], offer({ limit: 2 }))
    expect(little).toMatchObject({ deliveries: 3, taken: { leased: [{}, {}] } })
  })

  test('leases nothing that is due later, or of endpoints that are limited, paused or disabled', async () => {
    const limited = await addEndpoint(subject.store, { ratePerSecond: 10 })
    const paused = await addEndpoint(subject.store, { pausedUntil: noon + 1 })
    await addEndpoint(subject.store, { state: 'disabled', disabledReason: 'by_request' })
    const free = await addEndpoint(subject.store, { pausedUntil: noon })
    const later = message({ dueAt: noon + 1 })
    const results = await subject.store.enqueue([message(), later], offer())
    expect(leasedTo(results)).toEqual([[free.id], []])
    expect(
      (await listAll(subject.store, 'acme', { endpointId: limited.id })).map((one) => one.state),
    ).toEqual(['pending', 'pending'])
    expect((await claimLimited(subject.store)).deliveries).toHaveLength(1)
    const then = await claim(subject.store, { now: noon + 1 })
    expect(then.map((one) => one.endpoint.id).toSorted()).toEqual([free.id, paused.id, paused.id].toSorted())
  })

  test('leases to endpoints that are named, and to those of callbacks', async () => {
    const named = await addEndpoint(subject.store, { eventTypes: ['other'] })
    await addEndpoint(subject.store)
    const callback = endpoint({ kind: 'callback', url: 'https://caller.example/done' })
    const results = await subject.store.enqueue(
      [message({ endpointIds: [named.id] }), message({ endpointIds: [callback.id], callback })],
      offer(),
    )
    expect(leasedTo(results)).toEqual([[named.id], [callback.id]])
  })

  test('leases nothing of what is refused, or was stored before', async () => {
    await addEndpoint(subject.store)
    const [first] = await send(subject.store, { idempotencyKey: 'once' })
    const offered = offer({ limit: 1 })
    const results = await subject.store.enqueue([message({ idempotencyKey: 'once' })], offered)
    expect(results).toEqual([{ status: 'duplicate', messageId: first?.messageId, deliveries: 1 }])
    const [unknown, fine] = await subject.store.enqueue(
      [message({ endpointIds: ['ep_unknown'] }), message()],
      offered,
    )
    expect(unknown).toMatchObject({ status: 'unknown_endpoint' })
    expect(fine).toMatchObject({ taken: { leased: [{}] } })
  })

  test('leases nothing where nobody offers to deliver', async () => {
    await addEndpoint(subject.store)
    const [result] = await subject.store.enqueue([message()])
    expect(result).not.toHaveProperty('leased')
    const delivery = only(await listAll(subject.store, 'acme'))
    expect(delivery).toMatchObject({ state: 'pending', dueAt: noon })
    expect(ids(await claim(subject.store))).toEqual([delivery.id])
  })
}
