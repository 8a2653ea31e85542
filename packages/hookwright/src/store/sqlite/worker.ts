import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import { HookwrightError } from '../../errors.ts'
import type { Connection } from './connection.ts'
import { cureFor, isBusy } from './failure.ts'
import { openDatabase } from './open.ts'
import type { OpenDatabase, OpenOptions } from './open.ts'
import { operations, reads } from './operations.ts'
import type { Answer, Call, Failure, FromWorker, OperationName, Result, ToWorker } from './protocol.ts'

type Value = Result<OperationName>

/**
 * Nobody waits for a record to be made. Where messages are stored all the time, it shares the transaction of the next
 * ones, which halves what has to reach the disk.
 */
const recordsWaitMs = 1

/** So that no caller waits for more than this many others. */
const callsPerTransaction = 256

if (parentPort !== null) start(parentPort, workerData)

function start(port: MessagePort, options: OpenOptions): void {
  const answer = (message: FromWorker<Value>) => port.postMessage(message)
  let opened: OpenDatabase
  try {
    opened = openDatabase(options)
  } catch (error) {
    answer({ kind: 'refused', failure: toFailure(error, `${options.name} cannot be opened`) })
    return port.close()
  }
  const { connection, migrated } = opened
  let waiting: Call[] = []
  let waitingUntil: NodeJS.Timeout | undefined
  const runWaiting = () => {
    clearTimeout(waitingUntil)
    waitingUntil = undefined
    const calls = waiting
    waiting = []
    if (calls.length > 0) answer({ kind: 'answers', answers: runTogether(connection, options.name, calls) })
  }
  port.on('message', (first: ToWorker) => {
    const { calls, isClosing } = drain(port, first)
    waiting.push(...calls)
    if (!isClosing && waiting.every(({ operation }) => operation === 'record')) {
      waitingUntil ??= setTimeout(runWaiting, recordsWaitMs)
      return
    }
    runWaiting()
    if (isClosing) {
      connection.close()
      port.close()
    }
  })
  answer({ kind: 'opened', migrated })
}

/** Takes what is queued behind `first`, so that one fsync serves them all. */
function drain(port: MessagePort, first: ToWorker): { calls: Call[]; isClosing: boolean } {
  const calls: Call[] = []
  for (let next: ToWorker | undefined = first; next !== undefined;) {
    if (next === 'close') return { calls, isClosing: true }
    if (calls.push(next) === callsPerTransaction) break
    const queued: { message: ToWorker } | undefined = receiveMessageOnPort(port)
    next = queued?.message
  }
  return { calls, isClosing: false }
}

function runTogether(connection: Connection, storeName: string, calls: readonly Call[]): Answer<Value>[] {
  const runAlone = (call: Call): Answer<Value> => {
    try {
      const work = () => run(connection, call)
      return { id: call.id, value: reads.has(call.operation) ? work() : connection.transaction(work) }
    } catch (error) {
      return refuse(call, storeName, error)
    }
  }
  if (calls.length === 1 || calls.every((call) => reads.has(call.operation))) return calls.map(runAlone)
  try {
    return connection.transaction(() => calls.map((call) => ({ id: call.id, value: run(connection, call) })))
  } catch (error) {
    // Nothing of it was kept. Alone, those that can succeed do, and the one that cannot says why; but
    // none waits out a lock a second time.
    return calls.map((call) =>
      isBusy(error) && !reads.has(call.operation) ? refuse(call, storeName, error) : runAlone(call),
    )
  }
}

function refuse({ id, operation }: Call, storeName: string, error: unknown): Answer<Value> {
  return { id, failure: toFailure(error, `${storeName}: ${operation} failed`) }
}

function run<Name extends OperationName>(
  connection: Connection,
  { operation, args }: Call<Name>,
): Result<Name> {
  return operations[operation](connection, ...args)
}

function toFailure(error: unknown, what: string): Failure {
  if (error instanceof HookwrightError)
    return { code: error.code, message: error.message, cause: error.cause }
  const reason = error instanceof Error ? error.message : String(error)
  return { code: 'store_failed', message: `${what}: ${reason}. ${cureFor(error)}`, cause: error }
}
