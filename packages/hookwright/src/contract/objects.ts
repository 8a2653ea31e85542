import { isJsonObject, type JsonSchema, type JsonValue } from '../schema/schema.ts'
import type { ChangeKind, Direction, Finding } from './change.ts'
import type { Comparison, Pair, Step } from './pair.ts'
import { anything, type ShapeReader } from './shape.ts'

/** Stands in a place for any property that has no name in the schema. */
const others = '*'

export function compareObjects({ older, newer, readers, direction }: Pair): Comparison {
  const before = propertiesOf(older.node, readers.older, direction)
  const after = propertiesOf(newer.node, readers.newer, direction)
  const isClosed = restOf(older.node) === undefined
  const findings: Finding[] = []
  const inside: Step[] = []
  for (const [name, property] of before) {
    const still = after.get(name)
    if (still === undefined) {
      findings.push(at(name, 'property_removed', goneWords(direction)))
    } else {
      findings.push(...compareRequired(name, property, still, direction))
      inside.push({ keys: [name], older: property.schema, newer: still.schema })
    }
  }
  for (const [name, { isRequired }] of after) {
    if (!before.has(name)) findings.push(addition(name, isRequired, isClosed, direction))
  }
  const further = [
    comparePatterns(older.node, newer.node, direction),
    compareRest(older.node, newer.node, direction),
  ]
  return {
    findings: [...findings, ...further.flatMap((one) => one.findings)],
    inside: [...inside, ...further.flatMap((one) => one.inside)],
  }
}

function at(name: string, kind: ChangeKind, description: string): Finding {
  return { kind, keys: [name], description }
}

function goneWords(direction: Direction): string {
  return direction === 'received' ? 'is no longer sent' : 'is no longer read'
}

interface Property {
  schema: JsonSchema
  isRequired: boolean
}

/** What is only written is not sent, and what is only read is not answered. */
function propertiesOf(node: JsonSchema, reader: ShapeReader, direction: Direction): Map<string, Property> {
  const required = new Set(Array.isArray(node['required']) ? node['required'] : [])
  const named = isJsonObject(node['properties']) ? node['properties'] : {}
  const left = direction === 'received' ? 'writeOnly' : 'readOnly'
  const properties = new Map<string, Property>()
  for (const [name, value] of Object.entries(named)) {
    const schema = value === false ? undefined : isJsonObject(value) ? value : anything
    if (schema === undefined || reader.shapeOf(schema).node[left] === true) continue
    properties.set(name, { schema, isRequired: required.has(name) })
  }
  for (const name of required) {
    if (typeof name === 'string' && !Object.hasOwn(named, name)) {
      properties.set(name, { schema: anything, isRequired: true })
    }
  }
  return properties
}

function compareRequired(name: string, older: Property, newer: Property, direction: Direction): Finding[] {
  if (older.isRequired === newer.isRequired) return []
  const isSent = direction === 'received'
  if (newer.isRequired) {
    return [at(name, 'property_made_required', isSent ? 'is always sent now' : 'must be answered now')]
  }
  return [at(name, 'property_made_optional', isSent ? 'may be left out now' : 'need not be answered now')]
}

function addition(name: string, isRequired: boolean, isClosed: boolean, direction: Direction): Finding {
  if (direction === 'answered') {
    return isRequired
      ? { ...at(name, 'property_added', 'is new, and must be answered'), level: 'breaking' }
      : at(name, 'property_added', 'is new, and may be answered')
  }
  return isClosed
    ? { ...at(name, 'property_added', 'is new in an object that was closed to others'), level: 'risky' }
    : at(name, 'property_added', 'is new')
}

function comparePatterns(older: JsonSchema, newer: JsonSchema, direction: Direction): Comparison {
  const [before, after] = [mapAt(older, 'patternProperties'), mapAt(newer, 'patternProperties')]
  const findings: Finding[] = []
  const inside: Step[] = []
  for (const [pattern, value] of Object.entries(before)) {
    const still = after[pattern]
    if (still === undefined) findings.push(at(pattern, 'property_removed', goneWords(direction)))
    else inside.push({ keys: [pattern], older: orAnything(value), newer: orAnything(still) })
  }
  for (const pattern of Object.keys(after)) {
    if (!Object.hasOwn(before, pattern)) findings.push(addition(pattern, false, false, direction))
  }
  return { findings, inside }
}

function compareRest(older: JsonSchema, newer: JsonSchema, direction: Direction): Comparison {
  const [before, after] = [restOf(older), restOf(newer)]
  if (before !== undefined && after !== undefined) {
    const inside = before === after ? [] : [{ keys: [others], older: before, newer: after }]
    return { findings: [], inside }
  }
  if (before === after) return { findings: [], inside: [] }
  if (after === undefined && before !== anything) {
    return { findings: [at(others, 'property_removed', goneWords(direction))], inside: [] }
  }
  const [kind, description]: [ChangeKind, string] =
    after === undefined
      ? ['object_closed', 'has no other properties now']
      : ['object_opened', 'may have other properties now']
  return { findings: [{ kind, keys: [], description }], inside: [] }
}

/** What properties without a name in the schema are; undefined where there are none. */
function restOf(node: JsonSchema): JsonSchema | undefined {
  const rest = node['additionalProperties'] ?? node['unevaluatedProperties']
  if (rest === false) return undefined
  return isJsonObject(rest) && Object.keys(rest).length > 0 ? rest : anything
}

function mapAt(node: JsonSchema, keyword: string): JsonSchema {
  const map = node[keyword]
  return isJsonObject(map) ? map : {}
}

function orAnything(value: JsonValue): JsonSchema {
  return isJsonObject(value) ? value : anything
}
