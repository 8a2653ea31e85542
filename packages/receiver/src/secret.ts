import { decodeBase64, encodeBase64 } from './base64.ts'
import { WebhookVerificationError } from './errors.ts'

const prefix = 'whsec_'
const newSecretBytes = 32

/** Standard Webhooks asks for 24 when making one; some senders make do with less, but below this a key can be guessed. */
const leastSecretBytes = 16

/**
 * The key bytes of a secret (Standard Webhooks 1.0, "Signature scheme"): `whsec_` and base64, which is
 * decoded, since the text itself is not the key. The base64 alone is accepted too, and so is white
 * space around it (a newline at the end of a secret file).
 *
 * @throws WebhookVerificationError `invalid_secret`: another prefix, not base64, or under 16 bytes.
 */
export function parseSecret(secret: string): Uint8Array {
  const trimmed = trimSecret(secret)
  if (trimmed.startsWith('whsk_') || trimmed.startsWith('whpk_')) {
    throw invalidSecret(
      `starts with "${trimmed.slice(0, 5)}", which is an Ed25519 key (v1a): a "${prefix}" secret (v1) is needed here`,
    )
  }
  const encoded = trimmed.startsWith(prefix) ? trimmed.slice(prefix.length) : trimmed
  const bytes = decodeBase64(encoded)
  if (bytes === undefined) {
    throw invalidSecret(`is not "${prefix}" followed by base64: copy it whole, as the sender shows it`)
  }
  if (bytes.length < leastSecretBytes) {
    throw invalidSecret(
      `decodes to ${bytes.length} bytes, fewer than ${leastSecretBytes}: copy it whole, or make one with generateSecret()`,
    )
  }
  return bytes
}

/**
 * A new secret: `whsec_` and the base64 of 32 random bytes.
 *
 * @param randomBytes Where the bytes come from; by default the runtime's cryptographic source.
 */
export function generateSecret(randomBytes: (length: number) => Uint8Array = systemRandomBytes): string {
  return prefix + encodeBase64(randomBytes(newSecretBytes))
}

export function systemRandomBytes(length: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(length))
}

/** @throws WebhookVerificationError `invalid_secret` where there is nothing */
export function trimSecret(secret: string): string {
  if (typeof secret !== 'string') {
    throw invalidSecret(
      `is ${secret === null ? 'null' : typeof secret}, not a string: is the environment variable set?`,
    )
  }
  const trimmed = secret.trim()
  if (trimmed === '') throw invalidSecret('is empty: is the environment variable set?')
  return trimmed
}

export function invalidSecret(problem: string, options?: ErrorOptions): WebhookVerificationError {
  return new WebhookVerificationError('invalid_secret', `The webhook secret ${problem}.`, options)
}
