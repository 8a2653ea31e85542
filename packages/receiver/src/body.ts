import { Refusal, WebhookVerificationError } from './errors.ts'

/**
 * The whole body, read until it ends or passes `maxBytes`, whichever comes first: a body without an
 * end costs no more memory than the cap.
 */
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  if (request.bodyUsed || request.body?.locked) {
    throw new WebhookVerificationError(
      'body_already_read',
      'The body of the request was read before the receiver got it, so the signed bytes are gone: pass the request unread, and give `request.clone()` to whatever reads it first.',
    )
  }
  if (Number(request.headers.get('content-length')) > maxBytes) throw tooLarge(maxBytes)
  if (request.body === null) return new Uint8Array()

  const chunks: Uint8Array[] = []
  let length = 0
  const reader = request.body.getReader()
  for (;;) {
    const { done, value } = await reader.read().catch(lost)
    if (done) return joined(chunks, length)
    length += value.length
    if (length > maxBytes) {
      // Not awaited: a source that hangs may never confirm it.
      reader.cancel().catch(() => {})
      throw tooLarge(maxBytes)
    }
    chunks.push(value)
  }
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.length
  }
  return bytes
}

function lost(cause: unknown): never {
  throw new Refusal(400, 'body_incomplete', 'The connection broke before the whole body had come.', { cause })
}

function tooLarge(maxBytes: number): Refusal {
  return new Refusal(
    413,
    'body_too_large',
    `The body is larger than ${maxBytes} bytes, which is what this receiver takes.`,
  )
}
