import { Client, Pool } from 'pg'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { postgres } from '../../../src/postgres.ts'
import type { Store } from '../../../src/store/store.ts'
import { newSchema } from '../../support/postgres.ts'
import type { TestSchema } from '../../support/postgres.ts'
import { addEndpoint, claim, claimLimited, listAll, message, noon } from '../conformance/samples.ts'

let schema: TestSchema
let store: Store
let client: Client

async function connect(connectionString: string): Promise<Client> {
  const made = new Client({ connectionString })
  await made.connect()
  return made
}

beforeEach(async () => {
  schema = await newSchema()
  await schema.sql('create table invoice (id text primary key)')
  store = postgres(schema.url)
  await store.open()
  client = await connect(schema.url)
})
afterEach(async () => {
  await client.end()
  await store.close()
  await schema[Symbol.asyncDispose]()
})

const idsOf = (deliveries: readonly { messageId: string }[]) =>
  deliveries.map(({ messageId }) => messageId).toSorted()

describe('enqueueing in a transaction of the caller’s', () => {
  test('stores when it commits, beside what else is in it, and not before', async () => {
    await addEndpoint(store)
    await client.query('begin')
    await client.query(`insert into invoice values ('i1')`)
    const sent = [message(), message({ eventType: 'order.refunded' })]
    expect(await store.enqueueWithin(client, sent)).toEqual(
      sent.map(({ id }) => ({ status: 'stored', messageId: id, deliveries: 1 })),
    )
    const another = message()
    await store.enqueueWithin(client, [another])
    expect(await listAll(store, 'acme')).toEqual([])
    await client.query('commit')
    expect(idsOf(await claim(store))).toEqual([...sent, another].map(({ id }) => id).toSorted())
    expect(await schema.sql('select id from invoice')).toEqual([{ id: 'i1' }])
  })

  test('keeps to a limit that its endpoint was given before it commits', async () => {
    const receiver = await addEndpoint(store)
    await client.query('begin')
    await store.enqueueWithin(client, [message(), message()])
    await store.updateEndpoint('acme', receiver.id, { ordered: true }, noon)
    await client.query('commit')
    expect(await claim(store)).toEqual([])
    expect((await claimLimited(store)).deliveries).toHaveLength(1)
    expect((await claimLimited(store)).deliveries).toEqual([])
  })

  test('leaves no trace when it rolls back', async () => {
    await addEndpoint(store)
    await client.query('begin')
    const sent = message({ idempotencyKey: 'once' })
    await store.enqueueWithin(client, [sent])
    await client.query('rollback')
    expect(await store.findMessage('acme', sent.id)).toBeUndefined()
    expect(await claim(store)).toEqual([])
    expect(await store.enqueue([{ ...sent, id: 'msg_again' }])).toMatchObject([{ status: 'stored' }])
  })

  test('knows an idempotency key of the same transaction and of those before it', async () => {
    await addEndpoint(store)
    const earlier = message({ idempotencyKey: 'earlier' })
    await store.enqueue([earlier])
    const first = message({ idempotencyKey: 'once' })
    await client.query('begin')
    await store.enqueueWithin(client, [first])
    expect(
      await store.enqueueWithin(client, [
        { ...first, id: 'msg_second' },
        { ...earlier, id: 'msg_third' },
        { ...earlier, id: 'msg_fourth', eventType: 'other' },
      ]),
    ).toEqual([
      { status: 'duplicate', messageId: first.id, deliveries: 1 },
      { status: 'duplicate', messageId: earlier.id, deliveries: 1 },
      { status: 'conflict', messageId: earlier.id },
    ])
    await client.query('commit')
    expect(await listAll(store, 'acme')).toHaveLength(2)
  })

  test('finds the tables of the store, whatever the search path of the client', async () => {
    const elsewhere = await connect(inject('databaseUrl'))
    await elsewhere.query('begin')
    await store.enqueueWithin(elsewhere, [message()])
    await elsewhere.query('commit')
    await elsewhere.end()
    expect(await schema.sql('select count(*)::int as n from hookwright_message')).toEqual([{ n: 1 }])
  })

  test('reads what comes through other parsers, and without prepared statements', async () => {
    await addEndpoint(store)
    const sent = message({ idempotencyKey: 'once' })
    const wrapped = {
      query: ({ text, values = [] }: { text: string; values?: unknown[] }) => client.query(text, values),
    }
    await client.query('begin')
    await store.enqueueWithin(wrapped, [sent])
    expect(await store.enqueueWithin(wrapped, [{ ...sent, id: 'msg_second' }])).toEqual([
      { status: 'duplicate', messageId: sent.id, deliveries: 1 },
    ])
    await client.query('commit')
    expect(idsOf(await claim(store))).toEqual([sent.id])
  })

  test('keeps nothing of a batch that fails, and all that was in the transaction before', async () => {
    await addEndpoint(store)
    await client.query('begin')
    await client.query(`insert into invoice values ('i1')`)
    const before = message()
    await store.enqueueWithin(client, [before])
    const fine = message()
    // At once: each send has its own savepoint, and none may undo another.
    const [failed, after] = await Promise.allSettled([
      store.enqueueWithin(client, [fine, before]),
      store.enqueueWithin(client, [message()]),
    ])
    expect(failed).toMatchObject({
      status: 'rejected',
      reason: { code: 'store_failed', message: expect.stringMatching(/duplicate key value/) },
    })
    expect(after.status).toBe('fulfilled')
    await client.query('commit')
    expect(await claim(store)).toHaveLength(2)
    expect(await store.findMessage('acme', before.id)).toMatchObject({ id: before.id })
    expect(await store.findMessage('acme', fine.id)).toBeUndefined()
    expect(await schema.sql('select id from invoice')).toEqual([{ id: 'i1' }])
  })

  test('wakes who subscribed once it has committed', async () => {
    await addEndpoint(store)
    const listening = Promise.withResolvers<void>()
    const woken = Promise.withResolvers<void>()
    let wakes = 0
    store.subscribe(() => {
      // The first says that it listens now.
      if (++wakes === 1) listening.resolve()
      else woken.resolve()
    })
    await listening.promise
    await client.query('begin')
    await store.enqueueWithin(client, [message()])
    await store.nextDueAt()
    expect(wakes).toBe(1)
    await client.query('commit')
    await woken.promise
    expect(await claim(store)).toHaveLength(1)
  })
})

describe('what cannot be a transaction of the caller’s is refused', () => {
  const refused = (given: unknown) =>
    store.enqueueWithin(given, [message()]).then(
      () => 'stored',
      ({ code, message: said }) => `${code} ${said}`,
    )

  test.each([
    [{ query: {} }, 'a plain object'],
    [new Map(), 'an object of the class Map'],
    [undefined, 'undefined'],
    [7, 'a number'],
  ])('%o', async (given, kind) => {
    expect(await refused(given)).toBe(
      `bad_option send({ transaction }): a store in PostgreSQL takes a client of pg with a transaction begun, or an object whose query({ text, values }) runs in it; given was ${kind}.`,
    )
  })

  test('a client outside a transaction, and a pool', async () => {
    const said = /^bad_option .*the client given has no transaction open\. Run "begin" on it before/
    expect(await refused(client)).toMatch(said)
    const pool = new Pool({ connectionString: schema.url })
    expect(await refused(pool)).toMatch(said)
    await pool.end()
    expect(await schema.sql('select id from hookwright_message')).toEqual([])
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  })

  test('a client of another database, whose transaction goes on', async () => {
    const other = new URL(inject('databaseUrl'))
    other.pathname = '/template1'
    const stranger = await connect(other.href)
    await stranger.query('begin')
    expect(await refused(stranger)).toBe(
      'bad_option send({ transaction }): the client given finds no tables of this store: it is connected to another database.',
    )
    expect((await stranger.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    await stranger.end()
  })

  test('any, by a store that is closed', async () => {
    await client.query('begin')
    await store.close()
    expect(await refused(client)).toMatch(/^store_closed .*enqueueWithin was asked/)
  })

  test('one that has failed before, with what to do', async () => {
    await client.query('begin')
    await client.query('select 1/0').catch(() => undefined)
    expect(await refused(client)).toMatch(
      /^store_failed .*enqueueWithin failed: current transaction is aborted.* It failed before this: roll it back\.$/,
    )
  })
})
