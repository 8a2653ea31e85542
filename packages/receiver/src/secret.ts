import { decodeBase64, encodeBase64 } from './base64.ts'
import { WebhookVerificationError } from './errors.ts'

/** What secrets and keys begin with: the secret of v1, and for v1a the key that signs and the one that verifies. */
const secretPrefix = 'whsec_'
export const privatePrefix = 'whsk_'
export const publicPrefix = 'whpk_'

/**
 * One secret, or several while they are being rotated, of either version: `whsec_…` for v1, and for v1a
 * `whsk_…` to sign and `whpk_…` to verify.
 */
export type Secrets = string | readonly string[]

/** @throws WebhookVerificationError `invalid_secret` */
export function secretList(secret: Secrets): readonly string[] {
  const secrets = typeof secret === 'string' ? [secret] : secret
  if (Array.isArray(secrets) && secrets.length) return secrets
  throw invalidSecret('is missing: pass at least one')
}

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
export function parseSecret(secret: string): Uint8Array<ArrayBuffer> {
  const trimmed = trimSecret(secret)
  const whole = trimmed.includes('_') ? trimmed : secretPrefix + trimmed
  return decodeKey(whole, secretPrefix, `${leastSecretBytes} or more`, (length) => length >= leastSecretBytes)
}

/**
 * A new secret: `whsec_` and the base64 of 32 random bytes.
 *
 * @param randomBytes Where the bytes come from; by default the runtime's cryptographic source.
 */
export function generateSecret(randomBytes: (length: number) => Uint8Array = systemRandomBytes): string {
  return secretPrefix + encodeBase64(randomBytes(newSecretBytes))
}

export function systemRandomBytes(length: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(length))
}

/** @throws WebhookVerificationError `invalid_secret` where there is nothing */
export function trimSecret(secret: string): string {
  const trimmed = typeof secret === 'string' ? secret.trim() : ''
  if (trimmed) return trimmed
  const what = typeof secret === 'string' ? 'empty' : `${typeof secret}, not a string`
  throw invalidSecret(`is ${what}: is the environment variable set?`)
}

/**
 * The bytes of a text that is this prefix and base64.
 *
 * @param lengths In words, for the error.
 * @throws WebhookVerificationError `invalid_secret`, without anything of the text but its prefix
 */
export function decodeKey(
  text: string,
  prefix: string,
  lengths: string,
  fits: (length: number) => boolean,
): Uint8Array<ArrayBuffer> {
  const bytes = text.startsWith(prefix) ? decodeBase64(text.slice(prefix.length)) : undefined
  if (bytes && fits(bytes.length)) return bytes
  const [start = prefix] = /^wh(sec|sk|pk)_/.exec(text) ?? []
  const found = bytes ? `has ${bytes.length}` : start === prefix ? 'is not' : `begins with "${start}"`
  throw invalidSecret(`must be "${prefix}" and the base64 of ${lengths} bytes, but ${found}: copy it whole`)
}

export function invalidSecret(problem: string, options?: ErrorOptions): WebhookVerificationError {
  return new WebhookVerificationError('invalid_secret', `The webhook secret ${problem}.`, options)
}
