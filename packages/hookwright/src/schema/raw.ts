import { checkRaw } from './raw-check.ts'
import { bundle, modernise } from './bundle.ts'
import { fillDefaults, hasDefaults, withDefaultsRequired } from './defaults.ts'
import type { FromJsonSchema } from './from-json-schema.ts'
import { isJsonObject, type JsonSchema, type RawJsonSchema, type StandardSchema } from './schema.ts'

type Standard = StandardSchema['~standard']

const known = new WeakMap<RawJsonSchema, Standard>()

/** Raw JSON Schema in the words of the standards, made once per schema and compiled when it first validates. */
export function rawStandard(schema: RawJsonSchema): Standard {
  const before = known.get(schema)
  if (before) return before
  let prepared: JsonSchema | undefined
  const json = () => (prepared ??= prepare(schema))
  let validator: Promise<(value: unknown) => ReturnType<Standard['validate']>> | undefined
  const made: Standard = {
    version: 1,
    vendor: 'json-schema',
    validate: async (value) => (await (validator ??= makeValidator(json())))(value),
    jsonSchema: { input: json, output: () => withDefaultsRequired(json()) },
  }
  known.set(schema, made)
  return made
}

/** A copy of nothing but JSON, in the form of 2020-12, its named parts in `$defs`; throws what is wrong with it. */
function prepare(schema: RawJsonSchema): JsonSchema {
  const text = JSON.stringify(schema, (_key, value: unknown) =>
    value instanceof RegExp ? value.source : value,
  )
  const json: unknown = JSON.parse(text)
  if (!isJsonObject(json)) throw new Error('it is no JSON Schema that is an object')
  modernise(json)
  const faults = checkRaw(json)
  if (faults.length > 0) throw new Error(faults.join('; '))
  return bundle(json)
}

async function makeValidator(json: JsonSchema) {
  const { compileJsonSchema } = await import('./ajv.ts')
  const issuesOf = compileJsonSchema(json)
  const fills = hasDefaults(json)
  return (value: unknown): ReturnType<Standard['validate']> => {
    const filled = fills ? fillDefaults(value, json) : value
    const issues = issuesOf(filled)
    return issues.length === 0 ? { value: filled } : { issues }
  }
}

/**
 * Raw JSON Schema (2020-12) as a schema with a type: the one that is given (`jsonSchema<Order>({ … })`), else the
 * one that the JSON Schema itself describes. Where a declaration is written in place, neither is needed: there
 * `body: { type: 'object', … }` is typed as it stands.
 */
export function jsonSchema<Value = never>(
  schema: [Value] extends [never] ? never : RawJsonSchema,
): StandardSchema<Value>
export function jsonSchema<const S extends RawJsonSchema>(
  schema: S,
): StandardSchema<FromJsonSchema<S, 'input'>, FromJsonSchema<S, 'output'>>
export function jsonSchema(schema: RawJsonSchema): StandardSchema {
  return { '~standard': rawStandard(schema) }
}
