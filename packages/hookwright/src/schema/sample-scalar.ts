import { validate } from '@hookwright/receiver/validate'

import { textMatching } from './sample-pattern.ts'
import { isJsonObject, type JsonSchema, type JsonValue } from './schema.ts'

/** A number within the bounds, and a multiple of the step, that a schema asks for; another one for another `variant`. */
export function sampleNumber(node: JsonSchema, whole: boolean, variant = 0): number {
  const [minimum, above] = [numberOf(node['minimum']), numberOf(node['exclusiveMinimum'])]
  const [maximum, below] = [numberOf(node['maximum']), numberOf(node['exclusiveMaximum'])]
  const step = numberOf(node['multipleOf'])
  const low = Math.max(minimum ?? -Infinity, above ?? -Infinity)
  const high = Math.min(maximum ?? Infinity, below ?? Infinity)
  const fits = (value: number) =>
    Number.isFinite(value) &&
    (!whole || Number.isInteger(value)) &&
    (minimum === undefined || value >= minimum) &&
    (above === undefined || value > above) &&
    (maximum === undefined || value <= maximum) &&
    (below === undefined || value < below)
  const multiples = step ? [step, Math.ceil(low / step) * step, Math.floor(low / step + 1) * step, 0] : []
  const near = [Math.ceil(low), Math.floor(low) + 1, Math.floor(high), Math.ceil(high) - 1, (low + high) / 2]
  const first = [...multiples, ...(step ? [] : [1, low, high, ...near])].find(fits) ?? 1
  const other = first + variant * (step ?? 1)
  return fits(other) ? other : first
}

const textByFormat: Readonly<Record<string, string>> = {
  'date-time': '2026-01-31T12:00:00Z',
  date: '2026-01-31',
  time: '12:00:00',
  'time-with-offset': '12:00:00Z',
  duration: 'PT1H',
  email: 'ada@example.com',
  'idn-email': 'ada@example.com',
  uuid: '7f1a4c52-9d3e-4b8a-8a61-2f0c5d9e7b34',
  uuid4: '7f1a4c52-9d3e-4b8a-8a61-2f0c5d9e7b34',
  guid: '7f1a4c52-9d3e-4b8a-8a61-2f0c5d9e7b34',
  uri: 'https://example.com/',
  url: 'https://example.com/',
  iri: 'https://example.com/',
  'uri-reference': '/about',
  'iri-reference': '/about',
  'uri-template': 'https://example.com/{id}',
  ip: '192.0.2.1',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  cidrv4: '192.0.2.0/24',
  cidrv6: '2001:db8::/32',
  hostname: 'example.com',
  'idn-hostname': 'example.com',
  'json-pointer': '/a',
  'relative-json-pointer': '0',
  regex: '^a$',
  byte: 'dGV4dA==',
  decimal: '1.00',
  e164: '+12025550123',
  ulid: '01KG9ZB5Z0Q8K3W7N4T2R6Y1XV',
  cuid: 'cl9ebqhxk00003b600tymydho',
  cuid2: 'tz4a98xxat96iws9zmbrgj3a',
  nanoid: 'V1StGXR8_Z5jdHi6B-myT',
  base64: 'dGV4dA==',
  base64url: 'dGV4dA',
}

/** A text of the format, length and patterns that a schema asks for; another one for another `variant`. */
export function sampleText(node: JsonSchema, variant = 0): string {
  const { format } = node
  const parts = [node, ...(Array.isArray(node['allOf']) ? node['allOf'] : [])].filter((part) =>
    isJsonObject(part),
  )
  const patterns = parts.map((part) => part['pattern']).filter((pattern) => typeof pattern === 'string')
  const shortest = numberOf(node['minLength']) ?? 0
  const longest = numberOf(node['maxLength']) ?? Number.MAX_SAFE_INTEGER
  const fits = (text: string) =>
    parts.every(({ pattern }) => pattern === undefined || validate(text, { pattern }).length === 0) &&
    text.length >= shortest &&
    text.length <= longest
  const known = typeof format === 'string' ? textByFormat[format] : undefined
  const formatted = known === undefined ? [] : [varied(known, variant), known]
  const made = patterns.flatMap((pattern) =>
    [1, shortest, shortest / 2].flatMap((times) => textMatching(pattern, variant, Math.ceil(times)) ?? []),
  )
  const padded = textsFor(patterns).map((text) => sized(text, variant, shortest, longest))
  return [...formatted, ...made, ...padded].find(fits) ?? known ?? 'text'
}

/** Another text of the same format: other digits at the end. */
function varied(text: string, variant: number): string {
  return variant === 0 ? text : text.replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + variant) % 10))
}

function sized(text: string, variant: number, shortest: number, longest: number): string {
  const mark = variant === 0 ? '' : String(variant)
  return text.padEnd(shortest - mark.length, ' text').slice(0, longest - mark.length) + mark
}

/** Texts that may match patterns which ask for a beginning, an end, a part, one case of letters, digits, or a time of day. */
function textsFor(patterns: readonly string[]): string[] {
  const literal = (pattern: string) =>
    pattern
      .replace(/^\^|^\.\*/, '')
      .replace(/\.\*$|\$$/, '')
      .replaceAll(/\\(\W)/g, '$1')
  const start = patterns.filter((pattern) => /^\^.*\.\*$/.test(pattern)).map(literal)
  const end = patterns.filter((pattern) => /^\.\*.*\$$/.test(pattern)).map(literal)
  const part = patterns.filter((pattern) => !/^\^|^\.\*|\$$/.test(pattern)).map(literal)
  const texts = ['text', 'TEXT', '1', '12:00:00'].map((middle) =>
    [...start, ...part, middle, ...end].join(''),
  )
  return patterns.length > 0 ? texts : ['text']
}

export function numberOf(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined
}
