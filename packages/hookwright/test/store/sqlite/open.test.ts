import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { deliveryStates } from '../../../src/delivery/state.ts'
import { sqlite } from '../../../src/sqlite.ts'
import { migrationTable } from '../../../src/store/migrate.ts'
import { first as firstMigration } from '../../../src/store/migrations/0001-first.ts'
import { migrations } from '../../../src/store/migrations/index.ts'
import { openDatabase } from '../../../src/store/sqlite/open.ts'
import { addEndpoint, message, noon, sendOne } from '../conformance/samples.ts'
import { newFolder, newPath, openStore } from './folder.ts'

/** Opens the file with nothing of ours in between. */
function inspect<Result>(path: string, look: (database: DatabaseSync) => Result): Result {
  const database = new DatabaseSync(path)
  try {
    return look(database)
  } finally {
    database.close()
  }
}

async function opening(path: string): Promise<string> {
  const error: unknown = await sqlite(path)
    .open()
    .catch((reason: unknown) => reason)
  expect(error).toMatchObject({ name: 'HookwrightError', code: 'store_failed' })
  return error instanceof Error ? error.message : ''
}

describe('the file', () => {
  test('is made when the store is opened, not before', async () => {
    const path = newPath()
    const store = sqlite(path)
    expect(() => statSync(path)).toThrow('ENOENT')
    await store.open()
    await store.close()
    expect(statSync(path).size).toBeGreaterThan(0)
  })

  test('is not made by a dry run, nor by a store that may not migrate', async () => {
    const path = newPath()
    await sqlite(path).migrate({ dryRun: true })
    await expect(sqlite(path, { migrate: false }).open()).rejects.toMatchObject({
      code: 'store_behind',
      message: expect.stringContaining(`hookwright migrate --database ${path}`),
    })
    expect(() => statSync(path)).toThrow('ENOENT')
  })

  test('may be named by a relative path', async () => {
    const path = newPath()
    const name = relative(process.cwd(), path)
    const store = await openStore(name)
    expect(store.name).toBe(`sqlite:${name}`)
    expect(statSync(path).isFile()).toBe(true)
  })

  test('is written with a write-ahead log', async () => {
    const path = newPath()
    await openStore(path)
    expect(inspect(path, (database) => database.prepare('pragma journal_mode').get())).toEqual({
      journal_mode: 'wal',
    })
  })

  test('is synced at every commit', () => {
    const options = { name: 'sqlite:a.db', path: newPath(), busyTimeoutMs: 0, migrate: true }
    const { connection } = openDatabase(options)
    // 2 is FULL.
    expect(connection.get('pragma synchronous')).toEqual({ synchronous: 2 })
    connection.close()
  })

  test('may hold tables of somebody else', async () => {
    const path = newPath()
    inspect(path, (database) =>
      database.exec(`create table endpoint (id text); insert into endpoint values ('mine')`),
    )
    const store = await openStore(path)
    await addEndpoint(store)
    await store.close()
    expect(inspect(path, (database) => database.prepare('select id from endpoint').all())).toEqual([
      { id: 'mine' },
    ])
  })

  test('is not needed: `:memory:` keeps everything until it is closed', async () => {
    const store = await openStore(':memory:')
    await addEndpoint(store)
    const delivery = await sendOne(store)
    expect(await store.findDelivery('acme', delivery.id)).toEqual(delivery)
    await store.close()
    await store.open()
    expect(await store.findDelivery('acme', delivery.id)).toBeUndefined()
  })
})

describe('migrations', () => {
  test('are numbered from 1 without gaps', () => {
    expect(migrations.map(({ number }) => number)).toEqual(migrations.map((_, index) => index + 1))
  })

  test('are run once, however often the file is opened', async () => {
    const path = newPath()
    for (let n = 0; n < 3; n++) await (await openStore(path)).close()
    const applied = inspect(path, (database) => database.prepare('select * from hookwright_migration').all())
    expect(applied).toEqual(migrations.map(({ number, title }) => ({ number, title })))
  })

  test('keep what an older version stored, and let it be replayed and deleted', async () => {
    const path = newPath()
    inspect(path, (database) => {
      database.exec(migrationTable)
      database.exec(firstMigration.sql({ bytes: 'blob', key: 'text' }))
      database.exec(`
        insert into hookwright_migration values (1, 'first');
        insert into hookwright_endpoint values
          ('acme', 'ep_1', 'https://a.example/', '', '[]', 'enabled', null, '[]', null, 1, 1);
        insert into hookwright_message values ('acme', 'msg_1', 'a', 'text/plain', x'41', null, 1, 1);
        insert into hookwright_delivery values
          ('acme', 'dlv_1', 'msg_1', 'ep_1', 'a', 'failed', 1, 1, null, 'rejected', 1, 2);
        insert into hookwright_attempt values ('acme', 'dlv_1', 1, 1, 1, 'rejected', 400, null, null);`)
    })
    const store = await openStore(path)
    expect(await store.findMessage('acme', 'msg_1')).toMatchObject({ body: new Uint8Array([0x41]) })
    expect(await store.findDelivery('acme', 'dlv_1')).toMatchObject({ state: 'failed', replayId: null })
    expect(await store.resend('acme', 'dlv_1', 3)).toMatchObject({ status: 'created' })
    const before = {
      keysBefore: 9,
      bodiesBefore: 9,
      attemptsBefore: 9,
      deliveriesBefore: 9,
      statisticsBefore: 9,
    }
    expect(await store.prune({ now: 9, limit: 9, ...before })).toMatchObject({ bodies: 0, attempts: 1 })
  })

  test('start the key of every table with the tenant, except those that are of no tenant', async () => {
    const path = newPath()
    await (await openStore(path)).close()
    const firstOfKey = inspect(path, (database) =>
      database
        .prepare(
          `select t.name as tbl, c.name as col from pragma_table_list t, pragma_table_info(t.name) c
           where t.name like 'hookwright_%' and c.pk = 1 order by 1`,
        )
        .all(),
    )
    expect(firstOfKey.length).toBeGreaterThan(4)
    const ofNoTenant = new Map<unknown, string>([
      ['hookwright_migration', 'number'],
      ['hookwright_statistics', 'minute'],
      ['hookwright_document', 'name'],
    ])
    for (const { tbl, col } of firstOfKey) expect(col).toBe(ofNoTenant.get(tbl) ?? 'tenant')
  })

  test('check the very states of the state machine', async () => {
    const path = newPath()
    await (await openStore(path)).close()
    const row = inspect(path, (database) =>
      database.prepare(`select sql from sqlite_schema where name = 'hookwright_delivery'`).get(),
    )
    const checked = /state text not null check \(state in \((.*?)\)\)/.exec(String(row?.['sql']))?.[1]
    expect(checked).toBe(deliveryStates.map((state) => `'${state}'`).join(', '))
  })

  test('let no delivery in whose state and times do not agree', async () => {
    const path = newPath()
    await (await openStore(path)).close()
    const insert = (state: string, dueAt: number | null, finishedAt: number | null) =>
      inspect(path, (database) =>
        database
          .prepare(
            `insert into hookwright_delivery
               (tenant, id, message_id, endpoint_id, event_type, state, attempts, fence, due_at, created_at, finished_at)
             values ('acme', 'dlv_' || hex(randomblob(8)), 'msg_1', 'ep_1', 'a', ?, 0, 0, ?, 1, ?)`,
          )
          .run(state, dueAt, finishedAt),
      )
    for (const state of deliveryStates) {
      const isOpen = state === 'pending' || state === 'leased'
      expect(() => insert(state, isOpen ? 1 : null, isOpen ? null : 1)).not.toThrow()
      for (const [dueAt, finishedAt] of [[1, 1], [null, null], isOpen ? [null, 1] : [1, null]] as const) {
        expect(() => insert(state, dueAt, finishedAt)).toThrow('CHECK constraint failed')
      }
    }
    expect(() => insert('lost', null, 1)).toThrow('CHECK constraint failed')
  })
})

describe('opening says what is wrong and what to do', () => {
  test('when the folder is missing', async () => {
    const folder = join(newFolder(), 'missing')
    const path = join(folder, 'a.db')
    expect(await opening(path)).toBe(
      `sqlite:${path} cannot be opened: there is no folder ${folder}. Create it, or give another path.`,
    )
  })

  test('when the path is a folder', async () => {
    const folder = newFolder()
    expect(await opening(folder)).toBe(
      `sqlite:${folder} cannot be opened: it is a folder. Name a file in it.`,
    )
  })

  test('when the file may not be written', async () => {
    // Not even root may make files there.
    expect(await opening('/proc/hookwright.db')).toBe(
      'sqlite:/proc/hookwright.db cannot be opened: unable to open database file. ' +
        'Check that this process may write the file and its folder.',
    )
  })

  test('when the file is no database', async () => {
    const path = newPath()
    writeFileSync(path, 'This is a letter, and longer than the head of a database would be.'.repeat(20))
    expect(await opening(path)).toBe(
      `sqlite:${path} cannot be opened: file is not a database. ` +
        'Give the path of a SQLite database, or of a file that does not exist yet.',
    )
  })

  test('when a newer version made the file, which it leaves as it is', async () => {
    const path = newPath()
    await (await openStore(path)).close()
    inspect(path, (database) =>
      database.exec(`insert into hookwright_migration values (99, 'from the future')`),
    )
    expect(await opening(path)).toBe(
      `sqlite:${path} was made by a newer version of Hookwright: it is at migration 99, and this version knows ` +
        `${migrations.length}. Upgrade the package "hookwright", or use another database.`,
    )
  })

  test('and works when it is tried again after the cure', async () => {
    const folder = join(newFolder(), 'later')
    const store = sqlite(join(folder, 'a.db'))
    await expect(store.open()).rejects.toMatchObject({ code: 'store_failed' })
    await expect(store.nextDueAt()).rejects.toMatchObject({ code: 'store_closed' })
    mkdirSync(folder)
    await store.open()
    expect(await store.nextDueAt()).toBeUndefined()
    await store.close()
  })
})

describe('options', () => {
  test.for(['', 'file:hookwright.db?mode=ro'])('refuse the path "%s"', (path) => {
    expect(() => sqlite(path)).toThrow(expect.objectContaining({ code: 'bad_option' }))
  })

  test('refuse a database in memory whose tables nobody may make', () => {
    expect(() => sqlite(':memory:', { migrate: false })).toThrow(
      expect.objectContaining({ code: 'bad_option' }),
    )
  })

  test.for([-1, 1.5, NaN, Infinity])('refuse a busy timeout of %d', (busyTimeoutMs) => {
    expect(() => sqlite(':memory:', { busyTimeoutMs })).toThrow(
      expect.objectContaining({
        code: 'bad_option',
        message: expect.stringContaining(`busyTimeoutMs: ${busyTimeoutMs}`),
      }),
    )
  })
})

test('a file that another process keeps locked fails the writes, and not the reads, until it is free', async () => {
  const path = newPath()
  const store = await openStore(path, { busyTimeoutMs: 20 })
  const endpoint = await addEndpoint(store)
  const sent = message({ createdAt: noon })
  const other = new DatabaseSync(path)
  other.exec('begin immediate')
  try {
    const busy = {
      code: 'store_failed',
      message:
        `sqlite:${path}: enqueue failed: database is locked. Another process, or a transaction of your own, ` +
        'held it locked for longer than busyTimeoutMs. End that, or raise busyTimeoutMs.',
    }
    const [first, found, second] = await Promise.allSettled([
      store.enqueue([sent]),
      store.findEndpoint('acme', endpoint.id),
      store.enqueue([message()]),
    ])
    for (const result of [first, second]) expect(result).toMatchObject({ status: 'rejected', reason: busy })
    expect(found).toEqual({ status: 'fulfilled', value: endpoint })
    const opened = await openStore(path, { busyTimeoutMs: 20 })
    expect(await opened.findEndpoint('acme', endpoint.id)).toEqual(endpoint)
  } finally {
    other.close()
  }
  expect(await store.enqueue([sent])).toEqual([{ status: 'stored', messageId: sent.id, deliveries: 1 }])
})
