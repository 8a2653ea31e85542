import type { JsonSchema, Schema } from '../schema/schema.ts'
import { Content, ContentRefused, isNever, standardOf, type Answering, type Encoded } from './content.ts'
import { encodeJson } from './json.ts'
import { isItems, streamOf, type Items } from './stream.ts'
import type { ContentOptions } from './text.ts'

/**
 * An answer of JSON values, each on a line, sent as they come: the handler returns a list, or an async iterable such
 * as an async generator makes. Each is checked against `schema` before it leaves. Default media type:
 * `application/jsonl`.
 */
export function jsonLines<In>(
  schema: Schema<In, unknown>,
  { contentType = 'application/jsonl' }: ContentOptions = {},
): Schema<Items<In>, never> {
  return new JsonLines(schema, contentType)
}

class JsonLines<In> extends Content<Items<In>, never> {
  override readonly inner: readonly Schema[]
  readonly #schema: Schema<In, unknown>

  constructor(schema: Schema<In, unknown>, contentType: string) {
    super(contentType, standardOf(isNever, 'JSON lines are only answered with'))
    this.#schema = schema
    this.inner = [schema]
  }

  /** OpenAPI 3.1 has no word for a stream; what it says here of the whole is meant of each line. */
  override describe([reference = {}]: readonly JsonSchema[]): JsonSchema {
    return reference
  }

  override async encode(value: unknown, answering: Answering): Promise<Encoded> {
    if (!isItems(value)) {
      throw new ContentRefused(
        `The handler of ${answering.place} is to answer with JSON lines: a list or an async iterable, such as an async generator makes.`,
      )
    }
    const line = async (item: unknown) => `${await encodeJson(this.#schema, item, answering.place)}\n`
    return streamOf(value, line, answering)
  }
}
