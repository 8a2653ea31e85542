import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Store } from '../../../src/store/store.ts'
import { addEndpoint, claim, listAll, message } from '../conformance/samples.ts'
import { newFolder, newPath, openStore } from './folder.ts'

const databases: DatabaseSync[] = []

function openDatabase(path: string, options = {}): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 5_000, ...options })
  databases.push(database)
  return database
}

let path: string
let store: Store
let database: DatabaseSync

beforeEach(async () => {
  path = newPath()
  store = await openStore(path)
  database = openDatabase(path)
  database.exec('create table invoice (id text primary key)')
})
afterEach(() => {
  for (const each of databases.splice(0)) if (each.isOpen) each.close()
})

const invoices = () => database.prepare('select id from invoice').all().length

describe('enqueueing in a transaction of the caller’s', () => {
  test('stores when it commits, beside what else is in it, and not before', async () => {
    await addEndpoint(store)
    database.exec('begin immediate')
    database.exec(`insert into invoice values ('i1')`)
    const sent = [message(), message({ eventType: 'order.refunded' })]
    expect(await store.enqueueWithin(database, sent)).toEqual(
      sent.map(({ id }) => ({ status: 'stored', messageId: id, deliveries: 1 })),
    )
    const another = message()
    await store.enqueueWithin(database, [another])
    expect(await listAll(store, 'acme')).toEqual([])
    expect(await store.findMessage('acme', another.id)).toBeUndefined()
    database.exec('commit')
    expect((await claim(store)).map(({ messageId }) => messageId).toSorted()).toEqual(
      [...sent, another].map(({ id }) => id).toSorted(),
    )
    expect(invoices()).toBe(1)
  })

  test('leaves no trace when it rolls back', async () => {
    await addEndpoint(store)
    database.exec('begin immediate')
    const sent = message({ idempotencyKey: 'once' })
    await store.enqueueWithin(database, [sent])
    database.exec('rollback')
    expect(await store.findMessage('acme', sent.id)).toBeUndefined()
    expect(await listAll(store, 'acme')).toEqual([])
    expect(await claim(store)).toEqual([])
    expect(await store.enqueue([{ ...sent, id: 'msg_again' }])).toMatchObject([{ status: 'stored' }])
  })

  test('knows an idempotency key of the same transaction and of those before it', async () => {
    await addEndpoint(store)
    const earlier = message({ idempotencyKey: 'earlier' })
    await store.enqueue([earlier])
    const first = message({ idempotencyKey: 'once' })
    database.exec('begin immediate')
    await store.enqueueWithin(database, [first])
    expect(
      await store.enqueueWithin(database, [
        { ...first, id: 'msg_second' },
        { ...earlier, id: 'msg_third' },
        { ...earlier, id: 'msg_fourth', eventType: 'other' },
      ]),
    ).toEqual([
      { status: 'duplicate', messageId: first.id, deliveries: 1 },
      { status: 'duplicate', messageId: earlier.id, deliveries: 1 },
      { status: 'conflict', messageId: earlier.id },
    ])
    database.exec('commit')
    expect(await listAll(store, 'acme')).toHaveLength(2)
  })

  test('works with a connection that gives rows as arrays and integers as BigInt', async () => {
    await addEndpoint(store)
    const odd = openDatabase(path, { readBigInts: true, returnArrays: true })
    const sent = message({ idempotencyKey: 'once' })
    odd.exec('begin immediate')
    await store.enqueueWithin(odd, [sent])
    expect(await store.enqueueWithin(odd, [{ ...sent, id: 'msg_second' }])).toEqual([
      { status: 'duplicate', messageId: sent.id, deliveries: 1 },
    ])
    odd.exec('commit')
    expect(await claim(store)).toHaveLength(1)
  })

  test('works through a symbolic link, and within a savepoint', async () => {
    const link = join(newFolder(), 'link.db')
    symlinkSync(path, link)
    const linked = openDatabase(link)
    linked.exec('savepoint mine')
    await store.enqueueWithin(linked, [message()])
    linked.exec('release mine')
    const throughLink = await openStore(link)
    database.exec('begin immediate')
    await throughLink.enqueueWithin(database, [message()])
    database.exec('commit')
    const stored = database.prepare('select count(*) as n from hookwright_message').get()
    expect(stored).toEqual({ n: 2 })
  })

  test('keeps nothing of a batch that fails, and all that was in the transaction before', async () => {
    await addEndpoint(store)
    database.exec('begin immediate')
    database.exec(`insert into invoice values ('i1')`)
    const before = message()
    await store.enqueueWithin(database, [before])
    const fine = message()
    await expect(store.enqueueWithin(database, [fine, before])).rejects.toMatchObject({
      code: 'store_failed',
      message: expect.stringMatching(/send\(\) in your transaction failed: UNIQUE constraint failed/),
    })
    expect(database.isTransaction).toBe(true)
    const after = message()
    await store.enqueueWithin(database, [after])
    database.exec('commit')
    expect(invoices()).toBe(1)
    expect((await claim(store)).map(({ messageId }) => messageId)).toEqual([before.id, after.id])
    expect(await store.findMessage('acme', fine.id)).toBeUndefined()
  })

  test('says how to begin when another connection is writing', async () => {
    const hasty = openDatabase(path, { timeout: 0 })
    hasty.exec('begin')
    database.exec('begin immediate')
    await expect(store.enqueueWithin(hasty, [message()])).rejects.toMatchObject({
      code: 'store_failed',
      message: expect.stringMatching(
        /database is locked\. .*\{ timeout: 5000 \}\), and begin with "begin immediate"\.$/,
      ),
    })
    database.exec('rollback')
  })

  test('waits for nobody, so that sends outside it go on when it ends', async () => {
    database.exec('begin immediate')
    const outside = store.enqueue([message()])
    await store.enqueueWithin(database, [message()])
    database.exec('commit')
    expect(await outside).toMatchObject([{ status: 'stored' }])
  })

  test('wakes who subscribed once it has ended, and nobody after close', async () => {
    await addEndpoint(store)
    let wakes = 0
    const woken = Promise.withResolvers<void>()
    store.subscribe(() => {
      wakes++
      woken.resolve()
    })
    const unsubscribe = store.subscribe(() => {
      throw new Error('this one was unsubscribed')
    })
    unsubscribe()
    database.exec('begin immediate')
    await store.enqueueWithin(database, [message()])
    await store.nextDueAt()
    expect(wakes).toBe(0)
    database.exec('commit')
    await woken.promise
    expect(await claim(store)).toHaveLength(1)
  })
})

describe('what cannot be a transaction of the caller’s is refused', () => {
  const refused = (given: unknown, of = store) =>
    of.enqueueWithin(given, [message()]).then(
      () => 'stored',
      ({ code, message: said }) => `${code} ${said}`,
    )

  test.each([
    [{ query: () => {} }, 'a plain object'],
    [new Map(), 'an object of the class Map'],
    [null, 'null'],
    ['begin', 'a string'],
    [() => {}, 'a function'],
  ])('%o', async (given, kind) => {
    expect(await refused(given)).toBe(
      `bad_option send({ transaction }): The store sqlite:${path} takes a DatabaseSync of node:sqlite, on the same file and with a transaction begun; given was ${kind}.`,
    )
  })

  test('a connection outside a transaction, or closed', async () => {
    const said =
      /^bad_option .*has no transaction open\. Run exec\("begin immediate"\) before, and await send\(\)/
    expect(await refused(database)).toMatch(said)
    const closed = openDatabase(path)
    closed.close()
    expect(await refused(closed)).toMatch(said)
    expect(await claim(store)).toEqual([])
  })

  test('a connection to another file, or to memory', async () => {
    const otherPath = newPath()
    const other = openDatabase(otherPath)
    other.exec('begin immediate')
    expect(await refused(other)).toBe(
      `bad_option send({ transaction }): The DatabaseSync given has the file ${otherPath} open, but the store is sqlite:${path}. A transaction spans one file: open ${path}, or keep the store in yours.`,
    )
    const memory = openDatabase(':memory:')
    memory.exec('begin')
    expect(await refused(memory)).toMatch(/has a database in memory open, but the store is/)
    expect(await refused(memory, await openStore(':memory:'))).toMatch(
      /^bad_option .*The store sqlite::memory: is in memory, where no connection of yours can reach it\./,
    )
  })

  test('any, by a store that is closed', async () => {
    database.exec('begin immediate')
    await store.close()
    expect(await refused(database)).toMatch(/^store_closed .*enqueueWithin was asked/)
  })
})
