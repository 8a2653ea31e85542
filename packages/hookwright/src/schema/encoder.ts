import type { StandardSchemaV1 } from '@standard-schema/spec'

import type { Schema } from './schema.ts'

/** A schema that also works the other way round, from what validation gives back to what it accepts. */
export interface Encoder {
  safeEncodeAsync: { encode(value: unknown): Promise<Encoded> }['encode']
}

type Encoded =
  | { success: true; data: unknown }
  | { success: false; error: { issues: readonly StandardSchemaV1.Issue[] } }

/** Told by its shape, since the standards do not speak of encoding. */
export function isEncoder(schema: Schema): schema is Schema & Encoder {
  return 'safeEncodeAsync' in schema && typeof schema.safeEncodeAsync === 'function'
}
