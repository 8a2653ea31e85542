import { decodeBase64Url } from './base64.ts'
import { WebhookVerificationError } from './errors.ts'
import { invalidSecret } from './secret.ts'

/** Ed25519 (RFC 8032) by Web Crypto, on raw 32-byte keys. */

const algorithm = { name: 'Ed25519' }

/** What stands before the seed in PKCS #8 (RFC 8410, section 7): the one form of a private key that Web Crypto takes everywhere. */
const pkcs8Prefix = [48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32]

export interface PrivateKey {
  /** The 32 bytes that all else is made from (RFC 8032, section 5.1.5: "private key"). */
  seed: Uint8Array<ArrayBuffer>
  /** The 32 bytes after it, which must be its public key; undefined where the text holds the seed only. */
  claimedPublicKey: Uint8Array<ArrayBuffer> | undefined
}

export interface Ed25519Signer {
  publicKey: Uint8Array<ArrayBuffer>
  sign: (data: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>
}

export async function ed25519Signer({ seed, claimedPublicKey }: PrivateKey): Promise<Ed25519Signer> {
  const { subtle } = crypto
  const pkcs8 = new Uint8Array([...pkcs8Prefix, ...seed])
  // Extractable, since the export is how Web Crypto tells the public key of a private one.
  const key = await subtle.importKey('pkcs8', pkcs8, algorithm, true, ['sign']).catch(notImported)
  const { x = '' } = await subtle.exportKey('jwk', key)
  const publicKey = decodeBase64Url(x)
  if (!publicKey) return notImported()
  if (claimedPublicKey?.some((byte, index) => byte !== publicKey[index])) {
    throw invalidSecret(
      'is a "whsk_" key whose second half is not the public key of its first: copy it whole',
    )
  }
  return {
    publicKey,
    sign: async (data) => new Uint8Array(await subtle.sign(algorithm, key, data)),
  }
}

export async function ed25519Verifier(
  publicKey: Uint8Array<ArrayBuffer>,
): Promise<(signature: Uint8Array<ArrayBuffer>, data: Uint8Array<ArrayBuffer>) => Promise<boolean>> {
  const { subtle } = crypto
  const key = await subtle.importKey('raw', publicKey, algorithm, false, ['verify']).catch(notImported)
  return (signature, data) => subtle.verify(algorithm, key, signature, data)
}

function notImported(cause?: unknown): never {
  if (cause instanceof Error && cause.name !== 'NotSupportedError') {
    throw invalidSecret('is no Ed25519 key: copy it whole', { cause })
  }
  throw new WebhookVerificationError(
    'unsupported_runtime',
    'This runtime has no Ed25519, which v1a needs: use a newer one, or a "whsec_" secret (v1).',
    { cause },
  )
}
