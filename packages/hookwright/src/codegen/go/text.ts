import { wrapped } from '../wrap.ts'

/** Longest line of a comment. */
const width = 100

/** A text as Go has it: `"it"`. */
export function quoted(text: string): string {
  return JSON.stringify(text.toWellFormed()).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
}

/** A doc comment with its line break, or nothing; plain, so that gofmt finds nothing in it to lay out anew. */
export function comment(indent: string, ...parts: (string | undefined)[]): string {
  const text = parts
    .map((part) => part?.trim() ?? '')
    .filter((part) => part !== '')
    .join('\n\n')
  if (text === '') return ''
  const lines = text
    .split(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/)
    .map(plain)
    .filter((line, index, all) => line !== '' || all[index - 1] !== '')
  return lines
    .flatMap((line) => wrapped(line, width - 3 - indent.length).map((one) => one.trim()))
    .map((line) => `${indent}//${line === '' ? '' : ` ${line}`}\n`)
    .join('')
}

/** Without what means something in Go's doc comments: indents, headings, definitions of links. */
function plain(line: string): string {
  return line
    .replaceAll(/\p{Cc}/gu, ' ')
    .trim()
    .replace(/^#+ */, '')
    .replace(/^(\[[^\]]+\]):/, '$1 -')
}

/** Lines of cells in columns as gofmt lays them out: each as wide as its widest, the last one ragged. */
export function columns(indent: string, rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows) {
    for (const [at, cell] of row.slice(0, -1).entries())
      widths[at] = Math.max(widths[at] ?? 0, Array.from(cell).length)
  }
  return rows
    .map((row) => {
      const cells = row.map((cell, at) =>
        at < row.length - 1 ? cell + ' '.repeat((widths[at] ?? 0) - Array.from(cell).length) : cell,
      )
      return `${indent}${cells.join(' ')}\n`
    })
    .join('')
}

/** One of a list of fields or constants: its comment stands above it, and ends the columns of those before. */
export interface Row {
  doc: string
  cells: readonly string[]
}

/** Fields or constants, in columns from one comment to the next. */
export function rowsText(indent: string, rows: readonly Row[]): string {
  const groups: { doc: string; cells: (readonly string[])[] }[] = []
  for (const { doc, cells } of rows) {
    const last = groups.at(-1)
    if (last && doc === '') last.cells.push(cells)
    else groups.push({ doc, cells: [cells] })
  }
  return groups.map(({ doc, cells }) => doc + columns(indent, cells)).join('')
}

/** Words that Go's linters want in capitals. */
const initialisms: ReadonlySet<string> = new Set(
  'acl api ascii cpu css dns eof guid html http https id ip json qps ram rpc sla smtp sql ssh tcp tls ttl udp ui uid uri url utf8 uuid vm xml xsrf xss'.split(
    ' ',
  ),
)

/** An exported identifier: `customer_id` and `customerId` → `CustomerID`, `order.paid` → `OrderPaid`. */
export function exported(text: string): string {
  const name = pascalCase(text)
  return /^\p{Lu}/u.test(name) ? name : `X${name}`
}

/** What follows in an identifier; empty where a text holds no letter and no digit. */
export function pascalCase(text: string): string {
  const words =
    text
      .normalize('NFC')
      .replaceAll(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu, '_')
      .match(/[\p{L}\p{N}]+/gu) ?? []
  const shouted = words.length > 1 && words.every((word) => word === word.toUpperCase())
  return words
    .map((word) => {
      if (initialisms.has(word.toLowerCase())) return word.toUpperCase()
      const rest = word.slice(1)
      return word.charAt(0).toUpperCase() + (shouted ? rest.toLowerCase() : rest)
    })
    .join('')
}

/** The first name made from `name` that is not taken, which it then is. */
export function claimed(name: string, taken: Set<string>): string {
  let free = name
  while (taken.has(free)) free += '_'
  taken.add(free)
  return free
}
