import type { Clock } from '../clock.ts'
import { HttpError } from '../http/errors.ts'

/** Streams that one tenant may have open in one process. */
const mostOfTenant = 10

/** After this a stream ends, and the client comes again: so somebody who may no longer listen does not for ever. */
const longestMs = 3_600_000

/** The streams of messages and deliveries that are open in this process. */
export class Listeners {
  readonly #clock: Clock
  readonly #byTenant = new Map<string, Set<AbortController>>()
  #haveEnded = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** @throws HttpError 429 where the tenant has as many streams as it may. */
  checkRoom(tenant: string): void {
    if (this.#hasRoom(tenant)) return
    throw new HttpError(
      429,
      `This tenant has ${mostOfTenant} streams open, which is the most: close one of them first`,
      { 'retry-after': '5' },
    )
  }

  /**
   * What `stream` gives, which takes up a place from the first item on until it ends. The signal that it is given
   * aborts when this one does, after an hour, or when all streams are ended.
   */
  async *during<Item>(
    tenant: string,
    signal: AbortSignal,
    stream: (end: AbortSignal) => AsyncIterable<Item>,
  ): AsyncGenerator<Item> {
    if (this.#haveEnded || !this.#hasRoom(tenant)) return
    const controller = new AbortController()
    const open = this.#byTenant.get(tenant) ?? new Set()
    this.#byTenant.set(tenant, open.add(controller))
    const endTimer = this.#clock.after(longestMs, () => controller.abort())
    try {
      yield* stream(AbortSignal.any([signal, controller.signal]))
    } finally {
      endTimer()
      open.delete(controller)
      if (open.size === 0) this.#byTenant.delete(tenant)
    }
  }

  /** Ends every stream, also those that are asked for from now on, so that a server can close. */
  end(): void {
    this.#haveEnded = true
    for (const open of this.#byTenant.values()) for (const controller of open) controller.abort()
  }

  #hasRoom(tenant: string): boolean {
    return (this.#byTenant.get(tenant)?.size ?? 0) < mostOfTenant
  }
}
