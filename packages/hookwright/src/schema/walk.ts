import { copyJson } from './copy.ts'
import { isJsonObject, type JsonSchema, type JsonValue } from './schema.ts'

/** Keywords (JSON Schema 2020-12) whose value is a schema, a list of schemas, or schemas by name. */
const single = [
  'items',
  'contains',
  'additionalProperties',
  'unevaluatedItems',
  'unevaluatedProperties',
  'propertyNames',
  'contentSchema',
  'not',
  'if',
  'then',
  'else',
]
const listed = ['anyOf', 'oneOf', 'allOf', 'prefixItems']
const named = ['properties', 'patternProperties', 'dependentSchemas', '$defs']
const applicators: ReadonlySet<string> = new Set([...single, ...listed, ...named])

/** Most schemas have nothing inside: to find that out by their few keys is cheaper than to ask for every keyword. */
function isLeaf(schema: JsonSchema): boolean {
  for (const keyword in schema) if (applicators.has(keyword)) return false
  return true
}

/**
 * The schemas right inside a schema, each with the keys that lead there. Examples, defaults and constants are
 * data, which may look like a schema and is none; they are not visited.
 */
export function* subschemas(schema: JsonSchema): Generator<[keys: (string | number)[], inner: JsonSchema]> {
  if (isLeaf(schema)) return
  for (const keyword of single) {
    const inner = schema[keyword]
    if (isJsonObject(inner)) yield [[keyword], inner]
  }
  for (const keyword of listed) {
    const list = schema[keyword]
    if (!Array.isArray(list)) continue
    for (const [index, inner] of list.entries()) if (isJsonObject(inner)) yield [[keyword, index], inner]
  }
  for (const keyword of named) {
    const map = schema[keyword]
    if (!isJsonObject(map)) continue
    for (const [name, inner] of Object.entries(map)) if (isJsonObject(inner)) yield [[keyword, name], inner]
  }
}

/** Visits a schema and every schema inside it, outermost first. */
export function eachSchema(schema: JsonSchema, visit: (schema: JsonSchema) => void): void {
  visit(schema)
  if (isLeaf(schema)) return
  // As `subschemas` goes, without its lists of keys: documents are walked many times.
  for (const keyword of single) {
    const inner = schema[keyword]
    if (isJsonObject(inner)) eachSchema(inner, visit)
  }
  for (const keyword of listed) {
    const list = schema[keyword]
    if (Array.isArray(list)) for (const inner of list) if (isJsonObject(inner)) eachSchema(inner, visit)
  }
  for (const keyword of named) {
    const map = schema[keyword]
    if (isJsonObject(map))
      for (const inner of Object.values(map)) if (isJsonObject(inner)) eachSchema(inner, visit)
  }
}

/** Puts, in place, what `change` makes of it where each schema right inside a schema stands. */
export function changeSubschemas(schema: JsonSchema, change: (inner: JsonSchema) => JsonSchema): void {
  if (isLeaf(schema)) return
  const changeIn = (holder: { [key: string]: JsonValue }, keys: readonly string[]) => {
    for (const key of keys) {
      const inner = holder[key]
      if (isJsonObject(inner)) holder[key] = change(inner)
    }
  }
  changeIn(schema, single)
  for (const keyword of listed) {
    const list = schema[keyword]
    if (Array.isArray(list))
      schema[keyword] = list.map((inner) => (isJsonObject(inner) ? change(inner) : inner))
  }
  for (const keyword of named) {
    const map = schema[keyword]
    if (isJsonObject(map)) changeIn(map, Object.keys(map))
  }
}

/** What `change` makes of a schema after it has made something of each schema inside it, in place. */
export function eachChanged(schema: JsonSchema, change: (schema: JsonSchema) => JsonSchema): JsonSchema {
  changeSubschemas(schema, (inner) => eachChanged(inner, change))
  return change(schema)
}

/** A copy with every `$ref` changed. */
export function mapRefs(schema: JsonSchema, change: (ref: string) => string): JsonSchema {
  const copy = copyJson(schema)
  eachSchema(copy, (node) => {
    if (typeof node['$ref'] === 'string') node['$ref'] = change(node['$ref'])
  })
  return copy
}

/** The schema at `keys` inside `schema`, or undefined where there is none. */
export function schemaAt(
  schema: JsonSchema | undefined,
  keys: readonly (string | number)[],
): JsonSchema | undefined {
  let current: JsonValue | undefined = schema
  for (const key of keys) {
    if (Array.isArray(current)) current = typeof key === 'number' ? current[key] : undefined
    else current = isJsonObject(current) && Object.hasOwn(current, key) ? current[key] : undefined
  }
  return isJsonObject(current) ? current : undefined
}
