import { WebhookVerificationError } from './errors.ts'

/** The exact bytes that go over the wire (a string stands for its UTF-8). Never a parsed object: that loses what was signed. */
export type RawBody = string | Uint8Array | ArrayBuffer

/**
 * What is signed: the prefix, in ASCII, and after it the body.
 *
 * @throws WebhookVerificationError `invalid_body`
 */
export function signedContent(prefix: string, body: RawBody): Uint8Array<ArrayBuffer> {
  return joinBytes([prefix, body].map(bytesOf))
}

export function joinBytes(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0))
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.length
  }
  return bytes
}

function bytesOf(body: RawBody): Uint8Array {
  if (typeof body === 'string') return new TextEncoder().encode(body)
  if (body instanceof Uint8Array) return body
  // By its tag, since an ArrayBuffer of another realm (a test environment, a frame) is no instance of this one's.
  if (Object.prototype.toString.call(body) === '[object ArrayBuffer]') return new Uint8Array(body)
  throw new WebhookVerificationError(
    'invalid_body',
    'The body is neither a string nor bytes: pass it raw, as it came.',
  )
}
