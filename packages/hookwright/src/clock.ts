/** Where the time comes from. Tests inject one that they move by hand. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number
  /** Calls `wake` once, `delayMs` from now, unless the returned function is called first. */
  after(delayMs: number, wake: () => void): () => void
}

/** A longer delay makes `setTimeout` fire at once, so longer waits wake up early and look again. */
const longestTimeoutMs = 2_147_483_647

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, wake) {
    const timer = setTimeout(wake, Math.min(Math.max(delayMs, 0), longestTimeoutMs))
    return () => clearTimeout(timer)
  },
}
