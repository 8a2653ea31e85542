import { HookwrightError } from '../errors.ts'
import type { Examples } from '../examples.ts'
import { candidates } from './construct.ts'
import { jsonSchemaForms, UnrepresentableSchema } from './json-schema.ts'
import { sampleDateTime } from './sample-scalar.ts'
import { encode } from './encode.ts'
import { isJsonObject, type JsonValue, type Schema } from './schema.ts'
import { describeIssues, type ValidationIssue } from './validate.ts'

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
    const result = await encode(schema, value, 'body')
    if (result.ok) return { given: value, wire: asSent(result.value) }
  }
  const { input, output } = jsonSchemaForms(schema)
  // What takes a `Date` cannot say so; what it sends can, with text where a `Date` was.
  const takesDates = input instanceof UnrepresentableSchema
  const form = takesDates ? output : input
  if (form instanceof UnrepresentableSchema) {
    throw new HookwrightError('bad_schema', `No sample of ${place}: ${form.reason}.`)
  }
  let issues: readonly ValidationIssue[] = []
  for (const made of candidates(form, form)) {
    const given = takesDates ? withDates(made) : made
    const result = await encode(schema, given, 'body')
    if (result.ok) return { given, wire: asSent(result.value) }
    // Those of the fullest try say most.
    if (issues.length === 0) issues = result.issues
  }
  throw new HookwrightError(
    'bad_schema',
    `No valid sample of ${place} could be made. Declare one in its schema (Zod: .meta({ examples: [...] })). ` +
      describeIssues(issues),
  )
}

/** As it is once JSON has carried it, which turns each `Date` into text. */
function asSent(value: unknown): unknown {
  const text: string | undefined = JSON.stringify(value)
  return text === undefined ? undefined : JSON.parse(text)
}

function withDates(value: JsonValue): unknown {
  if (value === sampleDateTime) return new Date(sampleDateTime)
  if (Array.isArray(value)) return value.map(withDates)
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withDates(item)]))
}
