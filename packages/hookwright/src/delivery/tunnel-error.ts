/** What a proxy says when it gets no connection to the address: another one of the host may be better. */
export const unreached: ReadonlySet<number | null> = new Set([502, 503, 504])

/** No tunnel was made. The message names the proxy where that is why, without credentials. */
export class TunnelError extends Error {
  readonly kind: 'unreachable' | 'timed_out' | 'interrupted'
  /** What it answered to CONNECT, or null. */
  readonly status: number | null

  /** Whether it failed at the proxy, and not beyond it. */
  get isOurs(): boolean {
    return this.kind !== 'interrupted' && !unreached.has(this.status)
  }

  constructor(
    kind: TunnelError['kind'],
    message: string,
    { status = null, ...options }: TunnelErrorOptions = {},
  ) {
    super(message, options)
    this.kind = kind
    this.status = status
  }
}

interface TunnelErrorOptions extends ErrorOptions {
  status?: number | null
}
