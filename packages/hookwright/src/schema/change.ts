import { HookwrightError } from '../errors.ts'
import { isJsonObject } from './schema.ts'

/**
 * A copy of a JSON value in which other values stand at some places. A place is written `customer.name`, or
 * `items.0.price` for the first of a list; a dot that belongs to a name, `\.`. What is not there yet is made.
 *
 * @throws HookwrightError `bad_option` for a place that cannot be
 */
export function withChanges(value: unknown, changes: Readonly<Record<string, unknown>>): unknown {
  return Object.entries(changes).reduce(
    (changed, [place, to]) => change(changed, { place, keys: keysOf(place), depth: 0, to }),
    value,
  )
}

interface Change {
  place: string
  keys: readonly string[]
  depth: number
  to: unknown
}

function keysOf(place: string): string[] {
  const keys = place.split(/(?<!\\)\./).map((key) => key.replaceAll('\\.', '.'))
  if (!keys.includes('')) return keys
  throw impossible(place, 'it holds an empty name; write it as in customer.name')
}

function change(value: unknown, { place, keys, depth, to }: Change): unknown {
  const key = keys[depth]
  if (key === undefined) return to
  const inside = (current: unknown) => change(current, { place, keys, depth: depth + 1, to })
  if (Array.isArray(value)) return changeItem(value, key, inside, place)
  if (value === undefined || value === null) return Object.fromEntries([[key, inside(undefined)]])
  if (!isJsonObject(value)) {
    const whole = depth === 0 ? 'the body' : keys.slice(0, depth).join('.')
    throw impossible(place, `${whole} is ${JSON.stringify(value)}, which has no "${key}"`)
  }
  // Never by assignment, which would let a caller set `__proto__`.
  if (!Object.hasOwn(value, key))
    return Object.fromEntries([...Object.entries(value), [key, inside(undefined)]])
  return Object.fromEntries(
    Object.entries(value).map(([name, current]) => [name, name === key ? inside(current) : current]),
  )
}

function changeItem(
  list: readonly unknown[],
  key: string,
  inside: (current: unknown) => unknown,
  place: string,
): unknown[] {
  const index = /^\d+$/.test(key) ? Number(key) : Number.NaN
  if (!(index <= list.length)) {
    throw impossible(place, `"${key}" is no place in a list of ${list.length}; count from 0`)
  }
  const changed = [...list]
  changed[index] = inside(list[index])
  return changed
}

function impossible(place: string, problem: string): HookwrightError {
  return new HookwrightError('bad_option', `${JSON.stringify(place)} cannot be set: ${problem}.`)
}
