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
import type { ContentOptions } from './text.ts'

/** What may be answered where bytes are declared; an async iterable or a stream goes out bit by bit. */
export type Sendable = Uint8Array | ArrayBuffer | Blob | AsyncIterable<Uint8Array>

/**
 * Bytes. A handler gets a body of them as a whole, in a `Uint8Array`. Default media type:
 * `application/octet-stream`.
 */
export function bytes({ contentType = 'application/octet-stream' }: ContentOptions = {}): Schema<
  Sendable,
  Uint8Array
> {
  return new BytesContent(contentType)
}

/**
 * Bytes. A handler gets a body of them as a `ReadableStream`, as they arrive; reading past `bodyLimitBytes` throws
 * the `HttpError` 413. Default media type: `application/octet-stream`.
 */
export function byteStream({ contentType = 'application/octet-stream' }: ContentOptions = {}): Schema<
  Sendable,
  ReadableStream<Uint8Array>
> {
  return new ByteStreamContent(contentType)
}

abstract class BinaryContent<Out> extends Content<Sendable, Out> {
  override readonly inner = []

  override describe(): JsonSchema {
    return {}
  }

  override async encode(value: unknown, answering: Answering): Promise<Encoded> {
    if (value instanceof Blob) return value
    if (isAsyncIterable(value)) return streamOf(value, (item) => bytesOf(item, answering), answering)
    return bytesOf(value, answering)
  }
}

class BytesContent extends BinaryContent<Uint8Array> {
  override readonly read = ({ bytes: read }: IncomingBody) => read()

  constructor(contentType: string) {
    super(contentType, standardOf(isBytes, 'Expected bytes'))
  }
}

class ByteStreamContent extends BinaryContent<ReadableStream<Uint8Array>> {
  override readonly read = async ({ stream }: IncomingBody) => stream()
  override readonly readsStream = true

  constructor(contentType: string) {
    super(contentType, standardOf(isStream, 'Expected a stream of bytes'))
  }
}

function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array
}

function isStream(value: unknown): value is ReadableStream<Uint8Array> {
  return value instanceof ReadableStream
}

function bytesOf(value: unknown, { place }: Answering): Uint8Array<ArrayBuffer> {
  if (value instanceof ArrayBuffer) return new Uint8Array(value)
  if (isBytes(value)) return new Uint8Array(value)
  throw new ContentRefused(
    `The handler of ${place} is to answer with bytes, and gave ${value === null ? 'null' : typeof value}.`,
  )
}
