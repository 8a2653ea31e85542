import { encodeBase64 } from './base64.ts'
import { ed25519Signer } from './ed25519.ts'
import type { PrivateKey } from './ed25519.ts'
import { decodeKey, privatePrefix, publicPrefix, systemRandomBytes, trimSecret } from './secret.ts'

/** The texts of v1a: `whsk_` and a private key, which only the sender has; `whpk_` and its public key. */

const keyBytes = 32

/**
 * The bytes of a private key of v1a: `whsk_` and the base64 of a seed (32 bytes), or of a seed and its
 * public key (64 bytes). For senders that sign by means of their own; that the two belong together is
 * for them to check. `sign` and `publicKeyOf` do.
 *
 * @throws WebhookVerificationError `invalid_secret`
 */
export function parsePrivateKey(privateKey: string): PrivateKey {
  const bytes = decodeKey(
    trimSecret(privateKey),
    privatePrefix,
    '32 or 64',
    (length) => length === keyBytes || length === 2 * keyBytes,
  )
  return {
    seed: bytes.slice(0, keyBytes),
    claimedPublicKey: bytes.length > keyBytes ? bytes.slice(keyBytes) : undefined,
  }
}

/** @throws WebhookVerificationError `invalid_secret` */
export function parsePublicKey(publicKey: string): Uint8Array<ArrayBuffer> {
  return decodeKey(trimSecret(publicKey), publicPrefix, '32', (length) => length === keyBytes)
}

export interface KeyPair {
  /** `whsk_` and the base64 of the seed and the public key. Only the sender needs it: tell it nobody. */
  privateKey: string
  /** `whpk_` and the base64 of the public key: all that a receiver needs, and no secret. */
  publicKey: string
}

/**
 * A new pair of keys for v1a.
 *
 * @param randomBytes Where the 32 bytes of the seed come from; by default the runtime's cryptographic source.
 * @throws WebhookVerificationError `unsupported_runtime` where Web Crypto has no Ed25519
 */
export async function generateKeyPair(
  randomBytes: (length: number) => Uint8Array = systemRandomBytes,
): Promise<KeyPair> {
  const seed = new Uint8Array(randomBytes(keyBytes))
  const { publicKey } = await ed25519Signer({ seed, claimedPublicKey: undefined })
  return {
    privateKey: privatePrefix + encodeBase64(new Uint8Array([...seed, ...publicKey])),
    publicKey: publicPrefix + encodeBase64(publicKey),
  }
}

/**
 * The public key (`whpk_…`) of a private one (`whsk_…`).
 *
 * @throws WebhookVerificationError `invalid_secret`, also where the public key in it is another's; `unsupported_runtime`
 */
export async function publicKeyOf(privateKey: string): Promise<string> {
  const { publicKey } = await ed25519Signer(parsePrivateKey(privateKey))
  return publicPrefix + encodeBase64(publicKey)
}
