import { HookwrightError } from '../../errors.ts'
import type { EnqueueResult, NewMessage } from '../store.ts'
import { kindOf } from '../transaction.ts'
import type { PostgresTransaction } from '../transaction.ts'
import { onClient } from './database.ts'
import { enqueue } from './enqueue.ts'
import { codeOf } from './failure.ts'
import type { Statements } from './statements.ts'

export interface Enqueued {
  results: EnqueueResult[]
  /** Whether the transaction has not ended; undefined where the client cannot tell. */
  isUnderWay: (() => boolean) | undefined
}

/**
 * Stores messages by the caller's own client, in its transaction. The savepoint keeps a failure from ending
 * the transaction, and is refused by PostgreSQL where there is none.
 *
 * @param statements On the schema of the store: the caller's search path may be another one.
 * @throws HookwrightError `bad_option`
 */
export async function enqueueWithin(
  statements: Statements,
  transaction: unknown,
  messages: readonly NewMessage[],
): Promise<Enqueued> {
  if (!isPostgresTransaction(transaction)) {
    throw refusal(
      'a store in PostgreSQL takes a client of pg with a transaction begun, or an object whose ' +
        `query({ text, values }) runs in it; given was ${kindOf(transaction)}.`,
    )
  }
  const results = await inTurn(transaction, () => withinSavepoint(statements, transaction, messages))
  return { results, isUnderWay: statusOf(transaction) }
}

async function withinSavepoint(
  statements: Statements,
  transaction: PostgresTransaction,
  messages: readonly NewMessage[],
): Promise<EnqueueResult[]> {
  const command = (text: string) => transaction.query(statements.toCommand(text))
  try {
    await command('savepoint hookwright')
  } catch (error) {
    if (codeOf(error) !== noTransaction) throw error
    throw refusal(
      'the client given has no transaction open. Run "begin" on it before, and await send() before you commit; ' +
        'a pool is no client, since it gives each query a connection of its own.',
    )
  }
  try {
    const results = await enqueue(onClient(transaction, statements), messages)
    await command('release savepoint hookwright')
    return results
  } catch (error) {
    // Where the connection was lost, the transaction is lost too.
    await command('rollback to savepoint hookwright').catch(() => undefined)
    await command('release savepoint hookwright').catch(() => undefined)
    if (codeOf(error) !== noTable) throw error
    throw refusal('the client given finds no tables of this store: it is connected to another database.')
  }
}

const noTransaction = '25P01'
const noTable = '42P01'

/** Who comes last on each client. */
const lastOn = new WeakMap<PostgresTransaction, Promise<unknown>>()

/** Sends that are not awaited one by one would otherwise end each other's savepoints. */
function inTurn<Result>(transaction: PostgresTransaction, work: () => Promise<Result>): Promise<Result> {
  const before = lastOn.get(transaction) ?? Promise.resolve()
  const mine = before.then(work, work)
  lastOn.set(transaction, mine)
  return mine
}

function isPostgresTransaction(given: unknown): given is PostgresTransaction {
  return typeof given === 'object' && given !== null && 'query' in given && typeof given.query === 'function'
}

/** A client of a recent `pg` knows it, by what the server said last. */
function statusOf(transaction: PostgresTransaction): (() => boolean) | undefined {
  if (transaction.getTransactionStatus === undefined) return undefined
  return () => transaction.getTransactionStatus?.() !== 'I'
}

function refusal(message: string): HookwrightError {
  return new HookwrightError('bad_option', `send({ transaction }): ${message}`)
}
