/**
 * The sender's side: making signatures, secrets and keys. Apart from the receiver's, which needs none of it.
 */
import { encodeBase64 } from './base64.ts'
import { WebhookVerificationError } from './errors.ts'
import { isWellFormedId, isWellFormedTimestamp } from './headers.ts'
import { hmac } from './key.ts'
import { ed25519Signer, parsePrivateKey } from './key-pair.ts'
import { invalidSecret, parseSecret, privatePrefix, publicPrefix, secretList, trimSecret } from './secret.ts'
import type { Secrets } from './secret.ts'
import { signedContent } from './signed-content.ts'
import type { RawBody } from './signed-content.ts'

export { generateKeyPair, parsePrivateKey, publicKeyOf } from './key-pair.ts'
export type { KeyPair, PrivateKey } from './key-pair.ts'
export { generateSecret, parseSecret } from './secret.ts'
export type { RawBody, Secrets }

/**
 * What is signed, up to the body: `id.timestamp.`, and after it the exact bytes of the body (Standard
 * Webhooks 1.0, "Signature scheme"). For senders that sign by means of their own; `sign` does the whole.
 *
 * @param id The message's id, the same over all of its attempts.
 * @param timestampSeconds Unix seconds of this attempt.
 * @throws WebhookVerificationError `invalid_id`, `invalid_timestamp`
 */
export function signedPrefix(id: string, timestampSeconds: number): string {
  if (!isWellFormedId(id)) {
    throw new WebhookVerificationError(
      'invalid_id',
      `${JSON.stringify(id)} cannot be a webhook id: it must be visible ASCII without dots, commas and white space.`,
    )
  }
  if (!isWellFormedTimestamp(String(timestampSeconds))) {
    throw new WebhookVerificationError(
      'invalid_timestamp',
      `${timestampSeconds} cannot be a webhook timestamp: it must be whole Unix seconds, such as Math.floor(Date.now() / 1000).`,
    )
  }
  return `${id}.${timestampSeconds}.`
}

export interface SignOptions {
  /** The message's id, the same over all of its attempts. */
  id: string
  /** Unix seconds of this attempt. */
  timestamp: number
  body: RawBody
  /** `whsec_…` for v1, `whsk_…` for v1a. */
  secret: Secrets
}

/**
 * The value of the header `webhook-signature`, separated by spaces for each secret: `v1,` and the base64 of
 * the HMAC-SHA256 for a `whsec_…`, or `v1a,` and that of the Ed25519 signature for a `whsk_…`.
 *
 * @throws WebhookVerificationError `invalid_id`, `invalid_timestamp`, `invalid_body`, `invalid_secret`,
 * `unsupported_runtime`
 */
export async function sign({ id, timestamp, body, secret }: SignOptions): Promise<string> {
  const content = signedContent(signedPrefix(id, timestamp), body)
  const signatures = secretList(secret).map((each) => signWith(each, content))
  return (await Promise.all(signatures)).join(' ')
}

async function signWith(secret: string, content: Uint8Array<ArrayBuffer>): Promise<string> {
  const trimmed = trimSecret(secret)
  if (trimmed.startsWith(publicPrefix)) {
    throw invalidSecret(
      `is a public key ("${publicPrefix}"), which cannot sign: sign with the "${privatePrefix}" key of the pair`,
    )
  }
  if (trimmed.startsWith(privatePrefix)) {
    const signer = await ed25519Signer(parsePrivateKey(trimmed))
    return `v1a,${encodeBase64(await signer.sign(content))}`
  }
  const { subtle } = crypto
  const key = await subtle.importKey('raw', parseSecret(trimmed), hmac, false, ['sign'])
  return `v1,${encodeBase64(new Uint8Array(await subtle.sign(hmac, key, content)))}`
}
