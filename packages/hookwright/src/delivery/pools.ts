import type { LookupFunction } from 'node:net'
import type { Pool } from 'undici'
import type { Clock } from '../clock.ts'
import type { EgressProxy } from './egress-proxy.ts'

export interface PoolsOptions {
  clock: Clock
  /** Resolves host names; see `pinnedLookup`. */
  lookup: LookupFunction
  /** How long connecting may take. */
  connectTimeoutMs: number
  /** What connections go through; null for straight to the origin. Default: null. */
  proxy?: EgressProxy | null
  /** Most connections to one origin. */
  connections: number
  /** How long an origin's pool is kept without use. */
  idleMs?: number
  /** How many origins are kept; beyond it the one unused for longest goes, unless all are in use. */
  mostOrigins?: number
}

interface Entry {
  pool: Pool
  users: number
  lastUsedAt: number
}

/**
 * What opens a pool, with undici: loaded for the first delivery, since an app that listens has no use for it before,
 * or at all.
 */
let opener: typeof import('./open-pool.ts') | undefined

/** Connections kept open for the next delivery, by origin (`https://example.com:8443`). */
export class Pools {
  readonly #options: Required<PoolsOptions>
  /** The one used last is last. */
  readonly #entries = new Map<string, Entry>()
  #cancelSweep: (() => void) | null = null

  constructor(options: PoolsOptions) {
    this.#options = { proxy: null, idleMs: 60_000, mostOrigins: 1_000, ...options }
  }

  get size(): number {
    return this.#entries.size
  }

  /** For messages: ` through the proxy http://proxy.internal:4750`, or nothing. */
  get route(): string {
    const { proxy } = this.#options
    return proxy === null ? '' : ` through the proxy ${proxy.name}`
  }

  /** Lends the origin's pool to `work`; it is not closed before `work` settles. */
  async use<T>(origin: string, work: (pool: Pool) => Promise<T>): Promise<T> {
    const { openPool } = (opener ??= await import('./open-pool.ts'))
    const entry = this.#entries.get(origin) ?? this.#add(origin, openPool(origin, this.#options))
    entry.users++
    try {
      return await work(entry.pool)
    } finally {
      entry.users--
      entry.lastUsedAt = this.#options.clock.now()
    }
  }

  /** Breaks every connection. What is still under way on one fails. */
  async close(): Promise<void> {
    this.#cancelSweep?.()
    this.#cancelSweep = null
    const pools = [...this.#entries.values()].map(({ pool }) => pool)
    this.#entries.clear()
    await Promise.all(pools.map((pool) => pool.destroy()))
  }

  #add(origin: string, pool: Pool): Entry {
    const { mostOrigins, clock } = this.#options
    const entry = { pool, users: 0, lastUsedAt: clock.now() }
    this.#entries.set(origin, entry)
    if (this.#entries.size > mostOrigins) this.#evictOne()
    this.#scheduleSweep()
    return entry
  }

  #evictOne(): void {
    let oldest: [string, Entry] | undefined
    for (const candidate of this.#entries) {
      const [, { users, lastUsedAt }] = candidate
      if (users === 0 && lastUsedAt < (oldest?.[1].lastUsedAt ?? Infinity)) oldest = candidate
    }
    if (oldest) this.#drop(...oldest)
  }

  #scheduleSweep(): void {
    this.#cancelSweep ??= this.#options.clock.after(this.#options.idleMs, () => {
      this.#cancelSweep = null
      const now = this.#options.clock.now()
      for (const [origin, entry] of this.#entries) {
        if (entry.users === 0 && now - entry.lastUsedAt >= this.#options.idleMs) this.#drop(origin, entry)
      }
      if (this.#entries.size > 0) this.#scheduleSweep()
    })
  }

  #drop(origin: string, entry: Entry): void {
    this.#entries.delete(origin)
    // Nobody uses it and nobody can get it any more; how its sockets close is of no interest.
    entry.pool.destroy().catch(() => {})
  }
}
