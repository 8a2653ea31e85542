export interface Difference {
  /** Only in the newer, only in the older, or in both with different values. */
  kind: '+' | '-' | '~'
  /** The keys from the root: `paths › /users/ › get › summary`. */
  path: string
  /** For changed values that are short: `: "List" → "List users"`; else empty. */
  detail: string
}

/**
 * Where two JSON values differ, each difference at the highest place that is new, gone or changed. The order of
 * keys does not count; that of lists does.
 */
export function findDifferences(older: unknown, newer: unknown): Difference[] {
  const found: Difference[] = []
  compare(older, newer, [], found)
  return found
}

function compare(older: unknown, newer: unknown, keys: readonly string[], found: Difference[]): void {
  if (Object.is(older, newer)) return
  const oldEntries = entriesOf(older)
  const newEntries = entriesOf(newer)
  if (oldEntries === undefined || newEntries === undefined || Array.isArray(older) !== Array.isArray(newer)) {
    found.push({ kind: '~', path: pathOf(keys), detail: `: ${brief(older)} → ${brief(newer)}` })
    return
  }
  for (const [key, value] of oldEntries) {
    const inside = [...keys, key]
    if (newEntries.has(key)) compare(value, newEntries.get(key), inside, found)
    else found.push({ kind: '-', path: pathOf(inside), detail: '' })
  }
  for (const key of newEntries.keys()) {
    if (!oldEntries.has(key)) found.push({ kind: '+', path: pathOf([...keys, key]), detail: '' })
  }
}

/** Undefined for what has no entries: a string, a number, a boolean, null. */
function entriesOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined
}

function pathOf(keys: readonly string[]): string {
  return keys.length === 0 ? '(the whole document)' : keys.join(' › ')
}

function brief(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}
