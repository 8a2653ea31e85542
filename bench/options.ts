import { parseArgs } from 'node:util'

export interface Options {
  /** Names of benchmarks; empty for all. */
  only: readonly string[]
  /** The same of variants. */
  variants: readonly string[]
  rounds: number
  /** How much is to be done: 1, or less to see whether it runs. */
  scale: number
  /** Whether the page and the figures in docs are written. */
  writes: boolean
}

export const usage = `Usage: npm run bench -- [options]
  --only deliveries,sends   only these; the page keeps the figures of the others
  --variants bullmq,…       only these of their variants; nothing is written
  --rounds 5                how often each is measured
  --quick                   a tenth of everything, to see that it runs; nothing is written
  --list                    the names`

export class BadOption extends Error {}

/** @throws BadOption */
export function readOptions(
  names: readonly string[],
  args: readonly string[] = process.argv.slice(2),
): Options | 'list' {
  const given = parse(args)
  if (given.list === true) return 'list'
  const only = listOf(given.only)
  const stranger = only.find((name) => !names.includes(name))
  if (stranger !== undefined)
    throw new BadOption(`There is no benchmark "${stranger}": there are ${names.join(', ')}.`)
  const variants = listOf(given.variants)
  const quick = given.quick === true
  const rounds = Number(given.rounds ?? (quick ? 1 : 5))
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new BadOption(`--rounds is "${given.rounds}": give a whole number from 1.`)
  return { only, variants, rounds, scale: quick ? 0.1 : 1, writes: !quick && variants.length === 0 }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        only: { type: 'string' },
        variants: { type: 'string' },
        rounds: { type: 'string' },
        quick: { type: 'boolean' },
        list: { type: 'boolean' },
      },
    }).values
  } catch (error) {
    throw new BadOption(error instanceof Error ? error.message : String(error))
  }
}

function listOf(text: string | undefined): string[] {
  return text === undefined ? [] : text.split(',').map((name) => name.trim())
}
