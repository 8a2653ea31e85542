import { resolve } from './coerce.ts'
import { isJsonObject, type JsonSchema, type JsonValue } from './schema.ts'
import { eachSchema, subschemas } from './walk.ts'

/**
 * JSON Schema leaves open what a `default` does. Here it fills in a property that is absent, as the libraries'
 * defaults do, wherever the property is certainly meant: not inside alternatives (`anyOf`, `oneOf`, `if`, `not`),
 * of which one may not apply.
 */
export function fillDefaults(value: unknown, root: JsonSchema): unknown {
  return fill(value, root, root, new Set())
}

export function hasDefaults(root: JsonSchema): boolean {
  let found = false
  eachSchema(root, (node) => (found ||= 'default' in node))
  return found
}

/** `seen`: the schemas that this same value was filled by, since they may refer to each other in a circle. */
function fill(value: unknown, node: JsonSchema, root: JsonSchema, seen: ReadonlySet<JsonSchema>): unknown {
  if (seen.has(node)) return value
  const here = new Set([...seen, node])
  let filled = value
  for (const other of sameValue(node, root)) filled = fill(filled, other, root, here)
  const inner = (item: unknown, schema: JsonValue | undefined) =>
    isJsonObject(schema) ? fill(item, schema, root, new Set()) : item
  if (Array.isArray(filled)) {
    const prefix = Array.isArray(node['prefixItems']) ? node['prefixItems'] : []
    return filled.map((item, index) => inner(item, prefix[index] ?? node['items']))
  }
  if (!isPlain(filled)) return filled
  const properties = isJsonObject(node['properties']) ? node['properties'] : {}
  const entries = Object.entries(filled).map(([name, item]): [string, unknown] => [
    name,
    inner(item, Object.hasOwn(properties, name) ? properties[name] : node['additionalProperties']),
  ])
  const present = new Map(entries)
  for (const [name, property] of Object.entries(properties)) {
    const fallback = isJsonObject(property) ? defaultOf(property, root) : undefined
    if (fallback !== undefined && present.get(name) === undefined) {
      present.set(name, structuredClone(fallback))
    }
  }
  return Object.fromEntries(present)
}

/** The schemas that apply to a value beside `node` itself. */
function sameValue(node: JsonSchema, root: JsonSchema): JsonSchema[] {
  const parts = Array.isArray(node['allOf']) ? node['allOf'].filter((part) => isJsonObject(part)) : []
  return typeof node['$ref'] === 'string' ? [resolve(node, root), ...parts] : parts
}

function defaultOf(property: JsonSchema, root: JsonSchema): JsonValue | undefined {
  return property['default'] ?? resolve(property, root)['default']
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}

/** A copy that requires the properties which `fillDefaults` has always filled in. */
export function withDefaultsRequired(root: JsonSchema): JsonSchema {
  const copy = structuredClone(root)
  const certain = new Set<JsonSchema>()
  const uncertain = new Set<JsonSchema>()
  visit(copy, copy, certain, uncertain, true)
  for (const node of certain) {
    if (uncertain.has(node) || !isJsonObject(node['properties'])) continue
    const required = new Set(Array.isArray(node['required']) ? node['required'] : [])
    for (const [name, property] of Object.entries(node['properties'])) {
      if (isJsonObject(property) && defaultOf(property, copy) !== undefined) required.add(name)
    }
    if (required.size > 0) node['required'] = [...required]
  }
  return copy
}

const certainKeywords: ReadonlySet<string | number | undefined> = new Set([
  'properties',
  'items',
  'prefixItems',
  'additionalProperties',
  'allOf',
])

function visit(
  node: JsonSchema,
  root: JsonSchema,
  certain: Set<JsonSchema>,
  uncertain: Set<JsonSchema>,
  isCertain: boolean,
): void {
  const visited = isCertain ? certain : uncertain
  if (visited.has(node)) return
  visited.add(node)
  for (const [[keyword], inner] of subschemas(node)) {
    // Definitions are reached by what refers to them.
    if (keyword !== '$defs') visit(inner, root, certain, uncertain, isCertain && certainKeywords.has(keyword))
  }
  if (typeof node['$ref'] === 'string') visit(resolve(node, root), root, certain, uncertain, isCertain)
}
