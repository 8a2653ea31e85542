import { createHmac } from 'node:crypto'

import { idHeader, signatureHeader, timestampHeader, verify } from '@hookwright/receiver'

import { bodyVariants } from './body-variants.ts'
import type { Capture } from './capture.ts'
import { contentVariants } from './content-variants.ts'
import { keyVariants } from './key-variants.ts'

/** Something that keeps a signature from matching. */
export interface Mistake {
  code: 'body_changed' | 'wrong_key_form' | 'wrong_signed_content' | 'wrong_encoding'
  text: string
}

interface Encoding {
  name: 'base64' | 'base64url' | 'hex'
  mistake?: string
}

const encodings: readonly Encoding[] = [
  { name: 'base64' },
  { name: 'base64url', mistake: 'the signature is written in base64url; it must be base64 with + and /' },
  { name: 'hex', mistake: 'the signature is written in hexadecimal; it must be base64' },
]

/**
 * Tries everything that often goes wrong, alone and together, until a v1 signature matches. Gives the fewest mistakes
 * that explain it; undefined where nothing does.
 */
export function findHmacMistakes({ headers, body }: Capture, secret: string): Mistake[] | undefined {
  const given = signaturesIn(headers)
  const contents = contentVariants(headers.get(idHeader) ?? '', headers.get(timestampHeader) ?? '')
  const keys = keyVariants(secret)
  let fewest: Mistake[] | undefined
  for (const { body: variant, change } of bodyVariants(body)) {
    for (const { key, mistake: keyMistake } of keys) {
      for (const { prefix, mistake: contentMistake } of contents) {
        const hmac = createHmac('sha256', key).update(prefix).update(variant).digest()
        const encoding = encodings.find(({ name }) => given.has(unpadded(hmac.toString(name))))
        if (encoding === undefined) continue
        const mistakes = [
          mistakeOf('wrong_key_form', keyMistake),
          mistakeOf('wrong_signed_content', contentMistake),
          mistakeOf('wrong_encoding', encoding.mistake),
          mistakeOf('body_changed', change && `the body is not the one that was signed: ${change}`),
        ].flat()
        if (fewest === undefined || mistakes.length < fewest.length) fewest = mistakes
      }
    }
  }
  return fewest
}

/** The same for v1a, where the key can hardly be taken for something else. */
export async function findEd25519Mistakes(
  { headers, body }: Capture,
  secret: string,
): Promise<Mistake[] | undefined> {
  for (const { body: variant, change } of bodyVariants(body)) {
    const isRight = await verify({ headers, body: variant, secret, toleranceSeconds: Infinity }).then(
      () => true,
      () => false,
    )
    if (isRight)
      return mistakeOf('body_changed', change && `the body is not the one that was signed: ${change}`)
  }
  return undefined
}

function mistakeOf(code: Mistake['code'], text: string | undefined): Mistake[] {
  return text === undefined ? [] : [{ code, text }]
}

function signaturesIn(headers: Headers): ReadonlySet<string> {
  const parts = (headers.get(signatureHeader) ?? '').split(/\s+/)
  return new Set(parts.map((part) => unpadded(part.replace(/^[^,]+,/, '').replace(/,$/, ''))))
}

function unpadded(text: string): string {
  return text.replace(/=+$/, '')
}
