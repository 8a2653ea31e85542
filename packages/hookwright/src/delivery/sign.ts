import { createHmac, createPrivateKey, createPublicKey, createSecretKey, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { eventTypeHeader, idHeader, signatureHeader, timestampHeader } from '@hookwright/receiver'
import { parsePrivateKey, parseSecret, signedPrefix } from '@hookwright/receiver/sign'
import type { EndpointSecret } from '../endpoints/endpoint.ts'
import type { SecretBox } from '../endpoints/secret-box.ts'
import type { ClaimedDelivery } from '../store/store.ts'
import { userAgent } from '../version.ts'

/** The parts of a claimed delivery that go into its headers. */
export type Signable = Pick<ClaimedDelivery, 'messageId' | 'eventType' | 'contentType' | 'body'>

/**
 * The secrets of an endpoint that sign at `now`, decrypted. An older one that cannot be decrypted is left
 * out: else, where a key was lost, rotating the secret would heal nothing until the old one had expired.
 *
 * @throws HookwrightError `secret_unreadable` for the newest; Error where all have expired.
 */
export async function usableSecrets(
  { tenant, endpoint }: { tenant: string; endpoint: { id: string; secrets: readonly EndpointSecret[] } },
  now: number,
  box: SecretBox,
): Promise<string[]> {
  const owner = { tenant, endpointId: endpoint.id }
  const secrets: string[] = []
  for (const { secret, expiresAt } of endpoint.secrets) {
    if (expiresAt !== null && expiresAt <= now) continue
    try {
      const opened = box.open(secret, owner)
      secrets.push(typeof opened === 'string' ? opened : await opened)
    } catch (error) {
      if (expiresAt === null) throw error
    }
  }
  if (secrets.length > 0) return secrets
  throw new Error('The endpoint has no secret that has not expired; rotate its secret.')
}

/**
 * The headers of one attempt, signed with each of the secrets (Standard Webhooks 1.0, "Signature scheme")
 * over `id.timestamp.body`: v1, HMAC-SHA256, for a `whsec_…`, and v1a, Ed25519, for a `whsk_…`. The
 * timestamp is that of the attempt, so that a late retry is not taken for a replay.
 *
 * @throws WebhookVerificationError `invalid_secret`, which never repeats the secret
 */
export function signedHeaders(
  delivery: Signable,
  secrets: readonly string[],
  now: number,
): Record<string, string> {
  const timestamp = Math.floor(now / 1000)
  const prefix = signedPrefix(delivery.messageId, timestamp)
  return {
    'content-type': delivery.contentType,
    'user-agent': userAgent,
    [idHeader]: delivery.messageId,
    [timestampHeader]: String(timestamp),
    [signatureHeader]: secrets.map((secret) => signature(secret, prefix, delivery.body)).join(' '),
    [eventTypeHeader]: delivery.eventType,
  }
}

function signature(secret: string, prefix: string, body: Uint8Array): string {
  const key = keyOf(secret)
  if (key.type === 'secret')
    return `v1,${createHmac('sha256', key).update(prefix).update(body).digest('base64')}`
  return `v1a,${sign(null, Buffer.concat([Buffer.from(prefix), body]), key).toString('base64')}`
}

/** Making a key costs more than signing with it. Bounded: whoever has more secrets than this pays again for the oldest. */
const mostKeys = 4096
const keys = new Map<string, KeyObject>()

function keyOf(secret: string): KeyObject {
  let key = keys.get(secret)
  if (!key) {
    key = secret.startsWith('whsk_') ? ed25519Key(secret) : createSecretKey(parseSecret(secret))
    if (keys.size >= mostKeys) for (const oldest of keys.keys()) if (keys.delete(oldest)) break
    keys.set(secret, key)
  }
  return key
}

/** What stands before the seed in PKCS #8 (RFC 8410, section 7). */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex')

function ed25519Key(secret: string): KeyObject {
  const { seed, claimedPublicKey } = parsePrivateKey(secret)
  const key = createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' })
  const { x } = createPublicKey(key).export({ format: 'jwk' })
  // Receivers were given the public key that stands in it: with another one, nothing would verify.
  if (claimedPublicKey && Buffer.from(claimedPublicKey).toString('base64url') !== x)
    throw new Error('Its "whsk_" key holds the public key of another; rotate its secret.')
  return key
}
