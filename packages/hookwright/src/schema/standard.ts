import { rawStandard } from './raw.ts'
import type { Schema, StandardSchema } from './schema.ts'

/** What a schema can do in the words of the standards: its own, or what is made for raw JSON Schema. */
export function standardOf(schema: Schema): StandardSchema['~standard'] {
  return isRaw(schema) ? rawStandard(schema) : schema['~standard']
}

/** Told by its shape: whatever speaks no standard is JSON Schema itself. */
export function isRaw(schema: Schema): schema is Exclude<Schema, StandardSchema> {
  return schema['~standard'] === undefined
}
