import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { migrationInsert, migrationTable } from '../../../src/store/migrate.ts'
import type { Dialect } from '../../../src/store/migrate.ts'
import { migrations } from '../../../src/store/migrations/index.ts'
import type { Store } from '../../../src/store/store.ts'

/** A database without tables, of a test's own. */
export interface EmptyDatabase {
  dialect: Dialect
  /** A store on it that is not open. */
  store(options?: { migrate?: boolean }): Store
  /** Runs a script of SQL. */
  script(sql: string): Promise<void>
  /** Closes every store and removes the database. */
  dispose(): Promise<void>
}

const all = migrations.map(({ number, title }) => ({ number, title }))
const newest = migrations.length

export function describeMigrating(name: string, create: () => Promise<EmptyDatabase>): void {
  describe(`migrating the store ${name}`, () => {
    let database: EmptyDatabase
    beforeEach(async () => {
      database = await create()
    })
    afterEach(() => database.dispose())

    /** Leaves the database as the version did that knew no more than the first migration. */
    async function makeOld(): Promise<void> {
      const [first] = migrations
      if (first === undefined) throw new Error('there is no migration')
      const insert = migrationInsert.replace('$1', '1').replace('$2', `'first'`)
      await database.script(`${migrationTable}; ${first.sql(database.dialect)} ${insert}`)
    }

    test('tells the migrations that it ran, and the second time that there were none', async () => {
      const store = database.store()
      expect(await store.migrate()).toEqual({ before: 0, migrations: all })
      expect(await store.migrate()).toEqual({ before: newest, migrations: [] })
      await expect(store.nextDueAt()).rejects.toMatchObject({ code: 'store_closed' })
      await store.open()
      expect(await store.nextDueAt()).toBeUndefined()
    })

    test('in a dry run tells what is missing, and runs nothing', async () => {
      const store = database.store()
      for (let n = 0; n < 2; n++) {
        expect(await store.migrate({ dryRun: true })).toEqual({ before: 0, migrations: all })
      }
      await makeOld()
      for (let n = 0; n < 2; n++) {
        expect(await store.migrate({ dryRun: true })).toEqual({ before: 1, migrations: all.slice(1) })
      }
      await store.migrate()
      expect(await store.migrate({ dryRun: true })).toEqual({ before: newest, migrations: [] })
    })

    test('goes on where an older version has left off', async () => {
      await makeOld()
      expect(await database.store().migrate()).toEqual({ before: 1, migrations: all.slice(1) })
    })

    test('of many at once has each migration run and told by one', async () => {
      const reports = await Promise.all(Array.from({ length: 6 }, () => database.store().migrate()))
      expect(reports.flatMap((report) => report.migrations)).toEqual(all)
    })

    test('leaves an open store open', async () => {
      const store = database.store()
      await store.open()
      expect(await store.migrate()).toEqual({ before: newest, migrations: [] })
      expect(await store.migrate({ dryRun: true })).toEqual({ before: newest, migrations: [] })
      expect(await store.nextDueAt()).toBeUndefined()
    })

    test('is refused on the tables of a newer version, also in a dry run', async () => {
      await database.store().migrate()
      await database.script(`insert into hookwright_migration values (99, 'from the future')`)
      for (const dryRun of [true, false]) {
        await expect(database.store().migrate({ dryRun })).rejects.toMatchObject({
          code: 'store_failed',
          message: expect.stringContaining(
            'was made by a newer version of Hookwright: it is at migration 99',
          ),
        })
      }
    })

    test('is not done by opening with `migrate: false`, which says what is missing and what to run', async () => {
      const store = database.store({ migrate: false })
      await expect(store.open()).rejects.toMatchObject({
        code: 'store_behind',
        message: expect.stringMatching(
          /is at migration 0 and lacks 1 \(.*`migrate: false`.*: hookwright migrate --database/,
        ),
      })
      await makeOld()
      await expect(store.open()).rejects.toMatchObject({
        code: 'store_behind',
        message: expect.stringContaining(`is at migration 1 and lacks 2 (${all[1]?.title})`),
      })
      expect(await store.migrate({ dryRun: true })).toEqual({ before: 1, migrations: all.slice(1) })
      expect(await store.migrate()).toEqual({ before: 1, migrations: all.slice(1) })
      await store.open()
      expect(await store.nextDueAt()).toBeUndefined()
    })
  })
}
