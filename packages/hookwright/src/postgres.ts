import { HookwrightError } from './errors.ts'
import type { PostgresPool } from './store/postgres/client.ts'
import { givenPool, ownPool } from './store/postgres/connect.ts'
import { PostgresStore } from './store/postgres/store.ts'
import type { Store } from './store/store.ts'

export type { PostgresPool } from './store/postgres/client.ts'

export interface PostgresOptions {
  /** `postgres://user:password@host:5432/database`. Default: what the variables `PGHOST`, `PGUSER` and so on say. */
  url?: string
  /**
   * A pool of `pg` to use instead of one of its own, of at least two connections. It stays open when the store
   * closes. While a worker runs, one connection of it is taken, to listen on.
   */
  pool?: PostgresPool
  /**
   * The schema of its tables; made where there is none. Default: the first one of the connection's search path,
   * which is `public` where nobody has changed it.
   */
  schema?: string
  /** How many connections its own pool has at most, beside the one that a worker listens on. Default: 10. */
  poolSize?: number
  /** How long, in milliseconds, its own pool waits for a connection before a call fails. Default: 5000. */
  connectTimeoutMs?: number
  /** How long, in milliseconds, it waits for the answer to one statement before a call fails. Default: 30,000. */
  timeoutMs?: number
  /**
   * Whether opening makes the tables and brings them up to date. With false it refuses those that are not, with
   * `store_behind`: run `hookwright migrate` or `store.migrate()` before. Default: true.
   */
  migrate?: boolean
}

/**
 * A store in PostgreSQL 14 or later, for any number of processes on any number of machines. Needs the package
 * `pg` beside Hookwright.
 *
 * What it acknowledged is committed, and as durable as the server makes that: leave `synchronous_commit` on. Its
 * tables are named `hookwright_…`, and are made or brought up to date when the store is opened (or by
 * `hookwright migrate`), by one process at a time. When the database goes away, calls reject with `store_failed`; when it is back, calls
 * succeed again. An open store by itself keeps no process alive.
 *
 * @param urlOrOptions A URL is short for `{ url }`.
 * @throws HookwrightError `bad_option` when an option makes no sense. Opening rejects with `store_failed` when the
 *   database cannot be used, and says why.
 */
export function postgres(urlOrOptions: string | PostgresOptions): Store {
  const options = typeof urlOrOptions === 'string' ? { url: urlOrOptions } : urlOrOptions
  const { url, pool, schema, poolSize = 10, connectTimeoutMs = 5_000, timeoutMs = 30_000 } = options
  if (url !== undefined) checkUrl(url)
  if (pool !== undefined) checkPool(pool, options)
  if (schema === '') throw badOption('schema is empty. Leave it out for the default, or name one')
  checkWhole('poolSize', poolSize, 'connections', 1_000)
  checkWhole('connectTimeoutMs', connectTimeoutMs, 'milliseconds', 2_147_483_647)
  checkWhole('timeoutMs', timeoutMs, 'milliseconds', 2_147_483_647)
  return new PostgresStore({
    name: nameOf(options),
    connect: async () => (pool ? givenPool(pool) : ownPool({ url, poolSize, connectTimeoutMs })),
    schema,
    timeoutMs,
    migrate: options.migrate ?? true,
  })
}

/** The message never says what was given: it may hold a password. */
function checkUrl(url: string): void {
  if (URL.canParse(url) && /^postgres(ql)?:/.test(url)) return
  const found = url === '' ? 'it is empty' : 'it is none'
  throw badOption(`url must be one such as "postgres://user:password@host:5432/database"; ${found}`)
}

function checkPool(pool: PostgresPool, { url, poolSize, connectTimeoutMs }: PostgresOptions): void {
  if (url !== undefined || poolSize !== undefined || connectTimeoutMs !== undefined) {
    throw badOption(
      'url, poolSize and connectTimeoutMs are for a pool of its own. Leave them out beside `pool`',
    )
  }
  if (pool.options?.max !== undefined && pool.options.max < 2) {
    throw badOption('pool has one connection, and a worker takes one to listen on. Give it `max: 2` or more')
  }
}

function checkWhole(option: string, value: number, unit: string, most: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return
  throw badOption(`${option} is ${value}; give whole ${unit} from 1 to ${most}`)
}

function badOption(what: string): HookwrightError {
  return new HookwrightError('bad_option', `postgres({ … }): ${what}.`)
}

function nameOf({ url, pool }: PostgresOptions): string {
  if (pool !== undefined) return 'postgres (the given pool)'
  if (url === undefined) return 'postgres'
  const { hostname, port, pathname } = new URL(url)
  return `postgres:${decodeURIComponent(hostname)}${port && `:${port}`}${decodeURIComponent(pathname)}`
}
