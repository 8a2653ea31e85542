import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { App } from '../../src/app.ts'
import { watchDeliveries, type Watched, type WatchOptions } from '../../src/delivery/watch.ts'
import { createWorker } from '../../src/delivery/worker.ts'
import { newId } from '../../src/id.ts'
import { postgres } from '../../src/postgres.ts'
import { claim, endpoint, failedAttempt, message, recordOf } from '../store/conformance/samples.ts'
import { createManaged, type Managed } from '../support/management.ts'
import { newSchema } from '../support/postgres.ts'
import { startReceiver } from '../support/receiver.ts'
import { until, untilAfter } from '../support/until.ts'

let managed: Managed
let told: Watched[]
let end: AbortController
let ended: Promise<void> | undefined

beforeEach(() => {
  managed = createManaged()
  told = []
  end = new AbortController()
  ended = undefined
})
afterEach(async () => {
  end.abort()
  await ended
  await managed.app.close()
})

const store = () => managed.app.delivery.line.store

async function watch(options: Partial<WatchOptions> = {}): Promise<void> {
  const watched = watchDeliveries(managed.app.delivery.line, {
    tenant: 'acme',
    search: { eventTypes: [] },
    limit: 5,
    signal: end.signal,
    ...options,
  })
  ended = (async () => {
    for await (const each of watched) told.push(each)
  })()
  await until('it has begun', () => told.some(({ kind }) => kind === 'begun'))
}

/** Stores a message with its delivery, as another process does; its id is of `ageMs` ago. */
async function send(eventType = 'order.paid', ageMs = 0): Promise<void> {
  const createdAt = managed.clock.now() - ageMs
  await store().enqueue([message({ id: newId('msg', createdAt), createdAt, eventType })])
}

async function attempt(outcome: 'succeeds' | 'fails'): Promise<void> {
  const now = managed.clock.now()
  const next = { state: 'pending', dueAt: now + 60_000 } as const
  const given = outcome === 'succeeds' ? {} : { next, attempt: failedAttempt }
  for (const claimed of await claim(store(), { now })) await store().record([recordOf(claimed, given)])
}

const states = () =>
  told.map((each) => (each.kind === 'begun' ? 'begun' : `${each.delivery.eventType} ${each.delivery.state}`))

const untilTold = (count: number) =>
  untilAfter(managed.clock, 100, `${count} were told`, () => told.length >= count)

/** Long enough for several looks. */
async function letTimePass(): Promise<void> {
  const enough = managed.clock.now() + 5_000
  await untilAfter(managed.clock, 50, 'time has passed', () => managed.clock.now() >= enough)
}

describe('whoever watches', () => {
  beforeEach(async () => {
    await managed.app.delivery.line.open()
    await store().createEndpoint(endpoint())
  })

  test('is told once of each change, and of nothing that stays as it is', async () => {
    await send()
    await watch()
    await letTimePass()
    await attempt('succeeds')
    await untilTold(3)
    await letTimePass()
    expect(states()).toEqual(['order.paid pending', 'begun', 'order.paid succeeded'])
  })

  test('is told of an attempt of this process at once, without waiting for the poll', async () => {
    await send()
    await watch()
    await letTimePass()
    await attempt('succeeds')
    managed.app.delivery.line.tellRecorded()
    const deadline = managed.clock.now() + 900
    const advance = (ms: number) => managed.clock.advance(Math.min(ms, deadline - managed.clock.now()))
    await untilAfter({ advance }, 50, 'it was told', () => told.length === 3)
  })

  test('is told only of the newest so many', async () => {
    for (const name of ['a', 'b', 'c']) {
      await send(name)
      managed.clock.advance(1)
    }
    await watch({ limit: 2 })
    expect(states()).toEqual(['b pending', 'c pending', 'begun'])
    managed.clock.advance(1)
    await send('d')
    await untilTold(4)
    await attempt('succeeds')
    await untilTold(6)
    await letTimePass()
    // What newer ones have pushed out is told no more.
    expect(states().slice(3)).toEqual(['d pending', 'c succeeded', 'd succeeded'])
  })

  test.each([
    ['of some event types', { eventTypes: ['a.*'] }],
    ['of some event types and a state', { eventTypes: ['a.*'], state: 'pending' }],
  ] as const)('a search %s is told of changes long after it was sent', async (_, search) => {
    await send('a.one')
    managed.clock.advance(1)
    await send('b')
    await watch({ search })
    managed.clock.advance(600_000)
    await letTimePass()
    await attempt('fails')
    managed.clock.advance(1)
    await send('b')
    await untilTold(3)
    managed.clock.advance(60_000)
    await attempt('succeeds')
    await untilTold(4)
    managed.clock.advance(1)
    await send('a.two')
    await untilTold(5)
    await letTimePass()
    expect(states()).toEqual(['a.one pending', 'begun', 'a.one pending', 'a.one succeeded', 'a.two pending'])
  })

  test('is told anew that it begins where more were made at once than it is told of', async () => {
    const begun = () => told.filter(({ kind }) => kind === 'begun').length
    await watch({ limit: 2 })
    await send()
    await untilAfter(managed.clock, 5_000, 'one was told', () => told.length === 2)
    const createdAt = managed.clock.now()
    await store().enqueue(
      Array.from({ length: 4 }, () => message({ id: newId('msg', createdAt), createdAt })),
    )
    await untilAfter(managed.clock, 5_000, 'it has begun anew', () => begun() === 2)
    // After those that came, of which there was no third.
    expect(told.map(({ kind }) => kind)).toEqual(['begun', 'delivery', 'delivery', 'delivery', 'begun'])
  })

  test('is told of what a long transaction commits after newer ones were told', async () => {
    await watch({ search: { eventTypes: ['a'] } })
    await send('a')
    await untilTold(2)
    managed.clock.advance(20_000)
    await letTimePass()
    await send('a', 20_000)
    await untilTold(3)
    expect(states()).toEqual(['begun', 'a pending', 'a pending'])
  })

  test('is told of what comes into a state, however old it is', async () => {
    await send('a')
    managed.clock.advance(1)
    await watch({ search: { eventTypes: [], state: 'failed' } })
    managed.clock.advance(600_000)
    for (const claimed of await claim(store(), { now: managed.clock.now() })) {
      await store().record([recordOf(claimed, { next: { state: 'failed' }, attempt: failedAttempt })])
    }
    await untilTold(2)
    expect(states()).toEqual(['begun', 'a failed'])
  })

  test('is not disturbed by what retention deletes', async () => {
    await send('a')
    await attempt('succeeds')
    await watch({ search: { eventTypes: ['a'] } })
    const now = managed.clock.now()
    const before = {
      keysBefore: now + 60_000,
      bodiesBefore: now + 60_000,
      attemptsBefore: now + 60_000,
      deliveriesBefore: now + 60_000,
      statisticsBefore: null,
    }
    // What a delivery needs goes before it.
    for (let n = 0; n < 3; n++) await store().prune({ now, limit: 100, ...before })
    expect(await store().listDeliveries('acme', {}, { limit: 10 })).toEqual([])
    await send('a')
    await untilTold(3)
    expect(states()).toEqual(['a succeeded', 'begun', 'a pending'])
  })

  test('leaves nothing behind at the end', async () => {
    await watch()
    end.abort()
    await ended
    expect(managed.clock.timers).toBe(0)
  })
})

test('a retry that succeeds in another process is told, and an attempt of this one too', async () => {
  await using schema = await newSchema()
  await using receiver = await startReceiver((response) => {
    response.writeHead(receiver.requests.length === 1 ? 500 : 204).end()
  })
  const createApp = () => {
    const app = new App({
      title: 'Shop',
      version: '1',
      delivery: {
        store: postgres({ url: schema.url, poolSize: 3 }),
        allowHttp: true,
        allowPrivateNetworks: ['127.0.0.0/8'],
        retryScheduleMs: [0, 100],
        logger: { info() {}, warn() {} },
      },
    })
    return { app, ping: app.webhooks.post('ping') }
  }
  const [here, there] = [createApp(), createApp()]
  await here.app.delivery.endpoints.create('acme', { url: `${receiver.origin}/hooks` })
  const watched = watchDeliveries(here.app.delivery.line, {
    tenant: 'acme',
    search: { eventTypes: [] },
    limit: 5,
    signal: end.signal,
  })
  const seen: Watched[] = []
  ended = (async () => {
    for await (const each of watched) seen.push(each)
  })()
  const last = () => seen.findLast((each) => each.kind === 'delivery')?.delivery
  await until('it has begun', () => seen.length === 1)
  const worker = createWorker(there.app)
  await worker.start()
  await here.ping.send(undefined, { tenant: 'acme' })
  await until('the retry was told', () => last()?.state === 'succeeded')
  expect(last()).toMatchObject({ attempts: 2, lastOutcome: 'succeeded' })
  await worker.stop()

  const own = createWorker(here.app)
  await own.start()
  const first = last()?.id
  await here.ping.send(undefined, { tenant: 'acme' })
  await until('its own was told', () => last()?.id !== first && last()?.state === 'succeeded')
  await own.stop()
  end.abort()
  await ended
  await Promise.all([here.app.close(), there.app.close()])
})
