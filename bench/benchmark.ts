import type { Need } from './places/places.ts'

/** What a variant has measured in one round, by name. */
export type Figures = Readonly<Record<string, number>>

/** One round: the figures of each variant, by its name. A variant that this machine cannot run is not in it. */
export type Round = ReadonlyMap<string, Figures>

/** One of the things that are measured side by side. Each run of it is a process of its own. */
export interface Variant {
  name: string
  /** As the table has it. */
  label: string
  /** Below `subjects`. */
  file: string
  /** What its process is told, beside where the places are. */
  args?: Readonly<Record<string, unknown>>
  needs?: readonly Need[]
  /** Its folder and its database are kept for the whole benchmark, and shared with the variants that keep the same. */
  keeps?: string
}

/** A column of the table. */
export interface Column {
  figure: string
  /** With its unit. */
  title: string
  /** After the point. */
  digits: number
}

export interface Goal {
  /** What is asked for, in words; the limit is added to it. */
  text: string
  limit: number
  /** Whether the limit is the least or the most that is allowed. */
  is: 'least' | 'most'
  unit: string
  digits: number
  /** Undefined where what it takes was not measured on this machine. */
  of: (rounds: readonly Round[]) => number | undefined
}

export interface Benchmark {
  /** For `--only`. */
  name: string
  title: string
  /** Markdown: what is measured, and how. */
  about: string
  columns: readonly Column[]
  variants: readonly Variant[]
  goals: readonly Goal[]
  /** Where one round tells all, since nothing disturbs it. */
  isExact?: boolean
}
