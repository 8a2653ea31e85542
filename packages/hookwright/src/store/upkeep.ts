import type { Delivery } from './store.ts'

/** What is asked of a store beside delivering: messages again, and no longer. */

/**
 * `failed`: what failed or was canceled, and has neither succeeded nor is on its way again. `missed`: messages that the
 * endpoint wants, were sent to nobody by name, and have no delivery to it.
 */
export const replayKinds = ['failed', 'missed'] as const

export type ReplayKind = (typeof replayKinds)[number]

export const replayStates = ['running', 'done', 'canceled'] as const

/** New deliveries for an endpoint's old messages, made a few at a time. */
export interface Replay {
  tenant: string
  id: string
  endpointId: string
  kind: ReplayKind
  /** Epoch milliseconds: it covers deliveries (`failed`) or messages (`missed`) made then or later, … */
  since: number
  /** … and until then, that millisecond included. */
  until: number
  /** Epoch milliseconds: what was made before is dealt with. */
  reachedAt: number
  state: (typeof replayStates)[number]
  /** Deliveries or messages looked at so far. */
  scanned: number
  /** Deliveries made so far. */
  created: number
  createdAt: number
  /** When it was done or canceled, or null. */
  finishedAt: number | null
}

/** Where it got to follows from where it begins. */
export type NewReplay = Omit<Replay, 'reachedAt'>

export type ResendResult =
  | { status: 'created'; delivery: Delivery }
  /** No such delivery, its endpoint is disabled or deleted, or its message's body is: nothing was stored. */
  | { status: 'unknown' | 'endpoint_disabled' | 'endpoint_deleted' | 'body_deleted' }

export interface AdvanceRequest {
  now: number
  limit: number
  mostOpen: number
  restMs: number
}

export interface ReplayStep {
  /** As it is after the step. */
  replay: Replay
  /** Deliveries made by this step. */
  created: number
}

/** Epoch milliseconds, each null where nothing of the kind is to be deleted. */
export interface PruneRequest {
  now: number
  limit: number
  /** Idempotency keys of messages sent before. */
  keysBefore: number | null
  /** Bodies of messages sent before, with the idempotency key that is still there. */
  bodiesBefore: number | null
  /** Attempts of deliveries that ended before. */
  attemptsBefore: number | null
  /** Deliveries that ended before and have lost their attempts, replays too; messages sent before that have neither a delivery nor a body; endpoints of callbacks that were last used before and have no delivery. */
  deliveriesBefore: number | null
  /** Statistics of minutes that began before. */
  statisticsBefore: number | null
}

/** How many of each were deleted. */
export interface Pruned {
  keys: number
  bodies: number
  attempts: number
  deliveries: number
  messages: number
  replays: number
  /** Only those of callbacks. */
  endpoints: number
  /** Minutes of workers. */
  statistics: number
  /** Whether there may be more, because `limit` was reached. */
  isMore: boolean
}
