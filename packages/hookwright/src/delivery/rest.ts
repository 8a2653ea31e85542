import type { Clock } from '../clock.ts'

/** After a failure of the store: doubled with each further one, up to the second. */
const firstBackoffMs = 250
const longestBackoffMs = 30_000

/** How the dispatcher waits: asleep, until it is woken, or pausing after a failure, whoever wakes it. */
export class Rest {
  readonly #clock: Clock
  readonly #random: () => number
  #woken = false
  #endSleep: (() => void) | null = null
  readonly #pauses = new Set<() => void>()

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock
    this.#random = random
  }

  /** Ends the sleep, or the next one before it begins. */
  wake(): void {
    this.#woken = true
    this.#endSleep?.()
  }

  /** Calls of `wake` up to now are dealt with. */
  forgetWakes(): void {
    this.#woken = false
  }

  /** Until `ms` have passed or `wake` is called, also if that was since `forgetWakes`. */
  sleep(ms: number): Promise<void> {
    if (this.#woken) return Promise.resolve()
    return new Promise((resolve) => {
      const cancel = this.#clock.after(ms, () => this.#endSleep?.())
      this.#endSleep = () => {
        this.#endSleep = null
        cancel()
        resolve()
      }
    })
  }

  /** Until `ms` have passed or `endPauses` is called. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        this.#pauses.delete(end)
        cancel()
        resolve()
      }
      const cancel = this.#clock.after(ms, end)
      this.#pauses.add(end)
    })
  }

  endPauses(): void {
    for (const end of this.#pauses) end()
  }

  /** How long to pause after a failure that came after so many others. */
  backoffMs(failures: number): number {
    const ms = Math.min(firstBackoffMs * 2 ** failures, longestBackoffMs)
    // Workers that lost one database together do not come back to it together.
    return Math.round(ms * (0.5 + this.#random() / 2))
  }

  /** Whether `work`, which does not reject, ends within `ms`. */
  within(work: Promise<void>, ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(ms, () => resolve(false))
      void work.then(() => {
        cancel()
        resolve(true)
      })
    })
  }
}
