import { InvalidArgumentError } from 'commander'

const unitsMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/**
 * A time for options, as ISO 8601 in UTC: given as that with an offset (`2026-11-23T08:00:00Z`), as a day
 * (`2026-11-23`, from its beginning in UTC), or as how long ago it was (`2h`, `30m`, `7d`).
 *
 * @throws InvalidArgumentError of Commander, which adds the option's name.
 */
export function instant(text: string): string {
  const [, number, unit] = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text) ?? []
  const isWritten = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text)
  const ms =
    number === undefined || unit === undefined
      ? isWritten
        ? Date.parse(text)
        : Number.NaN
      : Date.now() - Number(number) * (unitsMs[unit] ?? Number.NaN)
  if (ms >= 0 && ms <= 8.64e15) return new Date(ms).toISOString()
  throw new InvalidArgumentError(
    'Give a time such as 2026-11-23T08:00:00Z, or how long ago it was, such as 30m, 2h or 7d.',
  )
}
