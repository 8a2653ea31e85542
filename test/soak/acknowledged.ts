import type { Party } from './party.ts'

/** Which messages were acknowledged. */
export class Acknowledged {
  readonly #flags: Uint8Array
  readonly #step: number
  #said = 0
  count = 0

  constructor(messages: number, step: number) {
    this.#flags = new Uint8Array(messages + 1)
    this.#step = step
  }

  read(party: Party): void {
    for (const line of party.lines.slice(party.linesRead)) {
      party.linesRead++
      // A line that the kill cut off has no full stop; its last number may be the half of one.
      const numbers = /^acknowledged ([\d ]+)\.$/.exec(line)?.[1]?.split(' ') ?? []
      for (const number of numbers.map(Number)) {
        if (this.#flags[number] === 0) this.count++
        this.#flags[number] = 1
      }
    }
  }

  /** Whether there are more than at the last call. */
  isNew(): boolean {
    const more = this.count > this.#said
    this.#said = this.count
    return more
  }

  /** Of the messages first, first + step, … that one sender sends; null when it has nothing left to do. */
  firstMissing(first: number): number | null {
    for (let number = first; number < this.#flags.length; number += this.#step) {
      if (this.#flags[number] === 0) return number
    }
    return null
  }
}
