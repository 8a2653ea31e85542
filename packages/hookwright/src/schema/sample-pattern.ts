/**
 * A short text that a regular expression matches as a whole, or undefined where the pattern holds what cannot be
 * made up: look-around, references back, properties of Unicode. Another `variant` gives another text where the pattern
 * leaves a choice; `times` is how often what may be repeated is.
 */
export function textMatching(pattern: string, variant = 0, times = 1): string | undefined {
  const reading: Reading = { pattern, at: 0, variant, times }
  const text = alternatives(reading)
  return reading.at === pattern.length ? text : undefined
}

interface Reading {
  pattern: string
  at: number
  variant: number
  times: number
}

/** What stands for each class, other choices after it. */
const classes: Readonly<Record<string, string>> = {
  d: '1203456789',
  w: 'abcdefghij',
  s: ' ',
  D: 'abcdefghij',
  W: '-./',
  S: 'abcdefghij',
}

const controls: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v', 0: '\0' }

function alternatives(reading: Reading): string | undefined {
  const texts: (string | undefined)[] = [sequence(reading)]
  while (reading.pattern[reading.at] === '|') {
    reading.at++
    texts.push(sequence(reading))
  }
  const possible = texts.filter((text) => text !== undefined)
  return possible[reading.variant % possible.length]
}

function sequence(reading: Reading): string | undefined {
  let text: string | undefined = ''
  while (reading.at < reading.pattern.length && !'|)'.includes(reading.pattern[reading.at] ?? '')) {
    const part = atom(reading)
    const count = quantity(reading)
    text = text === undefined || part === undefined ? undefined : text + part.repeat(count)
  }
  return text
}

function atom(reading: Reading): string | undefined {
  const character = reading.pattern[reading.at++] ?? ''
  switch (character) {
    case '^':
    case '$':
      return ''
    case '.':
      return chosen('abcdefghij', reading)
    case '(':
      return group(reading)
    case '[':
      return chosen(characterClass(reading), reading)
    case '\\':
      return escape(reading)
    default:
      return character
  }
}

function group(reading: Reading): string | undefined {
  const [, kind = ''] = /^(\?(?::|<?[=!]|<[^>]*>))/.exec(reading.pattern.slice(reading.at)) ?? []
  reading.at += kind.length
  const text = alternatives(reading)
  reading.at++
  return /[=!]$/.test(kind) ? undefined : text
}

function escape(reading: Reading): string | undefined {
  const text = escaped(reading)
  return text === undefined ? undefined : chosen(text, reading)
}

/** What may stand for the escape at hand; empty for a place between characters. */
function escaped(reading: Reading): string | undefined {
  const letter = reading.pattern[reading.at++] ?? ''
  if (letter === 'b' || letter === 'B') return ''
  if (/[1-9kpPc]/.test(letter)) return undefined
  return codeAfter(letter, reading) ?? classes[letter] ?? controls[letter] ?? letter
}

/** The character of `\x41`, `\u0041`, `\u{41}`. */
function codeAfter(letter: string, reading: Reading): string | undefined {
  const forms: Readonly<Record<string, RegExp>> = {
    x: /^([\da-f]{2})/i,
    u: /^(?:([\da-f]{4})|\{([\da-f]+)\})/i,
  }
  const found = forms[letter]?.exec(reading.pattern.slice(reading.at))
  if (!found) return undefined
  reading.at += found[0].length
  return String.fromCodePoint(Number.parseInt(found[1] ?? found[2] ?? '0', 16))
}

/** The first characters that a class allows. */
function characterClass(reading: Reading): string {
  const negated = reading.pattern[reading.at] === '^'
  if (negated) reading.at++
  let allowed = ''
  let last = ''
  while (reading.at < reading.pattern.length) {
    const character = reading.pattern[reading.at] ?? ''
    if (character === ']') break
    if (character === '-' && last !== '' && reading.pattern[reading.at + 1] !== ']') {
      reading.at++
      allowed += range(last, member(reading))
      last = ''
    } else {
      last = member(reading)
      allowed += last
      if (last.length > 1) last = ''
    }
  }
  reading.at++
  if (!negated) return allowed
  return Array.from('abcdefghij1203456789 -_./')
    .filter((one) => !allowed.includes(one))
    .join('')
}

function member(reading: Reading): string {
  const character = reading.pattern[reading.at++] ?? ''
  return character === '\\' ? (escaped(reading) ?? '') : character
}

/** The characters after `from` up to `to`, as many as anybody will want. */
function range(from: string, to: string): string {
  const start = (from.codePointAt(0) ?? 0) + 1
  const end = Math.min(to.codePointAt(0) ?? 0, start + 64)
  return Array.from({ length: Math.max(0, end - start + 1) }, (_, index) =>
    String.fromCodePoint(start + index),
  ).join('')
}

function chosen(characters: string, { variant }: Reading): string {
  const all = Array.from(characters)
  return all[variant % Math.max(1, all.length)] ?? ''
}

/** How often the atom before is to stand there: as often as is wanted, within what is allowed. */
function quantity(reading: Reading): number {
  const found = /^(?:([*+?])|\{(\d+)(,(\d*))?\})\??/.exec(reading.pattern.slice(reading.at))
  if (!found) return 1
  reading.at += found[0].length
  const [, sign, least = sign === '+' ? '1' : '0', comma, most] = found
  const open = sign === undefined ? comma !== undefined && !most : sign !== '?'
  const limit = open ? Infinity : Number(most ?? (sign === '?' ? 1 : least))
  return Math.max(Number(least), Math.min(reading.times, limit))
}
