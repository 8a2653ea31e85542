import { DatabaseSync } from 'node:sqlite'
import type { SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite'

export type Row = Readonly<Record<string, SQLOutputValue>>

/** One connection to the database, with its statements prepared once. Statements take `$1`, `$2`, … by position. */
export class Connection {
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()

  constructor(path: string, busyTimeoutMs: number) {
    this.#database = new DatabaseSync(path, { timeout: busyTimeoutMs })
  }

  all(sql: string, values: readonly SQLInputValue[] = []): Row[] {
    return this.#prepare(sql).all(...values)
  }

  get(sql: string, values: readonly SQLInputValue[] = []): Row | undefined {
    return this.#prepare(sql).get(...values)
  }

  /** Rows as they are read. Change nothing that the statement reads until the loop has ended. */
  iterate(sql: string, values: readonly SQLInputValue[] = []): Iterable<Row> {
    return this.#prepare(sql).iterate(...values)
  }

  /** Returns the number of rows changed. */
  run(sql: string, values: readonly SQLInputValue[] = []): number {
    return Number(this.#prepare(sql).run(...values).changes)
  }

  /** Runs statements that take no values, without keeping them. */
  script(sql: string): void {
    this.#database.exec(sql)
  }

  /** Takes the write lock (waiting for other processes), so that nothing in `work` can be refused for a lock. */
  transaction<Result>(work: () => Result): Result {
    this.run('begin immediate')
    try {
      const result = work()
      this.run('commit')
      return result
    } catch (error) {
      // A full disk, for one, makes SQLite roll back by itself.
      if (this.#database.isTransaction) this.run('rollback')
      throw error
    }
  }

  close(): void {
    this.#database.close()
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql)
    if (statement === undefined) {
      // SQLite reads `$1` as a name; by position it is `?1`.
      statement = this.#database.prepare(sql.replace(/\$(?=\d)/g, '?'))
      this.#statements.set(sql, statement)
    }
    return statement
  }
}
