import { setTimeout as pause } from 'node:timers/promises'
import type { Connections } from './connect.ts'

export const channel = 'hookwright'

/** After a failure: doubled with each further one, up to the second. */
const firstBackoffMs = 250
const longestBackoffMs = 30_000

/**
 * Hears from other processes that something was stored. While nobody wants to be woken it has no connection;
 * one that is lost is made again, however long that takes.
 */
export class Listener {
  readonly #connections: Connections
  readonly #schema: string
  readonly #wakes = new Set<{ wake: () => void }>()
  /** Ends the listening under way. */
  #listening: AbortController | undefined
  #ended: Promise<void> = Promise.resolve()

  constructor(connections: Connections, schema: string) {
    this.#connections = connections
    this.#schema = schema
  }

  subscribe(wake: () => void): () => void {
    const entry = { wake }
    this.#wakes.add(entry)
    if (this.#listening === undefined) {
      this.#listening = new AbortController()
      this.#ended = this.#keepListening(this.#listening.signal, this.#ended)
    }
    return () => {
      this.#wakes.delete(entry)
      if (this.#wakes.size === 0) this.#stop()
    }
  }

  /** Resolves when its connection is closed. */
  async close(): Promise<void> {
    this.#wakes.clear()
    this.#stop()
    await this.#ended
  }

  #stop(): void {
    this.#listening?.abort()
    this.#listening = undefined
  }

  async #keepListening(signal: AbortSignal, before: Promise<void>): Promise<void> {
    await before
    for (let failures = 0; !signal.aborted; failures++) {
      // Whatever goes wrong here harms nobody: workers ask by themselves.
      if (await this.#listen(signal).catch(() => false)) failures = 0
      const backoffMs = Math.min(firstBackoffMs * 2 ** failures, longestBackoffMs)
      // Processes that lost one database together do not come back to it together.
      const waitMs = backoffMs * (0.5 + Math.random() / 2)
      await pause(waitMs, undefined, { signal, ref: false }).catch(() => {})
    }
  }

  /** Resolves when the connection is lost, or no longer wanted, with whether there was one. */
  async #listen(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false
    const connection = await this.#connections.connectAlone()
    const { client } = connection
    try {
      const lost = new Promise<void>((resolve) => {
        client.on('error', () => resolve())
        client.on('end', resolve)
        signal.addEventListener('abort', () => resolve(), { once: true })
        if (signal.aborted) resolve()
      })
      client.on('notification', ({ payload }) => {
        if (payload === this.#schema) this.#wakeAll()
      })
      // The answer may never come.
      await Promise.race([client.query({ text: `listen ${channel}` }), lost])
      // For what was stored while nobody listened.
      this.#wakeAll()
      await lost
      return true
    } finally {
      await connection.close()
    }
  }

  #wakeAll(): void {
    for (const { wake } of this.#wakes) wake()
  }
}
