import { decodeBase64Url, encodeBase64 } from './base64.ts'
import { ed25519, notImported } from './ed25519.ts'
import {
  decodeKey,
  invalidSecret,
  privatePrefix,
  publicPrefix,
  systemRandomBytes,
  trimSecret,
} from './secret.ts'

/** The keys of v1a: `whsk_` and a private key, which only the sender has; `whpk_` and its public key. */

const keyBytes = 32

export interface PrivateKey {
  /** The 32 bytes that all else is made from (RFC 8032, section 5.1.5: "private key"). */
  seed: Uint8Array<ArrayBuffer>
  /** The 32 bytes after it, which must be its public key; undefined where the text holds the seed only. */
  claimedPublicKey: Uint8Array<ArrayBuffer> | undefined
}

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

/** What stands before the seed in PKCS #8 (RFC 8410, section 7): the one form of a private key that Web Crypto takes everywhere. */
const pkcs8Prefix = [48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32]

interface Ed25519Signer {
  publicKey: Uint8Array<ArrayBuffer>
  sign: (content: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>
}

export async function ed25519Signer({ seed, claimedPublicKey }: PrivateKey): Promise<Ed25519Signer> {
  const { subtle } = crypto
  const pkcs8 = new Uint8Array([...pkcs8Prefix, ...seed])
  // Extractable, since the export is how Web Crypto tells the public key of a private one.
  const key = await subtle.importKey('pkcs8', pkcs8, ed25519, true, ['sign']).catch(notImported)
  const { x = '' } = await subtle.exportKey('jwk', key)
  const publicKey = decodeBase64Url(x)
  if (publicKey === undefined) return notImported()
  if (claimedPublicKey?.some((byte, index) => byte !== publicKey[index])) {
    throw invalidSecret(
      'is a "whsk_" key whose second half is not the public key of its first: copy it whole, or make one with generateKeyPair()',
    )
  }
  return { publicKey, sign: async (content) => new Uint8Array(await subtle.sign(ed25519, key, content)) }
}
