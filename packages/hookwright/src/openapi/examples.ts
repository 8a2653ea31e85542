import type { Examples } from '../examples.ts'
import type { Direction, JsonSchema, Schema } from '../schema/schema.ts'
import { plain, plainValue } from './info.ts'

/** Example Objects (OpenAPI 3.1, 4.8.19) by name, as the member `examples` of what they stand in. */
export function examplesIn(
  examples: Examples | undefined,
  schema: Schema | undefined,
  direction: Direction,
): JsonSchema {
  const shown = Object.entries(examples ?? {}).map(([name, { value, ...told }]): [string, JsonSchema] => [
    name,
    { ...plain(told), value: plainValue(direction === 'output' && schema ? yielded(schema, value) : value) },
  ])
  return shown.length > 0 ? { examples: Object.fromEntries(shown) } : {}
}

/** What a schema makes of a value, where it says so at once; else the value. */
function yielded(schema: Schema, value: unknown): unknown {
  const result = schema['~standard'].validate(value)
  return result instanceof Promise || result.issues ? value : result.value
}
