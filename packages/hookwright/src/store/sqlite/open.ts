import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { HookwrightError } from '../../errors.ts'
import { refuseIfBehind } from '../migrate.ts'
import type { Migrated } from '../store.ts'
import { Connection } from './connection.ts'
import { cureFor, isBusy } from './failure.ts'
import { missingMigrations, runMigrations } from './migrate.ts'

export interface OpenOptions {
  /** For messages. */
  name: string
  /** Absolute, or `:memory:`. */
  path: string
  busyTimeoutMs: number
  /** Whether it brings the tables up to date, or refuses those that are not. */
  migrate: boolean
}

export interface OpenDatabase {
  connection: Connection
  migrated: Migrated
}

export const inMemory = ':memory:'

/**
 * @throws HookwrightError `store_failed` that says what is wrong with the path or the file, and the cure;
 *   `store_behind`.
 */
export function openDatabase(options: OpenOptions): OpenDatabase {
  const { name, path, busyTimeoutMs } = options
  if (path !== inMemory) checkPath(name, path)
  // Before a file is made that would only be refused.
  if (!options.migrate) refuseIfBehind(name, findMissing(options), `hookwright migrate --database ${path}`)
  return opening(name, () => {
    const connection = new Connection(new DatabaseSync(path, { timeout: busyTimeoutMs }))
    return closedOnFailure(connection, () => {
      configure(connection, options)
      return { connection, migrated: runMigrations(connection, name) }
    })
  })
}

/**
 * The migrations that the file lacks. Neither makes nor changes it.
 *
 * @throws HookwrightError `store_failed`
 */
export function findMissing({ name, path, busyTimeoutMs }: Omit<OpenOptions, 'migrate'>): Migrated {
  if (path !== inMemory) checkPath(name, path)
  return opening(name, () => {
    const isThere = statSync(path, { throwIfNoEntry: false }) !== undefined
    const database = isThere
      ? new DatabaseSync(path, { timeout: busyTimeoutMs, readOnly: true })
      : new DatabaseSync(inMemory)
    const connection = new Connection(database)
    const missing = closedOnFailure(connection, () => missingMigrations(connection, name))
    connection.close()
    return missing
  })
}

function opening<Result>(name: string, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    if (error instanceof HookwrightError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new HookwrightError('store_failed', `${name} cannot be opened: ${reason}. ${cureFor(error)}`, {
      cause: error,
    })
  }
}

function closedOnFailure<Result>(connection: Connection, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    connection.close()
    throw error
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
    -- Pages that are written often are copied into the database once for many commits: 64 MB of log.
    pragma wal_autocheckpoint = 16000;
    pragma journal_size_limit = 67108864;
    -- 8 MB: the system's own cache has the rest, and reading from that costs next to nothing.
    pragma cache_size = -8192;
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
