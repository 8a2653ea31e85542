import { referenced } from './reference.ts'
import { isJsonObject, type JsonSchema, type JsonValue } from './schema.ts'

/** A schema of which `$ref` and `allOf` are resolved into one node. */
export interface Flat {
  /** Without `$ref`, `allOf` (but of patterns), `anyOf`, `oneOf`, `if`. */
  node: JsonSchema
  /** Lists of branches, of each of which one is to be taken. */
  choices: JsonSchema[][]
  /** Those with `if`. */
  conditions: JsonSchema[]
  /** For each part that is closed to other properties, those that it knows. */
  closed: ReadonlySet<string>[]
  /** Every `$ref` on the way. */
  references: string[]
}

/** What stands beside a `$ref` or an `allOf` is nearer to the reader than what they say, and wins where only one can. */
export function flatten(schema: JsonSchema, root: JsonSchema): Flat {
  const flat: Flat = { node: {}, choices: [], conditions: [], closed: [], references: [] }
  take(schema, root, flat, [])
  return flat
}

function take(schema: JsonSchema, root: JsonSchema, flat: Flat, path: readonly string[]): void {
  const { $ref, $dynamicRef, allOf, anyOf, oneOf, ...own } = schema
  const reference = [$ref, $dynamicRef].find((one) => typeof one === 'string')
  if (typeof reference === 'string' && !path.includes(reference)) {
    flat.references.push(reference)
    const target = referenced(reference, root)
    if (isJsonObject(target)) take(target, root, flat, [...path, reference])
  }
  for (const part of Array.isArray(allOf) ? allOf : []) if (isJsonObject(part)) take(part, root, flat, path)
  for (const branches of [anyOf, oneOf]) {
    if (Array.isArray(branches)) flat.choices.push(branches.filter((branch) => isJsonObject(branch)))
  }
  if (isJsonObject(own['if'])) flat.conditions.push(own)
  if (own['additionalProperties'] === false && !('patternProperties' in own)) {
    flat.closed.push(new Set(isJsonObject(own['properties']) ? Object.keys(own['properties']) : []))
  }
  merge(flat.node, own)
}

/** Adds what `own` says to what `node` says already, in place. */
function merge(node: JsonSchema, own: JsonSchema): void {
  for (const [keyword, value] of Object.entries(own)) {
    const before = node[keyword]
    if (keyword === 'if' || keyword === 'then' || keyword === 'else') continue
    node[keyword] = before === undefined ? value : merged(keyword, before, value)
    if (keyword === 'pattern' && before !== undefined && before !== value) {
      node['allOf'] = [...(Array.isArray(node['allOf']) ? node['allOf'] : []), { pattern: before }]
    }
  }
}

function merged(keyword: string, before: JsonValue, value: JsonValue): JsonValue {
  switch (keyword) {
    case 'properties':
    case 'patternProperties':
      return isJsonObject(before) && isJsonObject(value) ? mergedProperties(before, value) : value
    case 'required':
      return [...new Set([before, value].flat())]
    case 'type':
      return mergedTypes([before].flat(), [value].flat())
    case 'enum':
      return commonValues([before].flat(), [value].flat())
    case 'minimum':
    case 'exclusiveMinimum':
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return Math.max(Number(before), Number(value))
    case 'maximum':
    case 'exclusiveMaximum':
    case 'maxLength':
    case 'maxItems':
    case 'maxProperties':
      return Math.min(Number(before), Number(value))
    case 'items':
    case 'propertyNames':
    case 'contains':
      return isJsonObject(before) && isJsonObject(value) ? bothOf(before, value) : value
    case 'additionalProperties':
      if (before === false || value === false) return false
      return isJsonObject(before) && isJsonObject(value) ? bothOf(before, value) : value
    case 'not':
      return { anyOf: [before, value] }
    default:
      return value
  }
}

function mergedProperties(before: JsonSchema, value: JsonSchema): JsonSchema {
  // A map, since a property may be named "__proto__".
  const properties = new Map(Object.entries(before))
  for (const [name, schema] of Object.entries(value)) {
    const known = properties.get(name)
    properties.set(name, isJsonObject(known) && isJsonObject(schema) ? bothOf(known, schema) : schema)
  }
  return Object.fromEntries(properties)
}

function bothOf(before: JsonSchema, value: JsonSchema): JsonSchema {
  return JSON.stringify(before) === JSON.stringify(value) ? value : { allOf: [before, value] }
}

function mergedTypes(before: readonly JsonValue[], value: readonly JsonValue[]): JsonValue {
  const common = [...before, ...value].filter(
    (type, index, all) =>
      all.indexOf(type) === index &&
      [before, value].every(
        (types) => types.includes(type) || (type === 'integer' && types.includes('number')),
      ),
  )
  return common.length === 1 ? (common[0] ?? null) : common
}

function commonValues(before: readonly JsonValue[], value: readonly JsonValue[]): JsonValue[] {
  const texts = new Set(before.map((one) => JSON.stringify(one)))
  return value.filter((one) => texts.has(JSON.stringify(one)))
}
