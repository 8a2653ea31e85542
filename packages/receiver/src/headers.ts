import { WebhookVerificationError } from './errors.ts'

/** The same over all attempts of a delivery: what a receiver remembers in order to handle an event once. */
export const idHeader = 'webhook-id'
/** Unix seconds of this attempt. */
export const timestampHeader = 'webhook-timestamp'
/** Space-separated `version,base64`: one for each secret that is in use, of each version. */
export const signatureHeader = 'webhook-signature'
/** The event type. Hookwright's own: Standard Webhooks only recommends a `type` in the body. Not covered by the signature. */
export const eventTypeHeader = 'webhook-event-type'

/** A `Headers` object, or a plain record in any letter case, such as node:http's `request.headers`. */
export type WebhookHeaders =
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>

/** Values of a header that came more than once are joined by a comma, as `Headers` does it. */
function readHeader(headers: WebhookHeaders, name: string): string | undefined {
  if (isHeadersObject(headers)) return headers.get(name)?.trim() || undefined
  const values = Object.entries(headers)
    .filter(([key]) => key.toLowerCase() === name)
    .flatMap(([, value]) => value ?? [])
  return values.join(', ').trim() || undefined
}

function isHeadersObject(headers: WebhookHeaders): headers is { get(name: string): string | null } {
  return typeof headers.get === 'function'
}

/** What the three signed headers say, well-formed but not yet verified. */
export interface SignedHeaders {
  id: string
  timestampSeconds: number
  /** Of every version, in the order they came. */
  signatures: readonly { version: string; base64: string }[]
}

/** @throws WebhookVerificationError `missing_header`, `invalid_header` */
export function readSignedHeaders(headers: WebhookHeaders): SignedHeaders {
  const id = required(headers, idHeader)
  // With a dot in the id, "a" + "." + "1.b" and "a.1" + "." + "b" would be signed alike.
  if (!isWellFormedId(id)) {
    throw invalid(
      idHeader,
      'it holds a dot, a comma or white space, which an id must not (did it come twice?)',
    )
  }
  const timestamp = required(headers, timestampHeader)
  const timestampSeconds = Number(timestamp)
  if (String(timestampSeconds) !== timestamp || !isWellFormedTimestamp(timestampSeconds)) {
    throw invalid(timestampHeader, 'it must be Unix seconds in decimal digits')
  }
  return { id, timestampSeconds, signatures: parseSignatures(required(headers, signatureHeader)) }
}

const signatureShape = /^([A-Za-z0-9]+),([^,]+),?$/

/** Well above what a rotation needs; each costs a pass over the body, and the sender is not yet trusted. */
const mostSignatures = 16

function parseSignatures(header: string): SignedHeaders['signatures'] {
  const parts = header.split(/\s+/)
  if (parts.length > mostSignatures) {
    throw invalid(signatureHeader, `it holds ${parts.length} signatures, more than ${mostSignatures}`)
  }
  return parts.map((part) => {
    // A comma at the end comes from two headers of this name that were joined into one.
    const [, version, base64] = signatureShape.exec(part) ?? []
    if (version === undefined || base64 === undefined) {
      throw invalid(signatureHeader, 'it must be "v1,<base64>", or several of those separated by spaces')
    }
    return { version, base64 }
  })
}

/** Visible characters without dot and comma. */
export function isWellFormedId(id: string): boolean {
  return /^[!-~]+$/.test(id) && !/[.,]/.test(id)
}

/** Up to eleven digits, which is the year 5138: what is longer is in milliseconds. */
export function isWellFormedTimestamp(seconds: number): boolean {
  return Number.isSafeInteger(seconds) && seconds >= 0 && seconds < 1e11
}

function required(headers: WebhookHeaders, name: string): string {
  const value = readHeader(headers, name)
  if (value !== undefined) return value
  throw new WebhookVerificationError(
    'missing_header',
    `The header "${name}" is missing: pass on the headers of the request unchanged, and let no proxy drop them.`,
  )
}

function invalid(name: string, problem: string): WebhookVerificationError {
  return new WebhookVerificationError('invalid_header', `The header "${name}" is malformed: ${problem}.`)
}
