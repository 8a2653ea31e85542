import { WholeResponse } from '../http/whole.ts'
import type { Failure, Scope } from './scope.ts'

interface Ending {
  /** Of a HEAD request, the body is never read. */
  isHead: boolean
  onError: (error: unknown) => void
}

/**
 * Releases what an answer was made with once nothing more comes of it: at once where all of the answer is there, so
 * that an error in releasing can still be answered with, and otherwise when the stream ends.
 *
 * @throws what releasing throws
 */
export async function releaseAfter(response: Response, scope: Scope, ending: Ending): Promise<Response> {
  if (!scope.holds) return response
  // Asked first, since to look at the body of one makes it a stream.
  const isWhole = response instanceof WholeResponse && response.untouched !== undefined
  if (isWhole || !response.body) {
    throwIf(await scope.release())
    return response
  }
  if (ending.isHead) {
    await response.body.cancel()
    throwIf(await scope.release())
    return new Response(null, response)
  }
  const reader = response.body.getReader()
  const early = await readEarly(reader)
  if (early.ended) {
    throwIf(await scope.release())
    return new Response(early.chunks[0] ?? null, response)
  }
  return new Response(streamThen(reader, early, scope, ending), response)
}

type Reader = ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>
type Read = Awaited<ReturnType<Reader['read']>>

interface Early {
  chunks: Uint8Array<ArrayBuffer>[]
  ended: boolean
  /** Asked for, and not there yet, or failed. */
  pending?: Promise<Read>
}

/** Two reads are all that it takes for what is in memory: its bytes, and its end. */
async function readEarly(reader: Reader): Promise<Early> {
  const chunks: Uint8Array<ArrayBuffer>[] = []
  for (let reads = 0; reads < 2; reads++) {
    const pending = reader.read()
    try {
      const read = await Promise.race([pending, soon()])
      if (!read) return { chunks, ended: false, pending }
      if (read.done) return { chunks, ended: true }
      chunks.push(read.value)
    } catch {
      return { chunks, ended: false, pending }
    }
  }
  return { chunks, ended: false }
}

/** What is in memory is read in microtasks, which all come before a timer. */
function soon(): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, 0, undefined))
}

function streamThen(
  reader: Reader,
  early: Early,
  scope: Scope,
  { onError }: Ending,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const chunks = early.chunks.values()
  let pending = early.pending
  let left = false
  return new ReadableStream(
    {
      async pull(controller) {
        const chunk = chunks.next()
        if (chunk.done !== true) {
          controller.enqueue(chunk.value)
          return
        }
        let failure: Failure | undefined
        try {
          const reading = pending ?? reader.read()
          pending = undefined
          const read = await reading
          if (left) return
          if (!read.done) {
            controller.enqueue(read.value)
            return
          }
        } catch (error) {
          if (left) return
          failure = { error }
        }
        const after = await scope.release(failure)
        if (after && after.error !== failure?.error) onError(after.error)
        if (after) controller.error(after.error)
        else controller.close()
      },
      async cancel(reason) {
        left = true
        await reader.cancel(reason).catch(onError)
        const gone = { error: new Error('The caller went away') }
        const after = await scope.release(gone)
        if (after && after.error !== gone.error) onError(after.error)
      },
    },
    { highWaterMark: 0 },
  )
}

function throwIf(failure: Failure | undefined): void {
  if (failure) throw failure.error
}
