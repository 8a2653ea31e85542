/** The numbers of the overview, as people read them. */

/** The API counts no further. */
const countedUpTo = 100_000

export function countInWords(count: number): string {
  const text = count.toLocaleString('en')
  return count >= countedUpTo ? `${text} or more` : text
}

const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const

export function bytesInWords(bytes: number): string {
  const exponent = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1_000 ** exponent
  return `${Number(value.toPrecision(value < 100 ? 2 : 3))} ${units[exponent]}`
}

/** Workers ask the store each second; what has been due for a minute waits for something else. */
const lateMs = 60_000

export function isLate(oldestDueAt: string | null, now: string): boolean {
  return oldestDueAt !== null && Date.parse(now) - Date.parse(oldestDueAt) > lateMs
}

/** `7 days`, `12 h`; null keeps for ever. */
export function daysInWords(days: number | null): string {
  if (days === null) return 'for ever'
  if (days < 1) return `${Number((days * 24).toFixed(1))} h`
  const rounded = Number(days.toFixed(1))
  return rounded === 1 ? '1 day' : `${rounded} days`
}
