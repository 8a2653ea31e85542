import { InvalidArgumentError } from 'commander'

const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

/** Timers hold no longer waits: 2 ** 31 - 1 milliseconds. */
const longestMs = 2_147_483_647

/**
 * Milliseconds of `500ms`, `10s`, `1.5m` or `2h`, for options.
 *
 * @throws InvalidArgumentError of Commander, which adds the option's name.
 */
export function durationMs(text: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? []
  const value = Number(number) * (unitsMs[unit] ?? Number.NaN)
  if (value <= longestMs) return Math.round(value)
  const wrong = Number.isNaN(value) ? 'Give a number and its unit' : 'That is more than 24 days. Give less'
  throw new InvalidArgumentError(`${wrong}, such as 500ms, 10s, 2m or 1h.`)
}
