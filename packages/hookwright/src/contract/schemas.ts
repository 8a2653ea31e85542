import type { JsonSchema, JsonValue } from '../schema/schema.ts'
import { findingOf as finding, type Direction, type Finding } from './change.ts'
import { compareItems } from './items.ts'
import { compareLimits } from './limits.ts'
import { compareObjects } from './objects.ts'
import type { Comparison, Pair, Readers, Step } from './pair.ts'
import { admittedTypes, describeTypes, isNullOnly, type Shape } from './shape.ts'
import { compareUndecided } from './undecided.ts'
import { compareUnions } from './unions.ts'
import { compareValues } from './values.ts'

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

function compareTexts({ older: { node: older }, newer: { node: newer } }: Pair): Finding[] {
  const findings: Finding[] = []
  if (newer['deprecated'] === true && older['deprecated'] !== true) {
    findings.push(finding('deprecated', 'is deprecated now'))
  }
  if (laidOut(older['description']) !== laidOut(newer['description'])) {
    findings.push(finding('text_changed', 'is described in other words'))
  }
  return findings
}

/** Line breaks and spaces are laid out by whoever writes the document. */
function laidOut(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value.replaceAll(/\s+/g, ' ').trim() : ''
}
