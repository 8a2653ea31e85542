import { wrapped } from '../wrap.ts'

/** Longest line that is written, where it can be broken. */
export const width = 100

/** `'it'`, in the quotes that need fewer escapes. */
export function quoted(text: string): string {
  const inner = JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(/[\u2028\u2029]/g, escapedSeparator)
  return text.includes("'") && !text.includes('"')
    ? `"${inner}"`
    : `'${inner.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}

function escapedSeparator(separator: string): string {
  return separator === '\u2028' ? '\\u2028' : '\\u2029'
}

/** A key of an object, in quotes where it needs them. */
export function key(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : quoted(name)
}

/** A doc comment with its line break, or nothing. Long lines are broken between words. */
export function comment(indent: string, ...parts: (string | undefined)[]): string {
  const text = parts
    .filter((part) => part !== undefined && part.trim() !== '')
    .join('\n\n')
    .replaceAll('*/', '*\\/')
  if (text === '') return ''
  const lines = text
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .flatMap((line) => wrapped(line.trimEnd(), width - indent.length - 3))
  const [first = ''] = lines
  if (lines.length === 1 && indent.length + first.length + 7 <= width) return `${indent}/** ${first} */\n`
  const body = lines.map((line) => `${indent} *${line === '' ? '' : ` ${line}`}\n`)
  return `${indent}/**\n${body.join('')}${indent} */\n`
}
