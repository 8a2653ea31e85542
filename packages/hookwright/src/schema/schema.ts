import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec'

import type { Encoder } from './encoder.ts'
import type { FromJsonSchema } from './from-json-schema.ts'

/**
 * A schema that validates (Standard Schema) and describes itself (Standard JSON Schema): Zod from 4.2,
 * ArkType from 2.1.28, Valibot through `toStandardJsonSchema`.
 *
 * `Input` is what is given to it, `Output` what validation makes of it.
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': StandardSchemaV1.Props<Input, Output> & StandardJSONSchemaV1.Props<Input, Output>
}

/**
 * JSON Schema (2020-12) as it is, TypeBox's included. The keywords that are listed here are those that types
 * are made from; all others count as well.
 */
export interface RawJsonSchema {
  readonly '~standard'?: undefined
  readonly $ref?: string
  readonly $defs?: object
  readonly $id?: string
  readonly title?: string
  readonly description?: string
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly unknown[]
  readonly oneOf?: readonly unknown[]
  readonly allOf?: readonly unknown[]
  readonly properties?: object
  readonly patternProperties?: object
  readonly required?: readonly string[]
}

/** What a declaration takes: a schema of a library, or raw JSON Schema. */
export type Schema<Input = unknown, Output = Input> = StandardSchema<Input, Output> | RawJsonSchema

/** What a schema accepts. `undefined` where no schema is declared. */
export type InputOf<S> = S extends StandardSchema
  ? StandardSchemaV1.InferInput<S>
  : S extends RawJsonSchema
    ? FromJsonSchema<S, 'input'>
    : undefined

/** What a schema's validation gives. `undefined` where no schema is declared. */
export type OutputOf<S> = S extends StandardSchema
  ? StandardSchemaV1.InferOutput<S>
  : S extends RawJsonSchema
    ? FromJsonSchema<S, 'output'>
    : undefined

/**
 * What may be given to be sent by a schema: what it accepts; of a schema that can encode (Zod) also what it
 * decodes to, so that a handler can return, and `send` take, what another handler was given. Most schemas yield what they
 * accept, and whether those can encode is not looked at, which would cost TypeScript more.
 */
export type GivenOf<S> =
  OutputOf<S> extends InputOf<S> ? InputOf<S> : InputOf<S> | (S extends Encoder ? OutputOf<S> : never)

/**
 * What travels of what is given: what validation gives, with its defaults; of a schema that turns it into something else
 * and back (a codec), the form it accepts.
 */
export type SentOf<S> =
  OutputOf<S> extends InputOf<S> ? OutputOf<S> : S extends Encoder ? InputOf<S> : OutputOf<S>

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue }

/** A JSON Schema (2020-12) that is an object; `true` and `false` do not occur at the top of what we document. */
export type JsonSchema = { [keyword: string]: JsonValue }

/** `input`: what the schema accepts. `output`: what it yields, and so what is sent. */
export type Direction = 'input' | 'output'

export function isJsonObject(value: unknown): value is { [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
