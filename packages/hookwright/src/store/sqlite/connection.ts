import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite'

export type Row = Readonly<Record<string, SQLOutputValue>>

/** One connection to the database, with its statements prepared once. Statements take `$1`, `$2`, … by position. */
export class Connection {
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, Prepared>()

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  all(sql: string, values: readonly SQLInputValue[] = []): Row[] {
    const { statement, bind } = this.#prepare(sql)
    return statement.all(...bind(values))
  }

  get(sql: string, values: readonly SQLInputValue[] = []): Row | undefined {
    const { statement, bind } = this.#prepare(sql)
    return statement.get(...bind(values))
  }

  /** Rows as they are read. Change nothing that the statement reads until the loop has ended. */
  iterate(sql: string, values: readonly SQLInputValue[] = []): Iterable<Row> {
    const { statement, bind } = this.#prepare(sql)
    return statement.iterate(...bind(values))
  }

  /** Returns the number of rows changed. */
  run(sql: string, values: readonly SQLInputValue[] = []): number {
    const { statement, bind } = this.#prepare(sql)
    return Number(statement.run(...bind(values)).changes)
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

  /**
   * Within a transaction that is open already, and goes on whatever happens: of a `work` that throws nothing
   * is left in it.
   */
  savepoint<Result>(work: () => Result): Result {
    this.run('savepoint hookwright')
    try {
      const result = work()
      this.run('release hookwright')
      return result
    } catch (error) {
      if (this.#database.isTransaction) this.script('rollback to hookwright; release hookwright')
      throw error
    }
  }

  close(): void {
    this.#database.close()
  }

  #prepare(sql: string): Prepared {
    let prepared = this.#statements.get(sql)
    if (prepared === undefined) {
      prepared = prepare(this.#database, sql)
      this.#statements.set(sql, prepared)
    }
    return prepared
  }
}

interface Prepared {
  statement: StatementSync
  /** The values in the order in which the statement names them. */
  bind: (values: readonly SQLInputValue[]) => readonly SQLInputValue[]
}

/** SQLite reads `$1` as a name, and Node 22 binds neither that nor `?1` by position: plain `?` it takes everywhere. */
function prepare(database: DatabaseSync, sql: string): Prepared {
  const positions = [...sql.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number) - 1)
  const statement = database.prepare(sql.replaceAll(/\$\d+/g, '?'))
  // A database that the caller opened may give rows in other forms.
  statement.setReadBigInts(false)
  statement.setReturnArrays(false)
  if (positions.every((position, index) => position === index)) return { statement, bind: (values) => values }
  return { statement, bind: (values) => positions.map((position) => values[position] ?? null) }
}
