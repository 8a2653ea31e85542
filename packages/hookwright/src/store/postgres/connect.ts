import { setTimeout } from 'node:timers/promises'
import type { PoolConfig } from 'pg'
import { HookwrightError } from '../../errors.ts'
import type { PostgresClient, PostgresPool } from './client.ts'

/** Where connections come from. */
export interface Connections {
  pool: PostgresPool
  /** Makes one to listen on. */
  connectAlone(): Promise<LoneConnection>
  end(): Promise<void>
}

interface LoneConnection {
  client: PostgresClient
  close(): Promise<void>
}

export interface OwnPoolOptions {
  url: string | undefined
  poolSize: number
  connectTimeoutMs: number
}

/** After this long, a server that does not say goodbye is left without one. */
const farewellMs = 2_000

/** A pool of our own, in which nothing keeps a process alive that has nothing else to do. */
export async function ownPool({ url, poolSize, connectTimeoutMs }: OwnPoolOptions): Promise<Connections> {
  const { Client, Pool } = await loadDriver()
  const config = {
    ...(url === undefined ? {} : { connectionString: url }),
    max: poolSize,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    fallback_application_name: 'hookwright',
    allowExitOnIdle: true,
  } satisfies PoolConfig
  const pool = new Pool(config)
  pool.on('error', ignore)
  return {
    pool,
    async connectAlone() {
      const client = new Client(config)
      client.on('error', ignore)
      await client.connect()
      // Not in the types of `pg`, but its own pool relies on it.
      if ('unref' in client && typeof client.unref === 'function') client.unref()
      return { client, close: () => atMost(farewellMs, client.end()) }
    },
    end: () => atMost(farewellMs, pool.end()),
  }
}

/** A pool that was given stays as it is, and open. */
export function givenPool(pool: PostgresPool): Connections {
  pool.on('error', ignore)
  return {
    pool,
    async connectAlone() {
      const client = await pool.connect()
      client.on('error', ignore)
      return { client, close: async () => client.release(true) }
    },
    async end() {
      pool.removeListener('error', ignore)
    },
  }
}

/** The pool drops a connection that is lost while idle; without a listener the event would end the process. */
function ignore(): void {}

async function loadDriver(): Promise<typeof import('pg')> {
  try {
    return await import('pg')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')) throw error
    throw new HookwrightError('store_failed', 'The PostgreSQL store needs the package "pg": npm install pg', {
      cause: error,
    })
  }
}

async function atMost(ms: number, work: Promise<void>): Promise<void> {
  const enough = new AbortController()
  const timeout = setTimeout(ms, undefined, { signal: enough.signal }).catch(() => undefined)
  await Promise.race([work, timeout]).finally(() => enough.abort())
}
