import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Pool } from 'pg'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { postgres } from '../../../src/postgres.ts'
import type { PostgresOptions } from '../../../src/postgres.ts'
import { migrations } from '../../../src/store/migrations/index.ts'
import type { Store } from '../../../src/store/store.ts'
import { newSchema } from '../../support/postgres.ts'
import type { TestSchema } from '../../support/postgres.ts'
import { closedPort } from '../../support/receiver.ts'
import {
  addEndpoint,
  bytesOf,
  claimOne,
  listAll,
  message,
  minute,
  noon,
  recordOf,
  reread,
  sendOne,
} from '../conformance/samples.ts'

let schema: TestSchema
const stores: Store[] = []

beforeEach(async () => {
  schema = await newSchema()
})
afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()))
  await schema[Symbol.asyncDispose]()
})

async function opened(options: string | PostgresOptions): Promise<Store> {
  const store = postgres(options)
  stores.push(store)
  await store.open()
  return store
}

const withoutPath = () => inject('databaseUrl')

describe('options', () => {
  test.for([
    ['', 'it is empty'],
    ['hookwright.db', 'it is none'],
    ['mysql://localhost/app', 'it is none'],
  ] as const)('refuse the URL "%s", without repeating it', ([url, found]) => {
    const refusal = `postgres({ … }): url must be one such as "postgres://user:password@host:5432/database"; ${found}.`
    expect(() => postgres(url)).toThrow(expect.objectContaining({ code: 'bad_option', message: refusal }))
  })

  test.for([
    [{ poolSize: 0 }, 'poolSize is 0; give whole connections from 1 to 1000'],
    [{ connectTimeoutMs: 0.5 }, 'connectTimeoutMs is 0.5; give whole milliseconds'],
    [{ timeoutMs: Number.NaN }, 'timeoutMs is NaN; give whole milliseconds'],
    [{ schema: '' }, 'schema is empty'],
  ] as const)('refuse %o', ([options, reason]) => {
    expect(() => postgres(options)).toThrow(
      expect.objectContaining({ code: 'bad_option', message: expect.stringContaining(reason) }),
    )
  })

  test('refuse a pool of one connection, and what is for another pool beside a given one', async () => {
    const pool = new Pool({ max: 1 })
    expect(() => postgres({ pool })).toThrow('Give it `max: 2` or more')
    expect(() => postgres({ pool, poolSize: 3 })).toThrow('are for a pool of its own')
    await pool.end()
  })

  test('name the store by host, port and database, never by user and password', () => {
    expect(postgres('postgres://ada:secret@db.example:5433/app?sslmode=verify-full').name).toBe(
      'postgres:db.example:5433/app',
    )
    expect(postgres('postgresql://ada:secret@%2Fvar%2Frun/app').name).toBe('postgres:/var/run/app')
    expect(postgres({}).name).toBe('postgres')
  })
})

describe('opening', () => {
  test('makes a schema that is named and missing, and keeps out of every other', async () => {
    const name = `${schema.name} "x"`
    const store = await opened({ url: withoutPath(), schema: name })
    await addEndpoint(store)
    await store.enqueue([message()])
    const claimed = await claimOne(store)
    await store.record([recordOf(claimed)])
    expect(await schema.sql(`select to_regclass('hookwright_message') as there`)).toEqual([{ there: null }])
    const quoted = `"${name.replaceAll('"', '""')}"`
    expect(await schema.sql(`select id from ${quoted}.hookwright_message`)).toHaveLength(1)
    await schema.sql(`drop schema ${quoted} cascade`)
  })

  test('keeps stores in two schemas of one database apart', async () => {
    await using other = await newSchema()
    const [ours, theirs] = [
      await opened({ url: withoutPath(), schema: schema.name }),
      await opened({ url: withoutPath(), schema: other.name }),
    ]
    await addEndpoint(ours)
    await ours.enqueue([message()])
    expect(await theirs.nextDueAt()).toBeUndefined()
    expect(await listAll(ours, 'acme')).toHaveLength(1)
    await theirs.close()
  })

  test('uses a given pool, and leaves it open and its types as they are', async () => {
    const pool = new Pool({ connectionString: schema.url, max: 2 })
    const store = await opened({ pool })
    await addEndpoint(store)
    await store.enqueue([message()])
    expect((await claimOne(store, { leaseMs: minute })).leaseUntil).toBe(noon + minute)
    const stop = store.subscribe(() => {})
    await store.close()
    stop()
    expect((await pool.query('select 7::bigint as n')).rows).toEqual([{ n: '7' }])
    expect(pool.listenerCount('error')).toBe(0)
    await pool.end()
  })

  test('reads what a server writes that does not write bytes in hexadecimal', async () => {
    const store = await opened(schema.urlWith('bytea_output=escape'))
    await addEndpoint(store)
    const body = new Uint8Array([...Array.from({ length: 256 }, (_, n) => n), ...bytesOf('\\x41\\\\101')])
    await store.enqueue([message({ body })])
    expect((await claimOne(store)).body).toEqual(body)
  })

  test('runs migrations once, and needs no right to make tables where there is nothing to do', async () => {
    await opened(schema.url)
    const role = `${schema.name}_reader`
    await schema.sql(`create role ${role}`)
    await schema.sql(`grant usage on schema ${schema.name} to ${role}`)
    await schema.sql(`grant all on all tables in schema ${schema.name} to ${role}`)
    const store = await opened(schema.urlWith(`role=${role}`))
    expect(await store.enqueue([message()])).toMatchObject([{ status: 'stored' }])
    await store.close()
    expect(await schema.sql('select number from hookwright_migration order by number')).toEqual(
      migrations.map(({ number }) => ({ number })),
    )
    await schema.sql(`drop owned by ${role}`)
    await schema.sql(`drop role ${role}`)
  })

  test('goes on while a newer version adds columns, on whatever connections it has open', async () => {
    const store = await opened({ url: schema.url, poolSize: 8 })
    await addEndpoint(store)
    const delivery = await sendOne(store)
    const read = () => Promise.all(Array.from({ length: 8 }, () => reread(store, delivery)))
    for (let n = 0; n < 3; n++) await read()
    await schema.sql('alter table hookwright_delivery add column of_the_future bigint')
    await schema.sql('alter table hookwright_endpoint add column of_the_future bigint')
    expect(await reread(store, delivery)).toEqual(delivery)
    expect(await read()).toEqual(Array.from({ length: 8 }, () => delivery))
    expect(await store.resend('acme', delivery.id, noon)).toMatchObject({ status: 'created' })
    expect(await claimOne(store, { limit: 1 })).toMatchObject({ messageId: delivery.messageId })
  })

  test('with `migrate: false` needs no right to make tables, but one to read them', async () => {
    await opened(schema.url)
    const role = `${schema.name}_reader`
    await schema.sql(`create role ${role}`)
    await schema.sql(`grant usage on schema ${schema.name} to ${role}`)
    const url = schema.urlWith(`role=${role}`)
    const denied = postgres({ url, migrate: false })
    await expect(denied.open()).rejects.toMatchObject({ code: 'store_failed' })
    await schema.sql(`grant select, insert on all tables in schema ${schema.name} to ${role}`)
    const store = await opened({ url, migrate: false })
    expect(await store.enqueue([message()])).toMatchObject([{ status: 'stored' }])
    await store.close()
    await schema.sql(`drop owned by ${role}`)
    await schema.sql(`drop role ${role}`)
  })

  test('migrates through a given pool, and leaves it open', async () => {
    const pool = new Pool({ connectionString: schema.url, max: 2 })
    const store = postgres({ pool })
    expect(await store.migrate()).toMatchObject({ before: 0 })
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    expect(pool.listenerCount('error')).toBe(0)
    await pool.end()
  })

  test('refuses a database of a newer version, and says what to do', async () => {
    const store = await opened(schema.url)
    await store.close()
    await schema.sql(`insert into hookwright_migration values (99, 'from the future')`)
    await expect(store.open()).rejects.toMatchObject({
      code: 'store_failed',
      message:
        `${store.name} was made by a newer version of Hookwright: it is at migration 99, and this version knows ` +
        `${migrations.length}. Upgrade the package "hookwright", or use another database.`,
    })
  })

  test('leaves nothing behind when making the tables fails, and can be tried again', async () => {
    await schema.sql('create table hookwright_attempt (id integer)')
    const store = postgres(schema.url)
    await expect(store.open()).rejects.toMatchObject({
      code: 'store_failed',
      message: expect.stringContaining('relation "hookwright_attempt" already exists'),
    })
    expect(await schema.sql(`select to_regclass('hookwright_endpoint') as there`)).toEqual([{ there: null }])
    await schema.sql('drop table hookwright_attempt')
    await store.open()
    await store.close()
  })

  test.for([
    [
      'nobody listens',
      async () => `postgres://127.0.0.1:${await closedPort()}/app`,
      'Check that PostgreSQL runs',
    ],
    [
      'there is no such database',
      async () => withPath('/hookwright_none'),
      'Create the database, or name another one.',
    ],
    ['there is no such role', async () => withUser('hookwright_nobody'), 'Check the user'],
  ] as const)('says what to do when %s', async ([, url, cure]) => {
    const store = postgres(await url())
    await expect(store.open()).rejects.toMatchObject({
      code: 'store_failed',
      message: expect.stringContaining(cure),
      cause: expect.any(Error),
    })
    await expect(store.open()).rejects.toThrow(`${store.name} cannot be opened: `)
  })

  test('gives up on a server that does not answer', async () => {
    const server = createServer(() => {}).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const store = postgres({ url: `postgres://127.0.0.1:${port}/app`, connectTimeoutMs: 100 })
    await expect(store.open()).rejects.toMatchObject({
      code: 'store_failed',
      message: expect.stringContaining('Check the host and port'),
    })
    server.close()
  })

  test('says how to install pg where it is missing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hookwright-'))
    // Outside the repository there are no packages at all.
    await cp(new URL('../../../src', import.meta.url), join(folder, 'src'), { recursive: true })
    await writeFile(
      join(folder, 'open.mts'),
      `import { postgres } from './src/postgres.ts'
       await postgres('postgres://127.0.0.1/app').open().catch((error) => console.log(error.code, error.message))`,
    )
    const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'open.mts')])
    expect(stdout).toBe('store_failed The PostgreSQL store needs the package "pg": npm install pg\n')
    await rm(folder, { recursive: true })
  })
})

function withPath(pathname: string): string {
  return Object.assign(new URL(withoutPath()), { pathname }).href
}

function withUser(username: string): string {
  return Object.assign(new URL(withoutPath()), { username }).href
}
