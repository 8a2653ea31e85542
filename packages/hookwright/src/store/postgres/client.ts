import type { Row } from '../columns.ts'

/**
 * What Hookwright uses of a client of `pg`. Written out, so that nobody who does not use PostgreSQL needs the
 * types of `pg`.
 */
export interface PostgresClient {
  query(query: PostgresQuery): Promise<PostgresResult>
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'end', listener: () => void): unknown
  on(event: 'notification', listener: (notification: PostgresNotification) => void): unknown
  removeListener(event: 'error', listener: (error: Error) => void): unknown
}

/** What Hookwright uses of a pool of `pg`. */
export interface PostgresPool {
  readonly options?: { readonly max?: number }
  connect(): Promise<PooledClient>
  query(query: PostgresQuery): Promise<PostgresResult>
  on(event: 'error', listener: (error: Error) => void): unknown
  removeListener(event: 'error', listener: (error: Error) => void): unknown
}

export interface PooledClient extends PostgresClient {
  /** Gives it back to its pool; `true` closes it instead. */
  release(destroy?: boolean): void
}

export interface PostgresQuery {
  text: string
  /** Makes it a prepared statement. */
  name?: string
  values?: unknown[]
  types?: { getTypeParser(oid: number): (text: string) => unknown }
  /** Milliseconds after which the client gives up. */
  query_timeout?: number
}

export interface PostgresResult {
  rows: Row[]
}

export interface PostgresNotification {
  payload?: string | undefined
}
