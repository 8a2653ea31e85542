import { HttpError } from '../http/errors.ts'

/** Streams that one tenant may have open in one process. */
const mostOfTenant = 10

/** The streams of new messages that are open in this process. */
export class Listeners {
  readonly #byTenant = new Map<string, Set<AbortController>>()

  /** @throws HttpError 429 where the tenant has as many as it may. */
  add(tenant: string): AbortController {
    const open = this.#byTenant.get(tenant) ?? new Set()
    if (open.size >= mostOfTenant) {
      throw new HttpError(
        429,
        `This tenant has ${mostOfTenant} streams open, which is the most: close one of them first`,
        { 'retry-after': '5' },
      )
    }
    this.#byTenant.set(tenant, open)
    const controller = new AbortController()
    open.add(controller)
    controller.signal.addEventListener('abort', () => {
      open.delete(controller)
      if (open.size === 0) this.#byTenant.delete(tenant)
    })
    return controller
  }

  /** Ends every stream, so that a server can close. */
  end(): void {
    for (const open of this.#byTenant.values()) for (const controller of open) controller.abort()
  }
}
