import { expect, test } from 'vitest'
import type { Offer } from '../../src/delivery/offer.ts'
import { leasedOf } from '../../src/delivery/offer.ts'
import type { Dispatcher } from '../../src/delivery/dispatch.ts'
import { sqlite } from '../../src/sqlite.ts'
import { message } from '../store/conformance/samples.ts'
import { Dispatching, tenant } from '../support/dispatching.ts'
import { Gate, withFaults } from '../support/faults.ts'
import { startReceiver } from '../support/receiver.ts'
import { until } from '../support/until.ts'

/** Once it has nothing older to fetch. */
async function offerOf(dispatcher: Dispatcher): Promise<Offer> {
  let offer: Offer | null = null
  await until('it makes an offer', () => (offer = dispatcher.offer(100)) !== null)
  if (offer === null) throw new Error('There is no offer.')
  return offer
}

/** Stores as many messages for the endpoint as asked, and hands over what was leased. */
async function sendWith(line: Dispatching, offer: Offer, endpointId: string, count = 1): Promise<number> {
  const batch = Array.from({ length: count }, () =>
    message({ tenant, createdAt: line.clock.now(), endpointIds: [endpointId] }),
  )
  const leased = leasedOf(batch, await line.store.enqueue(batch, offer.lease), offer.lease)
  offer.settle(leased)
  return leased.length
}

test('what is leased as it is stored is delivered and recorded without being claimed', async () => {
  let claims = 0
  const inMemory = sqlite(':memory:')
  const store = withFaults(inMemory, {
    claim: (request) => {
      claims++
      return inMemory.claim(request)
    },
  })
  await using line = await Dispatching.open(store)
  await using receiver = await startReceiver((response) => response.writeHead(204).end())
  const endpointId = await line.endpoint(receiver.origin)
  const dispatcher = line.start()
  const offer = await offerOf(dispatcher)
  const before = claims
  expect(await sendWith(line, offer, endpointId, 3)).toBe(3)
  await until('all are reported', () => line.reports.length === 3)
  expect(claims).toBe(before)
  expect(await line.allIn('succeeded', endpointId)).toBe(true)
  expect(receiver.requests).toHaveLength(3)
})

test('nothing is offered before the store was asked once, and none once it is being stopped', async () => {
  const gate = new Gate()
  const inMemory = sqlite(':memory:')
  const store = withFaults(inMemory, {
    claim: async (request) => {
      await gate.pass()
      return inMemory.claim(request)
    },
  })
  await using line = await Dispatching.open(store)
  const dispatcher = line.start()
  await until('it asks', () => gate.waiting === 1)
  expect(dispatcher.offer(1)).toBeNull()
  gate.open()
  const offer = await offerOf(dispatcher)
  offer.settle([])
  const stopped = dispatcher.stop({ graceMs: 0 })
  expect(dispatcher.offer(1)).toBeNull()
  await stopped
  expect(dispatcher.offer(1)).toBeNull()
})

test('nothing is offered while older deliveries than fit in hand are due', async () => {
  await using line = await Dispatching.open()
  const gate = new Gate()
  await using receiver = await startReceiver((response) => void gate.pass().then(() => response.end()))
  for (let n = 0; n < 5; n++) await line.send(await line.endpoint(receiver.origin), 4)
  const dispatcher = line.start({ settings: { concurrency: 1, endpointConcurrency: 1 } })
  // 16 of the 20.
  await until('its hand is full', async () => (await line.store.nextDueAt()) === line.clock.now())
  await until('it delivers', () => receiver.requests.length === 1)
  expect(dispatcher.offer(1)).toBeNull()
  gate.open()
  await until('all are reported', () => line.reports.length === 20)
  const offer = await offerOf(dispatcher)
  offer.settle([])
})

test('an endpoint whose share is in hand is offered no more; the others are', async () => {
  await using line = await Dispatching.open()
  const gate = new Gate()
  await using receiver = await startReceiver((response) => void gate.pass().then(() => response.end()))
  const slow = await line.endpoint(receiver.origin)
  const dispatcher = line.start({ settings: { concurrency: 16, endpointConcurrency: 1 } })
  // One attempt and three that wait for it.
  expect(await sendWith(line, await offerOf(dispatcher), slow, 9)).toBe(4)
  const offer = await offerOf(dispatcher)
  expect(offer.lease.limits.get(slow)).toBe(0)
  expect(await sendWith(line, offer, await line.endpoint(receiver.origin))).toBe(1)
  gate.open()
  dispatcher.wake()
  await until('all are reported', () => line.reports.length === 10)
})

test('offers that are out at the same time share the room that there is, and leave some to claims', async () => {
  await using line = await Dispatching.open()
  await using receiver = await startReceiver((response) => response.end())
  await line.endpoint(receiver.origin)
  const dispatcher = line.start({ settings: { concurrency: 4 } })
  await until('it sleeps', () => line.clock.timers === 1)
  const first = await offerOf(dispatcher)
  const second = await offerOf(dispatcher)
  expect([first.lease.limit, second.lease.limit]).toEqual([32, 16])
  first.settle([])
  second.settle([])
  const third = await offerOf(dispatcher)
  expect(third.lease.limit).toBe(32)
  third.settle([])
})

test('what is leased while the dispatcher is being stopped is given back, due at once', async () => {
  await using line = await Dispatching.open()
  await using receiver = await startReceiver((response) => response.end())
  const endpointId = await line.endpoint(receiver.origin)
  const dispatcher = line.start()
  const offer = await offerOf(dispatcher)
  let hasStopped = false
  const stopped = dispatcher.stop().then(() => (hasStopped = true))
  expect(await sendWith(line, offer, endpointId)).toBe(1)
  expect(hasStopped).toBe(false)
  await stopped
  expect(await line.delivery(endpointId)).toMatchObject({
    state: 'pending',
    attempts: 0,
    dueAt: line.clock.now(),
  })
  expect(receiver.requests).toHaveLength(0)
})

test('of large bodies that wait an endpoint holds no more than some, and the others have their room', async () => {
  await using line = await Dispatching.open()
  const gate = new Gate()
  await using slow = await startReceiver((response) => void gate.pass().then(() => response.end()))
  await using fast = await startReceiver((response) => response.end())
  const slowId = await line.endpoint(slow.origin)
  await line.send(slowId, 100, 'x'.repeat(1 << 20))
  const dispatcher = line.start({ settings: { concurrency: 90, endpointConcurrency: 20 } })
  const leased = async () =>
    (await line.store.listDeliveries(tenant, { state: 'leased' }, { limit: 100 })).length
  await until('all its attempts are under way', () => slow.requests.length === 20)
  // And 4 MB that wait.
  await until('the rest was given back', async () => (await leased()) === 24)
  const fastId = await line.endpoint(fast.origin)
  await line.send(fastId, 3)
  dispatcher.wake()
  await until('the others are delivered', () => fast.requests.length === 3)
  gate.open()
  await until('all are reported', () => line.reports.length === 103)
})
