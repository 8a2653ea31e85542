import type { Outcome } from '../delivery/outcome.ts'
import type { DeliveryState } from '../delivery/state.ts'
import type { Endpoint, EndpointChange, EndpointKind, EndpointSecret } from '../endpoints/endpoint.ts'
import type { TraceContext } from '../telemetry/trace-context.ts'
import type {
  Claim,
  FreeClaimRequest,
  LeasedDelivery,
  LeaseOffer,
  LimitedClaim,
  LimitedClaimRequest,
  Release,
} from './claiming.ts'
import type { OperatorStore } from './operator.ts'
import type { Subscriber, SubscribersPage } from './subscribers.ts'
import type {
  AdvanceRequest,
  NewReplay,
  Pruned,
  PruneRequest,
  Replay,
  ReplayStep,
  ResendResult,
} from './upkeep.ts'

export type {
  ClaimedDelivery,
  Claim,
  FreeClaimRequest,
  LeasedDelivery,
  LeaseOffer,
  LimitedClaim,
  LimitedClaimRequest,
  Release,
} from './claiming.ts'
export { replayKinds, replayStates } from './upkeep.ts'
export type {
  AdvanceRequest,
  NewReplay,
  Pruned,
  PruneRequest,
  Replay,
  ReplayKind,
  ReplayStep,
  ResendResult,
} from './upkeep.ts'

/**
 * The one seam between Hookwright and a database. Each method is one transaction, durable when its
 * promise resolves; batches come in and results go out in the same order. Times are epoch
 * milliseconds given by the caller: a store never reads a clock. A store that is asked anything
 * before `open` or after `close` rejects.
 */
export interface Store extends OperatorStore {
  /** For messages to people, without secrets: `sqlite:hookwright.db`. */
  readonly name: string

  /**
   * Opens the database and brings its tables up to date, or only looks whether they are, where the store was made
   * with `migrate: false`. Idempotent.
   *
   * @throws HookwrightError `store_failed`; `store_behind` where migrations are missing that it may not run.
   */
  open(): Promise<void>
  /** Finishes what was asked, then closes. Idempotent. */
  close(): Promise<void>

  /**
   * Brings the tables up to date and tells what that took, whether the store is open or not, and also where it was
   * made with `migrate: false`. Any number of callers may do so at once: each migration is run, and told of, by one.
   *
   * @throws HookwrightError `store_failed`, and then nothing was changed.
   */
  migrate(options?: MigrateOptions): Promise<Migrated>

  /**
   * Calls `wake` when another process, or a caller's transaction, may have stored something to deliver, until
   * the returned function is called or the store closes. A hint only: it may come late, for nothing or not at
   * all (SQLite tells nothing of other processes), so whoever waits asks by itself all the same.
   */
  subscribe(wake: () => void): () => void

  createEndpoint(endpoint: Endpoint): Promise<void>
  findEndpoint(tenant: string, id: string): Promise<Endpoint | undefined>
  /** In order of id, which is the order of creation but for those of callbacks. */
  listEndpoints(tenant: string, page: EndpointPage): Promise<Endpoint[]>
  /**
   * Returns the endpoint as it is then, or undefined where there is none. Disabling cancels its pending
   * deliveries in the same transaction (leased ones end when their attempt is recorded) and sets
   * `disabledReason` to `by_request`; enabling clears `disabledReason` and `pausedUntil`. Where a pause ends or is moved,
   * what is held for it is due at once or then.
   */
  updateEndpoint(
    tenant: string,
    id: string,
    change: EndpointChange,
    now: number,
  ): Promise<Endpoint | undefined>
  /**
   * Puts a new secret first and lets the others expire at `othersExpireAt` (or sooner, where they
   * already do); those expired by `now` are dropped. Atomic: of two rotations at once, none is lost.
   */
  rotateSecret(tenant: string, id: string, rotation: SecretRotation): Promise<Endpoint | undefined>
  /** Of the endpoints of all tenants, in order of tenant and id: for work on the whole store, never to be shown. */
  listSecrets(page: SecretsPage): Promise<StoredSecrets[]>
  /**
   * Puts another text in the place of a secret, or of the headers, as it is stored, where exactly that still stands, and leaves the rest
   * as it is: what was rotated meanwhile, and when each expires. Returns how many were replaced.
   */
  replaceSecrets(tenant: string, id: string, replacements: readonly SecretReplacement[]): Promise<number>
  /** Enabled endpoints of all tenants that somebody registered, in order of tenant and id: for the operator, never to be shown to tenants. */
  listSubscribers(page: SubscribersPage): Promise<Subscriber[]>
  /** Deletes it and cancels its pending deliveries. False where there was none. Deliveries and attempts stay readable. */
  deleteEndpoint(tenant: string, id: string, now: number): Promise<boolean>

  /**
   * Stores each message with a delivery, due at `dueAt`, to every enabled endpoint that wants it. With an offer, as
   * many as it allows are stored leased to the caller, who gets what `claim` would have given.
   */
  enqueue(messages: readonly NewMessage[], offer?: LeaseOffer): Promise<EnqueueResult[]>
  /**
   * The same on the caller's connection, in the transaction that is open there: durable when the caller
   * commits, and gone when it rolls back. Whatever becomes of it, also an error, the transaction can go on
   * and holds either all of these messages or none. Never waits for another connection of this store, which
   * may be waiting for this transaction.
   *
   * @param transaction What the caller gave: each store takes its own kind, and says which.
   * @throws HookwrightError `bad_option` for another kind, for a connection to another database, as far as
   *   that can be told, and for one without an open transaction.
   */
  enqueueWithin(transaction: unknown, messages: readonly NewMessage[]): Promise<EnqueueResult[]>

  /**
   * Leases up to `limit` deliveries that are due, oldest due first, each with a new fencing token.
   * Due means `pending` with `dueAt` from `dueFrom` to `now`, or `leased` with a lease that ended by `now`. Instead of returned, one
   * whose endpoint is gone or disabled is canceled, and one whose endpoint is paused is held: `pending`, due when the
   * pause ends. After many of those it may return fewer than there are.
   */
  claim(request: FreeClaimRequest): Promise<Claim>
  /**
   * The same for the deliveries of limited endpoints (those that have, or had, a `ratePerSecond`, a `concurrency` or
   * an order), which `claim` leaves alone: of each no more than its limits allow, whoever else claims at the same
   * time, and none while it is paused. What is claimed counts against the rate, also when it is released.
   */
  claimLimited(request: LimitedClaimRequest): Promise<LimitedClaim>
  /**
   * Records attempts and moves their deliveries on. `stale` where the fencing token is no longer the
   * newest: nothing is changed then. A delivery that would go back to `pending` is canceled when its
   * endpoint is gone or disabled. Notices are stored in the same transaction as what they tell of.
   */
  record(records: readonly AttemptRecord[]): Promise<RecordResult[]>
  /** Gives leases back unused: nothing counts as an attempt. Stale ones are left alone. */
  release(releases: readonly Release[]): Promise<void>
  /**
   * When the next open delivery is due (or its lease ends), or undefined when none is open. Those of limited
   * endpoints are not looked at: `claimLimited` says when to ask again.
   */
  nextDueAt(): Promise<number | undefined>

  findMessage(tenant: string, id: string): Promise<Message | undefined>
  /** In the order of their ids, or against it; reads no bodies, and at most `limit` messages. */
  listMessages(tenant: string, range: MessageRange, limit: number): Promise<MessageSummary[]>
  /** Newest first. */
  listDeliveries(tenant: string, filter: DeliveryFilter, page: Page): Promise<Delivery[]>
  findDelivery(tenant: string, id: string): Promise<Delivery | undefined>
  /** Every attempt of a delivery, first to last. */
  listAttempts(tenant: string, deliveryId: string): Promise<Attempt[]>

  /** Ends a pending delivery; on an endpoint in order, the next one gets its turn. */
  cancelDelivery(tenant: string, deliveryId: string, now: number): Promise<CancelResult>
  /** Stores a new delivery, due now, of the same message to the same endpoint. The old one stays as it is. */
  resend(tenant: string, deliveryId: string, now: number): Promise<ResendResult>
  /** Stores a replay that is to run. False where its endpoint is not enabled, and then nothing is stored. */
  createReplay(replay: NewReplay): Promise<boolean>
  findReplay(tenant: string, id: string): Promise<Replay | undefined>
  /** Newest first. */
  listReplays(tenant: string, endpointId: string, page: Page): Promise<Replay[]>
  /** Ends a replay that runs; the deliveries it made stay. Returns it as it is then, or undefined where there is none. */
  cancelReplay(tenant: string, id: string, now: number): Promise<Replay | undefined>
  /**
   * Takes the replay that has waited for longest one step further: looks at up to `limit` deliveries or messages,
   * and stores a delivery, due now, for each that is to be replayed; but never more than leave the endpoint with
   * `mostOpen` replayed deliveries that have not ended. One that has come to that rests for `restMs`, one whose
   * endpoint is gone or disabled is canceled. Undefined where none is to be advanced now. Where it got to and what
   * it stored are one transaction, and no two callers advance one replay at the same time.
   */
  advanceReplay(request: AdvanceRequest): Promise<ReplayStep | undefined>

  /**
   * Deletes what is older than asked, up to `limit` of each kind, oldest first; nothing that a delivery which has not
   * ended still needs. Any number of callers may do so at the same time.
   */
  prune(request: PruneRequest): Promise<Pruned>

  /** The document that was put under this name last, or undefined. */
  findDocument(name: string): Promise<AcceptedDocument | undefined>
  /** Keeps a document in the place of the one of the same name. */
  putDocument(document: AcceptedDocument): Promise<void>
}

/** An OpenAPI document that a gateway took over. It belongs to no tenant. */
export interface AcceptedDocument {
  name: string
  /** Where it was read: a file or a URL. */
  source: string
  /** As it was read, byte for byte. */
  text: Uint8Array
  acceptedAt: number
}

export interface MigrateOptions {
  /** Tells what is missing, and neither changes nor makes anything. Default: false. */
  dryRun?: boolean
}

export interface Migrated {
  /** The newest migration that the tables had before; 0 where there were none. */
  before: number
  /** Those that were run, or are missing in a dry run, oldest first. */
  migrations: { number: number; title: string }[]
}

export interface Page {
  /** The last id of the page before. */
  after?: string | undefined
  /** At least 1. */
  limit: number
}

export interface EndpointPage extends Page {
  /** Default: `registered`. */
  kind?: EndpointKind | undefined
}

export interface SecretRotation {
  secret: EndpointSecret['secret']
  othersExpireAt: number
  now: number
}

export type StoredSecrets = Pick<Endpoint, 'tenant' | 'id' | 'secrets' | 'headers'>

export interface SecretsPage {
  /** The last endpoint of the page before. */
  after?: Pick<Endpoint, 'tenant' | 'id'> | undefined
  /** At least 1. */
  limit: number
}

/** Both as stored. */
export interface SecretReplacement {
  from: string
  to: string
}

export interface Message {
  tenant: string
  id: string
  eventType: string
  contentType: string
  /** The exact bytes that are signed and sent; null once retention has deleted them. */
  body: Uint8Array | null
  /** What it is about, beside its event type: endpoints that listen on channels get it by these. */
  channels: readonly string[]
  idempotencyKey: string | null
  createdAt: number
}

/** A message without what it says. */
export type MessageSummary = Omit<Message, 'body'>

export interface MessageRange {
  /** Ids between these two, which are left out themselves; `idFloor` makes one of a time. */
  above: string
  below: string
  order: 'oldest_first' | 'newest_first'
}

export interface NewMessage extends Message {
  body: Uint8Array
  /** Only these endpoints, whatever event types they want; null for all that want this one. */
  endpointIds: readonly string[] | null
  /**
   * An endpoint to make in the same transaction, where there is none of its id: for a callback, which then names it in
   * `endpointIds`. One that is there gets these secrets, and is enabled unless it was disabled by request.
   */
  callback: Endpoint | null
  /** When the first attempt is due. */
  dueAt: number
  /** Milliseconds to wait before each attempt; null for the schedule of whoever delivers it. */
  retryScheduleMs: readonly number[] | null
  /** Where in a trace it was sent; null where nobody traced. Each attempt of it gets it, replays too. */
  traceContext: TraceContext | null
}

/** What of a message's deliveries an offer was taken for. */
export interface Taken {
  /** Those that are the caller's to make. */
  leased: LeasedDelivery[]
  /** Endpoints of the others, which are to be claimed. */
  unleasedEndpointIds: string[]
}

export type EnqueueResult =
  /** Where an offer was made, also what became of it. */
  | { status: 'stored'; messageId: string; deliveries: number; taken?: Taken }
  /** The idempotency key was used before for the same event type and body: that message's figures, nothing stored. */
  | { status: 'duplicate'; messageId: string; deliveries: number }
  /** The idempotency key was used before for something else: nothing stored. */
  | { status: 'conflict'; messageId: string }
  /** `endpointIds` names endpoints that are not this tenant's or not enabled: nothing stored. */
  | { status: 'unknown_endpoint'; endpointIds: string[] }

export interface Attempt {
  /** Counted from 1 within its delivery. */
  number: number
  startedAt: number
  durationMs: number
  outcome: Outcome
  /** The HTTP status, or null where no response came. */
  status: number | null
  /** What went wrong, in words; null when it succeeded. */
  error: string | null
  /** The first bytes of the response's body, or null where there was none. */
  responseBody: Uint8Array | null
}

export interface AttemptRecord {
  tenant: string
  deliveryId: string
  endpointId: string
  fence: number
  attempt: Attempt
  next: { state: 'succeeded' } | { state: 'failed' } | { state: 'pending'; dueAt: number }
  /**
   * What the attempt says of the endpoint: it is to be disabled, or wants a pause. Disabled as `failing` it is only
   * if it has failed since then all the time: no attempt has succeeded since it was claimed.
   */
  endpoint: { disable: 'gone' } | { disable: 'failing'; failingSince: number } | { pauseUntil: number } | null
  /** Whether the endpoint begins to fail with this attempt, or has ceased to; null where that is nothing new. */
  health: 'failing' | 'well' | null
  /** Messages to store with it: one if this disables the endpoint, one in any case. */
  notices: { disabled: NewMessage | null; exhausted: NewMessage | null }
}

/** `disabled_endpoint`: recorded, and it was this that disabled the endpoint. */
export type RecordResult = 'recorded' | 'disabled_endpoint' | 'stale'

export type CancelResult =
  | { status: 'canceled'; delivery: Delivery }
  /** No such delivery, its attempt may be under way, or it has ended: nothing was changed. */
  | { status: 'unknown' | 'leased' | 'ended' }

export interface Delivery {
  tenant: string
  id: string
  messageId: string
  endpointId: string
  eventType: string
  state: DeliveryState
  /** Attempts recorded so far. */
  attempts: number
  /** When the next attempt is due; null at an end. */
  dueAt: number | null
  lastOutcome: Outcome | null
  createdAt: number
  /** When it came to an end, or null. */
  finishedAt: number | null
  /** The replay that made it, or null. */
  replayId: string | null
}

export interface DeliveryFilter {
  messageId?: string | undefined
  endpointId?: string | undefined
  state?: DeliveryState | undefined
  replayId?: string | undefined
  /** Only those with higher ids; `idFloor` makes one of a time. */
  above?: string | undefined
}
