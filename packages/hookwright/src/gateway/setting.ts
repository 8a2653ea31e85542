import { isJsonObject, type JsonValue } from '../schema/schema.ts'
import { refusalOfKey, type ConfiguredKey } from './keys.ts'

/** The kinds of values that a gateway is configured with: each reads a text of a flag or the environment, or a value of a file. */

/** Says what a value may be, for whoever gave another. */
export class BadValue extends Error {}

/** One thing that can be configured. */
export interface Setting<Value> {
  /** What the command line calls its value: `<port>`; undefined for what is on or off. */
  placeholder: string | undefined
  /** As help and documentation say it. */
  about: string
  fallback: Value
  /** Where the default cannot be written as a value. */
  fallbackText?: string
  /** Throws BadValue. */
  read(given: JsonValue): Value
  /** As `read` takes it, for people; secrets are left out. */
  show(value: Value): string
  isSecret: boolean
  /** Whether several flags, or commas in the environment, give several values. */
  isList: boolean
  /** The name of the flag, where it is not that of the setting: `--api-key` of `apiKeys`. */
  flag?: string
}

interface About<Value> {
  about: string
  fallback: Value
  fallbackText?: string
  placeholder?: string
  flag?: string
}

export function text<const Fallback extends string | undefined>(
  options: About<Fallback> & { isSecret?: boolean },
): Setting<string | Fallback> {
  const { isSecret = false } = options
  return {
    placeholder: '<text>',
    ...options,
    isSecret,
    isList: false,
    show: (value) => (value === undefined ? '(none)' : isSecret ? '(set)' : value),
    read: (given) => {
      if (typeof given === 'string' && given.trim() !== '') return given.trim()
      throw new BadValue('must be a text that is not empty')
    },
  }
}

export function choice<const Choice extends string>(
  choices: readonly Choice[],
  options: About<Choice>,
): Setting<Choice> {
  return {
    placeholder: '<choice>',
    ...options,
    about: `${options.about}: ${choices.join(', ')}`,
    isSecret: false,
    isList: false,
    show: String,
    read: (given) => {
      const found = choices.find((one) => one === given)
      if (found !== undefined) return found
      throw new BadValue(`must be ${choices.join(' or ')}`)
    },
  }
}

export function whole(least: number, most: number, options: About<number>): Setting<number> {
  return {
    placeholder: '<number>',
    ...options,
    isSecret: false,
    isList: false,
    show: String,
    read: (given) => wholeOf(given, least, most),
  }
}

/** A number, or undefined for nothing of the kind. */
export function maybeWhole(
  least: number,
  most: number,
  options: About<number | undefined>,
): Setting<number | undefined> {
  return {
    placeholder: '<number>',
    ...options,
    isSecret: false,
    isList: false,
    show: (value) => (value === undefined ? '(none)' : String(value)),
    read: (given) => wholeOf(given, least, most),
  }
}

function wholeOf(given: JsonValue, least: number, most: number): number {
  const value = typeof given === 'string' && /^\s*\d+\s*$/.test(given) ? Number(given) : given
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value
  throw new BadValue(`must be a whole number from ${least} to ${most}`)
}

/** A number of days, or `forever`. */
export function days(options: About<number | null>): Setting<number | null> {
  return {
    placeholder: '<days>',
    ...options,
    isSecret: false,
    isList: false,
    show: (value) => (value === null ? 'forever' : String(value)),
    read: (given) => {
      if (given === 'forever' || given === null) return null
      const value = typeof given === 'string' ? Number(given.trim() || Number.NaN) : given
      if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value
      throw new BadValue('must be a number of days above 0, or "forever"')
    },
  }
}

export function flag(options: About<boolean>): Setting<boolean> {
  return {
    placeholder: undefined,
    ...options,
    isSecret: false,
    isList: false,
    show: String,
    read: (given) => {
      const said = typeof given === 'string' ? given.trim().toLowerCase() : given
      if (said === true || said === 'true' || said === '1') return true
      if (said === false || said === 'false' || said === '0') return false
      throw new BadValue('must be true or false')
    },
  }
}

export function list(options: About<readonly string[]> & { isSecret?: boolean }): Setting<readonly string[]> {
  const { isSecret = false } = options
  return {
    placeholder: '<text>',
    ...options,
    isSecret,
    isList: true,
    show: (value) => (value.length === 0 ? '(none)' : isSecret ? counted(value) : value.join(', ')),
    read: (given) => itemsOf(given).map(textOf),
  }
}

export function keys(options: About<readonly ConfiguredKey[]>): Setting<readonly ConfiguredKey[]> {
  return {
    placeholder: '<key>',
    ...options,
    isSecret: true,
    isList: true,
    show: (value) => (value.length === 0 ? '(none)' : counted(value)),
    read: (given) => itemsOf(given).map((item, index) => keyOf(item, index + 1)),
  }
}

function keyOf(item: JsonValue, number: number): ConfiguredKey {
  const key = isJsonObject(item) ? item['key'] : item
  if (typeof key !== 'string') throw new BadValue('must hold keys: texts, or { key, tenants: [...] }')
  const refusal = refusalOfKey(key)
  if (refusal !== null) throw new BadValue(`cannot hold key number ${number}: ${refusal}`)
  if (!isJsonObject(item)) return { key }
  // A misspelt `tenants` would make a key for all of them.
  const stranger = Object.keys(item).find((name) => name !== 'key' && name !== 'tenants')
  if (stranger !== undefined) {
    throw new BadValue(
      `cannot hold key number ${number}: beside "key" and "tenants" there is no "${stranger}"`,
    )
  }
  if (!('tenants' in item)) return { key }
  const { tenants } = item
  // Names of tenants may have commas.
  if (Array.isArray(tenants) && tenants.length > 0) return { key, tenants: tenants.map(textOf) }
  throw new BadValue(`cannot hold key number ${number}: its tenants are a list of one or more texts`)
}

/** Milliseconds, given as `500ms`, `10s`, `2m`, `1h` or `1d`. */
export function duration(leastMs: number, options: About<number>): Setting<number> {
  return {
    placeholder: '<duration>',
    ...options,
    isSecret: false,
    isList: false,
    show: showDuration,
    read: (given) => {
      const ms = durationOf(given)
      if (ms >= leastMs) return ms
      throw new BadValue(`must be at least ${showDuration(leastMs)}`)
    },
  }
}

export function durations(options: About<readonly number[]>): Setting<readonly number[]> {
  return {
    placeholder: '<duration>',
    ...options,
    isSecret: false,
    isList: true,
    show: (value) => value.map(showDuration).join(', '),
    read: (given) => {
      const waits = itemsOf(given).map(durationOf)
      if (waits.length > 0) return waits
      throw new BadValue('must hold at least one duration')
    },
  }
}

const unitsMs: readonly (readonly [unit: string, ms: number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
]

/** Timers hold no longer waits: 2 ** 31 - 1 milliseconds. */
const longestMs = 2_147_483_647

function durationOf(given: JsonValue): number {
  const [, number = '', unit = ''] =
    typeof given === 'string' ? (/^\s*(\d+(?:\.\d+)?)(ms|s|m|h|d)\s*$/.exec(given) ?? []) : []
  const unitMs = unitsMs.find(([name]) => name === unit)?.[1]
  const ms = unitMs === undefined ? Number.NaN : Math.round(Number(number) * unitMs)
  if (ms <= longestMs) return ms
  throw new BadValue('must be a number and its unit, such as 500ms, 10s, 2m, 1h or 1d, and at most 24 days')
}

function showDuration(ms: number): string {
  const [unit, unitMs] = unitsMs.find(([, each]) => ms >= each && ms % each === 0) ?? ['ms', 1]
  return ms === 0 ? '0s' : `${ms / unitMs}${unit}`
}

function itemsOf(given: JsonValue): JsonValue[] {
  if (Array.isArray(given)) {
    return given.flatMap((item): JsonValue[] => (typeof item === 'string' ? split(item) : [item]))
  }
  if (typeof given === 'string') return split(given)
  throw new BadValue('must be a list')
}

/** Commas, and for files with one a line, line ends. */
function split(given: string): string[] {
  return given
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function textOf(item: JsonValue): string {
  if (typeof item === 'string') return item
  throw new BadValue('must be a list of texts')
}

function counted(value: readonly unknown[]): string {
  return `(${value.length} set)`
}
