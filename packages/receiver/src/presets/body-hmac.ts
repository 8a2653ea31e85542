import { decodeBase64 } from '../base64.ts'
import { requiredHeader } from '../headers.ts'
import type { Scheme, SecretSource } from '../scheme.ts'
import { signedContent } from '../signed-content.ts'
import { decodeHex } from './hex.ts'
import { bodyDigest, parseBody } from './parse.ts'
import { textSecret } from './text-secret.ts'

export interface BodyHmacOptions {
  /** Its text is the key; several while they are rotated, or a function that looks them up for each request. */
  secret: SecretSource
  /** The header that holds the signature. */
  header: string
  /** What stands before the signature, such as `sha256=`. Nothing by default. */
  prefix?: string | undefined
  /** `hex` by default. */
  encoding?: 'hex' | 'base64' | undefined
  /** Names the event type. */
  eventType: (body: unknown, headers: Headers) => string | undefined
  /** Names the message, the same over all attempts. By default the SHA-256 of the body: the same body is the same message. */
  id?: ((body: unknown, headers: Headers) => string | undefined) | undefined
}

/**
 * The scheme that most senders have who do not follow Standard Webhooks: a header with the HMAC-SHA256
 * of the body, and nothing of the time in it, so that an old request can be sent again by whoever saw it.
 *
 * @throws WebhookVerificationError `invalid_secret`
 */
export function bodyHmac(options: BodyHmacOptions): Scheme {
  const { header, prefix = '', encoding = 'hex', eventType, id } = options
  const secret = textSecret(options.secret)
  const decode = encoding === 'hex' ? decodeHex : decodeBase64
  return {
    async open({ headers, rawBody, now }) {
      const value = requiredHeader(headers, header.toLowerCase())
      const signature = value.startsWith(prefix) ? decode(value.slice(prefix.length)) : undefined
      await secret.check([signature], signedContent('', rawBody))
      const body = parseBody(rawBody, headers)
      return {
        id: id?.(body, headers) ?? (await bodyDigest(rawBody)),
        timestamp: new Date(now()),
        type: eventType(body, headers),
        body,
      }
    },
  }
}
