import { HookwrightError } from '../errors.ts'
import type { Examples } from '../examples.ts'
import { candidates } from './construct.ts'
import { jsonSchemaForms, UnrepresentableSchema } from './json-schema.ts'
import type { Schema } from './schema.ts'
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
  for (const given of candidates(input, input)) {
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
