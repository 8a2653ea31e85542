import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What a soak has counted. */
export interface SoakResult {
  store: string
  /** Acknowledged messages, and the deliveries that they make. */
  messages: number
  deliveries: number
  received: number
  duplicates: number
  lost: number
  wrong: number
  requests: number
  faults: number
  kills: number
  seconds: number
  seed: number
}

export function printed(result: SoakResult): string {
  return [
    `sent (acknowledged)      ${result.messages} messages = ${result.deliveries} deliveries`,
    `received                 ${result.received}`,
    `duplicates               ${result.duplicates}`,
    `lost                     ${result.lost}`,
    `wrong bytes or signature ${result.wrong}`,
    `requests                 ${result.requests}, of which ${result.faults} failed or delayed by the receiver`,
    `kills                    ${result.kills}`,
    `seconds                  ${result.seconds}`,
    `seed                     ${result.seed}`,
  ].join('\n')
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const page = join(root, 'docs/faults.md')

const tableStart = '<!-- table: written by npm run soak -- --write -->'
const tableEnd = '<!-- end of table of soaks -->'

const columns = [
  'store',
  'messages',
  'deliveries',
  'received',
  'duplicates',
  'lost',
  'wrong',
  'requests',
  'faults',
  'kills',
  'seconds',
  'seed',
] as const satisfies (keyof SoakResult)[]

/** Puts the result into docs/faults.md, in the place of the last one on the same store. */
export function writeResult(result: SoakResult): void {
  const text = readFileSync(page, 'utf8')
  const [start, end] = [text.indexOf(tableStart), text.indexOf(tableEnd)]
  if (start < 0 || end < start)
    throw new Error(`${page} has no place for the table: ${tableStart} … ${tableEnd}`)
  const others = text
    .slice(start + tableStart.length, end)
    .split('\n')
    .filter((line) => /^\| (sqlite|postgres) /.test(line) && !line.startsWith(`| ${result.store} `))
  const row = `| ${columns.map((column) => result[column]).join(' | ')} |`
  const head = [`| ${columns.join(' | ')} |`, `|${columns.map(() => ' -- |').join('')}`]
  const table = [...head, ...[...others, row].toSorted()].join('\n')
  writeFileSync(page, `${text.slice(0, start)}${tableStart}\n\n${table}\n\n${text.slice(end)}`)
  // Aligns the columns, as the check of the format wants them.
  spawnSync(join(root, 'node_modules/.bin/oxfmt'), [page], { cwd: root })
}
