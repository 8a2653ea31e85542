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

/** When the newest id of each kind was made, and what it ends in. */
const last = new Map<IdPrefix, { ms: number; random: string }>()

/** Two of one kind and millisecond, made by one process, sort in the order in which they were made. */
export function newId(prefix: IdPrefix, nowMs: number, randomBytes: RandomBytes = systemRandomBytes): string {
  const floor = idFloor(prefix, nowMs)
  if (randomBytes !== systemRandomBytes) return floor + digitsOf(randomBytes(16))
  const before = last.get(prefix)
  const random = before?.ms === nowMs ? following(before.random) : digitsOf(randomBytes(16))
  last.set(prefix, { ms: nowMs, random })
  return floor + random
}

/** A byte's low five bits are as random as the byte; 16 of them make the 80 bits. */
function digitsOf(bytes: Uint8Array): string {
  let digits = ''
  for (const byte of bytes) digits += alphabet.charAt(byte & 31)
  return digits
}

/** The number after this one. The last of all, which nobody draws, is followed by the first. */
function following(digits: string): string {
  for (let place = digits.length - 1; place >= 0; place--) {
    const digit = (alphabet.indexOf(digits.charAt(place)) + 1) & 31
    if (digit > 0) return digits.slice(0, place) + alphabet.charAt(digit) + '0'.repeat(15 - place)
  }
  return '0'.repeat(16)
}

/** When an id was made, or for which time a floor was, in epoch milliseconds; NaN for what is neither. */
export function timeOfId(id: string): number {
  const [, time] = /^[a-z]+_([0-9A-HJKMNP-TV-Z]{10})(?:[0-9A-HJKMNP-TV-Z]{16})?$/.exec(id) ?? []
  if (time === undefined) return Number.NaN
  let ms = 0
  for (const digit of time) ms = ms * 32 + alphabet.indexOf(digit)
  return ms
}

/** Many ids are made in one millisecond: the text of the last one is kept. */
let lastTime = { ms: Number.NaN, text: '' }

/** Sorts before every id that was made at this time or later, and after every earlier one. */
export function idFloor(prefix: IdPrefix, ms: number): string {
  if (ms !== lastTime.ms) lastTime = { ms, text: timeDigits(ms) }
  return `${prefix}_${lastTime.text}`
}

function timeDigits(ms: number): string {
  let time = ''
  for (let rest = ms, digit = 0; digit < 10; digit++) {
    time = alphabet.charAt(rest % 32) + time
    rest = Math.floor(rest / 32)
  }
  return time
}
