import { WebhookVerificationError } from './errors.ts'
import { invalidSecret } from './secret.ts'

/** Ed25519 (RFC 8032) in Web Crypto. */
export const ed25519 = { name: 'Ed25519' }

/** Why a key could not be imported. */
export function notImported(cause?: unknown): never {
  if (cause instanceof Error && cause.name !== 'NotSupportedError') {
    throw invalidSecret('is no Ed25519 key: copy it whole', { cause })
  }
  throw new WebhookVerificationError(
    'unsupported_runtime',
    'This runtime has no Ed25519, which v1a needs: use a newer one, or a "whsec_" secret.',
    { cause },
  )
}
