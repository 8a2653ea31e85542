import { referenced } from '../schema/reference.ts'
import { isJsonObject, type JsonSchema, type JsonValue } from '../schema/schema.ts'

/** Keywords that say nothing of what may be sent. */
const annotations = new Set([
  'title',
  'description',
  'example',
  'examples',
  'default',
  'deprecated',
  'externalDocs',
  '$comment',
])

/** The same text for schemas that say the same in the same words, in whatever order. */
export function canonicalText(schema: JsonValue): string {
  return JSON.stringify(canonical(schema, (reference) => reference))
}

/** The same, with what is referred to written out where it is met first. */
export function resolvedText(schema: JsonValue, root: JsonSchema): string {
  const seen = new Set<string>()
  const resolve = (reference: string): JsonValue => {
    const isNew = !seen.has(reference)
    seen.add(reference)
    const target = isNew ? referenced(reference, root) : undefined
    return target === undefined ? reference : canonical(target, resolve)
  }
  return JSON.stringify(canonical(schema, resolve))
}

function canonical(value: JsonValue, resolve: (reference: string) => JsonValue, isNames = false): JsonValue {
  if (Array.isArray(value)) return value.map((item) => canonical(item, resolve))
  if (!isJsonObject(value)) return value
  const entries = Object.entries(value)
    .filter(([key]) => isNames || !(annotations.has(key) || key.startsWith('x-')))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]): [string, JsonValue] => [key, canonicalAt(key, inner, resolve, isNames)])
  return Object.fromEntries(entries)
}

const setsOfNames = new Set(['properties', 'patternProperties', 'dependentSchemas', '$defs'])

function canonicalAt(
  key: string,
  inner: JsonValue,
  resolve: (reference: string) => JsonValue,
  isNames: boolean,
): JsonValue {
  if (isNames) return canonical(inner, resolve)
  if (key === '$ref' && typeof inner === 'string') return resolve(inner)
  // Their order says nothing.
  if ((key === 'required' || key === 'type' || key === 'enum') && Array.isArray(inner)) {
    return inner.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  }
  return canonical(inner, resolve, setsOfNames.has(key))
}
