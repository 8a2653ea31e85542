import { isJsonObject, type JsonSchema, type JsonValue } from './schema.ts'
import { subschemas } from './walk.ts'

type Check = [fits: (value: JsonValue) => boolean, what: string]

const typeNames: ReadonlySet<JsonValue> = new Set([
  'null',
  'boolean',
  'object',
  'array',
  'number',
  'integer',
  'string',
])

const isSchema = (value: JsonValue) => typeof value === 'boolean' || isJsonObject(value)
const isNumber = (value: JsonValue) => typeof value === 'number'
const isCount = (value: JsonValue) => Number.isInteger(value) && Number(value) >= 0

const schema: Check = [isSchema, 'is no schema: an object, true or false']
const schemas: Check = [
  (value) => Array.isArray(value) && value.length > 0 && value.every(isSchema),
  'is no list of schemas',
]
const named: Check = [
  (value) => isJsonObject(value) && Object.values(value).every(isSchema),
  'is no object whose values are schemas',
]
const number: Check = [isNumber, 'is no number']
const count: Check = [isCount, 'is no whole number from 0 up']
const text: Check = [(value) => typeof value === 'string', 'is no text']
const flag: Check = [(value) => typeof value === 'boolean', 'is neither true nor false']
const names: Check = [
  (value) => Array.isArray(value) && value.every((name) => typeof name === 'string'),
  'is no list of property names',
]
const types: Check = [
  (value) => [value].flat().every((name) => typeNames.has(name)),
  'is no type of JSON: null, boolean, object, array, number, integer or string',
]
const values: Check = [(value) => Array.isArray(value) && value.length > 0, 'is no list of values']
const bound: Check = [isNumber, 'is no number; since draft-06 it is the bound itself']
const step: Check = [(value) => Number(value) > 0, 'is no number above 0']
const pattern: Check = [isPattern, 'is no regular expression']
const ofOpenApi30: Check = [(value) => value === false, 'is of OpenAPI 3.0; add "null" to the type instead']
const unsupported: Check = [() => false, 'is not supported; refer to its $defs by $ref']

/** What the keywords of JSON Schema 2020-12 may hold. Others are annotations, and may hold anything. */
const table: readonly (readonly [Check, ...string[]])[] = [
  [text, '$ref', '$id', 'format', 'title', 'description'],
  [named, '$defs', 'properties', 'patternProperties', 'dependentSchemas'],
  [schema, 'additionalProperties', 'unevaluatedProperties', 'propertyNames'],
  [schema, 'items', 'unevaluatedItems', 'contains', 'not', 'if', 'then', 'else'],
  [schemas, 'prefixItems', 'anyOf', 'oneOf', 'allOf'],
  [names, 'required'],
  [types, 'type'],
  [values, 'enum'],
  [number, 'minimum', 'maximum'],
  [bound, 'exclusiveMinimum', 'exclusiveMaximum'],
  [step, 'multipleOf'],
  [count, 'minLength', 'maxLength', 'minItems', 'maxItems', 'minContains', 'maxContains'],
  [count, 'minProperties', 'maxProperties'],
  [flag, 'uniqueItems'],
  [pattern, 'pattern'],
  [ofOpenApi30, 'nullable'],
  [unsupported, '$anchor', '$dynamicAnchor', '$dynamicRef', '$recursiveRef'],
]

const checks = new Map(
  table.flatMap(([check, ...keywords]) => keywords.map((keyword): [string, Check] => [keyword, check])),
)

/** What is wrong with raw JSON Schema, each with the place in it: `/properties/age/type: "int" is no type of JSON …`. */
export function checkRaw(node: JsonSchema, place = ''): string[] {
  const faults = Object.entries(node).flatMap(([keyword, value]) => {
    const check = checks.get(keyword)
    if (!check || check[0](value)) return []
    return [`${place}/${keyword}: ${JSON.stringify(value)} ${check[1]}`]
  })
  for (const [keys, inner] of subschemas(node)) faults.push(...checkRaw(inner, [place, ...keys].join('/')))
  return faults
}

function isPattern(value: JsonValue): boolean {
  if (typeof value !== 'string') return false
  try {
    return RegExp(value, 'u').source !== ''
  } catch {
    return false
  }
}
