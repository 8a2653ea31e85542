import { readFileSync } from 'node:fs'
import { Client } from 'pg'

import { startPostgres as startServer } from '../../packages/hookwright/test/support/postgres-server.ts'

export interface PostgresPlace extends AsyncDisposable {
  /** An empty database with this name, made anew. */
  database(name: string): Promise<string>
  /** Of the server's first process. */
  pid: number
  version(): Promise<string>
}

/**
 * As PostgreSQL's manual has it for a machine of some memory; all that makes a commit durable is on, as it is by
 * default.
 */
const settings = [
  'shared_buffers=512MB',
  'max_wal_size=4GB',
  'max_connections=200',
  'max_locks_per_transaction=128',
]

/** From npm, as the tests have it, but durable. */
export async function startPostgres(): Promise<PostgresPlace> {
  const server = await startServer({ settings })
  const client = new Client({ connectionString: server.url })
  client.on('error', () => {})
  await client.connect()
  const backend: { rows: { pid: number; version: string }[] } = await client.query(
    "select pg_backend_pid() as pid, current_setting('server_version') as version",
  )
  const [{ pid, version } = { pid: 0, version: 'unknown' }] = backend.rows
  return {
    async database(name) {
      await client.query(`drop database if exists "${name}" with (force)`)
      await client.query(`create database "${name}"`)
      // What the one before has left to be written is not this one's work.
      await client.query('checkpoint')
      return new URL(name, server.url).href
    },
    pid: parentOf(pid),
    version: async () => version,
    async [Symbol.asyncDispose]() {
      await client.end()
      await server[Symbol.asyncDispose]()
    },
  }
}

/** 0 where there is no /proc. */
function parentOf(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1])
  } catch {
    return 0
  }
}
