import { Worker } from 'node:worker_threads'
import { HookwrightError } from '../../errors.ts'
import type { Migrated } from '../store.ts'
import type { OpenOptions } from './open.ts'
import type { Arguments, CallOf, Failure, FromWorker, OperationName, Result, ToWorker } from './protocol.ts'

/** Beside the sources this file ends in `.ts`, and then so does the worker's. */
const workerUrl = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url)

interface Waiting<Value> {
  resolve(value: Value): void
  reject(error: HookwrightError): void
}

/** The worker thread in which the database is open, and the calls that wait for it. */
export class WorkerLink {
  readonly #name: string
  readonly #worker: Worker
  /** Each takes the result of its own operation; `never` because the map knows no longer which that is. */
  readonly #waiting = new Map<number, Waiting<never>>()
  readonly #exited: Promise<void>
  #calls = 0
  #isClosing = false
  #stopped: HookwrightError | undefined
  #migrated: Migrated = { before: 0, migrations: [] }

  /** Resolves when the database is open. */
  static open(options: OpenOptions): Promise<WorkerLink> {
    return new Promise((resolve, reject) => new WorkerLink(options, { resolve, reject }))
  }

  private constructor(options: OpenOptions, opening: Waiting<WorkerLink>) {
    this.#name = options.name
    this.#worker = new Worker(workerUrl, { workerData: options })
    this.#worker.on('message', (message: FromWorker<never>) => this.#receive(message, opening))
    // An error ends the thread, so this comes before `exit` and says more.
    this.#worker.once('error', (error) => this.#stop(error.message, opening, error))
    this.#exited = new Promise((resolve) => {
      this.#worker.once('exit', (code) => {
        this.#stop(`exit code ${code}`, opening)
        resolve()
      })
    })
  }

  /** What it took to bring the tables up to date. */
  get migrated(): Migrated {
    return this.#migrated
  }

  /** True once the thread has ended, asked or not. */
  get isStopped(): boolean {
    return this.#stopped !== undefined
  }

  call<Name extends OperationName>(operation: Name, args: Arguments<Name>): Promise<Result<Name>> {
    return new Promise<Result<Name>>((resolve, reject) => {
      if (this.#stopped !== undefined) return reject(this.#stopped)
      const id = this.#calls++
      const call: CallOf<Name> = { id, operation, args }
      this.#worker.postMessage(call)
      // An open store alone keeps no process alive; a call that waits for its answer does.
      if (this.#waiting.size === 0) this.#worker.ref()
      this.#waiting.set(id, { resolve, reject })
    })
  }

  /** The thread answers what it was asked before, then closes the database and ends. */
  close(): Promise<void> {
    this.#isClosing = true
    this.#worker.ref()
    this.#worker.postMessage('close' satisfies ToWorker)
    return this.#exited
  }

  #receive(message: FromWorker<never>, opening: Waiting<WorkerLink>): void {
    if (message.kind === 'opened') {
      this.#migrated = message.migrated
      this.#worker.unref()
      opening.resolve(this)
    } else if (message.kind === 'refused') {
      opening.reject(toError(message.failure))
    } else {
      for (const answer of message.answers) {
        const waiting = this.#waiting.get(answer.id)
        this.#waiting.delete(answer.id)
        if ('failure' in answer) waiting?.reject(toError(answer.failure))
        else waiting?.resolve(answer.value)
      }
      if (this.#waiting.size === 0 && !this.#isClosing) this.#worker.unref()
    }
  }

  #stop(reason: string, opening: Waiting<WorkerLink>, cause?: unknown): void {
    this.#stopped ??= new HookwrightError(
      'store_failed',
      `${this.#name}: its worker thread has ended (${reason}). What was committed is safe: call open() again.`,
      { cause },
    )
    opening.reject(this.#stopped)
    for (const waiting of this.#waiting.values()) waiting.reject(this.#stopped)
    this.#waiting.clear()
  }
}

function toError({ code, message, cause }: Failure): HookwrightError {
  return new HookwrightError(code, message, { cause })
}
