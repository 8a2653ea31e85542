import { describe, expect, test } from 'vitest'

import { Statistics } from '../../src/delivery/statistics.ts'
import { createWorker } from '../../src/node.ts'
import type { WorkerMinute } from '../../src/store/operator.ts'
import type { Store } from '../../src/store/store.ts'
import { Dispatching } from '../support/dispatching.ts'
import { withFaults } from '../support/faults.ts'
import { createManaged } from '../support/management.ts'
import { startReceiver } from '../support/receiver.ts'
import { until, untilAfter } from '../support/until.ts'

const noon = Date.UTC(2026, 10, 23, 12)
const minute = 60_000
const loopback = { allowPrivateNetworks: ['127.0.0.0/8'] }

/** Counts up: `w1`, `w2`, … */
function numbered(): () => string {
  let n = 0
  return () => `w${++n}`
}

function readAll(store: Store): Promise<WorkerMinute[]> {
  return store.readStatistics({ since: noon - 60 * minute, until: noon + 600 * minute, limit: 10_000 })
}

describe('the statistics of a worker', () => {
  test('are its own totals of each minute, by the time at which attempts ended', async () => {
    await using line = await Dispatching.open()
    const statistics = new Statistics(numbered())
    statistics.count(noon + 1, 5, true)
    statistics.count(noon + minute - 1, 5, false)
    statistics.count(noon + minute, 100, true)
    await statistics.write(line.store, noon + minute)
    const base = { workerId: 'w1', failed: 0, succeeded: 1 }
    const expected = [
      { ...base, minute: noon, attempts: 2, failed: 1, latencies: [[5, 2]] },
      { ...base, minute: noon + minute, attempts: 1, latencies: [[36, 1]] },
    ]
    expect(await readAll(line.store)).toEqual(expected)
    statistics.count(noon + minute, 100, true)
    await statistics.write(line.store, noon + minute)
    expect((await readAll(line.store))[1]).toMatchObject({ attempts: 2, latencies: [[36, 2]] })
  })

  test('are written only when there is something new', async () => {
    const written: number[] = []
    const store = { writeStatistics: async (rows: readonly WorkerMinute[]) => void written.push(rows.length) }
    const statistics = new Statistics()
    await statistics.write(store, noon)
    statistics.count(noon, 1, true)
    await statistics.write(store, noon)
    await statistics.write(store, noon + minute)
    expect(written).toEqual([1])
  })

  test('lose and double nothing when the store fails, before or after it has taken them', async () => {
    await using line = await Dispatching.open()
    const statistics = new Statistics(numbered())
    const away = { writeStatistics: () => Promise.reject(new Error('away')) }
    const silent = {
      writeStatistics: async (rows: readonly WorkerMinute[]) => {
        await line.store.writeStatistics(rows)
        throw new Error('the answer was lost')
      },
    }
    statistics.count(noon, 1, true)
    await expect(statistics.write(away, noon)).rejects.toThrow('away')
    await expect(statistics.write(silent, noon)).rejects.toThrow('lost')
    statistics.count(noon + 1, 1, true)
    await statistics.write(line.store, noon + 2 * minute)
    expect(await readAll(line.store)).toMatchObject([{ minute: noon, attempts: 2 }])
  })

  test('count what is recorded while they are being written', async () => {
    await using line = await Dispatching.open()
    const statistics = new Statistics()
    const store = {
      writeStatistics: async (rows: readonly WorkerMinute[]) => {
        statistics.count(noon, 1, true)
        await line.store.writeStatistics(rows)
      },
    }
    statistics.count(noon, 1, true)
    await statistics.write(store, noon + minute)
    await statistics.write(line.store, noon + minute)
    expect(await readAll(line.store)).toMatchObject([{ attempts: 2 }])
  })

  test('put an attempt that is recorded when its minute is over with the others of that minute', async () => {
    await using line = await Dispatching.open()
    const statistics = new Statistics(numbered())
    for (let n = 0; n < 5; n++) {
      const end = noon + (n + 1) * minute
      statistics.count(end - 10, 1, true)
      await statistics.write(line.store, end)
      statistics.count(end - 5, 1, false)
      await statistics.write(line.store, end + 5_000)
    }
    expect(await readAll(line.store)).toMatchObject(
      Array.from({ length: 5 }, (_, n) => ({ workerId: 'w1', minute: noon + n * minute, attempts: 2 })),
    )
  })

  test('do not overwrite a minute when a clock is set back to it, nor when an attempt is recorded late', async () => {
    await using line = await Dispatching.open()
    const statistics = new Statistics(numbered())
    for (let n = 0; n < 3; n++) statistics.count(noon, 1, true)
    await statistics.write(line.store, noon + 2 * minute)
    statistics.count(noon + 1, 1, false)
    await statistics.write(line.store, noon + 2 * minute)
    expect(await readAll(line.store)).toMatchObject([
      { workerId: 'w1', minute: noon, attempts: 3 },
      { workerId: 'w2', minute: noon, attempts: 1 },
    ])
  })

  test('are written every five seconds, and when a minute is over', () => {
    expect(Statistics.untilNext(noon)).toBe(5_000)
    expect(Statistics.untilNext(noon + 58_000)).toBe(2_000)
  })
})

describe('workers', () => {
  test('write what they did while they work, and the rest when they stop', async () => {
    const managed = createManaged(loopback)
    const { app, clock } = managed
    const { store } = app.delivery.line
    let status = 200
    await using receiver = await startReceiver((response) => response.writeHead(status).end())
    await app.delivery.endpoints.create('acme', { url: receiver.origin })
    const workers = [createWorker(app), createWorker(app)]
    for (const worker of workers) await worker.start()
    for (let n = 0; n < 10; n++) await managed.orderPaid.send({ id: `${n}`, total: n }, { tenant: 'acme' })
    const total = async () => (await readAll(store)).reduce((sum, { attempts }) => sum + attempts, 0)
    await untilAfter(clock, 500, 'they are written', async () => (await total()) === 10)
    status = 400
    for (let n = 0; n < 5; n++) await managed.orderPaid.send({ id: `${n}`, total: n }, { tenant: 'acme' })
    await until('they were refused', () => receiver.requests.length === 15)
    for (const worker of workers) await worker.stop()
    const rows = await readAll(store)
    const sum = (what: 'attempts' | 'succeeded' | 'failed') => rows.reduce((all, row) => all + row[what], 0)
    expect([sum('attempts'), sum('succeeded'), sum('failed')]).toEqual([15, 10, 5])
    const latencies = rows.flatMap((row) => row.latencies.map(([, count]) => count))
    expect(latencies.reduce((all, count) => all + count, 0)).toBe(15)
    await app.close()
  })

  test('stop without a store that takes their statistics, and say so', async () => {
    const log: string[] = []
    const logger = { info: () => {}, warn: (_: object, text: string) => log.push(text) }
    const inMemory = createManaged().app.delivery.line.store
    const store = withFaults(inMemory, { writeStatistics: () => Promise.reject(new Error('disk full')) })
    const managed = createManaged({ ...loopback, store, logger })
    await using receiver = await startReceiver((response) => response.end())
    await managed.app.delivery.endpoints.create('acme', { url: receiver.origin })
    const worker = createWorker(managed.app)
    await worker.start()
    await managed.orderPaid.send({ id: 'a', total: 1 }, { tenant: 'acme' })
    await until('it is delivered', () => receiver.requests.length === 1)
    await worker.stop()
    expect(log.at(-1)).toMatch(/did not take the last seconds of statistics; they are lost: disk full$/)
    await managed.app.close()
  })

  test('delete them with what was delivered, and after 30 days at the latest', async () => {
    for (const [deliveryDays, kept] of [
      [2, 2],
      [null, 30],
    ] as const) {
      const { app, clock } = createManaged({ retention: { deliveryDays } })
      await app.delivery.line.open()
      const { store } = app.delivery.line
      const row = { workerId: 'w', attempts: 1, succeeded: 1, failed: 0, latencies: [] }
      const day = 86_400_000
      const now = clock.now()
      const young = now - kept * day + 3 * 3_600_000
      await store.writeStatistics([now - kept * day - minute, young].map((at) => ({ ...row, minute: at })))
      const worker = createWorker(app)
      await worker.start()
      const read = () => store.readStatistics({ since: 0, until: now, limit: 10 })
      await untilAfter(clock, 1_000, 'the old one is gone', async () => (await read()).length === 1)
      expect(await read()).toMatchObject([{ minute: young }])
      await worker.stop()
      await app.close()
    }
  })
})
