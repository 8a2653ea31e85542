import type { Clock } from '../../src/clock.ts'

interface Timer {
  at: number
  wake: () => void
}

/**
 * A clock that stands still until it is moved. `set` changes what time it is, as an operator or NTP would,
 * and leaves running timers alone; `advance` lets time pass.
 */
export class FakeClock implements Clock {
  #wall: number
  /** Time passed since the start; it never goes back. */
  #passed = 0
  readonly #timers = new Set<Timer>()

  constructor(now = Date.UTC(2026, 10, 23, 12)) {
    this.#wall = now
  }

  get timers(): number {
    return this.#timers.size
  }

  now(): number {
    return this.#wall + this.#passed
  }

  after(delayMs: number, wake: () => void): () => void {
    const timer = { at: this.#passed + Math.max(delayMs, 0), wake }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  set(now: number): void {
    this.#wall = now - this.#passed
  }

  advance(ms: number): void {
    const end = this.#passed + ms
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)
      if (!next) break
      this.#timers.delete(next)
      this.#passed = Math.max(this.#passed, next.at)
      next.wake()
    }
    this.#passed = end
  }
}
