import type { Answering } from './content.ts'

export function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

/** What can be answered with item by item. A list is a stream that is there at once. */
export type Items<T> = AsyncIterable<T> | readonly T[]

export function isItems(value: unknown): value is Items<unknown> {
  return isAsyncIterable(value) || Array.isArray(value)
}

interface StreamOptions extends Pick<Answering, 'onError' | 'leave'> {
  /** What is sent whenever nothing else was for that long. */
  keepAlive?: { text: string; ms: number } | undefined
}

const encoder = new TextEncoder()

/**
 * A stream of what is iterated over, each item taken only when the one before has gone out. When the caller goes
 * away, `leave` is called, and then the iterator's `return`, so that a generator's `finally` runs. An error ends the
 * answer where it is, since its status has long been sent.
 */
export function streamOf(
  items: Items<unknown>,
  encode: (item: unknown) => Promise<string | Uint8Array> | string | Uint8Array,
  { onError, leave, keepAlive }: StreamOptions,
): ReadableStream<Uint8Array> {
  let iterator: AsyncIterator<unknown> | Iterator<unknown> | undefined
  let next: Promise<IteratorResult<unknown>> | undefined
  let left = false
  const end = async () => {
    try {
      await iterator?.return?.()
    } catch (error) {
      onError(error)
    }
  }
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          iterator ??= isAsyncIterable(items) ? items[Symbol.asyncIterator]() : items[Symbol.iterator]()
          next ??= Promise.resolve(iterator.next())
          const taken = keepAlive ? await within(next, keepAlive.ms) : await next
          if (left) return
          if (taken === late) {
            controller.enqueue(encoder.encode(keepAlive?.text))
            return
          }
          next = undefined
          if (taken.done === true) {
            controller.close()
            return
          }
          const encoded = await encode(taken.value)
          if (!left) controller.enqueue(typeof encoded === 'string' ? encoder.encode(encoded) : encoded)
        } catch (error) {
          // What a generator throws because its `signal` was aborted is no fault.
          if (left) return
          onError(error)
          controller.error(error)
          await end()
        }
      },
      async cancel() {
        left = true
        leave()
        await end()
      },
    },
    // Nothing begins before it is read: of the answer to a HEAD request nothing is.
    { highWaterMark: 0 },
  )
}

const late = Symbol('late')

async function within<T>(promise: Promise<T>, ms: number): Promise<T | typeof late> {
  const { promise: waited, resolve } = Promise.withResolvers<typeof late>()
  const timer = setTimeout(resolve, ms, late)
  try {
    return await Promise.race([promise, waited])
  } finally {
    clearTimeout(timer)
  }
}
