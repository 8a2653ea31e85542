import { setTimeout as pause } from 'node:timers/promises'

import type { ManagementClient } from '../server/client.ts'

/** How the first attempt of one delivery went. */
export interface FirstAttempt {
  endpointId: string
  /** Null where the endpoint has been deleted since. */
  url: string | null
  deliveryId: string
  /** Of the delivery. */
  state: string
  outcome: string
  httpStatus: number | null
  /** Null where no attempt was made: the delivery was canceled. */
  durationMs: number | null
  error: string | null
  nextAttemptAt: string | null
}

const pollMs = 150

/** The first attempts of a message's deliveries as they are made, until the signal aborts. */
export async function* firstAttempts(
  client: ManagementClient,
  messageId: string,
  signal: AbortSignal,
): AsyncGenerator<FirstAttempt> {
  const told = new Set<string>()
  while (!signal.aborted) {
    const deliveries = await client.listDeliveries({ messageId, limit: 250 })
    const fresh = deliveries.filter(
      ({ id, attempts, finishedAt }) => !told.has(id) && (attempts > 0 || finishedAt !== null),
    )
    for (const { id } of fresh) {
      told.add(id)
      yield await read(client, id)
    }
    await pause(pollMs, undefined, { signal }).catch(() => {})
  }
}

async function read(client: ManagementClient, deliveryId: string): Promise<FirstAttempt> {
  const { endpointId, state, nextAttemptAt, attemptLog } = await client.delivery(deliveryId)
  const [first] = attemptLog
  return {
    endpointId,
    url: await client.endpoint(endpointId).then(
      ({ url }) => url,
      () => null,
    ),
    deliveryId,
    state,
    outcome: first?.outcome ?? state,
    httpStatus: first?.status ?? null,
    durationMs: first?.durationMs ?? null,
    error: first?.error ?? null,
    nextAttemptAt,
  }
}
