import { ed25519Signer, ed25519Verifier } from './ed25519.ts'
import { parsePrivateKey, parsePublicKey } from './key-pair.ts'
import { invalidSecret, parseSecret, privatePrefix, publicPrefix, trimSecret } from './secret.ts'

/**
 * Secrets ready for use, with all that depends on their signature version: v1 (`whsec_`, HMAC-SHA256) or
 * v1a (`whsk_` signs and `whpk_` verifies, Ed25519). The version is the key's, never the signature's: so
 * a public key cannot be made to serve as the secret of an HMAC.
 */
interface Key {
  /** What stands before the comma in `webhook-signature`. */
  readonly version: 'v1' | 'v1a'
}

export interface SigningKey extends Key {
  sign(data: Uint8Array<ArrayBuffer>): Promise<Uint8Array>
}

export interface VerifyingKey extends Key {
  /** Length of a signature. Others cannot match, and are not tried. */
  readonly signatureBytes: number
  /** In constant time where the key is secret. */
  matches(signature: Uint8Array<ArrayBuffer>, data: Uint8Array<ArrayBuffer>): Promise<boolean>
}

/** @throws WebhookVerificationError `invalid_secret`, `unsupported_runtime` */
export const importSigningKey = remembering(readSigningKey)

/** @throws WebhookVerificationError `invalid_secret`, `unsupported_runtime` */
export const importVerifyingKey = remembering(readVerifyingKey)

/**
 * What can be said of a secret without importing it, which takes a promise.
 *
 * @throws WebhookVerificationError `invalid_secret`
 */
export function checkVerifyingSecret(secret: string): void {
  readVerifyingKey(secret)
}

type Import<K> = () => Promise<K>

function readSigningKey(secret: string): Import<SigningKey> {
  const trimmed = trimSecret(secret)
  if (trimmed.startsWith(publicPrefix)) {
    throw invalidSecret(
      `is a public key ("${publicPrefix}"), which cannot sign: sign with the "${privatePrefix}" key of the pair`,
    )
  }
  if (!trimmed.startsWith(privatePrefix)) return readHmacKey(trimmed)
  const privateKey = parsePrivateKey(trimmed)
  return async () => ({ version: 'v1a', sign: (await ed25519Signer(privateKey)).sign })
}

function readVerifyingKey(secret: string): Import<VerifyingKey> {
  const trimmed = trimSecret(secret)
  // It would work; but who holds it can sign in the sender's name, so a receiver should not get used to having it.
  if (trimmed.startsWith(privatePrefix)) {
    throw invalidSecret(
      `is the sender's private key ("${privatePrefix}"): verify with the "${publicPrefix}" key of the pair`,
    )
  }
  if (!trimmed.startsWith(publicPrefix)) return readHmacKey(trimmed)
  const publicKey = parsePublicKey(trimmed)
  return async () => ({ version: 'v1a', signatureBytes: 64, matches: await ed25519Verifier(publicKey) })
}

function readHmacKey(secret: string): Import<SigningKey & VerifyingKey> {
  const bytes = parseSecret(secret)
  return () => importHmacKey(bytes)
}

/** HMAC-SHA256 with these bytes as its key. */
export async function importHmacKey(bytes: Uint8Array): Promise<SigningKey & VerifyingKey> {
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

/** Importing costs more than signing, and a receiver has few secrets. */
const mostImported = 256

function remembering<K>(read: (secret: string) => Import<K>): (secret: string) => Promise<K> {
  const imported = new Map<string, Promise<K>>()
  return async (secret) => {
    const known = imported.get(secret)
    if (known) return known
    const key = read(secret)()
    if (imported.size >= mostImported) imported.clear()
    imported.set(secret, key)
    return key
  }
}
