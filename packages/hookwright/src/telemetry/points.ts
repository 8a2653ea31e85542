import type { Instrument } from './instruments.ts'

/** An instrument with its numbers at one moment. */
export type Reading =
  | { instrument: Instrument; points: readonly Point<number>[] }
  | { instrument: Instrument; distributions: readonly Point<Distribution>[] }

interface Point<Value> {
  /** Of the instrument's label; null where it has none. */
  label: string | null
  value: Value
}

export interface Distribution {
  bounds: readonly number[]
  /** How many were at most as large as each bound, but larger than the one before; then the rest. */
  counts: readonly number[]
  sum: number
}

/** What a counter has counted, by label. */
export class Counts {
  readonly #instrument: Instrument
  readonly #counts: Map<string, number>

  constructor(instrument: Instrument) {
    this.#instrument = instrument
    this.#counts = new Map((instrument.values ?? []).map((label) => [label, 0]))
  }

  addOne(label: string): void {
    this.#counts.set(label, (this.#counts.get(label) ?? 0) + 1)
  }

  read(): Reading {
    return {
      instrument: this.#instrument,
      points: [...this.#counts].map(([label, value]) => ({ label, value })),
    }
  }
}

/** What a histogram has been told, by label. */
export class Distributions {
  readonly #instrument: Instrument
  readonly #bounds: readonly number[]
  readonly #byLabel = new Map<string, { counts: number[]; sum: number }>()

  constructor(instrument: Instrument, bounds: readonly number[]) {
    this.#instrument = instrument
    this.#bounds = bounds
  }

  add(label: string, value: number): void {
    let found = this.#byLabel.get(label)
    if (found === undefined) {
      found = { counts: Array.from({ length: this.#bounds.length + 1 }, () => 0), sum: 0 }
      this.#byLabel.set(label, found)
    }
    const place = this.#bounds.findIndex((bound) => value <= bound)
    const index = place === -1 ? this.#bounds.length : place
    found.counts[index] = (found.counts[index] ?? 0) + 1
    found.sum += value
  }

  read(): Reading {
    return {
      instrument: this.#instrument,
      distributions: [...this.#byLabel].map(([label, { counts, sum }]) => ({
        label,
        value: { bounds: this.#bounds, counts: [...counts], sum },
      })),
    }
  }
}
