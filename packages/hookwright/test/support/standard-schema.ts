import type { StandardSchemaV1 } from '@standard-schema/spec'

import type { JsonSchema, Schema } from '../../src/schema/schema.ts'

/** A schema from no library, as Standard Schema lets anyone write one. */
export function handWritten(given: {
  validate: (value: unknown) => StandardSchemaV1.Result<unknown>
  input?: () => JsonSchema
  output?: () => JsonSchema
}): Schema {
  return {
    '~standard': {
      version: 1,
      vendor: 'by-hand',
      validate: given.validate,
      jsonSchema: { input: given.input ?? (() => ({})), output: given.output ?? given.input ?? (() => ({})) },
    },
  }
}
