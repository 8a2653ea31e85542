/** A tenant's URL, and what it takes to call it. */
export interface Endpoint {
  tenant: string
  id: string
  url: string
  description: string
  /** Event types it wants: names, or `orders.*` for all below a prefix; empty means every one. */
  eventTypes: readonly string[]
  state: EndpointState
  /** Why it is disabled; null while it is enabled. */
  disabledReason: DisabledReason | null
  /** Newest first. All that have not expired sign each request, so that a rotation loses nothing. */
  secrets: readonly EndpointSecret[]
  /** Epoch milliseconds before which nothing is sent to it (the receiver asked for a pause), or null. */
  pausedUntil: number | null
  /** Epoch milliseconds. */
  createdAt: number
  /** Epoch milliseconds. */
  updatedAt: number
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

/** `by_request`: through the API or the page. `gone`: the receiver answered 410. */
export type DisabledReason = 'by_request' | 'gone'

/** What may be changed of an endpoint; what is left out stays as it is. */
export interface EndpointChange {
  url?: string
  description?: string
  eventTypes?: readonly string[]
  state?: EndpointState
}

/** Stands in the store for "every event type". */
export const anyEventType = '*'
