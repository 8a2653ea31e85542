import { isJsonObject, type JsonSchema, type JsonValue } from '../schema/schema.ts'
import { findingOf as finding, type Finding } from './change.ts'

/** What one node says of how long, how large and how formed a value is, before and after. */
export function compareLimits(older: JsonSchema, newer: JsonSchema, type: string): Finding[] {
  switch (type) {
    case 'string':
      return [
        ...compareBounds(older, newer, 'Length', 'characters'),
        ...compareFormats(older, newer),
        ...comparePatterns(older, newer),
        ...compareEncodings(older, newer),
      ]
    case 'integer':
    case 'number':
      return [...compareRanges(older, newer), ...compareFormats(older, newer), ...compareSteps(older, newer)]
    case 'array':
      return [...compareBounds(older, newer, 'Items', 'items'), ...compareUniqueness(older, newer)]
    case 'object':
      return compareBounds(older, newer, 'Properties', 'properties')
    default:
      return []
  }
}

type Way = 'limit_loosened' | 'limit_tightened'

function compareBounds(older: JsonSchema, newer: JsonSchema, of: string, unit: string): Finding[] {
  // At least none is no bound.
  const least = (node: JsonSchema) => countAt(node, `min${of}`) || undefined
  const most = (node: JsonSchema) => countAt(node, `max${of}`)
  const [leastBefore, leastNow, mostBefore, mostNow] = [least(older), least(newer), most(older), most(newer)]
  const said = (word: string, bound: number | undefined) =>
    bound === undefined ? `any number of ${unit}` : `${word} ${bound} ${unit}`
  const bound = (way: Way | undefined, word: string, before: number | undefined, now: number | undefined) =>
    way === undefined ? [] : [finding(way, `${said(word, before)}, now ${said(word, now)}`)]
  return [
    ...bound(compareNumbers(leastBefore, leastNow), 'at least', leastBefore, leastNow),
    ...bound(compareNumbers(negative(mostBefore), negative(mostNow)), 'at most', mostBefore, mostNow),
  ]
}

function countAt(node: JsonSchema, keyword: string): number | undefined {
  const value = node[keyword]
  return typeof value === 'number' ? value : undefined
}

function negative(bound: number | undefined): number | undefined {
  return bound === undefined ? undefined : -bound
}

/** Of two lower bounds. */
function compareNumbers(older: number | undefined, newer: number | undefined): Way | undefined {
  if (older === newer) return undefined
  if (newer === undefined) return 'limit_loosened'
  return older === undefined || newer > older ? 'limit_tightened' : 'limit_loosened'
}

interface Edge {
  bound: number
  isExcluded: boolean
}

function compareRanges(older: JsonSchema, newer: JsonSchema): Finding[] {
  return (['minimum', 'maximum'] as const).flatMap((keyword) => {
    const sign = keyword === 'minimum' ? 1 : -1
    const [before, after] = [edgeOf(older, keyword, sign), edgeOf(newer, keyword, sign)]
    const way = compareEdges(before, after, sign)
    if (way === undefined) return []
    return [finding(way, `${describeEdge(before, sign)}, now ${describeEdge(after, sign)}`)]
  })
}

function edgeOf(node: JsonSchema, keyword: 'minimum' | 'maximum', sign: number): Edge | undefined {
  const inclusive = countAt(node, keyword)
  const exclusive = countAt(node, keyword === 'minimum' ? 'exclusiveMinimum' : 'exclusiveMaximum')
  if (exclusive !== undefined && (inclusive === undefined || exclusive * sign >= inclusive * sign)) {
    return { bound: exclusive, isExcluded: true }
  }
  return inclusive === undefined ? undefined : { bound: inclusive, isExcluded: false }
}

function compareEdges(older: Edge | undefined, newer: Edge | undefined, sign: number): Way | undefined {
  if (older && newer && older.bound === newer.bound) {
    if (older.isExcluded === newer.isExcluded) return undefined
    return newer.isExcluded ? 'limit_tightened' : 'limit_loosened'
  }
  return compareNumbers(older && older.bound * sign, newer && newer.bound * sign)
}

function describeEdge(edge: Edge | undefined, sign: number): string {
  const [above, least, none] =
    sign === 1 ? ['above', 'at least', 'no lower bound'] : ['below', 'at most', 'no upper bound']
  return edge === undefined ? (none ?? '') : `${edge.isExcluded ? above : least} ${edge.bound}`
}

function compareSteps(older: JsonSchema, newer: JsonSchema): Finding[] {
  const [before, after] = [countAt(older, 'multipleOf'), countAt(newer, 'multipleOf')]
  if (before === after) return []
  const said = (step: number | undefined) => (step === undefined ? 'any step' : `multiples of ${step}`)
  const isFiner = before !== undefined && (after === undefined || after % before !== 0)
  return [finding(isFiner ? 'limit_loosened' : 'limit_tightened', `${said(before)}, now ${said(after)}`)]
}

function compareUniqueness(older: JsonSchema, newer: JsonSchema): Finding[] {
  const [before, after] = [older['uniqueItems'] === true, newer['uniqueItems'] === true]
  if (before === after) return []
  return [
    before
      ? finding('limit_loosened', 'an item may come twice now')
      : finding('limit_tightened', 'no item comes twice now'),
  ]
}

/** Formats of which each holds all of those before it. */
const widening = [
  ['int32', 'int64'],
  ['float', 'double'],
  ['email', 'idn-email'],
  ['hostname', 'idn-hostname'],
  ['uuid4', 'uuid'],
  ['uri', 'iri', 'iri-reference'],
  ['uri', 'uri-reference', 'iri-reference'],
]

function compareFormats(older: JsonSchema, newer: JsonSchema): Finding[] {
  const { format: before } = older
  const { format: after } = newer
  if (before === after) return []
  if (after === undefined) return [finding('limit_loosened', `no longer of the format ${quoted(before)}`)]
  if (before === undefined) return [finding('limit_tightened', `now of the format ${quoted(after)}`)]
  const description = `the format was ${quoted(before)}, now ${quoted(after)}`
  const chain = widening.find(
    (formats) => formats.some((one) => one === before) && formats.some((one) => one === after),
  )
  if (chain === undefined) return [finding('format_changed', description)]
  const isWider = chain.findIndex((one) => one === before) < chain.findIndex((one) => one === after)
  return [finding(isWider ? 'limit_loosened' : 'limit_tightened', description)]
}

function comparePatterns(older: JsonSchema, newer: JsonSchema): Finding[] {
  const [before, after] = [patternsOf(older), patternsOf(newer)]
  const gone = before.filter((pattern) => !after.includes(pattern))
  const added = after.filter((pattern) => !before.includes(pattern))
  if (gone.length > 0 && added.length > 0) {
    return [finding('limit_changed', `the pattern was ${gone.join(' and ')}, now ${added.join(' and ')}`)]
  }
  return [
    ...gone.map((pattern) => finding('limit_loosened', `no longer of the pattern ${pattern}`)),
    ...added.map((pattern) => finding('limit_tightened', `now of the pattern ${pattern}`)),
  ]
}

/** Those that `allOf` has put together are left in one. */
function patternsOf({ pattern, allOf }: JsonSchema): string[] {
  const others = Array.isArray(allOf) ? allOf.map((part) => isJsonObject(part) && part['pattern']) : []
  return [pattern, ...others].filter((one) => typeof one === 'string')
}

function compareEncodings(older: JsonSchema, newer: JsonSchema): Finding[] {
  return ['contentEncoding', 'contentMediaType']
    .filter((keyword) => older[keyword] !== newer[keyword])
    .map((keyword) =>
      finding('format_changed', `${keyword} was ${quoted(older[keyword])}, now ${quoted(newer[keyword])}`),
    )
}

function quoted(value: JsonValue | undefined): string {
  return value === undefined ? 'not said' : JSON.stringify(value)
}
