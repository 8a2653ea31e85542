import { referenced } from './reference.ts'
import { isJsonObject, type JsonSchema, type JsonValue } from './schema.ts'

/**
 * Query, path, header and cookie values arrive as text. Turns them into what the schema asks for
 * where the text allows it, and leaves the text as it is otherwise, so that validation reports it.
 *
 * `schema` is the JSON Schema of one value, `root` the document that its `$ref`s point into.
 */
export function coerce(texts: readonly string[], schema: JsonSchema, root: JsonSchema): unknown {
  const list = listIn(schema, root)
  const text = texts.at(-1) ?? ''
  const scalar = list && texts.length > 1 ? undefined : take(text, schema, root)
  if (!list || scalar !== undefined) return scalar ?? text
  const items = isJsonObject(list['items']) ? list['items'] : {}
  return texts.map((item) => take(item, items, root) ?? item)
}

/** The array schema that a value may be, or undefined. */
export function listIn(schema: JsonSchema, root: JsonSchema): JsonSchema | undefined {
  const target = resolve(schema, root)
  if (typesOf(target).includes('array')) return target
  return alternativesOf(target)
    .map((branch) => resolve(branch, root))
    .find((branch) => typesOf(branch).includes('array'))
}

/** What the schema makes of a text, alternatives tried in order; undefined where it does not ask for it. */
function take(text: string, schema: JsonSchema, root: JsonSchema): unknown {
  const target = resolve(schema, root)
  for (const branch of alternativesOf(target)) {
    const value = take(text, branch, root)
    if (value !== undefined) return value
  }
  if ('const' in target || 'enum' in target) {
    const readings = new Set<unknown>([text, toNumber(text), toBoolean(text)])
    return ['const' in target ? target['const'] : target['enum']].flat().find((value) => readings.has(value))
  }
  for (const type of typesOf(target)) {
    if (type === 'string' && isAnyText(target)) return text
    const value =
      type === 'integer' || type === 'number' ? toNumber(text) : type === 'boolean' ? toBoolean(text) : text
    if (value !== text) return value
  }
  return undefined
}

/** Whether every text is accepted. One with a format or pattern leaves the decision to later alternatives. */
function isAnyText(schema: JsonSchema): boolean {
  return !['format', 'pattern', 'allOf', 'minLength', 'maxLength'].some((word) => word in schema)
}

function toNumber(text: string): number | string {
  // Number('') and Number(' ') are 0, and '0x10' is 16: none of them is a number to a caller.
  return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : text
}

function toBoolean(text: string): boolean | string {
  const word = text.trim().toLowerCase()
  if (['true', '1', 'on', 'yes', 't', 'y'].includes(word)) return true
  if (['false', '0', 'off', 'no', 'f', 'n'].includes(word)) return false
  return text
}

function typesOf(schema: JsonSchema): JsonValue[] {
  return typeof schema['type'] === 'string' ? [schema['type']] : listOf(schema['type'])
}

function alternativesOf(schema: JsonSchema): JsonSchema[] {
  return [...listOf(schema['anyOf']), ...listOf(schema['oneOf'])].filter((branch) => isJsonObject(branch))
}

function listOf(value: JsonValue | undefined): JsonValue[] {
  return Array.isArray(value) ? value : []
}

/** Follows `$ref`s within `root`; a dangling or circular one gives the empty schema. */
export function resolve(schema: JsonSchema, root: JsonSchema): JsonSchema {
  let current = schema
  for (let hops = 0; typeof current['$ref'] === 'string'; hops++) {
    const target = hops < 16 ? referenced(current['$ref'], root) : undefined
    current = isJsonObject(target) ? target : {}
  }
  return current
}
