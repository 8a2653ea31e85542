import { errors } from 'undici'
import type { Dispatcher as Undici } from 'undici'
import type { Clock } from '../clock.ts'
import { LookupError } from './lookup.ts'
import type { ExchangeEnd } from './outcome.ts'
import type { Pools } from './pools.ts'
import { parseRetryAfter } from './retry.ts'
import { TunnelError } from './tunnel.ts'

export interface Exchange {
  end: ExchangeEnd
  /** The HTTP status, also of an answer that broke off later; null where none came. */
  status: number | null
  /** The first bytes of the answer's body; null where there was none. */
  responseBody: Uint8Array | null
}

export interface PostOptions {
  url: string
  headers: Record<string, string>
  body: Uint8Array
  /** For everything together: connecting, sending, the answer's headers and its body. */
  timeoutMs: number
  /** How much of the answer's body is kept. What comes beyond it is not read. */
  keptBodyBytes: number
  clock: Clock
  /** Aborted by the caller to give the exchange up. */
  controller: AbortController
}

/**
 * Sends one POST and waits for the answer. Always settles within the timeout, and never follows a
 * redirect. Null when the caller gave it up; every other failure is an end like any other.
 */
export async function post(pools: Pools, options: PostOptions): Promise<Exchange | null> {
  const { controller, clock, timeoutMs } = options
  const exchange: Exchange = { end: { kind: 'interrupted', error: '' }, status: null, responseBody: null }
  const cancelDeadline = clock.after(timeoutMs, () => controller.abort(deadlinePassed))
  try {
    const { origin, pathname, search } = new URL(options.url)
    await pools.use(origin, async (pool) => {
      const request = pool.request({
        method: 'POST',
        path: pathname + search,
        headers: options.headers,
        body: options.body,
        signal: controller.signal,
      })
      // undici heeds the signal only once the request is on a connection, not while that is being made.
      const response = await Promise.race([request, aborted(controller.signal)])
      exchange.status = response.statusCode
      const retryAfterMs = parseRetryAfter(firstOf(response.headers['retry-after']), clock.now())
      await readBody(response.body, options.keptBodyBytes, (body) => (exchange.responseBody = body))
      exchange.end = { kind: 'answered', status: response.statusCode, retryAfterMs }
    })
  } catch (error) {
    if (controller.signal.aborted && controller.signal.reason !== deadlinePassed) return null
    exchange.end = controller.signal.aborted
      ? { kind: 'timed_out', error: timeoutText(timeoutMs, exchange.status, pools.route) }
      : endOf(error, exchange.status !== null)
  } finally {
    cancelDeadline()
  }
  return exchange
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(deadlinePassed), { once: true })
  })
}

const deadlinePassed = new Error('The deadline of the attempt passed.')

function timeoutText(timeoutMs: number, status: number | null, route: string): string {
  const seconds = `${timeoutMs / 1000} s`
  return status === null
    ? `No answer within ${seconds}${route}.`
    : `Answered ${status}, but not completely within ${seconds}.`
}

/** Keeps the first `limit` bytes. Leaving the loop closes the connection, so that a body of any length costs no more. */
async function readBody(
  body: Undici.ResponseData['body'],
  limit: number,
  keep: (bytes: Uint8Array) => void,
): Promise<void> {
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of body) {
      // undici gives Buffers, but types the stream as one of anything.
      if (!(chunk instanceof Uint8Array)) continue
      chunks.push(chunk.subarray(0, limit - length))
      length += chunk.length
      if (length > limit) break
    }
  } finally {
    // Also what came before it broke off tells something. A copy, since the chunks are parts of larger buffers.
    if (length > 0) keep(Uint8Array.from(Buffer.concat(chunks)))
  }
}

function endOf(error: unknown, answered: boolean): ExchangeEnd {
  if (error instanceof LookupError || error instanceof TunnelError)
    return { kind: error.kind, error: error.message }
  // Several addresses were tried, and each failed; they rarely fail differently.
  const cause: unknown = error instanceof AggregateError ? (error.errors[0] ?? error) : error
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') {
    return { kind: 'timed_out', error: 'No connection within the timeout.' }
  }
  if (answered) return { kind: 'interrupted', error: `The answer broke off (${describe(cause, code)}).` }
  if (cause instanceof errors.HTTPParserError)
    return { kind: 'interrupted', error: `The answer is not HTTP/1.1 (${describe(cause, code)}).` }
  if (brokenConnection.has(code)) {
    return {
      kind: 'interrupted',
      error: `The connection broke before an answer came (${describe(cause, code)}).`,
    }
  }
  return { kind: 'unreachable', error: `No connection (${describe(cause, code)}).` }
}

/** What befalls a connection that stood. Everything else before an answer is a connection that never did: TLS has many codes. */
const brokenConnection = new Set([
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_SOCKET',
  'UND_ERR_HEADERS_OVERFLOW',
  'UND_ERR_ABORTED',
])

function describe(cause: unknown, code: string): string {
  const message = cause instanceof Error ? cause.message : String(cause)
  return code === '' || message.includes(code) ? message : `${message}, ${code}`
}

function firstOf(header: string | string[] | undefined): string | null {
  return (Array.isArray(header) ? header[0] : header) ?? null
}
