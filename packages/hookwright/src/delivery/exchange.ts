import type { IncomingHttpHeaders } from 'node:http'
import type { Dispatcher as Undici, Pool } from 'undici'
import type { Clock } from '../clock.ts'
import { LookupError } from './lookup.ts'
import type { ExchangeEnd } from './outcome.ts'
import type { Pools } from './pools.ts'
import { remembered } from './remember.ts'
import { parseRetryAfter } from './retry.ts'
import { TunnelError } from './tunnel-error.ts'

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
  signal: AbortSignal
}

/**
 * Sends one POST and waits for the answer. Always settles within the timeout, and never follows a
 * redirect. Null when the caller gave it up; every other failure is an end like any other.
 */
export function post(pools: Pools, options: PostOptions): Promise<Exchange | null> {
  const { origin, path } = targetOf(options.url)
  return pools.use(origin, (pool) => new Exchanging(options, pools.route).through(pool, path))
}

const targetOf = remembered(4_096, (url) => {
  const { origin, pathname, search } = new URL(url)
  return { origin, path: pathname + search }
})

/** One exchange, from its request to its end; undici tells it how far it is. */
class Exchanging implements Undici.DispatchHandler {
  readonly #options: PostOptions
  readonly #route: string
  readonly #exchange: Exchange = { end: { kind: 'interrupted', error: '' }, status: null, responseBody: null }
  #retryAfterMs: number | null = null
  readonly #chunks: Uint8Array[] = []
  #length = 0
  /** Breaks the connection; there is none before the request is on one. */
  #connection: Undici.DispatchController | undefined
  #settle: ((exchange: Exchange | null) => void) | undefined
  #cancelDeadline = () => {}

  constructor(options: PostOptions, route: string) {
    this.#options = options
    this.#route = route
  }

  /** `dispatch` and not `request`, whose streams cost as much as all the rest. */
  through(pool: Pool, path: string): Promise<Exchange | null> {
    const { headers, body, timeoutMs, clock, signal } = this.#options
    return new Promise((resolve) => {
      if (signal.aborted) return resolve(null)
      this.#settle = resolve
      signal.addEventListener('abort', this.#giveUp, { once: true })
      this.#cancelDeadline = clock.after(timeoutMs, () => {
        this.#finish({ kind: 'timed_out', error: timeoutText(timeoutMs, this.#exchange.status, this.#route) })
        this.#connection?.abort(deadlinePassed)
      })
      pool.dispatch({ method: 'POST', path, headers, body }, this)
    })
  }

  readonly #giveUp = (): void => {
    this.#end(null)
    this.#connection?.abort(givenUp)
  }

  onRequestStart(connection: Undici.DispatchController): void {
    // While it waited for a connection, its time may have run out.
    if (this.#settle === undefined) connection.abort(deadlinePassed)
    else this.#connection = connection
  }

  onResponseStart(_: unknown, status: number, headers: IncomingHttpHeaders): void {
    // 1xx: the answer is still to come.
    if (status < 200) return
    this.#exchange.status = status
    const retryAfter = firstOf(headers['retry-after'])
    if (retryAfter !== null) this.#retryAfterMs = parseRetryAfter(retryAfter, this.#options.clock.now())
  }

  /** Keeps the first bytes. What comes beyond them breaks the connection, so that a body of any length costs no more. */
  onResponseData(connection: Undici.DispatchController, chunk: Uint8Array): void {
    const { keptBodyBytes } = this.#options
    this.#chunks.push(chunk.subarray(0, keptBodyBytes - this.#length))
    this.#length = Math.min(this.#length + chunk.length, keptBodyBytes + 1)
    if (this.#length <= keptBodyBytes) return
    this.#answered()
    connection.abort(enough)
  }

  onResponseEnd(): void {
    this.#answered()
  }

  onResponseError(_: unknown, error: Error): void {
    this.#finish(endOf(error, this.#exchange.status !== null))
  }

  #answered(): void {
    const { status } = this.#exchange
    if (status !== null) this.#finish({ kind: 'answered', status, retryAfterMs: this.#retryAfterMs })
  }

  #finish(end: ExchangeEnd): void {
    if (this.#settle === undefined) return
    this.#exchange.end = end
    // Also what came before it broke off tells something. A copy, since the chunks are parts of larger buffers.
    if (this.#length > 0) this.#exchange.responseBody = new Uint8Array(Buffer.concat(this.#chunks))
    this.#end(this.#exchange)
  }

  #end(exchange: Exchange | null): void {
    const settle = this.#settle
    if (settle === undefined) return
    this.#settle = undefined
    this.#cancelDeadline()
    this.#options.signal.removeEventListener('abort', this.#giveUp)
    settle(exchange)
  }
}

const deadlinePassed = new Error('The deadline of the attempt passed.')

const givenUp = new Error('The attempt was given up.')

const enough = new Error('No more of the body is kept.')

function timeoutText(timeoutMs: number, status: number | null, route: string): string {
  const seconds = `${timeoutMs / 1000} s`
  return status === null
    ? `No answer within ${seconds}${route}.`
    : `Answered ${status}, but not completely within ${seconds}.`
}

function endOf(error: unknown, answered: boolean): ExchangeEnd {
  if (error instanceof LookupError || error instanceof TunnelError) {
    const { kind, message, isOurs } = error
    return { kind, error: message, ...(isOurs && { isOurs }) }
  }
  // Several addresses were tried, and each failed; they rarely fail differently.
  const cause: unknown = error instanceof AggregateError ? (error.errors[0] ?? error) : error
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') {
    return { kind: 'timed_out', error: 'No connection within the timeout.' }
  }
  if (answered) return { kind: 'interrupted', error: `The answer broke off (${describe(cause, code)}).` }
  // By its name: undici is loaded when there is a connection, not before.
  if (cause instanceof Error && cause.name === 'HTTPParserError')
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
