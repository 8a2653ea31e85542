import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { Dispatching, tenant } from '../support/dispatching.ts'
import { Gate, withFaults } from '../support/faults.ts'
import { startReceiver } from '../support/receiver.ts'
import { until, untilAfter } from '../support/until.ts'

const minute = 60_000

/** A claim that finds nothing. */
const nothing = { deliveries: [], seenTo: 0 }

describe('stop', () => {
  test('lets attempts under way finish and gives the rest back, not counted as attempts', async () => {
    await using line = await Dispatching.open()
    const waiting: ServerResponse[] = []
    await using receiver = await startReceiver((response) => waiting.push(response))
    const endpointId = await line.endpoint(receiver.origin)
    await line.send(endpointId, 100)
    const dispatcher = line.start({ settings: { endpointConcurrency: 10 } })
    await until('ten are under way', () => waiting.length === 10)
    const stopped = dispatcher.stop()
    await until('the others are given back', async () => {
      const states = (await line.deliveries(endpointId)).map(({ state }) => state)
      return states.filter((state) => state === 'leased').length === 10
    })
    for (const response of waiting) response.end()
    await stopped

    const summary = (await line.deliveries(endpointId)).map(({ state, attempts }) => `${state} ${attempts}`)
    expect(summary.filter((entry) => entry === 'succeeded 1')).toHaveLength(10)
    expect(summary.filter((entry) => entry === 'pending 0')).toHaveLength(90)
    expect(line.reports).toHaveLength(10)
    expect(line.clock.timers).toBe(0)
    expect(receiver.requests).toHaveLength(10)

    for (const response of waiting.splice(0)) response.destroy()
    line.start()
    await until('the next dispatcher has the rest', () => waiting.length > 0)
  })

  test('breaks off what has not finished within the grace, gives it back, and takes no answer for it', async () => {
    await using line = await Dispatching.open()
    await using receiver = await startReceiver(() => {})
    const endpointId = await line.endpoint(receiver.origin)
    await line.send(endpointId, 3)
    const dispatcher = line.start()
    await until('they are under way', () => receiver.requests.length === 3)
    const stopped = dispatcher.stop({ graceMs: 5_000 })
    expect(dispatcher.stop()).toBe(stopped)
    await until('the grace runs', () => line.clock.timers > 3)
    line.clock.advance(5_000)
    await stopped
    const summary = (await line.deliveries(endpointId)).map(({ state, attempts }) => `${state} ${attempts}`)
    expect(summary).toEqual(['pending 0', 'pending 0', 'pending 0'])
    expect(line.reports).toEqual([])
    await until('the connections are closed', () => receiver.open() === 0)
    expect(() => dispatcher.start()).toThrow('create another one')
  })

  test('ends although the store no longer answers', async () => {
    await using line = await Dispatching.open()
    const gate = new Gate()
    const store = withFaults(line.store, {
      claim: async () => {
        await gate.pass()
        return nothing
      },
    })
    const dispatcher = line.start({ store })
    await until('a claim hangs', () => gate.waiting === 1)
    const stopped = dispatcher.stop({ graceMs: 1_000 })
    await untilAfter(line.clock, 500, 'it has given up', () => line.log.length > 0)
    await stopped
    expect(line.log[0]).toContain('did not answer in time')
    gate.open()
  })

  test('gives back what a claim under way still brings', async () => {
    await using line = await Dispatching.open()
    await using receiver = await startReceiver((response) => response.end())
    const endpointId = await line.endpoint(receiver.origin)
    await line.send(endpointId, 5)
    const gate = new Gate()
    const store = withFaults(line.store, {
      claim: async (request) => {
        const claimed = await line.store.claim(request)
        await gate.pass()
        return claimed
      },
    })
    const dispatcher = line.start({ store })
    await until('a claim is under way', () => gate.waiting === 1)
    const stopped = dispatcher.stop()
    gate.open()
    await stopped
    expect(receiver.requests).toHaveLength(0)
    expect(await line.allIn('pending', endpointId)).toBe(true)
  })
})

describe('a worker that stalls past its lease', () => {
  test('is fenced out: the newer result stands', async () => {
    await using line = await Dispatching.open()
    let answers = 0
    await using receiver = await startReceiver((response) =>
      response.writeHead(++answers === 1 ? 500 : 200).end(),
    )
    const endpointId = await line.endpoint(receiver.origin)
    await line.send(endpointId)
    const gate = new Gate()
    const stalled = withFaults(line.store, {
      record: async (records) => {
        await gate.pass()
        return line.store.record(records)
      },
      claim: async (request) => (answers === 0 ? line.store.claim(request) : nothing),
    })
    line.start({ store: stalled })
    await until('the first worker is about to record', () => gate.waiting === 1)
    line.clock.advance(2 * minute)
    line.start()
    await untilAfter(line.clock, 100, 'the second has delivered', () => line.reports.length === 1)
    gate.open()
    await until('the first is told', () => line.log.some((text) => text.includes('another worker has it')))

    const delivery = await line.delivery(endpointId)
    expect(delivery).toMatchObject({ state: 'succeeded', attempts: 1 })
    const attempts = await line.store.listAttempts(tenant, delivery.id)
    expect(attempts).toMatchObject([{ number: 1, outcome: 'succeeded', status: 200 }])
    expect(line.reports).toMatchObject([{ outcome: 'succeeded' }])
  })

  test('gives back what waited so long that its lease would end within the attempt', async () => {
    await using line = await Dispatching.open()
    await using receiver = await startReceiver(() => {})
    const endpointId = await line.endpoint(receiver.origin)
    await line.send(endpointId, 2)
    const released: string[] = []
    const store = withFaults(line.store, {
      release: (releases) => {
        for (const { deliveryId } of releases) released.push(deliveryId)
        return line.store.release(releases)
      },
    })
    line.start({ store, settings: { endpointConcurrency: 1, leaseMs: 30_000 } })
    await until('one is under way', () => receiver.requests.length === 1)
    line.clock.advance(15_000)
    await until('its timeout is recorded', () => line.reports.length === 1)
    await untilAfter(line.clock, 100, 'the other, with 15 s left, was given back and claimed anew', () => {
      return receiver.requests.length === 2
    })
    const leased = (await line.deliveries(endpointId)).find(({ state }) => state === 'leased')
    expect(leased).toMatchObject({ attempts: 0 })
    expect(released).toEqual([leased?.id])
  })
})

describe('a store that fails', () => {
  test('for five minutes is asked again and again, with pauses, and nothing is stranded', async () => {
    await using line = await Dispatching.open()
    await using receiver = await startReceiver((response) => response.end())
    const endpointId = await line.endpoint(receiver.origin)
    await line.send(endpointId, 50)
    let away = false
    let asked = 0
    const fail = () => {
      asked++
      return Promise.reject(new Error('connection refused'))
    }
    const store = withFaults(line.store, {
      claim: (request) => (away ? fail() : line.store.claim(request)),
      record: (records) => (away ? fail() : line.store.record(records)),
      release: (releases) => (away ? fail() : line.store.release(releases)),
      nextDueAt: () => (away ? fail() : line.store.nextDueAt()),
    })
    line.start({
      store,
      settings: { endpointConcurrency: 2 },
      onAttempt: (report) => {
        line.reports.push(report)
        away ||= line.reports.length === 10
      },
    })
    await until('the store is away', () => away)
    const backAt = line.clock.now() + 5 * minute
    await untilAfter(line.clock, 1_000, 'five minutes have passed', () => line.clock.now() >= backAt)
    expect(asked).toBeGreaterThan(5)
    expect(asked).toBeLessThan(200)
    away = false
    await untilAfter(line.clock, 1_000, 'all are delivered', () => line.allIn('succeeded', endpointId))
    expect(line.log.some((text) => text.includes('connection refused'))).toBe(true)
    expect(line.log.some((text) => text.includes('answers again'))).toBe(true)
  })

  test('to record once is given the same attempt again: the receiver gets one request', async () => {
    await using line = await Dispatching.open()
    await using receiver = await startReceiver((response) => response.end())
    const endpointId = await line.endpoint(receiver.origin)
    await line.send(endpointId)
    let failures = 3
    const store = withFaults(line.store, {
      record: (records) =>
        failures-- > 0 ? Promise.reject(new Error('database is locked')) : line.store.record(records),
    })
    line.start({ store })
    await untilAfter(line.clock, 250, 'it is recorded', () => line.reports.length === 1)
    expect(receiver.requests).toHaveLength(1)
    expect(await line.delivery(endpointId)).toMatchObject({ state: 'succeeded', attempts: 1 })
  })
})

describe('a clock that leaps', () => {
  test('ten minutes ahead within an attempt makes no second request, and the attempt is recorded', async () => {
    await using line = await Dispatching.open()
    const waiting: ServerResponse[] = []
    await using receiver = await startReceiver((response) => waiting.push(response))
    const endpointId = await line.endpoint(receiver.origin)
    await line.send(endpointId)
    const dispatcher = line.start()
    await until('it is under way', () => waiting.length === 1)
    const before = (await line.store.nextDueAt()) ?? 0
    line.clock.set(line.clock.now() + 10 * minute)
    dispatcher.wake()
    await until('its lease has been renewed', async () => ((await line.store.nextDueAt()) ?? 0) > before)
    waiting[0]?.end()
    await until('it is recorded', () => line.reports.length === 1)
    expect(receiver.requests).toHaveLength(1)
    expect(await line.delivery(endpointId)).toMatchObject({ state: 'succeeded', attempts: 1 })
  })

  test('ten minutes back makes no storm and no negative duration, and each attempt has its own time', async () => {
    await using line = await Dispatching.open()
    const waiting: ServerResponse[] = []
    await using receiver = await startReceiver((response) => waiting.push(response))
    const endpointId = await line.endpoint(receiver.origin)
    await line.send(endpointId, 5)
    line.start()
    await until('all are under way', () => waiting.length === 5)
    const startedAt = line.clock.now()
    line.clock.set(startedAt - 10 * minute)
    for (const response of waiting.splice(0)) response.writeHead(500).end()
    await until('all are recorded', () => line.reports.length === 5)
    expect(line.reports.map(({ durationMs }) => durationMs)).toEqual([0, 0, 0, 0, 0])
    expect(line.reports.map(({ nextAttemptAt }) => nextAttemptAt)).toEqual(
      Array.from({ length: 5 }, () => startedAt - 10 * minute + 5_000),
    )
    await untilAfter(line.clock, 100, 'all are tried again', () => waiting.length === 5)
    for (const response of waiting) response.end()
    await until('all are delivered', () => line.allIn('succeeded', endpointId))
    expect(receiver.requests).toHaveLength(10)
    const times = receiver.requests.map(({ headers }) => Number(headers['webhook-timestamp']) * 1_000)
    for (const time of times.slice(0, 5)) expect(time).toBe(startedAt)
    for (const time of times.slice(5)) expect(time).toBeLessThan(startedAt - 9 * minute)
  })
})
