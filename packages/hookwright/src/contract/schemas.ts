import type { JsonSchema, JsonValue } from '../schema/schema.ts'
import { canonicalText, resolvedText } from './canonical.ts'
import type { ChangeKind, Direction, Finding } from './change.ts'
import { compareItems } from './items.ts'
import { compareLimits } from './limits.ts'
import { compareObjects } from './objects.ts'
import type { Comparison, Pair, Readers, Step } from './pair.ts'
import { describeTypes, isNullOnly, type Shape, admittedTypes } from './shape.ts'
import { compareUnions } from './unions.ts'

export function compareSchemas(
  older: JsonSchema,
  newer: JsonSchema,
  readers: Readers,
  direction: Direction,
): Comparison {
  const pair: Pair = {
    older: readers.older.shapeOf(older),
    newer: readers.newer.shapeOf(newer),
    readers,
    direction,
  }
  const kinds = compareKinds(pair)
  const { findings, inside } = kinds ?? compareSame(pair)
  return {
    findings: [...compareNull(pair), ...findings, ...compareUndecided(pair), ...compareTexts(pair)],
    inside: inside.map((step) => ({
      keys: step.keys,
      older: readers.older.intern(step.older),
      newer: readers.newer.intern(step.newer),
    })),
  }
}

const finding = (kind: ChangeKind, description: string): Finding => ({ kind, keys: [], description })

function compareNull({ older, newer }: Pair): Finding[] {
  // A change of type says it already.
  if (older.isAny || newer.isAny || older.isNullable === newer.isNullable) return []
  if (isNullOnly(older) || isNullOnly(newer)) return []
  return [
    newer.isNullable
      ? finding('null_allowed', 'may be null now')
      : finding('null_refused', 'is never null now'),
  ]
}

/** Undefined where both are of one kind, and can be compared further. */
function compareKinds({ older, newer }: Pair): Comparison | undefined {
  if (older.isAny && newer.isAny) return undefined
  if (newer.isAny) return only(finding('type_widened', `was ${describeTypes(older)}, may be anything now`))
  if (older.isAny) return only(finding('type_narrowed', `was anything, is ${describeTypes(newer)} now`))
  if (older.members.length > 0 || newer.members.length > 0) return undefined
  const [before, after] = [admittedTypes(older), admittedTypes(newer)]
  const isHeld = isWithin(before, after)
  if (isHeld && isWithin(after, before)) return undefined
  if (older.tangle.length > 0 || newer.tangle.length > 0) return undefined
  const description = `was ${describeTypes(older)}, is ${describeTypes(newer)} now`
  if (older.values === undefined && newer.values === undefined) {
    if (isHeld) return withFindings(finding('type_widened', description), older, newer)
    if (isWithin(after, before)) return withFindings(finding('type_narrowed', description), older, newer)
  }
  const isNumber = [...before, ...after].every((type) => type === 'integer' || type === 'number')
  return isNumber || isWithin(after, before) || isHeld
    ? undefined
    : only(finding('type_changed', description))
}

function only(found: Finding): Comparison {
  return { findings: [found], inside: [] }
}

/** Integers among numbers: their limits can still be compared. */
function withFindings(found: Finding, { node: older }: Shape, { node: newer }: Shape): Comparison {
  const limits = compareLimits(older, newer, 'number').filter(({ kind }) => kind !== 'format_changed')
  return { findings: [found, ...limits], inside: [] }
}

function isWithin(types: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  return [...types].every((type) => others.has(type) || (type === 'integer' && others.has('number')))
}

function compareSame(pair: Pair): Comparison {
  const { older, newer } = pair
  if (older.members.length > 0 || newer.members.length > 0) return compareUnions(pair)
  const findings = compareValues(older.values, newer.values)
  const inside: Step[] = []
  for (const type of newer.types) {
    if (older.values === undefined && newer.values === undefined) {
      findings.push(...compareLimits(older.node, newer.node, type))
    }
    const further =
      type === 'object' ? compareObjects(pair) : type === 'array' ? compareItems(pair) : undefined
    findings.push(...(further?.findings ?? []))
    inside.push(...(further?.inside ?? []))
  }
  return { findings, inside }
}

function compareValues(
  older: readonly JsonValue[] | undefined,
  newer: readonly JsonValue[] | undefined,
): Finding[] {
  if (older === undefined && newer === undefined) return []
  if (newer === undefined)
    return [finding('values_opened', `was one of ${listed(older ?? [])}, may be any now`)]
  if (older === undefined) return [finding('values_closed', `is one of ${listed(newer)} now`)]
  const gone = without(older, newer)
  const added = without(newer, older)
  if (gone.length === older.length && added.length === newer.length && gone.length > 0) {
    return [finding('values_replaced', `was ${listed(older)}, is ${listed(newer)} now`)]
  }
  return [
    ...(added.length > 0 ? [finding('value_added', `may also be ${listed(added)} now`)] : []),
    ...(gone.length > 0 ? [finding('value_removed', `is no longer ${listed(gone)}`)] : []),
  ]
}

function without(values: readonly JsonValue[], others: readonly JsonValue[]): JsonValue[] {
  const texts = new Set(others.map((value) => canonicalText(value)))
  return values.filter((value) => !texts.has(canonicalText(value)))
}

/** Enough to know which list it is. */
const mostListed = 8

function listed(values: readonly JsonValue[]): string {
  const shown = values.slice(0, mostListed).map((value) => JSON.stringify(value))
  const rest = values.length - shown.length
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ')
}

/** What cannot be compared but by its words. */
const undecided = [
  'not',
  'contains',
  'minContains',
  'maxContains',
  'propertyNames',
  'dependentSchemas',
  'dependentRequired',
  'unevaluatedItems',
  'contentSchema',
]

function compareUndecided({ older, newer, readers }: Pair): Finding[] {
  const textOf = (value: JsonValue | undefined, root: JsonSchema) =>
    value === undefined ? '' : resolvedText(value, root)
  const roots = [readers.older.root, readers.newer.root] as const
  const keywords = undecided.filter(
    (keyword) => textOf(older.node[keyword], roots[0]) !== textOf(newer.node[keyword], roots[1]),
  )
  const conditionsOf = ({ conditions }: Shape): JsonValue =>
    conditions.map(({ if: when, then, else: otherwise }) => [when ?? true, then ?? true, otherwise ?? true])
  if (textOf(conditionsOf(older), roots[0]) !== textOf(conditionsOf(newer), roots[1])) keywords.push('if')
  if (textOf(tangleOf(older), roots[0]) !== textOf(tangleOf(newer), roots[1])) keywords.push('anyOf')
  return keywords.map((keyword) =>
    finding('not_comparable', `what "${keyword}" says is another now, which cannot be compared by rule`),
  )
}

function tangleOf({ tangle }: Shape): JsonValue {
  return tangle.map((union) => [...union])
}

function compareTexts({ older: { node: older }, newer: { node: newer } }: Pair): Finding[] {
  const findings: Finding[] = []
  if (newer['deprecated'] === true && older['deprecated'] !== true) {
    findings.push(finding('deprecated', 'is deprecated now'))
  }
  if (textOf(older['description']) !== textOf(newer['description'])) {
    findings.push(finding('text_changed', 'is described in other words'))
  }
  return findings
}

/** Line breaks and spaces are laid out by whoever writes the document. */
function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value.replaceAll(/\s+/g, ' ').trim() : ''
}
