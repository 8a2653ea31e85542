/** A tenant's URL, and what it takes to call it. */
export interface Endpoint {
  tenant: string
  id: string
  kind: EndpointKind
  url: string
  description: string
  /** Event types it wants: names, or `orders.*` for all below a prefix; empty means every one. */
  eventTypes: readonly string[]
  /** Channels it listens on: it gets only messages sent on one of them; empty means every message. */
  channels: readonly string[]
  /** Attempts a second at most, over all workers, in bursts of up to a second's worth; null for no limit. */
  ratePerSecond: number | null
  /** Attempts under way at once at most, over all workers; null for no limit but the workers' own. */
  concurrency: number | null
  /** Whether it gets one message at a time, in order, each until it succeeds or is canceled. */
  ordered: boolean
  /** Milliseconds that an attempt may take; null for the worker's `timeoutMs`. */
  timeoutMs: number | null
  /**
   * Headers that are sent with each request, as they are stored: the JSON of an object, which may be encrypted
   * (`enc1_…`); null for none.
   */
  headers: string | null
  state: EndpointState
  /** Why it is disabled; null while it is enabled. */
  disabledReason: DisabledReason | null
  /** Newest first. All that have not expired sign each request, so that a rotation loses nothing. */
  secrets: readonly EndpointSecret[]
  /** Epoch milliseconds before which nothing is sent to it (its receiver asked for a pause, or somebody by request), or null. */
  pausedUntil: number | null
  /** Epoch milliseconds of the first attempt that failed since one succeeded, or null. */
  failingSince: number | null
  /** Epoch milliseconds. */
  createdAt: number
  /** Epoch milliseconds. */
  updatedAt: number
}

/**
 * `registered`: by the tenant or for it. `callback`: made for the callbacks to one URL; it wants no event type, and is
 * sent to by its id only. `callback_secret`: holds the secret of a tenant's callbacks, and is sent nothing.
 */
export const endpointKinds = ['registered', 'callback', 'callback_secret'] as const

export type EndpointKind = (typeof endpointKinds)[number]

/** An endpoint of which no more is known: enabled, without limits. */
export function blankEndpoint({
  now,
  ...given
}: Pick<Endpoint, 'tenant' | 'id' | 'kind' | 'url' | 'secrets'> & { now: number }): Endpoint {
  return {
    ...given,
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
    pausedUntil: null,
    failingSince: null,
    createdAt: now,
    updatedAt: now,
  }
}

export interface EndpointSecret {
  /**
   * As it is stored: `whsec_` and the base64 of 24 to 64 random bytes (v1), or `whsk_` and that of an Ed25519
   * seed and its public key (v1a); either may be encrypted (`enc1_…`). Of one endpoint all are of one kind.
   */
  secret: string
  /** Epoch milliseconds after which it no longer signs; null for the current one. */
  expiresAt: number | null
}

/** The versions of Standard Webhooks' signatures: HMAC-SHA256 with a shared secret, or Ed25519 with a pair of keys. */
export const signings = ['v1', 'v1a'] as const

export type Signing = (typeof signings)[number]

export type EndpointState = 'enabled' | 'disabled'

/**
 * `by_request`: through the API or the page. `gone`: the receiver answered 410. `failing`: every attempt failed for
 * too long.
 */
export const disabledReasons = ['by_request', 'gone', 'failing'] as const

export type DisabledReason = (typeof disabledReasons)[number]

/** What its owner may say of how an endpoint is called. */
export type EndpointPolicy = Pick<
  Endpoint,
  'channels' | 'ratePerSecond' | 'concurrency' | 'ordered' | 'timeoutMs' | 'headers'
>

/** What may be changed of an endpoint; what is left out stays as it is. */
export interface EndpointChange extends Partial<EndpointPolicy> {
  url?: string
  description?: string
  eventTypes?: readonly string[]
  state?: EndpointState
  /** Epoch milliseconds; null ends a pause. */
  pausedUntil?: number | null
}

/** Stands in the store for "every event type". */
export const anyEventType = '*'
