import { HookwrightError } from './errors.ts'
import { inMemory } from './store/sqlite/open.ts'
import { SqliteStore } from './store/sqlite/store.ts'
import type { Store } from './store/store.ts'

export interface SqliteOptions {
  /**
   * How long to wait, in milliseconds, while another process writes to the same file, before a call
   * fails. Default 5000.
   */
  busyTimeoutMs?: number
  /**
   * Whether opening brings the tables up to date. With false it refuses those that are not, with `store_behind`:
   * run `hookwright migrate` or `store.migrate()` before. Default: true.
   */
  migrate?: boolean
}

/**
 * A store in a SQLite file, for one machine. Several processes may use one file at the same time.
 *
 * What it acknowledged has reached the disk: it writes with a write-ahead log and `synchronous=FULL`,
 * in a worker thread, and calls that wait together share one fsync. Beside the file there are then
 * `-wal` and `-shm` files; they belong to it. Its tables are named `hookwright_…`, so that the file
 * may hold yours too. An open store by itself keeps no process alive.
 *
 * @param path A file in a folder that exists; relative paths start at the working folder. The file is
 *   made when the store is opened. `:memory:` keeps everything in memory, until it is closed.
 * @throws HookwrightError `bad_option` when the path or the timeout makes no sense. Opening rejects
 *   with `store_failed` when the file cannot be used, and says why.
 */
export function sqlite(path: string, options: SqliteOptions = {}): Store {
  const { busyTimeoutMs = 5000, migrate = true } = options
  if (path === '' || /^file:/i.test(path)) {
    const found = path === '' ? 'an empty path' : `"${path}"`
    throw new HookwrightError(
      'bad_option',
      `sqlite(path): ${found} is not a path. Give one such as "hookwright.db", or ":memory:".`,
    )
  }
  if (!Number.isInteger(busyTimeoutMs) || busyTimeoutMs < 0 || busyTimeoutMs > 2_147_483_647) {
    throw new HookwrightError(
      'bad_option',
      `sqlite(path, { busyTimeoutMs: ${busyTimeoutMs} }): give whole milliseconds from 0 to 2147483647.`,
    )
  }
  if (path === inMemory && !migrate) {
    throw new HookwrightError(
      'bad_option',
      'sqlite(":memory:", { migrate: false }): in memory there are no tables but those it makes. Leave `migrate` out.',
    )
  }
  return new SqliteStore(path, { busyTimeoutMs, migrate })
}
