import { lookup } from 'node:dns'

import { systemClock } from '../clock.ts'
import { post } from '../delivery/exchange.ts'
import { classify, type Outcome } from '../delivery/outcome.ts'
import { Pools } from '../delivery/pools.ts'
import { signedHeaders } from '../delivery/sign.ts'

/** A message that this process signs and posts itself. */
export interface Forwardable {
  id: string
  eventType: string
  contentType: string
  body: Uint8Array
}

export interface Forwarded {
  outcome: Outcome
  /** The HTTP status; null where no answer came. */
  status: number | null
  /** What went wrong, in words; null when it succeeded. */
  error: string | null
  durationMs: number
  /** The start of the answer; null where there was none. */
  responseBody: string | null
}

const connectTimeoutMs = 10_000
const keptBodyBytes = 4_096

/** Posts messages to a URL of the developer's, in the way that workers post them to endpoints, but without the guard. */
export class Forwarder {
  readonly #pools = new Pools({ clock: systemClock, lookup, connectTimeoutMs, connections: 16 })
  readonly #secret: string
  readonly #timeoutMs: number

  constructor({ secret, timeoutMs }: { secret: string; timeoutMs: number }) {
    this.#secret = secret
    this.#timeoutMs = timeoutMs
  }

  /** Never rejects for what the receiver does. @throws WebhookVerificationError `invalid_secret` */
  async forward(url: string, { id, ...message }: Forwardable): Promise<Forwarded> {
    const headers = signedHeaders({ ...message, messageId: id }, [this.#secret], Date.now())
    const startedAt = performance.now()
    const exchange = await post(this.#pools, {
      url,
      headers,
      body: message.body,
      timeoutMs: this.#timeoutMs,
      keptBodyBytes,
      clock: systemClock,
      signal: new AbortController().signal,
    })
    const durationMs = Math.round(performance.now() - startedAt)
    if (exchange === null) throw new Error('The exchange was given up by nobody.')
    const { outcome, error } = classify(exchange.end)
    const responseBody = exchange.responseBody && new TextDecoder().decode(exchange.responseBody)
    return { outcome, status: exchange.status, error, durationMs, responseBody }
  }

  /** What is still under way is cut off. */
  close(): Promise<void> {
    return this.#pools.close()
  }
}
