/**
 * A transaction of the caller's own, begun and not ended, for `send` to store in: what is sent goes with the
 * rest of it, or not at all. The store says which kind it takes; the SQLite store a `DatabaseSync` of
 * node:sqlite, the PostgreSQL store a client of `pg`.
 */
export type Transaction = SqliteTransaction | PostgresTransaction

/** What tells that it is a `DatabaseSync` of node:sqlite. */
export interface SqliteTransaction {
  readonly isTransaction: boolean
  exec(sql: string): void
  prepare(sql: string): object
}

/** A client of `pg`, or anything else that runs SQL with `$1`, `$2`, … in the transaction. */
export interface PostgresTransaction {
  query(query: { text: string; values?: unknown[] }): Promise<{ rows: Readonly<Record<string, unknown>>[] }>
  /** `I` when no transaction is open. Without it, delivery waits for the poll. */
  getTransactionStatus?(): string | null
}

/** For a message that says what was given where a transaction belongs. */
export function kindOf(given: unknown): string {
  if (given === null || given === undefined) return String(given)
  if (typeof given !== 'object') return `a ${typeof given}`
  const name: unknown = given.constructor?.name
  return typeof name === 'string' && name !== 'Object' ? `an object of the class ${name}` : 'a plain object'
}

/** After the last, workers have asked by themselves. */
const longestWaitMs = 512

/**
 * Calls `tell` soon after the transaction has ended. Nobody says when that is, so it is looked at after 1 ms
 * and then after twice as long each time; after a second no more. Keeps no process alive.
 */
export function whenEnded(isUnderWay: () => boolean, tell: () => void, waitMs = 1): void {
  if (waitMs > longestWaitMs) return
  setTimeout(() => {
    if (isUnderWay()) whenEnded(isUnderWay, tell, waitMs * 2)
    else tell()
  }, waitMs).unref()
}
