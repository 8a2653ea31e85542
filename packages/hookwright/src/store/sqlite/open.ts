import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { HookwrightError } from '../../errors.ts'
import { integerOrNull } from '../columns.ts'
import { appliedQuery, migrationInsert, migrationTable, migrationsAfter } from '../migrate.ts'
import { Connection } from './connection.ts'
import { cureFor, isBusy } from './failure.ts'

export interface OpenOptions {
  /** For messages. */
  name: string
  /** Absolute, or `:memory:`. */
  path: string
  busyTimeoutMs: number
}

export const inMemory = ':memory:'

/** @throws HookwrightError `store_failed` that says what is wrong with the path or the file, and the cure. */
export function openDatabase(options: OpenOptions): Connection {
  const { name, path, busyTimeoutMs } = options
  if (path !== inMemory) checkPath(name, path)
  let connection: Connection | undefined
  try {
    connection = new Connection(new DatabaseSync(path, { timeout: busyTimeoutMs }))
    configure(connection, options)
    migrate(connection, name)
    return connection
  } catch (error) {
    connection?.close()
    if (error instanceof HookwrightError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new HookwrightError('store_failed', `${name} cannot be opened: ${reason}. ${cureFor(error)}`, {
      cause: error,
    })
  }
}

/** SQLite says "unable to open database file" to all of these. */
function checkPath(name: string, path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw new HookwrightError('store_failed', `${name} cannot be opened: it is a folder. Name a file in it.`)
  }
  const folder = dirname(path)
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new HookwrightError(
      'store_failed',
      `${name} cannot be opened: there is no folder ${folder}. Create it, or give another path.`,
    )
  }
}

function configure(connection: Connection, { name, path, busyTimeoutMs }: OpenOptions): void {
  const mode = switchToWal(connection, busyTimeoutMs)
  if (mode !== 'wal' && path !== inMemory) {
    throw new HookwrightError(
      'store_failed',
      `${name} cannot be opened: its file system does not let SQLite use a write-ahead log (journal mode is ` +
        `"${mode}"). Put the file on a local disk.`,
    )
  }
  connection.script(`
    -- Each commit reaches the disk before it is acknowledged.
    pragma synchronous = full;
    -- Pages that are written often are copied into the database once for many commits: 16 MB of log.
    pragma wal_autocheckpoint = 4000;
    pragma journal_size_limit = 67108864;
    pragma cache_size = -32768;
  `)
}

/** The busy timeout does not cover this switch, so two processes that make one file would trip over each other. */
function switchToWal(connection: Connection, busyTimeoutMs: number): string {
  const pauseMs = 10
  for (let waitedMs = 0; ; waitedMs += pauseMs) {
    try {
      return String(connection.get('pragma journal_mode = wal')?.['journal_mode'])
    } catch (error) {
      if (!isBusy(error) || waitedMs >= busyTimeoutMs) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs)
    }
  }
}

function migrate(connection: Connection, name: string): void {
  // Looked at first without the write lock, so that opening never waits for another process's work.
  if (isMade(connection) && migrationsAfter(applied(connection), name).length === 0) return
  connection.transaction(() => {
    connection.script(migrationTable)
    for (const { number, title, sql } of migrationsAfter(applied(connection), name)) {
      connection.script(sql({ bytes: 'blob', key: 'text' }))
      connection.run(migrationInsert, [number, title])
    }
  })
}

function isMade(connection: Connection): boolean {
  return connection.get(`select 1 from sqlite_schema where name = 'hookwright_migration'`) !== undefined
}

function applied(connection: Connection): number {
  const row = connection.get(appliedQuery)
  return row === undefined ? 0 : (integerOrNull(row, 'applied') ?? 0)
}
