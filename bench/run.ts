/** Measures Hookwright beside other libraries, and writes docs/benchmarks.md: see `usage`. */
import type { Benchmark } from './benchmark.ts'
import { benchmarks } from './benchmarks/index.ts'
import { judge } from './goals.ts'
import { describeMachine } from './machine.ts'
import { measure } from './measure.ts'
import { BadOption, readOptions, usage, type Options } from './options.ts'
import { startPlaces } from './places/places.ts'
import { goalLines, table } from './table.ts'
import { resultOf } from './results.ts'
import { writePage } from './page.ts'

// Else what was started is not ended.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

try {
  const options = readOptions(benchmarks.map(({ name }) => name))
  if (options === 'list') for (const { name, title } of benchmarks) console.log(`${name}: ${title}`)
  else await run(options)
} catch (error) {
  if (!(error instanceof BadOption)) throw error
  console.error(`${error.message}\n\n${usage}`)
  process.exitCode = 2
}

async function run({ only, variants, rounds, scale, writes }: Options): Promise<void> {
  const chosen = benchmarks
    .filter(({ name }) => only.length === 0 || only.includes(name))
    .map((benchmark) => (variants.length === 0 ? benchmark : narrowed(benchmark, variants)))
  const startedAt = performance.now()
  const tell = (line: string) => {
    const seconds = Math.round((performance.now() - startedAt) / 1000)
    console.log(`${String(seconds).padStart(4)} s  ${line}`)
  }
  const needs = new Set(chosen.flatMap((one) => one.variants.flatMap((variant) => variant.needs ?? [])))
  await using places = await startPlaces(needs)
  for (const missing of places.missing) tell(missing)
  const machine = await describeMachine(places)
  for (const benchmark of chosen) {
    const measured = await measure(benchmark, { places, rounds, scale, tell })
    const goals = benchmark.goals.map((goal) => judge(goal, measured))
    const result = resultOf(benchmark, measured, goals, machine)
    console.log(`\n${table(benchmark, result)}\n\n${goalLines(goals)}\n`)
    if (writes) writePage(benchmarks, result)
  }
}

function narrowed(benchmark: Benchmark, names: readonly string[]): Benchmark {
  return { ...benchmark, variants: benchmark.variants.filter(({ name }) => names.includes(name)) }
}
