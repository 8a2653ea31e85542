import { describe, expect, test } from 'vitest'

import type { Benchmark, Figures, Round } from '../benchmark.ts'
import { judge, medianOf } from '../goals.ts'
import { pageText } from '../page.ts'
import { resultOf } from '../results.ts'
import { goalLines, table } from '../table.ts'

const benchmark: Benchmark = {
  name: 'speed',
  title: 'Speed',
  about: 'How fast it is.',
  columns: [
    { figure: 'perSecond', title: 'a second', digits: 0 },
    { figure: 'ms', title: 'ms', digits: 1 },
  ],
  variants: [
    { name: 'ours', label: 'Hookwright', file: 'ours.ts' },
    { name: 'theirs', label: 'Other', file: 'theirs.ts' },
    { name: 'absent', label: 'Not on this machine', file: 'absent.ts' },
  ],
  goals: [
    {
      text: 'enough',
      limit: 1_000,
      is: 'least',
      unit: '/s',
      digits: 0,
      of: medianOf({ variant: 'ours', figure: 'perSecond' }),
    },
    {
      text: 'soon',
      limit: 1,
      is: 'most',
      unit: 'ms',
      digits: 1,
      of: medianOf({ variant: 'ours', figure: 'ms' }),
    },
    {
      text: 'absent',
      limit: 1,
      is: 'most',
      unit: 'ms',
      digits: 1,
      of: medianOf({ variant: 'absent', figure: 'ms' }),
    },
  ],
}

const rounds: Round[] = [
  new Map<string, Figures>([
    ['ours', { perSecond: 12_000, ms: 1.5 }],
    ['theirs', { perSecond: 5_000 }],
  ]),
  new Map<string, Figures>([
    ['ours', { perSecond: 14_000.4, ms: 1.7 }],
    ['theirs', { perSecond: 5_000 }],
  ]),
]

const machine = {
  processor: 'Processor X',
  cores: 2,
  memoryGb: 8,
  system: 'Linux 6',
  node: '24.0.0',
  stores: { SQLite: '3.50', PostgreSQL: '18' },
}

const goals = benchmark.goals.map((goal) => judge(goal, rounds))
const result = resultOf(benchmark, rounds, goals, machine)

test('a table has medians with the least and the most, and leaves out what was not measured', () => {
  expect(table(benchmark, result)).toBe(
    [
      '|  | a second | ms |',
      '| --- | ---: | ---: |',
      '| Hookwright | 13,000 (12,000 to 14,000) | 1.6 (1.5 to 1.7) |',
      '| Other | 5,000 | – |',
    ].join('\n'),
  )
})

test('each goal stands beside its figure, met or not', () => {
  expect(goalLines(goals)).toBe(
    [
      '- enough: at least 1,000 /s; measured 13,000 /s: met',
      '- soon: at most 1.0 ms; measured 1.6 ms: **not met**',
      '- absent: at most 1.0 ms; not measured on this machine',
    ].join('\n'),
  )
})

describe('the page', () => {
  const notes =
    '# Notes\n\nFor all.\n\n## speed\n\nIt is bounded by the disk.\n\n## other\n\nOf something else.\n'

  test('names the machine, what was missed, and what bounds it', () => {
    const text = pageText([benchmark], [result], notes)
    expect(text).toContain('Processor X, 2 cores, 8 GB, Linux 6; Node 24.0.0, SQLite 3.50, PostgreSQL 18.')
    expect(text).toContain('Of 2 goals 1 are met. Missed: speed (soon).')
    expect(text).toContain('## Speed\n\nHow fast it is.')
    expect(text).toContain('It is bounded by the disk.')
    expect(text).not.toContain('Of something else.')
    expect(text).toContain('2 rounds, ')
  })

  test('leaves out what was never measured', () => {
    const other = { ...benchmark, name: 'other', title: 'Other' }
    expect(pageText([benchmark, other], [result], notes)).not.toContain('## Other')
  })

  test('survives what JSON makes of a figure that is no number', () => {
    const broken = resultOf(benchmark, [new Map([['ours', { perSecond: Number.NaN, ms: 1 }]])], [], machine)
    const read: typeof broken = JSON.parse(JSON.stringify(broken))
    expect(table(benchmark, read)).toContain('| Hookwright | – | 1.0 |')
  })
})
