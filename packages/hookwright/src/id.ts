/**
 * Identifiers: a prefix that names the kind, then 26 characters of Crockford base 32 (48 bits of
 * milliseconds, 80 random bits). They sort by time of creation, so that an index grows at its end
 * and a list can be paged by id; and they hold no dot, which Standard Webhooks forbids in an id.
 */
export type IdPrefix = 'msg' | 'ep' | 'dlv' | 'rpl'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

export type RandomBytes = (length: number) => Uint8Array

/** Asking the system for a few bytes costs as much as asking for many, so it is asked for many ids at once. */
const pool = new Uint8Array(4096)
let used = pool.length

const systemRandomBytes: RandomBytes = (length) => {
  if (length > pool.length) return crypto.getRandomValues(new Uint8Array(length))
  if (used + length > pool.length) {
    crypto.getRandomValues(pool)
    used = 0
  }
  used += length
  return pool.slice(used - length, used)
}

/** The time and the random part of the newest id of each kind. */
const last = new Map<IdPrefix, { ms: number; digits: Uint8Array }>()

/** Two of one kind and millisecond, made by one process, sort in the order in which they were made. */
export function newId(prefix: IdPrefix, nowMs: number, randomBytes: RandomBytes = systemRandomBytes): string {
  const before = randomBytes === systemRandomBytes ? last.get(prefix) : undefined
  // A byte's low five bits are as random as the byte; 16 of them make the 80 bits.
  const digits = before?.ms === nowMs ? following(before.digits) : randomBytes(16).map((byte) => byte & 31)
  if (randomBytes === systemRandomBytes) last.set(prefix, { ms: nowMs, digits })
  let random = ''
  for (const digit of digits) random += alphabet.charAt(digit)
  return `${idFloor(prefix, nowMs)}${random}`
}

/** The number after this one, in base 32. The last of all, which nobody draws, is followed by the first. */
function following(digits: Uint8Array): Uint8Array {
  const next = digits.slice()
  for (let place = next.length - 1; place >= 0; place--) {
    const digit = ((next[place] ?? 0) + 1) & 31
    next[place] = digit
    if (digit > 0) break
  }
  return next
}

/** When an id was made, or for which time a floor was, in epoch milliseconds; NaN for what is neither. */
export function timeOfId(id: string): number {
  const [, time] = /^[a-z]+_([0-9A-HJKMNP-TV-Z]{10})(?:[0-9A-HJKMNP-TV-Z]{16})?$/.exec(id) ?? []
  if (time === undefined) return Number.NaN
  let ms = 0
  for (const digit of time) ms = ms * 32 + alphabet.indexOf(digit)
  return ms
}

/** Sorts before every id that was made at this time or later, and after every earlier one. */
export function idFloor(prefix: IdPrefix, ms: number): string {
  let time = ''
  for (let rest = ms, digit = 0; digit < 10; digit++) {
    time = alphabet.charAt(rest % 32) + time
    rest = Math.floor(rest / 32)
  }
  return `${prefix}_${time}`
}
