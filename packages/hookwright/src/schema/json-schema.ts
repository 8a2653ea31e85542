import { bundle } from './bundle.ts'
import { copyJson } from './copy.ts'
import { isEncoder } from './encoder.ts'
import { Codecs, gapIn, gapOptions, libraryOptions } from './library-options.ts'
import {
  isJsonObject,
  type Direction,
  type JsonSchema,
  type JsonValue,
  type Schema,
  type StandardSchema,
} from './schema.ts'
import { isRaw, standardOf } from './standard.ts'
import { eachChanged, schemaAt, subschemas } from './walk.ts'

/**
 * A schema in both directions, each absent (with the library's reason) where JSON Schema cannot say it. Where both are
 * certainly alike they are one object; nobody changes what is in here.
 */
export interface JsonSchemaForms {
  input: JsonSchema | UnrepresentableSchema
  output: JsonSchema | UnrepresentableSchema
  /** Whether it has codecs, which are sent in the form that they accept. */
  encodes: boolean
}

export class UnrepresentableSchema {
  readonly reason: string
  constructor(reason: string) {
    this.reason = reason
  }
}

const known = new WeakMap<Schema, JsonSchemaForms>()

/** The JSON Schema (2020-12) of a schema in both directions, each made once per schema, and the output form when it is asked for. */
export function jsonSchemaForms(schema: Schema): JsonSchemaForms {
  const before = known.get(schema)
  if (before) return before
  const codecs = new Codecs(schema)
  const input = describe(schema, 'input', codecs)
  let output: JsonSchemaForms['output'] | undefined
  const forms = {
    input: input.form,
    get output() {
      return (output ??= outputForm(schema, input, codecs))
    },
    encodes: codecs.accepted.size > 0,
  }
  known.set(schema, forms)
  return forms
}

function outputForm(schema: Schema, input: Description, codecs: Codecs): JsonSchemaForms['output'] {
  const isTold = !(input.form instanceof UnrepresentableSchema)
  // It would be the same but for `openAgain`.
  if (isTold && codecs.sameBothWays) return input.form
  const { form } = describe(schema, 'output', isEncoder(schema) ? codecs : new Codecs(schema))
  if (form instanceof UnrepresentableSchema) return form
  if (!isRaw(schema)) openAgain(input.rough, form)
  if (codecs.accepted.size > 0) completeDefinitions(form, input.rough)
  return form
}

/** A schema's form, and, even where it has none, what can be said of it with gaps. */
interface Description {
  form: JsonSchema | UnrepresentableSchema
  rough: JsonSchema | undefined
}

function describe(schema: Schema, direction: Direction, codecs: Codecs): Description {
  const form = attempt(schema, direction, codecs)
  if (!(form instanceof UnrepresentableSchema)) return { form, rough: form }
  const { options, asked } = gapOptions(direction)
  const rough = attempt(schema, direction, codecs, options)
  if (rough instanceof UnrepresentableSchema) return { form, rough: undefined }
  if (!asked()) return { form, rough }
  const gap = gapIn(rough)
  return { form: gap === undefined ? rough : new UnrepresentableSchema(gap), rough }
}

function attempt(
  schema: Schema,
  direction: Direction,
  codecs: Codecs,
  more: Record<string, unknown> = {},
): JsonSchema | UnrepresentableSchema {
  const options = {
    target: 'draft-2020-12',
    libraryOptions: { ...libraryOptions(direction, codecs), ...more },
  } as const
  try {
    const { jsonSchema }: Partial<StandardSchema['~standard']> = standardOf(schema)
    if (!jsonSchema) return new UnrepresentableSchema(mute)
    const made: unknown = jsonSchema[direction](options)
    // Others may hand out what they keep; Zod makes it anew from text, each time that it is asked.
    const json = codecs.isZod ? made : copyJson(made)
    if (!isJsonObject(json)) return new UnrepresentableSchema('its JSON Schema is not an object')
    const { $schema: _dialect, ...said } = json
    return bundle(isRaw(schema) ? eachChanged(said, spell) : eachChanged(said, tidy))
  } catch (error) {
    return new UnrepresentableSchema(error instanceof Error ? error.message : String(error))
  }
}

const mute =
  'its library does not tell it (Standard JSON Schema). Wrap a Valibot schema in toStandardJsonSchema() of ' +
  '@valibot/to-json-schema; Zod tells it from 4.2, ArkType from 2.1.28'

/** Adds the definitions that only the accepted form of a codec refers to. */
function completeDefinitions(output: JsonSchema, input: JsonSchema | undefined): void {
  const from = input?.['$defs']
  if (!isJsonObject(from)) return
  const own = isJsonObject(output['$defs']) ? output['$defs'] : {}
  output['$defs'] = { ...structuredClone(from), ...own }
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
function tidy(node: JsonSchema): JsonSchema {
  const spelled = spell(node)
  const superfluous = Object.keys(spelled).filter((keyword) => isSuperfluous(keyword, spelled))
  return superfluous.length > 0 ? without(spelled, superfluous) : spelled
}

function isSuperfluous(keyword: string, node: JsonSchema): boolean {
  switch (keyword) {
    case 'pattern':
      return selfEvidentFormats.has(node['format'])
    case 'format':
      return privateFormats.has(node['format'])
    case 'minimum':
      return node['minimum'] === Number.MIN_SAFE_INTEGER
    case 'maximum':
      return node['maximum'] === Number.MAX_SAFE_INTEGER
    default:
      return false
  }
}

/** Spells alternatives of plain values as one `enum`, and says their type: the libraries write it each in its way. */
function spell(node: JsonSchema): JsonSchema {
  const { anyOf } = node
  let spelled = node
  if (Array.isArray(anyOf) && anyOf.length > 1 && !('enum' in node) && anyOf.every(isConstant)) {
    spelled = { ...without(node, ['anyOf']), enum: anyOf.map((branch) => branch['const'] ?? null) }
  }
  if (!Array.isArray(spelled['enum']) || 'type' in spelled) return spelled
  const [type, ...others] = new Set(spelled['enum'].map((value) => typeof value))
  const isPlain = type && others.length === 0 && ['string', 'number', 'boolean'].includes(type)
  return isPlain ? { ...spelled, type } : spelled
}

/** A copy: after a `delete`, V8 keeps an object in a form that is slow to read, and these are read many times. */
function without(node: JsonSchema, keywords: readonly string[]): JsonSchema {
  return Object.fromEntries(Object.entries(node).filter(([keyword]) => !keywords.includes(keyword)))
}

function isConstant(branch: JsonValue): branch is JsonSchema {
  if (!isJsonObject(branch) || branch['const'] === undefined) return false
  const { const: value, type, ...more } = branch
  return Object.keys(more).length === 0 && (type === undefined || typeof value === type)
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
