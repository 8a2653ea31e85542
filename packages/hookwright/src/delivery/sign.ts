import { createHmac, createSecretKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import {
  eventTypeHeader,
  idHeader,
  parseSecret,
  signatureHeader,
  signedPrefix,
  timestampHeader,
} from '@hookwright/receiver'
import type { ClaimedDelivery } from '../store/store.ts'

/** How Hookwright names itself to receivers. The version is this package's. */
export const userAgent = 'Hookwright/0.1.0'

/** The parts of a claimed delivery that go into its headers. */
export type Signable = Pick<ClaimedDelivery, 'messageId' | 'eventType' | 'contentType' | 'body'> & {
  endpoint: Pick<ClaimedDelivery['endpoint'], 'secrets'>
}

/**
 * The headers of one attempt, signed with every secret of the endpoint that has not expired (Standard
 * Webhooks 1.0, "Signature scheme"): v1, HMAC-SHA256 over `id.timestamp.body`. The timestamp is that of
 * the attempt, so that a late retry is not taken for a replay.
 *
 * Throws when a secret is malformed, or when all have expired.
 */
export function signedHeaders(delivery: Signable, now: number): Record<string, string> {
  const timestamp = Math.floor(now / 1000)
  const prefix = signedPrefix(delivery.messageId, timestamp)
  const signatures = delivery.endpoint.secrets
    .filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
    .map(
      ({ secret }) =>
        `v1,${createHmac('sha256', keyOf(secret)).update(prefix).update(delivery.body).digest('base64')}`,
    )
  if (signatures.length === 0)
    throw new Error('The endpoint has no secret that has not expired; rotate its secret.')
  return {
    'content-type': delivery.contentType,
    'user-agent': userAgent,
    [idHeader]: delivery.messageId,
    [timestampHeader]: String(timestamp),
    [signatureHeader]: signatures.join(' '),
    [eventTypeHeader]: delivery.eventType,
  }
}

/** Making a key costs more than signing with it. Bounded: whoever has more secrets than this pays again for the oldest. */
const mostKeys = 4096
const keys = new Map<string, KeyObject>()

function keyOf(secret: string): KeyObject {
  let key = keys.get(secret)
  if (!key) {
    key = createSecretKey(parseSecret(secret))
    if (keys.size >= mostKeys) for (const oldest of keys.keys()) if (keys.delete(oldest)) break
    keys.set(secret, key)
  }
  return key
}
