import { WebhookVerificationError } from './errors.ts'
import { joinBytes } from './signed-content.ts'

/**
 * The whole body, read until it ends or passes `maxBytes`, whichever comes first: a body without an
 * end costs no more memory than the cap.
 *
 * @throws WebhookVerificationError `body_already_read`, `body_incomplete`, `body_too_large`
 */
export async function readBody(source: Request | Response, maxBytes: number): Promise<Uint8Array> {
  const { body, headers } = source
  if (source.bodyUsed || body?.locked) {
    throw new WebhookVerificationError(
      'body_already_read',
      'The request was read before the receiver got it, so the signed bytes are gone: pass it unread, and give `request.clone()` to what reads it first.',
    )
  }
  if (Number(headers.get('content-length')) > maxBytes) throw tooLarge(maxBytes)

  const chunks: Uint8Array[] = []
  let length = 0
  const reader = body?.getReader()
  for (;;) {
    const { done = true, value } = (await reader?.read().catch(lost)) ?? {}
    if (done || !value) return joinBytes(chunks)
    length += value.length
    if (length > maxBytes) {
      // Not awaited: a source that hangs may never confirm it.
      reader?.cancel().catch(() => {})
      throw tooLarge(maxBytes)
    }
    chunks.push(value)
  }
}

/** @throws WebhookVerificationError `malformed_json` */
export function parseJson(bytes: Uint8Array): unknown {
  if (!bytes.length) return undefined
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new WebhookVerificationError('malformed_json', 'The body is not JSON in UTF-8.', { cause })
  }
}

function lost(cause: unknown): never {
  throw new WebhookVerificationError('body_incomplete', 'The connection broke before the body ended.', {
    cause,
  })
}

function tooLarge(maxBytes: number): WebhookVerificationError {
  return new WebhookVerificationError('body_too_large', `The body is larger than ${maxBytes} bytes.`)
}
