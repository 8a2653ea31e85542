import type { Endpoint } from '../../../src/endpoints/endpoint.ts'
import { newId } from '../../../src/id.ts'
import type {
  Attempt,
  AttemptRecord,
  ClaimedDelivery,
  Delivery,
  DeliveryFilter,
  FreeClaimRequest,
  LimitedClaim,
  LimitedClaimRequest,
  NewMessage,
  Store,
} from '../../../src/store/store.ts'

/** When these stories begin. */
export const noon = Date.UTC(2026, 10, 23, 12)
export const minute = 60_000

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

export function endpoint(given: Partial<Endpoint> = {}): Endpoint {
  const createdAt = given.createdAt ?? noon
  return {
    tenant: 'acme',
    id: newId('ep', createdAt),
    kind: 'registered',
    url: 'https://receiver.example/hooks',
    description: '',
    eventTypes: [],
    channels: [],
    ratePerSecond: null,
    concurrency: null,
    ordered: false,
    timeoutMs: null,
    headers: null,
    state: 'enabled',
    disabledReason: null,
    secrets: [{ secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', expiresAt: null }],
    pausedUntil: null,
    failingSince: null,
    createdAt,
    updatedAt: createdAt,
    ...given,
  }
}

export async function addEndpoint(store: Store, given: Partial<Endpoint> = {}): Promise<Endpoint> {
  const made = endpoint(given)
  await store.createEndpoint(made)
  return made
}

export function message(given: Partial<NewMessage> = {}): NewMessage {
  const createdAt = given.createdAt ?? noon
  return {
    tenant: 'acme',
    id: newId('msg', createdAt),
    eventType: 'order.paid',
    contentType: 'application/json',
    body: bytesOf('{"order":1}'),
    channels: [],
    idempotencyKey: null,
    createdAt,
    endpointIds: null,
    callback: null,
    dueAt: createdAt,
    retryScheduleMs: null,
    traceContext: null,
    ...given,
  }
}

/** Enqueues one message, and returns its deliveries, in the order of their endpoints. */
export async function send(store: Store, given: Partial<NewMessage> = {}): Promise<Delivery[]> {
  const sent = message(given)
  const [result] = await store.enqueue([sent])
  if (result?.status !== 'stored') throw new Error(`the message was not stored: ${JSON.stringify(result)}`)
  const deliveries = await listAll(store, sent.tenant, { messageId: sent.id })
  return deliveries.toSorted((a, b) => (a.endpointId < b.endpointId ? -1 : 1))
}

/** For a message that goes to one endpoint. */
export async function sendOne(store: Store, given: Partial<NewMessage> = {}): Promise<Delivery> {
  return only(await send(store, given))
}

export function listAll(store: Store, tenant: string, filter: DeliveryFilter = {}): Promise<Delivery[]> {
  return store.listDeliveries(tenant, filter, { limit: 10_000 })
}

export async function reread(
  store: Store,
  { tenant, id }: { tenant: string; id: string },
): Promise<Delivery> {
  const delivery = await store.findDelivery(tenant, id)
  if (delivery === undefined) throw new Error(`there is no delivery ${id}`)
  return delivery
}

export async function claim(store: Store, given: Partial<FreeClaimRequest> = {}): Promise<ClaimedDelivery[]> {
  const request = { now: noon, leaseMs: minute, limit: 100, skipEndpointIds: [], ...given }
  return (await store.claim(request)).deliveries
}

export async function claimOne(
  store: Store,
  given: Partial<FreeClaimRequest> = {},
): Promise<ClaimedDelivery> {
  return only(await claim(store, given))
}

export function claimLimited(store: Store, given: Partial<LimitedClaimRequest> = {}): Promise<LimitedClaim> {
  const request = {
    now: noon,
    leaseMs: minute,
    limit: 100,
    skipEndpointIds: [],
    afterEndpointId: '',
    limitEach: 100,
  }
  return store.claimLimited({ ...request, ...given })
}

export function attempt(given: Partial<Attempt> = {}): Attempt {
  return {
    number: 1,
    startedAt: noon,
    durationMs: 25,
    outcome: 'succeeded',
    status: 204,
    error: null,
    responseBody: null,
    ...given,
  }
}

export const failedAttempt = {
  outcome: 'server_error',
  status: 503,
  error: 'the receiver answered 503',
  responseBody: bytesOf('busy'),
} as const satisfies Partial<Attempt>

/** What a worker records of a delivery it claimed: by default, that it succeeded. */
export function recordOf(
  claimed: ClaimedDelivery,
  given: Partial<Omit<AttemptRecord, 'attempt'>> & { attempt?: Partial<Attempt> } = {},
): AttemptRecord {
  return {
    tenant: claimed.tenant,
    deliveryId: claimed.id,
    endpointId: claimed.endpoint.id,
    fence: claimed.fence,
    next: { state: 'succeeded' },
    endpoint: null,
    health: null,
    notices: { disabled: null, exhausted: null },
    ...given,
    attempt: attempt({ number: claimed.attempts + 1, ...given.attempt }),
  }
}

export function only<Item>(items: readonly Item[]): Item {
  const [first] = items
  if (first === undefined || items.length > 1) throw new Error(`one was expected, not ${items.length}`)
  return first
}

export function ids(items: readonly { id: string }[]): string[] {
  return items.map(({ id }) => id)
}
