/** One way in which a body may have been changed on its way, undone. */
export interface BodyVariant {
  body: Uint8Array
  /** What happened to the body that was signed; undefined for the body as it came. */
  change?: string
}

/**
 * The body as it came, and what it may have been before something changed it: line ends, byte order marks, and JSON
 * that was parsed and written again.
 */
export function bodyVariants(body: Uint8Array): BodyVariant[] {
  const variants: BodyVariant[] = [{ body }]
  const text = decode(body)
  if (text === undefined) return variants
  const seen = new Set([text])
  const add = (changed: string | undefined, change: string) => {
    if (changed === undefined || seen.has(changed)) return
    seen.add(changed)
    variants.push({ body: new TextEncoder().encode(changed), change })
  }
  add(text.replace(/\r?\n$/, ''), 'a newline was added at its end, as an editor or `echo` does')
  add(text.replace(/^\uFEFF/, ''), 'a byte order mark was put before it')
  add(text.trim(), 'white space was added around it')
  add(`${text}\n`, 'the newline at its end was lost')
  add(`${text}\r\n`, 'the CRLF at its end was lost')
  add(text.replaceAll('\r\n', '\n'), 'its line ends were changed from LF to CRLF')
  add(text.replaceAll(/(?<!\r)\n/g, '\r\n'), 'its line ends were changed from CRLF to LF')
  add(`\uFEFF${text}`, 'the byte order mark before it was lost')
  add(misread(text), 'it was decoded as Latin-1 where it is UTF-8')
  for (const [written, change] of rewritings(text)) {
    add(written, change)
    add(`${written}\n`, `${change}, and the newline at its end was lost`)
  }
  return variants
}

const parsedAgain = 'it was parsed and written as JSON again'

/** How else the same JSON may have been written. What is lost in parsing, such as 1.0 or a key that came twice, cannot be undone. */
function rewritings(text: string): [written: string, change: string][] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return []
  }
  const compact = JSON.stringify(value)
  const spaced = withSpaces(value)
  const found: [string, string][] = [
    [compact, `${parsedAgain}: without white space it fits`],
    [spaced, `${parsedAgain}: with a space after each comma and colon, as Python writes it, it fits`],
    [JSON.stringify(value, null, 2), `${parsedAgain}: indented by 2 it fits`],
    [JSON.stringify(value, null, 4), `${parsedAgain}: indented by 4 it fits`],
    [JSON.stringify(value, null, '\t'), `${parsedAgain}: indented by tabs it fits`],
  ]
  for (const [written, change] of [
    [compact, 'without white space'],
    [spaced, 'with spaces'],
  ] as const) {
    found.push(
      [escaped(written), `${parsedAgain}: ${change}, and letters beyond ASCII as \\u escapes, it fits`],
      [
        written.replaceAll('/', '\\/'),
        `${parsedAgain}: ${change}, and slashes as \\/ as PHP writes them, it fits`,
      ],
      [
        escapedForHtml(written),
        `${parsedAgain}: ${change}, and <, > and & as \\u escapes as Go writes them, it fits`,
      ],
    )
  }
  const sorted = sortKeys(value)
  found.push(
    [JSON.stringify(sorted), `${parsedAgain}, in another order of keys: sorted it fits`],
    [withSpaces(sorted), `${parsedAgain}, in another order of keys: sorted, and with spaces, it fits`],
  )
  return found
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** The text whose UTF-8 was taken for Latin-1, or undefined. */
function misread(text: string): string | undefined {
  return /[\u0080-\u00ff]/.test(text) && !/[\u0100-\uffff]/.test(text)
    ? decode(Uint8Array.from(text, (character) => character.charCodeAt(0)))
    : undefined
}

function withSpaces(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(withSpaces).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return `{${Object.entries(value)
    .map(([key, inner]) => `${JSON.stringify(key)}: ${withSpaces(inner)}`)
    .join(', ')}}`
}

function escaped(json: string): string {
  return json.replaceAll(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function escapedForHtml(json: string): string {
  return json.replaceAll(/[<>&]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sortKeys(inner)]),
  )
}
