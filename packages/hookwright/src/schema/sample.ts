import { HookwrightError } from '../errors.ts'
import type { Examples } from '../examples.ts'
import { resolve } from './coerce.ts'
import { jsonSchemaForms, UnrepresentableSchema } from './json-schema.ts'
import { numberOf, sampleNumber, sampleText } from './sample-scalar.ts'
import { isJsonObject, type JsonSchema, type JsonValue, type Schema } from './schema.ts'
import { describeIssues, validate, type ValidationIssue } from './validate.ts'

export interface Sample {
  /** What is given to `send`. */
  given: unknown
  /** What is sent for it. */
  wire: unknown
}

/**
 * A body that `schema` accepts: the first of `examples`, else one that the schema itself declares, else one made from
 * its JSON Schema.
 *
 * @throws HookwrightError `bad_schema` when what was made is not valid; the cure is to declare an example.
 */
export async function sampleBody(
  schema: Schema | undefined,
  place: string,
  examples: Examples = {},
): Promise<Sample> {
  if (!schema) return { given: undefined, wire: undefined }
  for (const { value } of Object.values(examples)) {
    const result = await validate(schema, value, 'body')
    if (result.ok) return { given: value, wire: result.value }
  }
  const { input } = jsonSchemaForms(schema)
  if (input instanceof UnrepresentableSchema) {
    throw new HookwrightError('bad_schema', `No sample of ${place}: ${input.reason}.`)
  }
  let issues: readonly ValidationIssue[] = []
  for (const manner of manners) {
    const given = construct(input, { root: input, ...manner }, 0)
    const result = await validate(schema, given, 'body')
    if (result.ok) return { given, wire: result.value }
    // Those of the fullest try say most.
    if (issues.length === 0) issues = result.issues
  }
  throw new HookwrightError(
    'bad_schema',
    `No valid sample of ${place} could be made. Declare one in its schema (Zod: .meta({ examples: [...] })). ` +
      describeIssues(issues),
  )
}

interface Manner {
  /** Whether examples and defaults are taken. */
  examples: boolean
  /** Whether properties that may be left out are filled in; a reader sees more then. */
  optional: boolean
}

const manners: readonly Manner[] = [
  { examples: true, optional: true },
  { examples: true, optional: false },
  { examples: false, optional: true },
  { examples: false, optional: false },
]

interface Making extends Manner {
  /** What `$ref`s point into. */
  root: JsonSchema
}

/** From here on whatever may be left out is, since in a recursive schema it would never end. */
const deep = 3

/** Where a schema that never lets go is given up. */
const deepest = 8

function construct(schema: JsonSchema, making: Making, depth: number): JsonValue {
  // What stands beside a `$ref` is nearer to the reader than what the `$ref` says.
  const { $ref: _ref, ...beside } = schema
  const node = { ...resolve(schema, making.root), ...beside }
  const declared = declaredValue(node, making)
  if (declared !== undefined) return declared
  const branches = [node['anyOf'], node['oneOf']].find((list) => Array.isArray(list))
  if (Array.isArray(branches)) return constructOneOf(branches, making, depth)
  if (Array.isArray(node['allOf']) && node['type'] !== 'string') return constructAll(node, making, depth)
  const type = Array.isArray(node['type']) ? node['type'].find((name) => name !== 'null') : node['type']
  switch (type) {
    case 'object':
      return constructObject(node, making, depth)
    case 'array':
      return constructArray(node, making, depth)
    case 'string':
      return sampleText(node)
    case 'integer':
    case 'number':
      return sampleNumber(node, type === 'integer')
    case 'boolean':
      return true
    default:
      return isJsonObject(node['properties']) ? constructObject(node, making, depth) : null
  }
}

function declaredValue(node: JsonSchema, { examples }: Making): JsonValue | undefined {
  if ('const' in node) return node['const']
  for (const keyword of examples ? ['examples', 'enum'] : ['enum']) {
    const values = node[keyword]
    if (Array.isArray(values) && values.length > 0) return values[0]
  }
  return examples ? (node['example'] ?? node['default']) : undefined
}

function constructOneOf(branches: readonly JsonValue[], making: Making, depth: number): JsonValue {
  const schemas = branches.filter((branch) => isJsonObject(branch))
  const isNull = (branch: JsonSchema) => branch['type'] === 'null'
  if (depth >= deep && schemas.some(isNull)) return null
  const branch = schemas.find((candidate) => !isNull(candidate))
  return branch && depth < deepest ? construct(branch, making, depth + 1) : null
}

function constructAll(node: JsonSchema, making: Making, depth: number): JsonValue {
  const { allOf, ...own } = node
  const parts = [...(Array.isArray(allOf) ? allOf : []), own].filter((part) => isJsonObject(part))
  const values = parts.map((part) => (depth < deepest ? construct(part, making, depth + 1) : null))
  const objects = values.filter((value) => isJsonObject(value))
  return objects.length > 0 ? Object.assign({}, ...objects) : (values.find((value) => value !== null) ?? null)
}

function constructObject(node: JsonSchema, making: Making, depth: number): JsonValue {
  const properties = isJsonObject(node['properties']) ? node['properties'] : {}
  const required = Array.isArray(node['required'])
    ? node['required'].filter((name) => typeof name === 'string')
    : []
  const others = isJsonObject(node['additionalProperties']) ? node['additionalProperties'] : {}
  const withOptional = making.optional && depth < deep
  const names = withOptional ? new Set([...Object.keys(properties), ...required]) : required
  if (depth >= deepest) return {}
  return Object.fromEntries(
    [...names].map((name): [string, JsonValue] => {
      const property = properties[name] ?? others
      return [name, isJsonObject(property) ? construct(property, making, depth + 1) : null]
    }),
  )
}

function constructArray(node: JsonSchema, making: Making, depth: number): JsonValue {
  const prefix = Array.isArray(node['prefixItems']) ? node['prefixItems'] : []
  const made = prefix.map((item) => (isJsonObject(item) ? construct(item, making, depth + 1) : null))
  const items = node['items']
  if (!isJsonObject(items) || depth >= deepest) return made
  const wanted = Math.max(numberOf(node['minItems']) ?? 0, depth < deep && making.optional ? 1 : 0)
  const room = Math.min(wanted, numberOf(node['maxItems']) ?? wanted)
  while (made.length < room) made.push(construct(items, making, depth + 1))
  return made
}
