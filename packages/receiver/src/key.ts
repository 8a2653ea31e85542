import { ed25519, notImported } from './ed25519.ts'
import { decodeKey, invalidSecret, parseSecret, privatePrefix, publicPrefix, trimSecret } from './secret.ts'

/**
 * A secret ready to verify with, and all that depends on its signature version: v1 (`whsec_`,
 * HMAC-SHA256) or v1a (`whpk_`, Ed25519). The version is the key's, never the signature's: so a public
 * key cannot be made to serve as the secret of an HMAC.
 */
export interface VerifyingKey {
  /** What stands before the comma in `webhook-signature`. */
  readonly version: 'v1' | 'v1a'
  /** Length of a signature. Others cannot match, and are not tried. */
  readonly signatureBytes: number
  /** In constant time where the key is secret. */
  matches(signature: Uint8Array<ArrayBuffer>, content: Uint8Array<ArrayBuffer>): Promise<boolean>
}

export const hmac = { name: 'HMAC', hash: 'SHA-256' }

/**
 * Reads a secret; the promise is only in its import.
 *
 * @throws WebhookVerificationError `invalid_secret`
 */
export function readVerifyingKey(secret: string): () => Promise<VerifyingKey> {
  const trimmed = trimSecret(secret)
  // It would work; but who holds it can sign in the sender's name, so a receiver should not get used to having it.
  if (trimmed.startsWith(privatePrefix)) {
    throw invalidSecret(
      `is the sender's private key ("${privatePrefix}"): verify with the "${publicPrefix}" key of the pair`,
    )
  }
  return trimmed.startsWith(publicPrefix)
    ? importing(
        'v1a',
        64,
        ed25519,
        decodeKey(trimmed, publicPrefix, '32', (length) => length === 32),
      )
    : importing('v1', 32, hmac, parseSecret(trimmed))
}

function importing(
  version: VerifyingKey['version'],
  signatureBytes: number,
  algorithm: typeof ed25519,
  bytes: Uint8Array<ArrayBuffer>,
): () => Promise<VerifyingKey> {
  return async () => {
    const { subtle } = crypto
    const key = await subtle.importKey('raw', bytes, algorithm, false, ['verify']).catch(notImported)
    return {
      version,
      signatureBytes,
      matches: (signature, content) => subtle.verify(algorithm, key, signature, content),
    }
  }
}

/** Importing costs more than verifying, and a receiver has few secrets. */
const mostImported = 256
const imported = new Map<string, Promise<VerifyingKey>>()

/** @throws WebhookVerificationError `invalid_secret`, `unsupported_runtime` */
export async function importVerifyingKey(secret: string): Promise<VerifyingKey> {
  const known = imported.get(secret)
  if (known) return known
  const key = readVerifyingKey(secret)()
  if (imported.size >= mostImported) imported.clear()
  imported.set(secret, key)
  return key
}
