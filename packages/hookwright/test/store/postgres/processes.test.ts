import { afterEach, beforeEach, expect, test } from 'vitest'
import { postgres } from '../../../src/postgres.ts'
import { migrations } from '../../../src/store/migrations/index.ts'
import type { Store } from '../../../src/store/store.ts'
import { newSchema } from '../../support/postgres.ts'
import type { TestSchema } from '../../support/postgres.ts'
import { until } from '../../support/until.ts'
import { runChild, startChild } from '../child.ts'
import { addEndpoint, message } from '../conformance/samples.ts'
import { replayThroughAKill } from '../replay-killed.ts'

let schema: TestSchema
let store: Store

beforeEach(async () => {
  schema = await newSchema()
  store = postgres(schema.url)
})
afterEach(async () => {
  await store.close()
  await schema[Symbol.asyncDispose]()
})

test('four processes that claim 10,000 deliveries at the same time never get the same one', async () => {
  await store.open()
  await addEndpoint(store)
  for (let n = 0; n < 20; n++) await store.enqueue(Array.from({ length: 500 }, () => message()))

  const printed = await Promise.all(Array.from({ length: 4 }, () => runChild('claim-all', schema.url)))

  const claimed = printed.flat()
  expect(claimed).toHaveLength(10_000)
  const stored = await schema.sql('select id, fence, state from hookwright_delivery')
  expect(new Set(claimed)).toEqual(new Set(stored.map(({ id }) => id)))
  expect(stored).toHaveLength(10_000)
  // Of none was there a second claim, whoever made it.
  expect(new Set(stored.map(({ fence, state }) => `${String(state)} ${String(fence)}`))).toEqual(
    new Set(['leased 1']),
  )
})

test('kill -9 of a process that enqueues loses no message that was acknowledged, and no delivery of one', async () => {
  await store.open()
  await addEndpoint(store)
  const child = startChild('enqueue-forever', schema.url)
  const acknowledged: string[] = []
  for await (const id of child.lines) {
    acknowledged.push(id)
    if (acknowledged.length === 300) child.kill('SIGKILL')
  }
  expect(await child.ended).toBe('SIGKILL')

  expect(acknowledged.length).toBeGreaterThanOrEqual(300)
  const stored = await schema.sql(
    `select message.id from hookwright_message message
     join hookwright_delivery delivery on delivery.tenant = message.tenant and delivery.message_id = message.id`,
  )
  const delivered = new Set(stored.map(({ id }) => id))
  expect(acknowledged.filter((id) => !delivered.has(id))).toEqual([])
})

test('several processes may make the tables and open the store at the same time', async () => {
  await Promise.all(Array.from({ length: 4 }, () => runChild('open-and-add', schema.url)))
  await store.open()
  expect(await store.listEndpoints('acme', { limit: 10 })).toHaveLength(4)
  expect(await schema.sql('select number from hookwright_migration')).toHaveLength(migrations.length)
})

test('a hundred sends of one key at once, through several pools, store one message', async () => {
  const stores = Array.from({ length: 5 }, () => postgres({ url: schema.url, poolSize: 8 }))
  await Promise.all(stores.map((each) => each.open()))
  await addEndpoint(stores[0] ?? store)
  const results = await Promise.all(
    Array.from({ length: 100 }, async (_, n) => {
      const other = message({ idempotencyKey: `other-${n}` })
      // The key comes in batches, with others before and behind it in the order of keys.
      const batch = [message({ idempotencyKey: 'once' }), other, message({ idempotencyKey: `a-${n % 7}` })]
      return stores[n % 5]?.enqueue(n % 2 === 0 ? batch : batch.toReversed())
    }),
  )
  const statuses = results.flat().map((result) => result?.status)
  expect(statuses.filter((status) => status === 'stored')).toHaveLength(1 + 100 + 7)
  expect(statuses.filter((status) => status === 'duplicate')).toHaveLength(99 + 93)
  const keys = await schema.sql('select idempotency_key as key from hookwright_message')
  expect(new Set(keys.map(({ key }) => key)).size).toBe(108)
  expect(keys).toHaveLength(108)
  expect(await schema.sql('select count(*)::int from hookwright_delivery')).toEqual([{ count: 108 }])
  await Promise.all(stores.map((each) => each.close()))
})

test('closing lets the process end, and so does an open store that nobody asks anything', async () => {
  await runChild('open-and-add', schema.url)
  expect(await runChild('leave-open', schema.url)).toEqual(['stored'])
})

test('closing ends every connection', async () => {
  const own = postgres({ url: `${schema.url}&application_name=closing`, poolSize: 3 })
  await own.open()
  const stop = own.subscribe(() => {})
  await Promise.all(Array.from({ length: 9 }, () => own.enqueue([message()])))
  const connections = async () => {
    const rows = await schema.sql(`select 1 from pg_stat_activity where application_name = 'closing'`)
    return rows.length
  }
  expect(await connections()).toBeGreaterThan(0)
  await own.close()
  await until('the server has noticed', async () => (await connections()) === 0)
  stop()
})

test('kill -9 during a replay leaves no message out and makes no delivery twice', async () => {
  await store.open()
  await replayThroughAKill(store, schema.url)
})
