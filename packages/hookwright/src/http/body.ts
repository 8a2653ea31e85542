import type { HonoRequest } from 'hono'

import { HttpError } from './errors.ts'

/**
 * Reads a JSON body.
 *
 * @throws HttpError 413 over `limitBytes`, 415 for another content type, 400 for malformed JSON.
 * @returns the value, or undefined where the request has no body.
 */
export async function readJsonBody(hono: HonoRequest, limitBytes: number): Promise<unknown> {
  const request = hono.raw
  const bytes = await readAtMost(hono, limitBytes)
  if (bytes.byteLength === 0) return undefined
  const contentType = request.headers.get('content-type')
  if (!isJson(contentType)) {
    throw new HttpError(
      415,
      `Unsupported content type ${contentType ?? '(none)'}: send the body as application/json`,
      { accept: 'application/json' },
    )
  }
  return parse(bytes)
}

function isJson(contentType: string | null): boolean {
  const essence = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  return essence === 'application/json' || /^application\/[^/]+\+json$/.test(essence)
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : 'it is not UTF-8'
    throw new HttpError(400, `The body is not valid JSON: ${reason}`)
  }
}

async function readAtMost(hono: HonoRequest, limitBytes: number): Promise<Uint8Array> {
  const request = hono.raw
  const tooLarge = new HttpError(413, `The body is larger than the ${limitBytes} bytes that are accepted`)
  const declared = request.headers.get('content-length')
  if (declared !== null && Number(declared) > limitBytes) throw tooLarge
  // Where middleware has read the body, Hono keeps it; from `request` it could not be read again.
  if (declared !== null || request.bodyUsed) {
    const whole = new Uint8Array(await hono.arrayBuffer())
    if (whole.byteLength > limitBytes) throw tooLarge
    return whole
  }
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request.body ?? []) {
    length += chunk.byteLength
    if (length > limitBytes) throw tooLarge
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
