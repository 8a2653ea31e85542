/** The closed set of ways an attempt ends. Everything the page, the API and the metrics say of an attempt is one of these. */
export const outcomes = [
  /** Answered 2xx: the only success. */
  'succeeded',
  /** Answered 3xx. Redirects are never followed: the new address has not been registered or checked. */
  'redirected',
  /** Answered 410: the receiver wants no more. Its endpoint is disabled and the delivery fails at once. */
  'gone',
  /** Answered 429, 502 or 504, or 503 with Retry-After: the endpoint is paused. */
  'throttled',
  /** Answered any other 4xx. */
  'rejected',
  /** Answered any other 5xx. */
  'server_error',
  /** The answer was not complete within the timeout. */
  'timed_out',
  /** The host name did not resolve. */
  'unresolved',
  /** No connection: refused, no route, TLS failed, or the proxy made none. */
  'unreachable',
  /** The connection broke, or the answer was cut short or was no HTTP, even after a 2xx. */
  'interrupted',
  /** Nothing was sent: the guard refuses the URL or an address it resolves to, or no secret can sign. */
  'blocked',
] as const

export type Outcome = (typeof outcomes)[number]

/** How an exchange ended, before it is judged. */
export type ExchangeEnd =
  | {
      kind: 'answered'
      status: number
      /** What the Retry-After header asks for, read safely and capped; null where there is none that makes sense. */
      retryAfterMs: number | null
    }
  | { kind: 'timed_out' | 'unresolved' | 'unreachable' | 'interrupted' | 'blocked'; error: string }

export interface Verdict {
  outcome: Outcome
  /** What went wrong, in words for people; null when it succeeded. */
  error: string | null
  /**
   * What becomes of the delivery. `retry` also for what looks final (404, a refused address): the
   * receiver may be deployed, and DNS or the allow-list corrected, before the schedule is spent.
   */
  next: 'succeed' | 'retry' | 'fail'
  /** Whether the endpoint wants no more of anything. */
  disable: boolean
  /** How long nothing at all is sent to the endpoint, or null. */
  pauseMs: number | null
}

/**
 * The pause of an endpoint that is overloaded but does not say for how long: as long as the first
 * retry waits, so that a receiver that is well again soon gets its new deliveries soon.
 */
export const defaultPauseMs = 5_000

/** Judges an exchange. The one place that says what a status or a failure means. */
export function classify(end: ExchangeEnd): Verdict {
  if (end.kind !== 'answered') return failure(end.kind, end.error)
  const { status, retryAfterMs } = end
  if (status >= 200 && status < 300) {
    return { outcome: 'succeeded', error: null, next: 'succeed', disable: false, pauseMs: null }
  }
  if (status >= 300 && status < 400) {
    return failure(
      'redirected',
      `Answered ${status}. Redirects are not followed: register the URL it points to.`,
    )
  }
  if (status === 410) {
    return { ...failure('gone', 'Answered 410: the endpoint is disabled.'), next: 'fail', disable: true }
  }
  if (status === 429 || status === 502 || status === 504 || (status === 503 && retryAfterMs !== null)) {
    const wish = retryAfterMs === null ? '' : ` and asked to wait ${Math.ceil(retryAfterMs / 1000)} s`
    return { ...failure('throttled', `Answered ${status}${wish}.`), pauseMs: retryAfterMs ?? defaultPauseMs }
  }
  return failure(status < 500 ? 'rejected' : 'server_error', `Answered ${status}.`)
}

function failure(outcome: Outcome, error: string): Verdict {
  return { outcome, error, next: 'retry', disable: false, pauseMs: null }
}
