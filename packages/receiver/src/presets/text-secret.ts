import { hmac } from '../key.ts'
import type { SecretSource } from '../scheme.ts'
import { secretList, trimSecret } from '../secret.ts'
import { noMatchingSignature } from '../verify.ts'

/** Verifies HMAC-SHA256 signatures whose key is the secret's text itself, in UTF-8, not what it encodes. */
export interface TextSecret {
  /**
   * @param signatures One of them must match. Undefined where a text was no signature at all.
   * @throws WebhookVerificationError `no_matching_signature`, `invalid_secret`
   */
  check(
    signatures: readonly (Uint8Array<ArrayBuffer> | undefined)[],
    content: Uint8Array<ArrayBuffer>,
  ): Promise<void>
}

const signatureBytes = 32

/** Each costs a pass over the body, and the sender is not yet trusted. */
const mostSignatures = 16

/** @throws WebhookVerificationError `invalid_secret` at once, where there is no function to ask later */
export function textSecret(source: SecretSource): TextSecret {
  if (typeof source !== 'function') secretList(source).forEach(trimSecret)
  return {
    async check(signatures, content) {
      const secrets = secretList(typeof source === 'function' ? await source() : source)
      for (const secret of secrets) {
        const bytes = new TextEncoder().encode(trimSecret(secret))
        const key = await crypto.subtle.importKey('raw', bytes, hmac, false, ['verify'])
        for (const signature of signatures.slice(0, mostSignatures)) {
          // Web Crypto compares in constant time.
          if (signature?.length !== signatureBytes) continue
          if (await crypto.subtle.verify(hmac, key, signature, content)) return
        }
      }
      throw noMatchingSignature()
    },
  }
}
