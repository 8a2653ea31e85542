/** More in one transaction save little, and hold up what comes next. */
export const largestBatch = 500

/**
 * Group commit. Items that are added in one tick, or while a flush is under way, are flushed together:
 * one transaction and one fsync for all of them. Each `add` resolves with its own result.
 */
export class Batcher<In, Out> {
  readonly #flush: (items: readonly In[]) => Promise<readonly Out[]>
  readonly #maxSize: () => number
  #waiting: Waiting<In, Out>[] = []
  #running: Promise<void> | null = null

  /**
   * `flush` returns one result for each item, in order. When it rejects, each `add` of that batch does. `maxSize` is
   * asked before each batch.
   */
  constructor(
    flush: (items: readonly In[]) => Promise<readonly Out[]>,
    { maxSize = () => largestBatch }: { maxSize?: () => number } = {},
  ) {
    this.#flush = flush
    this.#maxSize = maxSize
  }

  add(item: In): Promise<Out> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject })
      this.#running ??= this.#run()
    })
  }

  /** Resolves when nothing waits and no flush is under way. Never rejects: the failures went to each `add`. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running
  }

  async #run(): Promise<void> {
    await endOfTick()
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#maxSize())
      try {
        const results = await this.#flush(batch.map(({ item }) => item))
        if (results.length !== batch.length) {
          throw new Error(`A flush of ${batch.length} items returned ${results.length} results.`)
        }
        results.forEach((result, index) => batch[index]?.resolve(result))
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    this.#running = null
  }
}

interface Waiting<In, Out> {
  item: In
  resolve: (result: Out) => void
  reject: (error: unknown) => void
}

/** After all microtasks, so that senders whose validation is asynchronous still share the batch. */
function endOfTick(): Promise<void> {
  return new Promise((resolve) => {
    // Not every runtime has setImmediate, and setTimeout costs a millisecond.
    if (typeof setImmediate === 'function') setImmediate(resolve)
    else setTimeout(resolve, 0)
  })
}
