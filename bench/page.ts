import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import type { Benchmark } from './benchmark.ts'
import type { Machine } from './machine.ts'
import { readResults, resultsFile, writeResults, type Result } from './results.ts'
import { goalLines, table } from './table.ts'

const page = new URL('../docs/benchmarks.md', import.meta.url)

const formatter = new URL('../node_modules/.bin/oxfmt', import.meta.url)

/** What is known of goals that are missed, kept by hand: a section by each benchmark's name. */
const notes = new URL('notes.md', import.meta.url)

/** Puts a result in the place of the last one of its benchmark, and writes the page anew. */
export function writePage(benchmarks: readonly Benchmark[], result: Result): void {
  const before = readResults()
  const results = benchmarks.flatMap(({ name }) =>
    name === result.benchmark ? result : (before.find(({ benchmark }) => benchmark === name) ?? []),
  )
  writeResults(results)
  writeFileSync(page, pageText(benchmarks, results, readFileSync(notes, 'utf8')))
  const files = [page, resultsFile].map((url) => fileURLToPath(url))
  const { status, stderr } = spawnSync(process.execPath, [fileURLToPath(formatter), ...files], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`oxfmt failed on docs/benchmarks.md: ${stderr}`)
}

export function pageText(
  benchmarks: readonly Benchmark[],
  results: readonly Result[],
  allNotes: string,
): string {
  const sections = benchmarks.flatMap((benchmark) => {
    const result = results.find(({ benchmark: name }) => name === benchmark.name)
    return result ? section(benchmark, result, noteOf(allNotes, benchmark.name)) : []
  })
  const machines = Map.groupBy(results, ({ machine }) => machineText(machine))
  return (
    [
      head,
      ...[...machines].map(([text, its]) => `Measured on ${text}; ${versionsOf(its)}.`),
      summary(benchmarks, results),
      ...sections,
    ].join('\n\n') + '\n'
  )
}

const head = `<!-- Written by \`npm run bench\`; what is said of missed goals is in bench/notes.md. -->

# Benchmarks

\`\`\`sh
npm ci && npm run bench                                # all of it, 5 rounds: about 12 minutes
npm run bench -- --only deliveries,sends --rounds 9    # some of it; the rest of this page stays
npm run bench -- --quick                               # whether it runs; writes nothing
\`\`\`

Everything of one section is measured in one run on one machine, in turn (A B C A B C …), each time in a new process,
and what it talks to in another. The tables have the median over the rounds and, in brackets, the least and the most.
A ratio is the median of each round's own ratio. PostgreSQL is the one from npm, with \`fsync\` and all else that makes
it durable; \`redis-server\` must be there by itself (\`apt-get install redis-server\`), else BullMQ is left out.
[benchmarks.json](benchmarks.json) has the figures.

On a small machine the variants share its processors with their receiver and their database. Compare within a table,
not across machines.`

function machineText({ processor, cores, memoryGb, system }: Machine): string {
  return `${processor}, ${cores} cores, ${memoryGb} GB, ${system}`
}

/** Of all that any of them needed. */
function versionsOf(results: readonly Result[]): string {
  const all = results.flatMap(({ machine }) => [
    `Node ${machine.node}`,
    ...Object.entries(machine.stores).map((one) => one.join(' ')),
  ])
  return [...new Set(all)].join(', ')
}

function summary(benchmarks: readonly Benchmark[], results: readonly Result[]): string {
  const goals = results.flatMap((result) => result.goals.filter(({ value }) => value !== null))
  const missed = results.flatMap(({ benchmark, goals: its }) => {
    const title = benchmarks.find(({ name }) => name === benchmark)?.title ?? benchmark
    return its.filter(({ isMet }) => isMet === false).map(({ text }) => `${title.toLowerCase()} (${text})`)
  })
  const met = goals.length - missed.length
  if (missed.length === 0) return `All ${met} goals are met.`
  return `Of ${goals.length} goals ${met} are met. Missed: ${missed.join('; ')}.`
}

function section(benchmark: Benchmark, result: Result, note: string): string {
  const { title, about } = benchmark
  const { goals, rounds, measuredAt } = result
  return [
    `## ${title}`,
    about,
    table(benchmark, result),
    ...(goals.length > 0 ? [goalLines(goals)] : []),
    ...(note === '' ? [] : [note]),
    `${rounds} ${rounds === 1 ? 'round' : 'rounds'}, ${measuredAt.slice(0, 10)}.`,
  ].join('\n\n')
}

/** What stands below the heading of this name. */
function noteOf(allNotes: string, name: string): string {
  const parts = allNotes.split(/^## (.*)$/m)
  const place = parts.findIndex((part, index) => index % 2 === 1 && part.trim() === name)
  return place < 0 ? '' : (parts[place + 1] ?? '').trim()
}
