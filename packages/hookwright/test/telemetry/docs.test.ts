import { readFileSync } from 'node:fs'

import { expect, test } from 'vitest'

import { instruments, type Instrument } from '../../src/telemetry/instruments.ts'
import { prometheusName } from '../../src/telemetry/prometheus.ts'

const read = (path: string) => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8')
const page = read('docs/telemetry.md')

/** The cells of the rows whose first cell is code, without blanks. */
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )

test('docs/telemetry.md has each metric with both its names, its type and its label, and no other', () => {
  const documented = rows
    .filter(([name = '']) => name.startsWith('`hookwright.'))
    .map((cells) => cells.slice(0, 3))
  const declared = Object.values<Instrument>(instruments)
  expect(documented).toEqual(
    declared.map((instrument) => [
      `\`${instrument.name}\``,
      `\`${prometheusName(instrument)}\``,
      instrument.kind,
    ]),
  )
  for (const { name, label } of declared) {
    const row = rows.find(([first]) => first === `\`${name}\``)
    expect(row?.[4]).toBe(label === undefined ? '' : `\`${label}\``)
  }
})

test('docs/telemetry.md has each event of the log, and no other', () => {
  const [, union = ''] =
    /export type LogEvent =\n((?: {2}\| '\w+'\n)+)/.exec(
      read('packages/hookwright/src/delivery/logger.ts'),
    ) ?? []
  const declared = [...union.matchAll(/'(\w+)'/g)].map(([, event]) => `\`${event}\``)
  const start = page.indexOf('| `event`')
  const documented = page
    .slice(start)
    .split('\n')
    .flatMap((line) => /^\| (`\w+`) /.exec(line)?.[1] ?? [])
    .slice(1)
  expect(declared.length).toBeGreaterThan(5)
  expect(documented.toSorted()).toEqual(declared.toSorted())
})
