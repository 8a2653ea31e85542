import { parseJson } from '../body.ts'
import { encodeHex } from './hex.ts'

/**
 * JSON; or a form, whose field `payload` holds the JSON where there is one (GitHub and Slack send such),
 * and whose fields are the body where there is none (Slack's commands).
 *
 * @throws WebhookVerificationError `malformed_json`
 */
export function parseBody(rawBody: Uint8Array, headers: Headers): unknown {
  if (!headers.get('content-type')?.startsWith('application/x-www-form-urlencoded')) return parseJson(rawBody)
  const form = new URLSearchParams(new TextDecoder().decode(rawBody))
  const payload = form.get('payload')
  return payload === null ? Object.fromEntries(form) : parseJson(new TextEncoder().encode(payload))
}

/** The string of that name in an object; undefined where there is none. */
export function stringIn(value: unknown, name: string): string | undefined {
  const found = valueIn(value, name)
  return typeof found === 'string' ? found : undefined
}

export function valueIn(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.getOwnPropertyDescriptor(value, name)?.value
}

/** Stands for an id where the sender gives none: what is sent again has the same bytes. */
export async function bodyDigest(rawBody: Uint8Array): Promise<string> {
  return encodeHex(new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(rawBody))))
}
