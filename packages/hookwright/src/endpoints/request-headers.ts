import { eventTypeHeader, idHeader, signatureHeader, timestampHeader } from '@hookwright/receiver'
import { sign, type SignOptions } from '@hookwright/receiver/sign'

import type { Attempt, Delivery, Message } from '../store/store.ts'
import { userAgent } from '../version.ts'
import type { Endpoint } from './endpoint.ts'
import type { SecretBox } from './secret-box.ts'

/** What an attempt's headers are told by. What was sent is not stored beside it. */
export interface Sent {
  delivery: Delivery
  message: Message | undefined
  endpoint: Endpoint | undefined
  secretBox: SecretBox
}

/**
 * The headers of an attempt's request, made anew; values of the endpoint's own headers are left empty. Without the
 * signature where a secret cannot be read. Null where nothing was sent, or the body or the endpoint is gone.
 */
export async function requestHeaders(
  { outcome, startedAt }: Attempt,
  { delivery, message, endpoint, secretBox }: Sent,
): Promise<Record<string, string> | null> {
  if (outcome === 'blocked' || !message?.body || !endpoint) return null
  const timestamp = Math.floor(startedAt / 1000)
  const { id, body, contentType } = message
  const signature = await signatureOf({ id, timestamp, body }, startedAt, endpoint, secretBox)
  return {
    ...(await ownNames(endpoint, secretBox)),
    'content-type': contentType,
    'user-agent': userAgent,
    [idHeader]: id,
    [timestampHeader]: String(timestamp),
    ...(signature !== null && { [signatureHeader]: signature }),
    [eventTypeHeader]: delivery.eventType,
  }
}

/** By those of the present secrets that had not expired then. */
async function signatureOf(
  signed: Omit<SignOptions, 'secret'>,
  startedAt: number,
  { tenant, id, secrets }: Endpoint,
  secretBox: SecretBox,
): Promise<string | null> {
  const valid = secrets.filter(({ expiresAt }) => expiresAt === null || expiresAt > startedAt)
  try {
    const opened = valid.map(async ({ secret }) => secretBox.open(secret, { tenant, endpointId: id }))
    return await sign({ ...signed, secret: await Promise.all(opened) })
  } catch {
    // Its key is lost, or it is damaged: the attempts from then on say so, and rotating it heals that.
    return null
  }
}

async function ownNames(
  { tenant, id, headers }: Endpoint,
  secretBox: SecretBox,
): Promise<Record<string, string>> {
  if (headers === null) return {}
  try {
    const own: unknown = JSON.parse(await secretBox.open(headers, { tenant, endpointId: id }))
    return Object.fromEntries(Object.keys(own ?? {}).map((name) => [name, '']))
  } catch {
    return {}
  }
}
