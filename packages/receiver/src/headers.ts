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
  const id = requiredHeader(headers, idHeader)
  // With a dot in the id, "a" + "." + "1.b" and "a.1" + "." + "b" would be signed alike.
  if (!isWellFormedId(id)) {
    throw invalidHeader(idHeader, 'one, and visible ASCII without dots and commas')
  }
  return {
    id,
    timestampSeconds: requiredTimestamp(headers, timestampHeader),
    signatures: parseSignatures(requiredHeader(headers, signatureHeader)),
  }
}

const signatureShape = /^([A-Za-z0-9]+),([^,]+),?$/

/** Well above what a rotation needs; each costs a pass over the body, and the sender is not yet trusted. */
const mostSignatures = 16

function parseSignatures(header: string): SignedHeaders['signatures'] {
  return header.split(/\s+/).map((part, index) => {
    // A comma at the end comes from two headers of this name that were joined into one.
    const [, version, base64] = signatureShape.exec(part) ?? []
    if (!version || !base64 || index >= mostSignatures) {
      throw invalidHeader(signatureHeader, `"v1,<base64>", or up to ${mostSignatures} of those`)
    }
    return { version, base64 }
  })
}

/** Visible characters without dot and comma. */
export function isWellFormedId(id: string): boolean {
  return /^[!-+/-~-]+$/.test(id)
}

/** Up to eleven digits, which is the year 5138: what is longer is in milliseconds. */
export function isWellFormedTimestamp(seconds: string): boolean {
  return /^(0|[1-9]\d{0,10})$/.test(seconds)
}

/** @throws WebhookVerificationError `missing_header` */
export function requiredHeader(headers: WebhookHeaders, name: string): string {
  const value = readHeader(headers, name)
  if (value) return value
  throw new WebhookVerificationError(
    'missing_header',
    `The header "${name}" is missing: pass on all headers, and let no proxy drop them.`,
  )
}

/** @throws WebhookVerificationError `missing_header`, `invalid_header` */
export function requiredTimestamp(headers: WebhookHeaders, name: string): number {
  const timestamp = requiredHeader(headers, name)
  if (isWellFormedTimestamp(timestamp)) return Number(timestamp)
  throw invalidHeader(name, 'Unix seconds')
}

export function invalidHeader(name: string, wanted: string): WebhookVerificationError {
  return new WebhookVerificationError(
    'invalid_header',
    `The header "${name}" is malformed: it must be ${wanted}.`,
  )
}
