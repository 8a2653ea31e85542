import type { Store } from '../store/store.ts'
import type { Lane } from './lane.ts'

/**
 * Notices, within `pollMs`, when somebody has paused an endpoint for which deliveries wait in hand. Those that are
 * not in hand yet are held by the store.
 */
export class Pauses {
  readonly #store: Store
  readonly #pollMs: number
  #askedAt = -Infinity

  constructor(store: Store, pollMs: number) {
    this.#store = store
    this.#pollMs = pollMs
  }

  /** The lanes that must be emptied. Most of the time the store need not be asked. */
  async notice(lanes: Iterable<Lane>, now: number): Promise<Lane[]> {
    // Also after a clock was set back.
    if (Math.abs(now - this.#askedAt) < this.#pollMs) return []
    this.#askedAt = now
    const waiting = [...lanes].flatMap((lane) => {
      const { first } = lane
      return first ? [{ lane, tenant: first.delivery.tenant, id: lane.endpointId }] : []
    })
    if (waiting.length === 0) return []
    const asked = waiting.map(({ tenant, id }) => ({ tenant, id }))
    const paused = new Set((await this.#store.findPauses(asked, now)).map(({ id }) => id))
    return waiting.flatMap(({ lane, id }) => (paused.has(id) ? [lane] : []))
  }
}
