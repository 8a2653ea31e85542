import { decodeBase64, encodeBase64 } from './base64.ts'
import { WebhookVerificationError } from './errors.ts'
import { isWellFormedId, isWellFormedTimestamp, readSignedHeaders } from './headers.ts'
import type { SignedHeaders, WebhookHeaders } from './headers.ts'
import { importSigningKey, importVerifyingKey } from './key.ts'
import type { VerifyingKey } from './key.ts'
import { invalidSecret } from './secret.ts'

/** The exact bytes that go over the wire (a string stands for its UTF-8). Never a parsed object: that loses what was signed. */
export type RawBody = string | Uint8Array | ArrayBuffer

/**
 * One secret, or several while they are being rotated, of either version: `whsec_…` for v1, and for v1a
 * `whsk_…` to sign and `whpk_…` to verify.
 */
export type Secrets = string | readonly string[]

export const defaultToleranceSeconds = 300

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
      `${JSON.stringify(id)} cannot be a webhook id: it must be visible ASCII without dots and commas.`,
    )
  }
  if (!isWellFormedTimestamp(timestampSeconds)) {
    throw new WebhookVerificationError(
      'invalid_timestamp',
      `${timestampSeconds} cannot be a webhook timestamp: it must be whole Unix seconds.`,
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
  secret: Secrets
}

/**
 * The value of the header `webhook-signature`, separated by spaces for each secret: `v1,` and the base64 of
 * the HMAC-SHA256 for a `whsec_…`, or `v1a,` and that of the Ed25519 signature for a `whsk_…`.
 *
 * @throws WebhookVerificationError `invalid_id`, `invalid_timestamp`, `invalid_body`, `invalid_secret`,
 * `unsupported_runtime`
 */
export async function sign(options: SignOptions): Promise<string> {
  const data = signedBytes(options.id, options.timestamp, options.body)
  const keys = await Promise.all(secretList(options.secret).map(importSigningKey))
  const signatures = await Promise.all(
    keys.map(async (key) => `${key.version},${encodeBase64(await key.sign(data))}`),
  )
  return signatures.join(' ')
}

export interface VerifyOptions {
  /** All headers of the request, or at least the three signed ones. */
  headers: WebhookHeaders
  body: RawBody
  secret: Secrets
  /** How far `webhook-timestamp` may lie from now, either way. 300 by default; `Infinity` turns the check off. */
  toleranceSeconds?: number | undefined
  /** Milliseconds since the Unix epoch; `Date.now` by default. */
  now?: (() => number) | undefined
}

export interface Verified {
  /** The message's id. The same message may come again: remember the ids that were handled. */
  id: string
  /** When the sender made this attempt. */
  timestamp: Date
}

/**
 * Resolves when one of the signatures in the headers was made of this id, timestamp and body with one
 * of the secrets; rejects otherwise. Compares in constant time, ignores versions it does not know, and
 * tries a signature only with the secrets of its own version. Standard Webhooks 1.0, "Verifying webhook authenticity".
 *
 * @throws WebhookVerificationError `missing_header`, `invalid_header`, `timestamp_too_old`,
 * `timestamp_too_new`, `no_matching_signature`; and for mistakes of the caller `invalid_secret`,
 * `invalid_option`, `invalid_body`, `unsupported_runtime`.
 */
export async function verify(options: VerifyOptions): Promise<Verified> {
  const { headers, body, secret, toleranceSeconds = defaultToleranceSeconds, now = Date.now } = options
  checkTolerance(toleranceSeconds)
  const signed = readSignedHeaders(headers)
  const data = signedBytes(signed.id, signed.timestampSeconds, body)
  const keys = await Promise.all(secretList(secret).map(importVerifyingKey))

  checkAge(signed.timestampSeconds, now(), toleranceSeconds)
  if (!(await someKeyMatches(keys, signed.signatures, data))) throw noMatch(keys, signed.signatures)
  return { id: signed.id, timestamp: new Date(signed.timestampSeconds * 1000) }
}

/** @throws WebhookVerificationError `invalid_option` */
export function checkTolerance(toleranceSeconds: number): void {
  // Not `< 0`: NaN would pass, and then every age would.
  if (!(toleranceSeconds >= 0)) throw invalidOption('toleranceSeconds', 'a number from 0 up')
}

export function invalidOption(name: string, wanted: string): WebhookVerificationError {
  return new WebhookVerificationError('invalid_option', `The option "${name}" must be ${wanted}.`)
}

/** @throws WebhookVerificationError `invalid_secret` */
export function secretList(secret: Secrets): readonly string[] {
  const secrets = typeof secret === 'string' ? [secret] : secret
  if (Array.isArray(secrets) && secrets.length) return secrets
  throw invalidSecret('is missing: pass a string, or a list with at least one')
}

function signedBytes(id: string, timestampSeconds: number, body: RawBody): Uint8Array<ArrayBuffer> {
  return joinBytes(signedPrefix(id, timestampSeconds), body)
}

/** @throws WebhookVerificationError `invalid_body` */
export function joinBytes(prefix: string, body: RawBody): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder()
  const content = typeof body === 'string' ? encoder.encode(body) : bytesOf(body)
  const bytes = new Uint8Array(prefix.length + content.length)
  encoder.encodeInto(prefix, bytes)
  bytes.set(content, prefix.length)
  return bytes
}

function bytesOf(body: Uint8Array | ArrayBuffer): Uint8Array {
  if (body instanceof Uint8Array) return body
  // By its tag, since an ArrayBuffer of another realm (a test environment, a frame) is no instance of this one's.
  if (Object.prototype.toString.call(body) === '[object ArrayBuffer]') return new Uint8Array(body)
  throw new WebhookVerificationError(
    'invalid_body',
    'The body is neither a string nor bytes: pass it raw, as it was before any JSON parser.',
  )
}

/** @throws WebhookVerificationError `timestamp_too_old`, `timestamp_too_new` */
export function checkAge(timestampSeconds: number, nowMs: number, toleranceSeconds: number): void {
  const ageSeconds = Math.floor(nowMs / 1000) - timestampSeconds
  if (Math.abs(ageSeconds) <= toleranceSeconds) return
  throw new WebhookVerificationError(
    ageSeconds > 0 ? 'timestamp_too_old' : 'timestamp_too_new',
    `The timestamp is ${ageSeconds} s old, and ${toleranceSeconds} s either way is allowed: it is a replay, or a clock is off.`,
  )
}

async function someKeyMatches(
  keys: readonly VerifyingKey[],
  signatures: SignedHeaders['signatures'],
  data: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  for (const key of keys) {
    for (const { version, base64 } of signatures) {
      const signature = version === key.version ? decodeBase64(base64) : undefined
      if (signature?.length === key.signatureBytes && (await key.matches(signature, data))) return true
    }
  }
  return false
}

function noMatch(
  keys: readonly VerifyingKey[],
  signatures: SignedHeaders['signatures'],
): WebhookVerificationError {
  const versions = (list: readonly { version: string }[]) =>
    [...new Set(list.map(({ version }) => version))].join()
  return noMatchingSignature(
    signatures.some(({ version }) => versions(keys).split(',').includes(version))
      ? undefined
      : `The signatures are ${versions(signatures)}, but the secret verifies ${versions(keys)}`,
  )
}

export function noMatchingSignature(what = 'No signature matches'): WebhookVerificationError {
  return new WebhookVerificationError(
    'no_matching_signature',
    `${what}: is it the secret of this endpoint, and the body raw, byte for byte as it came?`,
  )
}
