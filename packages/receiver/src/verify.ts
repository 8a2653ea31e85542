import { decodeBase64 } from './base64.ts'
import { WebhookVerificationError } from './errors.ts'
import { readSignedHeaders } from './headers.ts'
import type { WebhookHeaders } from './headers.ts'
import { importVerifyingKey } from './key.ts'
import { secretList } from './secret.ts'
import type { Secrets } from './secret.ts'
import { signedContent } from './signed-content.ts'
import type { RawBody } from './signed-content.ts'

export const defaultToleranceSeconds = 300

export interface VerifyOptions {
  /** All headers of the request, or at least the three signed ones. */
  headers: WebhookHeaders
  body: RawBody
  /** `whsec_…` for v1, `whpk_…` for v1a. */
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
  checkNumber('toleranceSeconds', toleranceSeconds)
  const { id, timestampSeconds, signatures } = readSignedHeaders(headers)
  const content = signedContent(`${id}.${timestampSeconds}.`, body)
  const keys = await Promise.all(secretList(secret).map(importVerifyingKey))

  checkAge(timestampSeconds, now(), toleranceSeconds)
  for (const key of keys) {
    for (const { version, base64 } of signatures) {
      const signature = version === key.version ? decodeBase64(base64) : undefined
      if (signature?.length === key.signatureBytes && (await key.matches(signature, content))) {
        return { id, timestamp: new Date(timestampSeconds * 1000) }
      }
    }
  }
  throw noMatchingSignature(versionsOf(signatures), versionsOf(keys))
}

/** @throws WebhookVerificationError `timestamp_too_old`, `timestamp_too_new` */
export function checkAge(timestampSeconds: number, nowMs: number, toleranceSeconds: number): void {
  const ageSeconds = Math.floor(nowMs / 1000) - timestampSeconds
  if (Math.abs(ageSeconds) <= toleranceSeconds) return
  throw new WebhookVerificationError(
    ageSeconds > 0 ? 'timestamp_too_old' : 'timestamp_too_new',
    `The timestamp is ${Math.abs(ageSeconds)} s ${ageSeconds > 0 ? 'old' : 'ahead'}, not within ${toleranceSeconds} s: it is a replay, or a clock is off.`,
  )
}

function versionsOf(list: readonly { version: string }[]): string {
  return [...new Set(list.map(({ version }) => version))].join(' and ')
}

/** @param found The versions of the signatures, and `known` those of the secrets; where they are told. */
export function noMatchingSignature(found?: string, known = found): WebhookVerificationError {
  return new WebhookVerificationError(
    'no_matching_signature',
    found === known
      ? 'No signature matches: is it the secret of this endpoint, and the body raw, as it came?'
      : `No signature matches: they are ${found}, the secret is for ${known}.`,
  )
}

/** @throws WebhookVerificationError `invalid_option` */
export function checkNumber(option: string, value: number): void {
  // Not `< 0`: NaN would pass, and with it any age and any size.
  if (!(value >= 0)) throw invalidOption(option, 'a number from 0 up')
}

export function invalidOption(option: string, wanted: string): WebhookVerificationError {
  return new WebhookVerificationError('invalid_option', `The option ${option} must be ${wanted}.`)
}
