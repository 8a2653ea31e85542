import { verify } from '@hookwright/receiver'
import { describe, expect, test } from 'vitest'

import { Upkeep, type UpkeepOptions } from '../../src/delivery/upkeep.ts'
import { retentionSettings } from '../../src/delivery/retention.ts'
import { Statistics } from '../../src/delivery/statistics.ts'
import { createWorker } from '../../src/node.ts'
import type { Replay } from '../../src/store/store.ts'
import { Dispatching } from '../support/dispatching.ts'
import { withFaults } from '../support/faults.ts'
import { createManaged, type Managed } from '../support/management.ts'
import { startReceiver } from '../support/receiver.ts'
import { until, untilAfter } from '../support/until.ts'

const loopback = { allowPrivateNetworks: ['127.0.0.0/8'] }
const dayMs = 86_400_000

/** Sends this many, none of which is delivered, and ends their deliveries as failed. */
async function failMany({ app, clock }: Managed, count: number): Promise<void> {
  const { store } = app.delivery.line
  const order = new TextEncoder().encode('{"id":"old","total":1}')
  for (let left = count; left > 0; left -= 5_000) {
    const now = clock.now()
    await store.enqueue(
      Array.from({ length: Math.min(left, 5_000) }, (_, n) => ({
        tenant: 'acme',
        id: `msg_${String(now).padStart(20, '0')}${left - n}`,
        eventType: 'order.paid',
        contentType: 'application/json',
        body: order,
        channels: [],
        idempotencyKey: null,
        createdAt: now,
        endpointIds: null,
        callback: null,
        dueAt: now,
        retryScheduleMs: null,
        traceContext: null,
      })),
    )
    const { deliveries } = await store.claim({ now, leaseMs: 60_000, limit: 5_000, skipEndpointIds: [] })
    await store.record(
      deliveries.map(({ tenant, id, fence, endpoint }) => ({
        tenant,
        deliveryId: id,
        endpointId: endpoint.id,
        fence,
        attempt: {
          number: 1,
          startedAt: now,
          durationMs: 0,
          outcome: 'server_error',
          status: 500,
          error: 'down',
          responseBody: null,
        },
        next: { state: 'failed' },
        endpoint: null,
        health: null,
        notices: { disabled: null, exhausted: null },
      })),
    )
  }
}

describe('a worker', () => {
  test('delivers what failed again, signed, with the same id and bytes, and leaves history alone', async () => {
    const managed = createManaged(loopback)
    const { app, clock } = managed
    let isUp = false
    await using receiver = await startReceiver((response) => response.writeHead(isUp ? 204 : 410).end())
    const { endpoints, replay, line } = app.delivery
    const { endpoint, secret } = await endpoints.create('acme', { url: receiver.origin })
    const sent = await managed.orderPaid.send({ id: 'a', total: 1 }, { tenant: 'acme' })
    const since = clock.now()
    const worker = createWorker(app)
    await worker.start()
    const deliveries = () => line.store.listDeliveries('acme', {}, { limit: 10 })
    await untilAfter(clock, 100, 'it fails', async () => (await deliveries())[0]?.state === 'failed')
    const [old] = await deliveries()
    isUp = true
    await endpoints.update('acme', endpoint.id, { state: 'enabled' })
    const missed = await managed.orderPaid.send({ id: 'b', total: 2 }, { tenant: 'acme' })

    const started = await replay.start('acme', { endpointId: endpoint.id, kind: 'failed', since })
    const find = async () => (await replay.find('acme', started.id)) ?? started
    await untilAfter(clock, 100, 'the replay is done', async () => (await find()).state === 'done')
    await untilAfter(clock, 100, 'all are delivered', () => receiver.requests.length === 3)
    const again = receiver.requests.filter(({ headers }) => headers['webhook-id'] === sent.messageId)
    expect(again).toHaveLength(2)
    expect(again[1]?.body).toEqual(again[0]?.body)
    const [, second] = again
    const now = () => Number(second?.headers['webhook-timestamp']) * 1000
    await verify({ headers: second?.headers ?? {}, body: second?.body ?? '', secret, now })
    expect(receiver.requests.some(({ headers }) => headers['webhook-id'] === missed.messageId)).toBe(true)
    expect(await find()).toMatchObject({ created: 1 })
    await worker.stop()
    expect(await line.store.findDelivery('acme', old?.id ?? '')).toEqual(old)
    await app.close()
  })

  test('gives a new endpoint what it missed', async () => {
    const managed = createManaged(loopback)
    const { app, clock } = managed
    await using receiver = await startReceiver((response) => response.end())
    const since = clock.now()
    for (let n = 0; n < 250; n++) await managed.orderPaid.send({ id: `${n}`, total: n }, { tenant: 'acme' })
    const { endpoint } = await app.delivery.endpoints.create('acme', { url: receiver.origin })
    await app.delivery.replay.start('acme', { endpointId: endpoint.id, kind: 'missed', since })
    const workers = [createWorker(app), createWorker(app)]
    for (const worker of workers) await worker.start()
    await untilAfter(clock, 50, 'all are delivered', () => receiver.requests.length >= 250)
    for (const worker of workers) await worker.stop()
    expect(new Set(receiver.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(250)
    expect(receiver.requests).toHaveLength(250)
    await app.close()
  })

  test('lets a message that is sent overtake a replay of 100,000 failures (scenario 30)', async () => {
    const managed = createManaged(loopback)
    const { app, clock } = managed
    await using receiver = await startReceiver((response) => response.end())
    const { endpoint } = await app.delivery.endpoints.create('acme', { url: receiver.origin })
    const since = clock.now()
    await failMany(managed, 100_000)
    const asked = { endpointId: endpoint.id, kind: 'failed', since } as const
    const { id } = await app.delivery.replay.start('acme', asked)
    const worker = createWorker(app)
    await worker.start()
    await untilAfter(clock, 50, 'the replay is under way', () => receiver.requests.length > 300)

    const before = receiver.requests.length
    const { messageId } = await managed.orderPaid.send({ id: 'live', total: 1 }, { tenant: 'acme' })
    const place = () => receiver.requests.findIndex(({ headers }) => headers['webhook-id'] === messageId)
    await untilAfter(clock, 50, 'the live message is delivered', () => place() >= 0)
    // Before it come those that were open by then (100), and what was claimed beside it.
    expect(place() - before).toBeLessThan(250)
    const replay: Replay | undefined = await app.delivery.replay.find('acme', id)
    expect(replay).toMatchObject({ state: 'running' })
    expect(replay?.created).toBeLessThan(2_000)
    await app.delivery.replay.cancel('acme', id)
    await worker.stop()
    await app.close()
  }, 60_000)

  test('deletes what is older than it is to be kept', async () => {
    const managed = createManaged({
      ...loopback,
      retention: { idempotencyDays: 1, bodyDays: 2, attemptDays: 3, deliveryDays: 4 },
    })
    const { app, clock } = managed
    const { line } = app.delivery
    await using receiver = await startReceiver((response) => response.end())
    await app.delivery.endpoints.create('acme', { url: receiver.origin })
    const order = { id: 'a', total: 1 }
    const options = { tenant: 'acme', idempotencyKey: 'a' }
    const { messageId } = await managed.orderPaid.send(order, options)
    const worker = createWorker(app)
    await worker.start()
    await untilAfter(clock, 100, 'it is delivered', () => receiver.requests.length === 1)
    const delivery = async () => (await line.store.listDeliveries('acme', { messageId }, { limit: 1 }))[0]
    await until('that is recorded', async () => (await delivery())?.state === 'succeeded')
    const id = (await delivery())?.id ?? ''
    const message = () => line.store.findMessage('acme', messageId)

    clock.advance(dayMs - 60_000)
    expect(await managed.orderPaid.send(order, options)).toMatchObject({ duplicate: true })
    clock.advance(120_000)
    await untilAfter(clock, 1_000, 'the key is gone', async () => (await message())?.idempotencyKey === null)
    expect((await message())?.body).not.toBeNull()
    clock.advance(dayMs)
    await untilAfter(clock, 1_000, 'the body is gone', async () => (await message())?.body === null)
    expect(await line.store.listAttempts('acme', id)).toHaveLength(1)
    clock.advance(dayMs)
    await untilAfter(
      clock,
      1_000,
      'the attempts are gone',
      async () => (await line.store.listAttempts('acme', id)).length === 0,
    )
    expect(await delivery()).toMatchObject({ id })
    clock.advance(dayMs)
    await untilAfter(clock, 1_000, 'all is gone', async () => (await message()) === undefined)
    expect(await delivery()).toBeUndefined()
    await worker.stop()
    await app.close()
  })
})

describe('upkeep', () => {
  const start = (line: Dispatching, given: Partial<UpkeepOptions>) => {
    const upkeep = new Upkeep({
      store: line.store,
      retention: retentionSettings(),
      statistics: new Statistics(),
      pollMs: 1_000,
      onReplayed: () => {},
      clock: line.clock,
      random: () => 0,
      logger: {
        info: (_, message) => line.log.push(message),
        warn: (_, message) => line.log.push(message),
      },
      ...given,
    })
    upkeep.start()
    return upkeep
  }

  test('survives a store that fails, and says so', async () => {
    await using line = await Dispatching.open()
    let failures = 0
    const store = withFaults(line.store, {
      prune: (request) => {
        if (failures++ === 0) throw new Error('gone for a moment')
        return line.store.prune(request)
      },
    })
    const upkeep = start(line, { store })
    await until('it failed', () => line.log.length === 1)
    expect(line.log[0]).toBe(
      'Store sqlite::memory: failed to delete what is old; trying again in 125 ms: gone for a moment',
    )
    await untilAfter(line.clock, 50, 'it tried again', () => failures === 2)
    await upkeep.stop()
  })

  test('goes on with small pauses while there is more to delete, and then rests', async () => {
    await using line = await Dispatching.open()
    const asked: number[] = []
    const nothing = {
      keys: 0,
      bodies: 0,
      attempts: 0,
      deliveries: 0,
      messages: 0,
      replays: 0,
      endpoints: 0,
      statistics: 0,
    }
    const store = withFaults(line.store, {
      prune: async ({ now }) => ({ ...nothing, isMore: asked.push(now) < 3 }),
    })
    const upkeep = start(line, { store })
    await untilAfter(line.clock, 1, 'it has asked three times', () => asked.length === 3)
    await until('it rests', () => line.clock.timers === 3)
    line.clock.advance(44_000)
    expect(asked).toHaveLength(3)
    line.clock.advance(1_000)
    await until('it asks again', () => asked.length === 4)
    await upkeep.stop()
  })

  test('stops at once while it rests', async () => {
    await using line = await Dispatching.open()
    const upkeep = start(line, {})
    await until('it rests', () => line.clock.timers === 3)
    await upkeep.stop()
    await upkeep.stop()
  })
})
