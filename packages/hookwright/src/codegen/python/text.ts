import { wrapped } from '../wrap.ts'

/** Longest line that is written, where it can be broken: what Black keeps to. */
export const width = 88

/** A text as Python has it: `"it"`, in the quotes that need fewer escapes. */
export function quoted(text: string): string {
  const double = JSON.stringify(text)
  return text.includes('"') && !text.includes("'")
    ? `'${double.slice(1, -1).replaceAll('\\"', '"')}'`
    : double
}

/** A docstring with its line break, or nothing. */
export function docstring(indent: string, ...parts: (string | undefined)[]): string {
  const text = parts
    .filter((part) => part !== undefined && part.trim() !== '')
    .map((part) => part?.trimEnd().replace(/^\s*\n/, ''))
    .join('\n\n')
    .replaceAll('\\', '\\\\')
    .replaceAll('"""', '\\"\\"\\"')
    .replace(/"$/, '\\"')
  if (text === '') return ''
  const lines = text
    .split(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/)
    .flatMap((line) => wrapped(line.trimEnd(), width - indent.length - 6))
  const [first = ''] = lines
  if (lines.length === 1 && indent.length + first.length + 6 <= width) {
    return `${indent}"""${first}"""\n`
  }
  const body = lines.map((line, index) => `${index === 0 || line === '' ? '' : indent}${line}\n`)
  return `${indent}"""${body.join('')}${indent}"""\n`
}

/** `addressLine1` → `address_line1`, `order.paid` → `order_paid`, `SCIMUser` → `scim_user`. */
export function snakeCase(text: string): string {
  const words = text
    .normalize('NFKC')
    .replaceAll(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu, '_')
    .match(/[\p{L}\p{N}]+/gu)
  return (words ?? []).join('_').toLowerCase()
}

/** An identifier for a name, none of `taken`. */
export function identifier(name: string, taken: (identifier: string) => boolean): string {
  const snake = snakeCase(name)
  let free = /^\p{L}/u.test(snake) ? snake : `value${snake === '' ? '' : `_${snake}`}`
  while (isKeyword(free) || taken(free)) free += '_'
  return free
}

const keywords: ReadonlySet<string> = new Set(
  'and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield'.split(
    ' ',
  ),
)

function isKeyword(name: string): boolean {
  return keywords.has(name)
}
