import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec'

/**
 * A schema that validates (Standard Schema) and describes itself (Standard JSON Schema): Zod from 4.2,
 * ArkType from 2.1.28, Valibot through `toStandardJsonSchema`.
 *
 * `Input` is what is given to it, `Output` what validation makes of it.
 */
export interface Schema<Input = unknown, Output = Input> {
  readonly '~standard': StandardSchemaV1.Props<Input, Output> & StandardJSONSchemaV1.Props<Input, Output>
}

/** What a schema accepts. `undefined` where no schema is declared. */
export type InputOf<S> = S extends Schema ? StandardSchemaV1.InferInput<S> : undefined

/** What a schema's validation gives. `undefined` where no schema is declared. */
export type OutputOf<S> = S extends Schema ? StandardSchemaV1.InferOutput<S> : undefined

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue }

/** A JSON Schema (2020-12) that is an object; `true` and `false` do not occur at the top of what we document. */
export type JsonSchema = { [keyword: string]: JsonValue }

/** `input`: what the schema accepts. `output`: what it yields, and so what is sent. */
export type Direction = 'input' | 'output'

export function isJsonObject(value: unknown): value is { [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
