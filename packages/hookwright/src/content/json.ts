import { HttpError } from '../http/errors.ts'
import type { JsonSchema, Schema } from '../schema/schema.ts'
import { describeIssues, validate } from '../schema/validate.ts'
import { Content, ContentRefused, type Answering, type IncomingBody } from './content.ts'

/** JSON under a media type of its own: `json(Problem, { contentType: 'application/problem+json' })`. */
export function json<In, Out>(
  schema: Schema<In, Out>,
  { contentType }: { contentType: string },
): Schema<In, Out> {
  return new JsonContent(schema, contentType)
}

class JsonContent<In, Out> extends Content<In, Out> {
  override readonly inner: readonly Schema[]
  override readonly read = readJson
  readonly #schema: Schema<In, Out>

  constructor(schema: Schema<In, Out>, contentType: string) {
    super(contentType, schema['~standard'])
    this.#schema = schema
    this.inner = [schema]
  }

  override describe([reference = {}]: readonly JsonSchema[]): JsonSchema {
    return reference
  }

  override encode(value: unknown, { place }: Answering): Promise<string> {
    return encodeJson(this.#schema, value, place)
  }
}

/** @throws ContentRefused for a value that the schema refuses, or that JSON cannot write. */
export async function encodeJson(schema: Schema | undefined, value: unknown, place: string): Promise<string> {
  if (!schema) return JSON.stringify(value) ?? 'null'
  const result = await validate(schema, value, 'response')
  if (result.ok) return JSON.stringify(result.value) ?? 'null'
  throw new ContentRefused(
    `The handler of ${place} returned what its response schema refuses.\n${describeIssues(result.issues)}`,
  )
}

/**
 * Reads a JSON body.
 *
 * @throws HttpError 400 for what is no JSON, or not UTF-8.
 */
export async function readJson({ bytes }: IncomingBody): Promise<unknown> {
  const whole = await bytes()
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(whole))
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : 'it is not UTF-8'
    throw new HttpError(400, `The body is not valid JSON: ${reason}`)
  }
}
