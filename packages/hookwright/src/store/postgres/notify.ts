import type { Queryable } from './database.ts'
import { channel } from './listen.ts'

/** The least time between two notifications: more would only make workers ask for the same things. */
const restMs = 25

/**
 * Tells other processes that something was stored. Never in the transaction that stores it: PostgreSQL lets
 * transactions that notify commit only one after the other.
 */
export class Notifier {
  readonly #queryable: Queryable
  readonly #schema: string
  #resting: NodeJS.Timeout | undefined
  #isDue = false
  #sending: Promise<unknown> = Promise.resolve()

  constructor(queryable: Queryable, schema: string) {
    this.#queryable = queryable
    this.#schema = schema
  }

  /** Soon, once for all that ask meanwhile. */
  tell(): void {
    if (this.#resting !== undefined) {
      this.#isDue = true
      return
    }
    this.#send()
    this.#resting = setTimeout(() => {
      this.#resting = undefined
      if (this.#isDue) this.tell()
    }, restMs)
    this.#resting.unref()
  }

  /** Tells what is still to be told. */
  async close(): Promise<void> {
    clearTimeout(this.#resting)
    this.#resting = undefined
    if (this.#isDue) this.#send()
    await this.#sending
  }

  #send(): void {
    this.#isDue = false
    // It is only a hint: where it does not get through, workers find by themselves what was stored.
    this.#sending = this.#queryable
      .query('select pg_notify($1, $2)', [channel, this.#schema])
      .catch(() => undefined)
  }
}
