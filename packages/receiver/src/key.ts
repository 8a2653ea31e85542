import { parseSecret } from './secret.ts'

/**
 * A secret ready for use, with all that depends on its signature version. A further version (v1a, by
 * Ed25519) is one more way to make one of these: nothing else asks which version it deals with.
 */
export interface SigningKey {
  /** What stands before the comma in `webhook-signature`. */
  readonly version: string
  /** Length of a signature. Others cannot match, and are not tried. */
  readonly signatureBytes: number
  sign(data: Uint8Array<ArrayBuffer>): Promise<Uint8Array>
  /** In constant time. */
  matches(signature: Uint8Array<ArrayBuffer>, data: Uint8Array<ArrayBuffer>): Promise<boolean>
}

/** Importing costs more than signing, and a receiver has few secrets. */
const imported = new Map<string, Promise<SigningKey>>()
const mostImported = 256

/** @throws WebhookVerificationError `invalid_secret` */
export async function importKey(secret: string): Promise<SigningKey> {
  const known = imported.get(secret)
  if (known !== undefined) return known
  const bytes = parseSecret(secret)
  const key = importHmacKey(bytes)
  for (const oldest of imported.keys()) {
    if (imported.size < mostImported) break
    imported.delete(oldest)
  }
  imported.set(secret, key)
  return key
}

/** v1: HMAC-SHA256. */
async function importHmacKey(bytes: Uint8Array): Promise<SigningKey> {
  const { subtle } = crypto
  const key = await subtle.importKey('raw', new Uint8Array(bytes), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
    'verify',
  ])
  return {
    version: 'v1',
    signatureBytes: 32,
    sign: async (data) => new Uint8Array(await subtle.sign('HMAC', key, data)),
    matches: (signature, data) => subtle.verify('HMAC', key, signature, data),
  }
}
