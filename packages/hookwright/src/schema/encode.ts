import { isEncoder, type Encoder } from './encoder.ts'
import type { Awaitable } from '../operation.ts'
import { jsonSchemaForms } from './json-schema.ts'
import type { Schema } from './schema.ts'
import { toValidationIssues, validate, type Validated } from './validate.ts'

/**
 * Makes of a value what is sent: of a schema with codecs the form that these accept, else what validation gives.
 * With codecs the value may also come in the form that is sent already.
 */
export function encode(schema: Schema, value: unknown, source: string): Awaitable<Validated> {
  return isEncoder(schema) && jsonSchemaForms(schema).encodes
    ? encodeEither(schema, value, source)
    : validate(schema, value, source)
}

async function encodeEither(schema: Schema & Encoder, value: unknown, source: string): Promise<Validated> {
  const encoded = await encodeCodecs(schema, value, source)
  if (encoded?.ok) return encoded
  const validated = await validate(schema, value, source)
  if (validated.ok) {
    const sent = await encodeCodecs(schema, validated.value, source)
    return sent?.ok ? sent : validated
  }
  // Fewer complaints mean that it was meant that way.
  return encoded && encoded.issues.length <= validated.issues.length ? encoded : validated
}

/** Undefined where there is no way back. */
async function encodeCodecs(schema: Encoder, value: unknown, source: string): Promise<Validated | undefined> {
  try {
    const result = await schema.safeEncodeAsync(value)
    if (result.success) return { ok: true, value: result.data }
    return { ok: false, issues: toValidationIssues(result.error.issues, value, source) }
  } catch (error) {
    // A transform that goes one way only.
    if (error instanceof Error && error.name === 'ZodEncodeError') return undefined
    throw error
  }
}
