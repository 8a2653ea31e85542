/**
 * Senders deliver at least once: a message comes again when its answer was lost, came late, or was not
 * 2xx. A store of the ids that were seen keeps a message from being handled twice, without keeping one
 * that failed from being handled at all: an id is claimed before its handler runs, confirmed when the
 * handler has succeeded, and released when it has failed. Where a process dies in between, the claim
 * runs out.
 */
export interface SeenStore {
  /**
   * Atomically: `claimed` where the id is new, was released, or its claim or confirmation has run out;
   * it is then the holder's for `leaseSeconds`. Otherwise `handled`, or `in_progress` where another holds it.
   */
  claim(id: string, holder: string, leaseSeconds: number): Promise<SeenState> | SeenState
  /** The handler has succeeded: the id is `handled` for `rememberSeconds`, whoever holds it by now. */
  confirm(id: string, holder: string, rememberSeconds: number): Promise<void> | void
  /** The handler has failed: the id is free again, unless by now another holds it or has confirmed it. */
  release(id: string, holder: string): Promise<void> | void
}

export type SeenState = 'claimed' | 'handled' | 'in_progress'

export interface MemorySeenOptions {
  /** Ids beyond so many drive out the oldest. 10,000 by default. */
  maxIds?: number | undefined
  /** Milliseconds since the Unix epoch; `Date.now` by default. */
  now?: (() => number) | undefined
}

/** Remembers in this process only: for one process, and duplicates that come before it restarts. */
export function memorySeen({ maxIds = 10_000, now = Date.now }: MemorySeenOptions = {}): SeenStore {
  const seen = new Map<string, { holder: string | undefined; until: number }>()
  /** Without a holder it is handled. */
  function remember(id: string, holder: string | undefined, seconds: number): void {
    // Deleted first, so that the order of the map is the order of what happened.
    seen.delete(id)
    seen.set(id, { holder, until: now() + seconds * 1000 })
    for (const oldest of seen.keys()) if (seen.size > maxIds) seen.delete(oldest)
  }
  return {
    claim(id, holder, leaseSeconds) {
      const known = seen.get(id)
      if (known && known.until > now()) return known.holder ? 'in_progress' : 'handled'
      remember(id, holder, leaseSeconds)
      return 'claimed'
    },
    confirm: (id, _, rememberSeconds) => remember(id, undefined, rememberSeconds),
    release(id, holder) {
      if (seen.get(id)?.holder === holder) seen.delete(id)
    },
  }
}
