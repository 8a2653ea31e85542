import { parseSecret } from '@hookwright/receiver/sign'

/** One way in which a secret may have been made into a key. */
export interface KeyVariant {
  key: Uint8Array
  /** What is wrong with it; undefined for the right one. */
  mistake?: string
}

/** The key that a `whsec_` secret means, and those that it is taken for by mistake. */
export function keyVariants(secret: string): KeyVariant[] {
  const text = secret.trim()
  const encoded = text.replace(/^whsec_/, '')
  const utf8 = new TextEncoder()
  const wrong: [Uint8Array, string][] = [
    [
      utf8.encode(encoded),
      'the text behind "whsec_" itself was taken for the key; it must be decoded from base64',
    ],
    [
      utf8.encode(text),
      'the whole text, "whsec_" included, was taken for the key; what is behind that must be decoded from base64',
    ],
    [
      utf8.encode(`whsec_${encoded}`),
      'the whole text, with "whsec_" before it, was taken for the key; it must be decoded from base64',
    ],
    [
      new Uint8Array(Buffer.from(text, 'base64')),
      'the whole text, "whsec_" included, was decoded from base64; only what is behind that must be',
    ],
    [
      new Uint8Array(Buffer.from(encoded, 'base64url')),
      'the secret is written in base64url; Standard Webhooks uses base64 with + and /',
    ],
    [
      new Uint8Array(Buffer.from(encoded, 'hex')),
      'the secret was decoded from hexadecimal; it must be decoded from base64',
    ],
    [utf8.encode(`${text}\n`), 'the text with a newline at its end was taken for the key'],
  ]
  const right = rightKey(secret)
  return [
    ...(right ? [{ key: right }] : []),
    ...wrong
      .filter(([key]) => key.length > 0 && !(right && Buffer.compare(key, right) === 0))
      .map(([key, mistake]) => ({ key, mistake })),
  ]
}

function rightKey(secret: string): Uint8Array | undefined {
  try {
    return parseSecret(secret)
  } catch {
    return undefined
  }
}
