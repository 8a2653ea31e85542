import { isJsonObject, type Direction, type JsonSchema, type Schema } from './schema.ts'
import { eachSchema, schemaAt, subschemas } from './walk.ts'

/** A schema in both directions, each absent (with the library's reason) where JSON Schema cannot say it. */
export interface JsonSchemaForms {
  input: JsonSchema | UnrepresentableSchema
  output: JsonSchema | UnrepresentableSchema
}

export class UnrepresentableSchema {
  readonly reason: string
  constructor(reason: string) {
    this.reason = reason
  }
}

const known = new WeakMap<Schema, JsonSchemaForms>()

/** The JSON Schema (2020-12) of a schema in both directions, made once per schema. */
export function jsonSchemaForms(schema: Schema): JsonSchemaForms {
  const before = known.get(schema)
  if (before) return before
  const input = convert(schema, 'input')
  const output = convert(schema, 'output')
  if (!(output instanceof UnrepresentableSchema)) {
    // A codec from a date has no input form, but its objects are as open as any.
    const twin =
      input instanceof UnrepresentableSchema ? convert(schema, 'input', { unrepresentable: 'any' }) : input
    openAgain(twin instanceof UnrepresentableSchema ? undefined : twin, output)
  }
  const forms = { input, output }
  known.set(schema, forms)
  return forms
}

function convert(
  schema: Schema,
  direction: Direction,
  libraryOptions?: Record<string, unknown>,
): JsonSchema | UnrepresentableSchema {
  try {
    const options = { target: 'draft-2020-12', ...(libraryOptions && { libraryOptions }) } as const
    const json: unknown = structuredClone(schema['~standard'].jsonSchema[direction](options))
    if (!isJsonObject(json)) return new UnrepresentableSchema('its JSON Schema is not an object')
    delete json['$schema']
    eachSchema(json, tidy)
    return json
  } catch (error) {
    return new UnrepresentableSchema(error instanceof Error ? error.message : String(error))
  }
}

/** Formats whose syntax a pattern beside them only repeats, at length. */
const selfEvidentFormats: ReadonlySet<unknown> = new Set([
  'date-time',
  'date',
  'time',
  'duration',
  'email',
  'uuid',
  'ipv4',
  'ipv6',
])

/** Zod's names for its own checks, which are no formats to anyone else; their patterns say it all. */
const privateFormats: ReadonlySet<unknown> = new Set([
  'starts_with',
  'ends_with',
  'includes',
  'lowercase',
  'uppercase',
])

/** Leaves out what a library adds for machines and a reader only stumbles over. */
function tidy(node: JsonSchema): void {
  if (selfEvidentFormats.has(node['format'])) delete node['pattern']
  if (privateFormats.has(node['format'])) delete node['format']
  if (node['minimum'] === Number.MIN_SAFE_INTEGER) delete node['minimum']
  if (node['maximum'] === Number.MAX_SAFE_INTEGER) delete node['maximum']
}

/**
 * Some libraries close every object in the output form, since what they yield holds nothing else
 * today. Said to a reader it would forbid ever adding a property, so it stays only where the input
 * form says it too.
 */
function openAgain(input: JsonSchema | undefined, output: JsonSchema): void {
  if (output['additionalProperties'] === false && input?.['additionalProperties'] !== false) {
    delete output['additionalProperties']
  }
  for (const [keys, inner] of subschemas(output)) openAgain(schemaAt(input, keys), inner)
}
