import type { Endpoint } from '../endpoints/endpoint.ts'
import type { TraceContext } from '../telemetry/trace-context.ts'

/** What a worker asks of a store to have something to deliver, and what it gets. */

export interface ClaimRequest {
  now: number
  /** How long the lease holds, in milliseconds. */
  leaseMs: number
  limit: number
  /** Endpoints that this worker wants no more of for now. */
  skipEndpointIds: readonly string[]
}

export interface FreeClaimRequest extends ClaimRequest {
  /** Only what was due at this time or later, since earlier claims saw to all before that is not to be skipped. Default: the beginning. */
  dueFrom?: number
}

export interface Claim {
  /** Oldest due first. */
  deliveries: ClaimedDelivery[]
  /** Of what was due before this time nothing is left, but for the endpoints to skip, and for what others had just locked. */
  seenTo: number
}

export interface LimitedClaimRequest extends ClaimRequest {
  /** The endpoint after which to begin, so that in turn each is the first; empty for the very first. */
  afterEndpointId: string
  /** Of one endpoint no more than this. */
  limitEach: number
}

export interface LimitedClaim {
  deliveries: ClaimedDelivery[]
  /** When a limit that was reached may let something through, or something more is due; null where nothing waits. */
  nextAt: number | null
  /** The last endpoint looked at: where the next claim goes on. */
  lastEndpointId: string
}

export interface ClaimedDelivery {
  tenant: string
  id: string
  messageId: string
  /** The fencing token: grows by one with each claim. */
  fence: number
  /** Attempts recorded before this one. */
  attempts: number
  /** When the lease ends. */
  leaseUntil: number
  eventType: string
  contentType: string
  body: Uint8Array
  /** The message's own schedule, or null. */
  retryScheduleMs: readonly number[] | null
  /** As its message was sent with. */
  traceContext: TraceContext | null
  endpoint: ClaimedEndpoint
}

export interface ClaimedEndpoint extends Pick<
  Endpoint,
  'id' | 'url' | 'secrets' | 'headers' | 'timeoutMs' | 'ordered' | 'failingSince'
> {
  /** Whether `claimLimited` claims for it. */
  isLimited: boolean
}

/**
 * What a process that also delivers would take in hand of what it is about to store: such deliveries are stored leased,
 * which saves the claim. Left alone are those that are due later, and those of endpoints that are limited or paused.
 */
export interface LeaseOffer {
  now: number
  /** How long the leases hold, in milliseconds. */
  leaseMs: number
  /** Of all endpoints together. */
  limit: number
  /** Of each endpoint for which `limits` has no number of its own. */
  limitEach: number
  /** By endpoint id. */
  limits: ReadonlyMap<string, number>
}

/** A delivery that was stored leased: what its sender does not know. Its fencing token is 1. */
export interface LeasedDelivery {
  id: string
  endpoint: ClaimedEndpoint
}

export interface Release {
  tenant: string
  deliveryId: string
  fence: number
  dueAt: number
}
