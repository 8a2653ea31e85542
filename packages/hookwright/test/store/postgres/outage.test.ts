import type { ServerResponse } from 'node:http'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { postgres } from '../../../src/postgres.ts'
import type { Store } from '../../../src/store/store.ts'
import { Dispatching } from '../../support/dispatching.ts'
import { hasPostgres, startPostgres } from '../../support/postgres-server.ts'
import type { PostgresServer } from '../../support/postgres-server.ts'
import { newSchema, schemaOn } from '../../support/postgres.ts'
import type { TestSchema } from '../../support/postgres.ts'
import { startReceiver } from '../../support/receiver.ts'
import { until, untilAfter } from '../../support/until.ts'
import { addEndpoint, claim, failedAttempt, message, noon, recordOf } from '../conformance/samples.ts'

const minute = 60_000

describe.runIf(hasPostgres())('a server that goes away', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server[Symbol.asyncDispose]())

  test('stops nothing for longer than it is away: delivery goes on by itself, and nothing is lost', async () => {
    const schema = await schemaOn(server.url)
    await using line = await Dispatching.open(postgres(schema.url))
    const waiting: ServerResponse[] = []
    await using receiver = await startReceiver((response) => waiting.push(response))
    const endpointId = await line.endpoint(receiver.origin)
    const dispatcher = line.start()
    const stopListening = line.store.subscribe(() => dispatcher.wake())
    await line.send(endpointId, 5)
    await untilAfter(line.clock, 100, 'five attempts are under way', () => waiting.length === 5)

    await server.kill()
    await expect(line.send(endpointId)).rejects.toMatchObject({ code: 'store_failed' })
    for (const response of waiting.splice(0)) response.end()
    const back = line.clock.now() + 5 * minute
    await untilAfter(line.clock, 1_000, 'five minutes have passed', () => line.clock.now() >= back)
    expect(line.log.some((text) => text.includes('failed to hand out deliveries'))).toBe(true)
    await server.start()

    const deliverAll = () => {
      for (const response of waiting.splice(0)) response.end()
      return line.allIn('succeeded', endpointId)
    }
    await untilAfter(line.clock, 1_000, 'what was under way is delivered', deliverAll)
    await line.send(endpointId, 5)
    await untilAfter(line.clock, 100, 'what was sent since is delivered', deliverAll)
    const deliveries = await line.deliveries(endpointId)
    expect(deliveries).toHaveLength(10)
    const received = new Set(receiver.requests.map(({ headers }) => headers['webhook-id']))
    expect(received).toEqual(new Set(deliveries.map(({ messageId }) => messageId)))
    expect(line.log.some((text) => text.includes('answers again; delivery goes on'))).toBe(true)
    stopListening()
  })

  test('ends no process when it goes while connections are idle, and is used again when it is back', async () => {
    const schema = await schemaOn(server.url)
    const store = postgres({ url: schema.url, poolSize: 3 })
    await store.open()
    await Promise.all(Array.from({ length: 6 }, () => store.nextDueAt()))
    await server.kill()
    await expect(store.nextDueAt()).rejects.toMatchObject({
      code: 'store_failed',
      message: expect.stringContaining(`${store.name}: nextDueAt failed: `),
    })
    await server.start()
    await expect(store.enqueue([message()])).resolves.toMatchObject([{ status: 'stored' }])
    await store.close()
  })
})

describe('what stands in the way', () => {
  let schema: TestSchema
  let other: Client
  const stores: Store[] = []

  beforeEach(async () => {
    schema = await newSchema()
    other = new Client({ connectionString: schema.url })
    await other.connect()
  })
  afterEach(async () => {
    await other.end()
    await Promise.all(stores.splice(0).map((store) => store.close()))
    await schema[Symbol.asyncDispose]()
  })

  async function opened(options: {
    url?: string
    timeoutMs?: number
    poolSize?: number
    connectTimeoutMs?: number
  }) {
    const store = postgres({ url: schema.url, ...options })
    stores.push(store)
    await store.open()
    return store
  }

  const isWaiting = async () => {
    const waiting = await schema.sql(
      `select 1 from pg_stat_activity where application_name = current_schema() and wait_event_type = 'Lock'`,
    )
    return waiting.length > 0
  }

  test('a call that is not answered in time rejects, and the next one is answered', async () => {
    const store = await opened({ timeoutMs: 100 })
    const { id } = await addEndpoint(store)
    await other.query('begin; lock table hookwright_endpoint')
    const rotation = { secret: 'whsec_new', othersExpireAt: noon, now: noon }
    for (const call of [store.findEndpoint('acme', id), store.rotateSecret('acme', id, rotation)]) {
      await expect(call).rejects.toMatchObject({
        code: 'store_failed',
        message: expect.stringContaining(
          'It took longer than `timeoutMs`; whether it was done is not known.',
        ),
      })
    }
    await other.query('commit')
    expect(await store.findEndpoint('acme', id)).toMatchObject({ id })
  })

  test('a call for which there is no connection rejects, and says that all are in use', async () => {
    const store = await opened({ poolSize: 1, connectTimeoutMs: 100 })
    const { id } = await addEndpoint(store)
    await other.query('begin; lock table hookwright_endpoint')
    const first = store.findEndpoint('acme', id)
    await expect(store.nextDueAt()).rejects.toMatchObject({
      code: 'store_failed',
      message: expect.stringContaining('raise `poolSize`'),
    })
    await other.query('commit')
    expect(await first).toMatchObject({ id })
  })

  test('a deadlock with somebody else is tried again, and seen by nobody', async () => {
    const store = await opened({ url: `${schema.url}&application_name=${schema.name}` })
    // PostgreSQL ends the one that finds the deadlock, which is not to be this one.
    await other.query(`set deadlock_timeout = '1min'`)
    const [first, second] = [await addEndpoint(store), await addEndpoint(store)].toSorted((a, b) =>
      a.id < b.id ? -1 : 1,
    )
    await store.enqueue([message()])
    const claimed = await claim(store)
    await other.query('begin')
    await other.query('update hookwright_endpoint set updated_at = 1 where id = $1', [second?.id])
    const recording = store.record(
      claimed.map((one) =>
        recordOf(one, {
          attempt: failedAttempt,
          next: { state: 'failed' },
          endpoint: { pauseUntil: noon + 5 },
        }),
      ),
    )
    await until('the record waits for the second endpoint', isWaiting)
    // It holds the first one already.
    await other.query('update hookwright_endpoint set updated_at = 2 where id = $1', [first?.id])
    await other.query('commit')
    expect(await recording).toEqual(['recorded', 'recorded'])
    const endpoints = await schema.sql(
      'select paused_until::int8, updated_at::int from hookwright_endpoint order by id',
    )
    expect(endpoints).toEqual([
      { paused_until: String(noon + 5), updated_at: 2 },
      { paused_until: String(noon + 5), updated_at: 1 },
    ])
  })
})
