import { HttpError } from '../http/errors.ts'
import type { Awaitable } from '../operation.ts'
import type {
  InputOf,
  JsonSchema,
  OutputOf,
  RawJsonSchema,
  Schema,
  StandardSchema,
} from '../schema/schema.ts'
import { standardOf } from '../schema/standard.ts'
import { encode } from '../schema/encode.ts'
import { describeIssues, type Validated } from '../schema/validate.ts'
import { Content, ContentRefused, type Answering, type IncomingBody } from './content.ts'

/** JSON under a media type of its own: `json(Problem, { contentType: 'application/problem+json' })`. */
export function json<In, Out>(
  schema: StandardSchema<In, Out>,
  options: { contentType: string },
): StandardSchema<In, Out>
export function json<const S extends RawJsonSchema>(
  schema: S,
  options: { contentType: string },
): StandardSchema<InputOf<S>, OutputOf<S>>
export function json(schema: Schema, { contentType }: { contentType: string }): StandardSchema {
  return new JsonContent(schema, contentType)
}

class JsonContent extends Content<unknown, unknown> {
  override readonly inner: readonly Schema[]
  override readonly read = readJson
  readonly #schema: Schema

  constructor(schema: Schema, contentType: string) {
    super(contentType, standardOf(schema))
    this.#schema = schema
    this.inner = [schema]
  }

  override describe([reference = {}]: readonly JsonSchema[]): JsonSchema {
    return reference
  }

  override async encode(value: unknown, { place }: Answering): Promise<string> {
    return encodeJson(this.#schema, value, place)
  }
}

/** @throws ContentRefused for a value that the schema refuses, or that JSON cannot write. */
export function encodeJson(schema: Schema | undefined, value: unknown, place: string): Awaitable<string> {
  if (!schema) return JSON.stringify(value) ?? 'null'
  const result = encode(schema, value, 'response')
  return 'then' in result ? result.then((later) => written(later, place)) : written(result, place)
}

function written(result: Validated, place: string): string {
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
async function readJson({ bytes }: IncomingBody): Promise<unknown> {
  return parseJson(await bytes())
}

const decoder = new TextDecoder('utf-8', { fatal: true })

/** @throws HttpError 400 for what is no JSON, or not UTF-8. */
export function parseJson(whole: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(whole))
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : 'it is not UTF-8'
    throw new HttpError(400, `The body is not valid JSON: ${reason}`)
  }
}
