import { integerOrNull } from '../columns.ts'
import { appliedQuery, migrated, migrationInsert, migrationTable, migrationsAfter } from '../migrate.ts'
import type { Migrated } from '../store.ts'
import type { Connection } from './connection.ts'

/** Brings the tables up to date. Several processes may do so at once: the write lock lets one at a time. */
export function runMigrations(connection: Connection, storeName: string): Migrated {
  // Looked at first without the write lock, so that opening never waits for another process's work.
  const found = missingMigrations(connection, storeName)
  if (found.migrations.length === 0) return found
  return connection.transaction(() => {
    connection.script(migrationTable)
    const before = applied(connection)
    const missing = migrationsAfter(before, storeName)
    for (const { number, title, sql } of missing) {
      connection.script(sql({ bytes: 'blob', key: 'text' }))
      connection.run(migrationInsert, [number, title])
    }
    return migrated(before, missing)
  })
}

export function missingMigrations(connection: Connection, storeName: string): Migrated {
  const before = isMade(connection) ? applied(connection) : 0
  return migrated(before, migrationsAfter(before, storeName))
}

function isMade(connection: Connection): boolean {
  return connection.get(`select 1 from sqlite_schema where name = 'hookwright_migration'`) !== undefined
}

function applied(connection: Connection): number {
  const row = connection.get(appliedQuery)
  return row === undefined ? 0 : (integerOrNull(row, 'applied') ?? 0)
}
