import type { Benchmark, Column } from './benchmark.ts'
import type { Judged } from './goals.ts'
import type { Result } from './results.ts'
import type { Spread } from './statistics.ts'

/** The medians of a benchmark's variants, each with the least and the most in brackets; Markdown. */
export function table({ columns, variants }: Benchmark, { figures }: Result): string {
  const lines = variants.flatMap(({ name, label }) => {
    const own = figures[name]
    return own ? [row([label, ...columns.map((column) => cell(own[column.figure], column))])] : []
  })
  return [
    row(['', ...columns.map(({ title }) => title)]),
    row(['---', ...columns.map(() => '---:')]),
    ...lines,
  ].join('\n')
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function cell(spread: Spread | undefined, { digits }: Column): string {
  if (!spread) return '–'
  const { median, least, most } = spread
  // JSON keeps no NaN.
  if (median === null || Number.isNaN(median)) return '–'
  const [middle, low, high] = [median, least, most].map((value) => written(value, digits))
  return low === high ? `${middle}` : `${middle} (${low} to ${high})`
}

/** `12,345.6` */
function written(value: number, digits: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

/** One line for each goal, with whether it is met; Markdown. */
export function goalLines(goals: readonly Judged[]): string {
  return goals
    .map(({ text, limit, is, unit, digits, value, isMet }) => {
      const asked = `${text}: at ${is} ${amount(limit, digits, unit)}`
      if (value === null) return `- ${asked}; not measured on this machine`
      return `- ${asked}; measured ${amount(value, digits, unit)}: ${isMet === true ? 'met' : '**not met**'}`
    })
    .join('\n')
}

function amount(value: number, digits: number, unit: string): string {
  return `${written(value, digits)}${unit === '' ? '' : ` ${unit}`}`
}
