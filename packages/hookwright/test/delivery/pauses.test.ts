import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ServerResponse } from 'node:http'

import type { Store } from '../../src/store/store.ts'
import { Dispatching, tenant } from '../support/dispatching.ts'
import { Gate, withFaults } from '../support/faults.ts'
import { startReceiver, type HttpReceiver } from '../support/receiver.ts'
import { until, untilAfter } from '../support/until.ts'

let line: Dispatching
beforeEach(async () => {
  line = await Dispatching.open()
})
afterEach(() => line[Symbol.asyncDispose]())

const hour = 3_600_000

function setPause(endpointId: string, pausedUntil: number | null) {
  return line.store.updateEndpoint(tenant, endpointId, { pausedUntil }, line.clock.now())
}

describe('an endpoint that was paused by request', () => {
  let receiver: HttpReceiver
  beforeEach(async () => {
    receiver = await startReceiver((response) => response.end())
  })
  afterEach(() => receiver[Symbol.asyncDispose]())

  test('gets nothing from any worker, others go on, and it is met once, not over and over', async () => {
    await using other = await startReceiver((response) => response.end())
    const [id, otherId] = [await line.endpoint(receiver.origin), await line.endpoint(other.origin)]
    await setPause(id, line.clock.now() + hour)
    await line.send(id, 20)
    await line.send(otherId, 20)
    let claimed = 0
    const store = withFaults(line.store, {
      claim: async (request) => {
        const found = await line.store.claim(request)
        claimed += found.deliveries.filter(({ endpoint }) => endpoint.id === id).length
        return found
      },
    })
    line.start({ store })
    line.start({ store })
    await until('the others have theirs', () => other.requests.length === 20)
    for (let n = 0; n < 20; n++) line.clock.advance(1_000)
    await until('all of it is held', async () =>
      (await line.deliveries(id)).every(({ dueAt }) => dueAt !== null && dueAt > line.clock.now()),
    )
    expect(receiver.requests).toHaveLength(0)
    expect(claimed).toBe(0)
    expect((await line.deliveries(id)).map(({ state, attempts }) => `${state} ${attempts}`)).toEqual(
      Array.from({ length: 20 }, () => 'pending 0'),
    )
    await setPause(id, null)
    await untilAfter(line.clock, 100, 'all are delivered', () => line.allIn('succeeded', id))
    expect(receiver.requests).toHaveLength(20)
  })

  test('goes on by itself when the pause is over', async () => {
    const id = await line.endpoint(receiver.origin)
    const endsAt = line.clock.now() + hour
    await setPause(id, endsAt)
    await line.send(id, 3)
    line.start()
    await until('it is held', async () => (await line.deliveries(id)).every(({ dueAt }) => dueAt === endsAt))
    line.clock.advance(hour - 1_000)
    expect(receiver.requests).toHaveLength(0)
    await untilAfter(line.clock, 100, 'all are delivered', () => line.allIn('succeeded', id))
  })

  test('with limits gets nothing either, until the pause is ended', async () => {
    const id = await line.endpoint(receiver.origin, { ordered: true })
    await setPause(id, Date.UTC(9999, 11, 31))
    await line.send(id, 3)
    const asked: number[] = []
    const store = withFaults(line.store, {
      claimLimited: (request) => {
        asked.push(request.now)
        return line.store.claimLimited(request)
      },
    })
    line.start({ store })
    await untilAfter(line.clock, 500, 'it was asked for', () => asked.length > 5)
    expect(receiver.requests).toHaveLength(0)
    await setPause(id, null)
    await untilAfter(line.clock, 100, 'all are delivered', () => line.allIn('succeeded', id))
  })

  test('a retry that came due in the pause comes when it ends, and the attempts are counted on', async () => {
    let status = 500
    await using failing = await startReceiver((response) => response.writeHead(status).end())
    const id = await line.endpoint(failing.origin)
    await line.send(id)
    line.start({ settings: { retryScheduleMs: [0, 5_000, 5_000] } })
    await until('it has failed', () => line.reports.length === 1)
    await setPause(id, line.clock.now() + hour)
    line.clock.advance(10_000)
    await untilAfter(line.clock, 500, 'it is held', async () => {
      const { dueAt } = await line.delivery(id)
      return dueAt !== null && dueAt > line.clock.now() + 10_000
    })
    status = 204
    await setPause(id, null)
    await untilAfter(line.clock, 100, 'it is delivered', () => line.allIn('succeeded', id))
    expect(await line.delivery(id)).toMatchObject({ attempts: 2 })
    expect(failing.requests).toHaveLength(2)
  })
})

test('what a worker has in hand is given back within a poll of a pause; only what is under way goes on', async () => {
  const open: ServerResponse[] = []
  await using receiver = await startReceiver((response) => open.push(response))
  const id = await line.endpoint(receiver.origin)
  await line.send(id, 8)
  line.start({ settings: { endpointConcurrency: 2, pollMs: 1_000, timeoutMs: 100_000 } })
  await until('two are under way', () => open.length === 2)
  await until('the rest is in hand', () => line.allIn('leased', id))
  await setPause(id, line.clock.now() + hour)
  const held = async () => (await line.deliveries(id)).filter(({ state }) => state === 'pending').length
  await untilAfter(line.clock, 250, 'the rest is held', async () => (await held()) === 6)
  for (const response of open.splice(0)) response.end()
  await until('what was under way is recorded', () => line.reports.length === 2)
  await untilAfter(line.clock, 1_000, 'time has passed', () => line.clock.now() % hour > 60_000)
  expect(receiver.requests).toHaveLength(2)
  expect(await held()).toBe(6)
  await setPause(id, null)
  await untilAfter(line.clock, 100, 'all have come', () => {
    for (const response of open.splice(0)) response.end()
    return line.allIn('succeeded', id)
  })
  expect(receiver.requests).toHaveLength(8)
})

test('a pause that the receiver asked for can be ended: the worker that met it believes the store', async () => {
  let status = 429
  await using receiver = await startReceiver((response) =>
    response.writeHead(status, { 'retry-after': '3600' }).end(),
  )
  const id = await line.endpoint(receiver.origin)
  await line.send(id)
  line.start()
  await until('it asked for a pause', () => line.reports.length === 1)
  await line.send(id, 5)
  await untilAfter(line.clock, 250, 'what came then is held', async () =>
    (await line.deliveries(id)).every(({ dueAt }) => dueAt !== null && dueAt > line.clock.now() + 60_000),
  )
  status = 204
  await setPause(id, null)
  await untilAfter(line.clock, 100, 'what was held is delivered', () => receiver.requests.length === 6)
  // The one that was refused waits for as long as it was told.
  expect((await line.deliveries(id)).filter(({ state }) => state === 'pending')).toHaveLength(1)
})

test('while the pause that a receiver asked for is being recorded, nothing is claimed in vain', async () => {
  await using receiver = await startReceiver((response) =>
    response.writeHead(429, { 'retry-after': '3600' }).end(),
  )
  const id = await line.endpoint(receiver.origin)
  const gate = new Gate()
  const claims: number[] = []
  const store: Store = withFaults(line.store, {
    record: async (records) => {
      await gate.pass()
      return line.store.record(records)
    },
    claim: async (request) => {
      const found = await line.store.claim(request)
      claims.push(found.deliveries.length)
      return found
    },
  })
  await line.send(id, 30)
  line.start({ store, settings: { endpointConcurrency: 1 } })
  await until('the attempt is being recorded', () => gate.waiting > 0)
  await until('the rest was given back', async () =>
    (await line.deliveries(id)).some(({ state }) => state === 'pending'),
  )
  const claimed = () => claims.reduce((sum, count) => sum + count, 0)
  const [before, asked] = [claimed(), claims.length]
  await untilAfter(line.clock, 1_000, 'it was asked again and again', () => claims.length > asked + 5)
  gate.open()
  expect(claimed()).toBe(before)
  await untilAfter(line.clock, 250, 'all of it is held', async () =>
    (await line.deliveries(id)).every(({ dueAt }) => dueAt !== null && dueAt > line.clock.now() + 60_000),
  )
  expect(receiver.requests).toHaveLength(1)
})
