import { decodeBase64, encodeBase64 } from './base64.ts'
import { ed25519Signer } from './ed25519.ts'
import type { PrivateKey } from './ed25519.ts'
import { invalidSecret, systemRandomBytes, trimSecret } from './secret.ts'

/** The texts of v1a: `whsk_` and a private key, which only the sender has; `whpk_` and its public key. */
export const privatePrefix = 'whsk_'
export const publicPrefix = 'whpk_'

const keyBytes = 32

/**
 * The bytes of a private key of v1a: `whsk_` and the base64 of a seed (32 bytes), or of a seed and its
 * public key (64 bytes). For senders that sign by means of their own; that the two belong together is
 * for them to check. `sign` and `publicKeyOf` do.
 *
 * @throws WebhookVerificationError `invalid_secret`
 */
export function parsePrivateKey(privateKey: string): PrivateKey {
  const bytes = decode(trimSecret(privateKey), privatePrefix)
  if (bytes.length !== keyBytes && bytes.length !== 2 * keyBytes) {
    throw invalidSecret(
      `is a "${privatePrefix}" key that decodes to ${bytes.length} bytes, not to 32 or 64: copy it whole, or make one with generateKeyPair()`,
    )
  }
  return {
    seed: bytes.slice(0, keyBytes),
    claimedPublicKey: bytes.length > keyBytes ? bytes.slice(keyBytes) : undefined,
  }
}

/** @throws WebhookVerificationError `invalid_secret` */
export function parsePublicKey(publicKey: string): Uint8Array<ArrayBuffer> {
  const bytes = decode(trimSecret(publicKey), publicPrefix)
  if (bytes.length === keyBytes) return bytes
  throw invalidSecret(
    `is a "${publicPrefix}" key that decodes to ${bytes.length} bytes, not to 32: copy it whole, as the sender shows it`,
  )
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
  const both = new Uint8Array(2 * keyBytes)
  both.set(seed)
  both.set(publicKey, keyBytes)
  return { privateKey: privatePrefix + encodeBase64(both), publicKey: publicPrefix + encodeBase64(publicKey) }
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

function decode(trimmed: string, prefix: string): Uint8Array<ArrayBuffer> {
  const bytes = trimmed.startsWith(prefix) ? decodeBase64(trimmed.slice(prefix.length)) : undefined
  if (bytes !== undefined) return bytes
  throw invalidSecret(`is not "${prefix}" followed by base64: copy it whole, as it was shown`)
}
