import { realpathSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { HookwrightError } from '../../errors.ts'
import { textOrNull } from '../columns.ts'
import type { EnqueueResult, NewMessage } from '../store.ts'
import { kindOf } from '../transaction.ts'
import { Connection } from './connection.ts'
import { enqueue } from './enqueue.ts'
import { cureFor, isBusy } from './failure.ts'
import { inMemory } from './open.ts'

/** Where the store is. */
export interface Whereabouts {
  /** For messages. */
  name: string
  /** Absolute, or `:memory:`. */
  path: string
}

export interface Enqueued {
  results: EnqueueResult[]
  /** Whether the transaction has not ended. */
  isUnderWay: () => boolean
}

/**
 * Stores messages on the caller's own connection, in its transaction. At once and in this thread: the
 * transaction may hold the write lock, for which the store's own thread would wait in vain.
 *
 * @throws HookwrightError `bad_option`, `store_failed`
 */
export function enqueueWithin(
  store: Whereabouts,
  transaction: unknown,
  messages: readonly NewMessage[],
): Enqueued {
  const database = checkTransaction(store, transaction)
  const connection = new Connection(database)
  try {
    checkFile(store, connection)
    const results = connection.savepoint(() => enqueue(connection, messages))
    return { results, isUnderWay: () => isUnderWay(database) }
  } catch (error) {
    if (error instanceof HookwrightError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    const cure = isBusy(error)
      ? 'Another connection is writing. Open yours with new DatabaseSync(path, { timeout: 5000 }), and begin with ' +
        '"begin immediate".'
      : cureFor(error)
    const message = `${store.name}: send() in your transaction failed: ${reason}. ${cure}`
    throw new HookwrightError('store_failed', message, { cause: error })
  }
}

function checkTransaction({ name, path }: Whereabouts, transaction: unknown): DatabaseSync {
  if (!(transaction instanceof DatabaseSync)) {
    throw refusal(
      `The store ${name} takes a DatabaseSync of node:sqlite, on the same file and with a transaction begun; ` +
        `given was ${kindOf(transaction)}.`,
    )
  }
  if (path === inMemory) {
    throw refusal(
      `The store ${name} is in memory, where no connection of yours can reach it. Give the store a file: sqlite("hookwright.db").`,
    )
  }
  if (!isUnderWay(transaction)) {
    throw refusal(
      'The DatabaseSync given has no transaction open. Run exec("begin immediate") before, and await send() before you commit.',
    )
  }
  return transaction
}

function checkFile({ name, path }: Whereabouts, connection: Connection): void {
  const [main] = connection.all(`select file from pragma_database_list where name = 'main'`)
  const file = (main && textOrNull(main, 'file')) ?? ''
  // SQLite gives the file's path with symbolic links resolved.
  if (file !== '' && realpathSync(file) === realpathSync(path)) return
  throw refusal(
    `The DatabaseSync given has ${file === '' ? 'a database in memory' : `the file ${file}`} open, but the store is ` +
      `${name}. A transaction spans one file: open ${path}, or keep the store in yours.`,
  )
}

/** False for a connection that was closed. */
function isUnderWay(database: DatabaseSync): boolean {
  try {
    return database.isTransaction
  } catch {
    return false
  }
}

function refusal(message: string): HookwrightError {
  return new HookwrightError('bad_option', `send({ transaction }): ${message}`)
}
