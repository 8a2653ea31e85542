import { existsSync, readFileSync, writeFileSync } from 'node:fs'

import type { Benchmark, Figures, Round } from './benchmark.ts'
import type { Judged } from './goals.ts'
import type { Machine } from './machine.ts'
import { spreadOf, type Spread } from './statistics.ts'

/** What a run has found of one benchmark; docs/benchmarks.json holds one of each. */
export interface Result {
  benchmark: string
  /** ISO. */
  measuredAt: string
  rounds: number
  machine: Machine
  /** Over the rounds, by variant and figure. */
  figures: Readonly<Record<string, Readonly<Record<string, Spread>>>>
  goals: readonly Judged[]
}

export function resultOf(
  { name, variants }: Benchmark,
  rounds: readonly Round[],
  goals: readonly Judged[],
  machine: Machine,
): Result {
  const measured = variants.filter((variant) => rounds.some((round) => round.has(variant.name)))
  const figures = measured.map((variant) => {
    const all = rounds.flatMap((round): Figures[] => {
      const one = round.get(variant.name)
      return one ? [one] : []
    })
    const names = [...new Set(all.flatMap((one) => Object.keys(one)))]
    const spreads = names.map((figure) => [figure, spreadOf(all.flatMap((one) => one[figure] ?? []))])
    return [variant.name, Object.fromEntries(spreads)]
  })
  return {
    benchmark: name,
    measuredAt: new Date().toISOString(),
    rounds: rounds.length,
    machine,
    figures: Object.fromEntries(figures),
    goals,
  }
}

export const resultsFile = new URL('../docs/benchmarks.json', import.meta.url)

/** Of the last run of each benchmark. */
export function readResults(): Result[] {
  return existsSync(resultsFile) ? JSON.parse(readFileSync(resultsFile, 'utf8')) : []
}

export function writeResults(results: readonly Result[]): void {
  writeFileSync(resultsFile, `${JSON.stringify(results, null, 2)}\n`)
}
