import { HttpError } from '../http/errors.ts'
import type { JsonSchema, Schema } from '../schema/schema.ts'
import {
  Content,
  ContentRefused,
  standardOf,
  type Answering,
  type Encoded,
  type IncomingBody,
} from './content.ts'
import { isAsyncIterable, streamOf } from './stream.ts'

export interface ContentOptions {
  /** The media type: `text/csv`. Of a body that is read, it may be a range: `image/*`. */
  contentType?: string
}

/**
 * Text. A handler gets a body of it as a string, and answers with a string, or bit by bit with an async iterable of
 * strings. Default media type: `text/plain`.
 */
export function text({ contentType = 'text/plain' }: ContentOptions = {}): Schema<
  string | AsyncIterable<string>,
  string
> {
  return new TextContent(contentType)
}

export class TextContent extends Content<string | AsyncIterable<string>, string> {
  override readonly inner = []
  override readonly read = readText

  constructor(contentType: string) {
    super(contentType, standardOf(isText, 'Expected text', { type: 'string' }))
  }

  override describe(): JsonSchema {
    return { type: 'string' }
  }

  override async encode(value: unknown, answering: Answering): Promise<Encoded> {
    if (isAsyncIterable(value)) return streamOf(value, (item) => textOf(item, answering), answering)
    return textOf(value, answering)
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function textOf(value: unknown, { place }: Answering): string {
  if (isText(value)) return value
  throw new ContentRefused(
    `The handler of ${place} is to answer with text, and gave ${value === null ? 'null' : typeof value}.`,
  )
}

/** @throws HttpError 415 for an encoding that is unknown, 400 for bytes that are not of it. */
async function readText({ contentType, bytes }: IncomingBody): Promise<string> {
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(contentType)?.[1] ?? 'utf-8'
  const decoder = decoderOf(charset)
  try {
    return decoder.decode(await bytes())
  } catch (error) {
    if (error instanceof HttpError) throw error
    throw new HttpError(400, `The body is not text in ${charset}`)
  }
}

function decoderOf(charset: string) {
  try {
    return new TextDecoder(charset, { fatal: true })
  } catch {
    throw new HttpError(415, `Unsupported charset ${charset}: send the body in UTF-8`)
  }
}
