/** Everything in a soak that looks random follows from its seed. */

/** From 0 to below 1, the same for the same numbers. */
export function chance(...numbers: readonly number[]): number {
  let hash = 0x811c9dc5
  for (const number of numbers) {
    hash = Math.imul(hash ^ number, 0x01000193)
    hash ^= hash >>> 15
    hash = Math.imul(hash, 0x2c1b3c6d)
    hash ^= hash >>> 13
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32
}

export interface SoakBody {
  number: number
  text: string
}

const alphabet = ['a', 'Z', ' ', '"', '\\', 'ż', '日', '👩‍👧', '\u2028', '\n']

/** The body of the message with this number: 20 to about 700 bytes. */
export function bodyOf(seed: number, number: number): SoakBody {
  const length = Math.floor(chance(seed, number, 1) * 100)
  const text = Array.from(
    { length },
    (_, at) => alphabet[Math.floor(chance(seed, number, 2, at) * alphabet.length)],
  )
  return { number, text: text.join('') }
}

/** What a receiver does with a request. */
export type Answer = 'answer' | 'server error' | 'reset' | 'cut' | 'slow' | 'too slow'

/** Of 1,000 requests; the others are answered. */
const faultsIn1000: readonly [Answer, number][] = [
  ['server error', 50],
  ['reset', 15],
  ['cut', 10],
  ['slow', 20],
  ['too slow', 2],
]

/** The fault of the n-th request (from 0) that brings a message to an endpoint. */
export function answerTo(seed: number, number: number, endpoint: number, nth: number): Answer {
  let point = chance(seed, 3, number, endpoint, nth) * 1_000
  for (const [answer, share] of faultsIn1000) {
    if (point < share) return answer
    point -= share
  }
  return 'answer'
}
