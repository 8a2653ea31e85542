import { Content } from '../content/content.ts'
import type { Examples } from '../examples.ts'
import type { JsonSchema, Schema } from '../schema/schema.ts'
import type { Components, SchemaUse } from './components.ts'
import { examplesIn } from './examples.ts'

/** The places where a body or an answer shows schemas: those that a content is made of, or the schema itself. */
export function contentUses(schema: Schema, at: Omit<SchemaUse, 'schema'>): SchemaUse[] {
  const schemas = schema instanceof Content ? schema.inner : [schema]
  return schemas.map((each) => ({ ...at, schema: each }))
}

/** The Media Type Object (OpenAPI 3.1, 4.8.14) of a content; bytes of which nothing can be said have no schema. */
export function mediaTypeObject(
  schema: Schema,
  at: Omit<SchemaUse, 'schema'>,
  components: Components,
  examples?: Examples,
): JsonSchema {
  const references = contentUses(schema, at).map((use) => components.reference(use))
  const shown = examplesIn(examples, schema, at.direction)
  if (!(schema instanceof Content)) return { schema: references[0] ?? {}, ...shown }
  const described = schema.describe(references)
  return Object.keys(described).length > 0 ? { schema: described, ...shown } : shown
}
