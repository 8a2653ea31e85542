import type { HonoRequest } from 'hono'

import { mediaTypeOf } from '../answers.ts'
import { Content, isJson, isWithin } from '../content/content.ts'
import { parseJson } from '../content/json.ts'
import type { Schema } from '../schema/schema.ts'
import { HttpError } from './errors.ts'
import { takeBody } from './unseen-body.ts'

export interface Reading {
  bodyLimitBytes: number
  /** Whether nobody else has had the request, such as middleware. */
  isUnseen: boolean
}

/**
 * Reads a body as what its schema is declared to be: JSON, or another content.
 *
 * @throws HttpError 413 over `bodyLimitBytes`, 415 for another content type, 400 for what is malformed.
 * @returns the value, or undefined where the request has no body.
 */
export async function readBody(
  hono: HonoRequest,
  schema: Schema,
  { bodyLimitBytes: limitBytes, isUnseen }: Reading,
): Promise<unknown> {
  const wanted = mediaTypeOf(schema)
  const contentType = hono.raw.headers.get('content-type')
  if (schema instanceof Content && schema.readsStream) {
    if (!hono.raw.body) return undefined
    return schema.read?.({
      contentType: accepted(contentType, wanted),
      bytes: () => readAtMost(hono, limitBytes),
      stream: () => streamAtMost(hono, limitBytes),
    })
  }
  if (!(schema instanceof Content)) {
    const lent = isUnseen ? lentAtMost(hono.raw, limitBytes) : undefined
    const json = await (lent ?? readAtMost(hono, limitBytes))
    // A parser that was told to be lenient lets more come than the header said.
    if (json.byteLength > limitBytes) throw tooLargeFor(limitBytes)
    if (json.byteLength === 0) return undefined
    accepted(contentType, wanted)
    return parseJson(json)
  }
  const whole = await readAtMost(hono, limitBytes)
  // No JSON is empty, but a text may be.
  if (whole.byteLength === 0 && (contentType === null || isJson(wanted))) return undefined
  const type = accepted(contentType, wanted)
  return schema.read?.({
    contentType: type,
    bytes: async () => whole,
    stream: () => new Blob([whole]).stream(),
  })
}

/** @throws HttpError 415 */
function accepted(contentType: string | null, wanted: string): string {
  const fits =
    contentType !== null && (isWithin(contentType, wanted) || (isJson(contentType) && isJson(wanted)))
  if (fits) return contentType
  throw unsupported(contentType, wanted)
}

export function unsupported(contentType: string | null, wanted: string): HttpError {
  return new HttpError(
    415,
    `Unsupported content type ${contentType ?? '(none)'}: send the body as ${wanted}`,
    { accept: wanted },
  )
}

function tooLargeFor(limitBytes: number): HttpError {
  return new HttpError(413, `The body is larger than the ${limitBytes} bytes that are accepted`)
}

/** @throws HttpError 413 */
export async function readAtMost(hono: HonoRequest, limitBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const request = hono.raw
  const declared = request.headers.get('content-length')
  if (declared !== null && Number(declared) > limitBytes) throw tooLargeFor(limitBytes)
  // Where middleware has read the body, Hono keeps it; from `request` it could not be read again.
  if (declared !== null || request.bodyUsed) {
    const whole = new Uint8Array(await hono.arrayBuffer())
    if (whole.byteLength > limitBytes) throw tooLargeFor(limitBytes)
    return whole
  }
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request.body ?? []) {
    length += chunk.byteLength
    if (length > limitBytes) throw tooLargeFor(limitBytes)
    chunks.push(chunk)
  }
  const whole = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    whole.set(chunk, offset)
    offset += chunk.byteLength
  }
  return whole
}

/**
 * A body whose length is told beforehand, as the server has it; undefined elsewhere.
 *
 * @throws HttpError 413
 */
function lentAtMost(request: Request, limitBytes: number): Promise<Uint8Array> | undefined {
  const declared = request.headers.get('content-length')
  if (declared === null) return undefined
  if (Number(declared) > limitBytes) throw tooLargeFor(limitBytes)
  return takeBody(request)
}

/** Its reader is thrown the HttpError 413 where there is more. */
function streamAtMost({ raw }: HonoRequest, limitBytes: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  if (Number(raw.headers.get('content-length')) > limitBytes) throw tooLargeFor(limitBytes)
  let length = 0
  const counting = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      length += chunk.byteLength
      if (length > limitBytes) controller.error(tooLargeFor(limitBytes))
      else controller.enqueue(chunk)
    },
  })
  return (raw.body ?? new Blob([]).stream()).pipeThrough(counting)
}
