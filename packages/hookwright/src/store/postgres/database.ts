import type { Row } from '../columns.ts'
import type { PooledClient, PostgresClient, PostgresPool } from './client.ts'
import { isClash, isStalePlan } from './failure.ts'
import type { Planned, Statements } from './statements.ts'

/** Takes SQL with `$1`, `$2`, … and gives the rows it returns. */
export interface Queryable {
  query(sql: string, values?: unknown[], planned?: Planned): Promise<Row[]>
}

/** Transactions that clashed are run again this often, so that a clash is seen by nobody. */
const mostTries = 5

/** More than a pool has connections: each of them may have prepared a statement before the tables were changed. */
const mostStalePlans = 1_000

/** The database through its pool. */
export class Database implements Queryable {
  readonly #pool: PostgresPool
  readonly #statements: Statements

  constructor(pool: PostgresPool, statements: Statements) {
    this.#pool = pool
    this.#statements = statements
  }

  /** One statement, which is one transaction. */
  async query(sql: string, values: unknown[] = [], planned: Planned = 'once'): Promise<Row[]> {
    const query = this.#statements.toQuery(sql, values, planned)
    return retried(async () => (await this.#pool.query(query)).rows)
  }

  /** Several statements in one transaction. `work` may be run more than once, and must change nothing else. */
  transaction<Result>(work: (queryable: Queryable) => Promise<Result>): Promise<Result> {
    return retried(() =>
      usingClient(this.#pool, async (client) => {
        await client.query(this.#statements.toCommand('begin isolation level read committed'))
        const result = await work(onClient(client, this.#statements))
        await client.query(this.#statements.toCommand('commit'))
        return result
      }),
    )
  }
}

export function onClient(client: Pick<PostgresClient, 'query'>, statements: Statements): Queryable {
  return {
    query: async (sql, values = [], planned = 'once') =>
      (await client.query(statements.toQuery(sql, values, planned))).rows,
  }
}

/** A connection that saw a failure is closed, which also ends whatever transaction it was in. */
export async function usingClient<Result>(
  pool: PostgresPool,
  work: (client: PooledClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect()
  // The query under way rejects as well; without a listener the event would end the process.
  const ignore = () => {}
  client.on('error', ignore)
  let isSound = false
  try {
    const result = await work(client)
    isSound = true
    return result
  } finally {
    client.removeListener('error', ignore)
    client.release(!isSound)
  }
}

async function retried<Result>(work: () => Promise<Result>): Promise<Result> {
  let clashes = 0
  let stalePlans = 0
  for (;;) {
    try {
      return await work()
    } catch (error) {
      // The connection that saw it is closed by now, and the one that comes next may have it, too.
      const mayTry = isStalePlan(error)
        ? ++stalePlans < mostStalePlans
        : isClash(error) && ++clashes < mostTries
      if (!mayTry) throw error
    }
  }
}
