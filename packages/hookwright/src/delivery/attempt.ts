import type { Clock } from '../clock.ts'
import type { SecretBox } from '../endpoints/secret-box.ts'
import type { AttemptRecord, ClaimedDelivery } from '../store/store.ts'
import { inAttemptSpan } from '../telemetry/attempt-span.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { post } from './exchange.ts'
import type { Exchange } from './exchange.ts'
import { noNotices, noticesOf, occasionOf } from './notice.ts'
import type { Occasion } from './notice.ts'
import { classify } from './outcome.ts'
import type { Verdict } from './outcome.ts'
import type { Pools } from './pools.ts'
import { nextAttempt } from './retry.ts'
import { signedHeaders, usableSecrets } from './sign.ts'

/** What every attempt of a dispatcher has in common. */
export interface AttemptContext {
  clock: Clock
  /** From 0 to below 1. */
  random: () => number
  /** Why a URL may not be called; null where it may. */
  refusalOf: (url: string) => { refusal: string | null }
  secretBox: SecretBox
  pools: Pools
  timeoutMs: number
  schedule: readonly number[]
  keptBodyBytes: number
  /** Whether receivers are told of the trace. */
  propagateTrace: boolean
  metrics: Metrics | undefined
  /** Milliseconds after which an endpoint that only fails is disabled, or null. */
  disableAfterMs: number | null
  /** Whether messages are stored that tell of endpoints disabled and attempts spent. */
  storesNotices: boolean
}

/** An attempt that was made: what to record, and what to tell once it is. */
export interface Made {
  record: AttemptRecord
  occasion: Occasion
}

/**
 * Makes one attempt of a claimed delivery and returns what to record of it. Null when it was given up
 * through `controller`: then it counts as never made.
 */
export async function makeAttempt(
  delivery: ClaimedDelivery,
  context: AttemptContext,
  controller: AbortController,
): Promise<Made | null> {
  const { metrics, propagateTrace } = context
  metrics?.attemptStarted()
  try {
    return await inAttemptSpan(delivery, (traceparent) =>
      attemptOnce(delivery, context, controller, propagateTrace ? traceparent : null),
    )
  } finally {
    metrics?.attemptEnded()
  }
}

async function attemptOnce(
  delivery: ClaimedDelivery,
  context: AttemptContext,
  controller: AbortController,
  traceparent: string | null,
): Promise<Made | null> {
  const startedAt = context.clock.now()
  const request = await prepare(delivery, context, startedAt)
  if (controller.signal.aborted) return null
  const exchange =
    'blocked' in request
      ? blocked(request.blocked)
      : await post(context.pools, {
          url: delivery.endpoint.url,
          headers: traceparent === null ? request.headers : { ...request.headers, traceparent },
          body: delivery.body,
          timeoutMs: delivery.endpoint.timeoutMs ?? context.timeoutMs,
          keptBodyBytes: context.keptBodyBytes,
          clock: context.clock,
          signal: controller.signal,
        })
  return exchange && judge(delivery, exchange, startedAt, context)
}

async function prepare(
  delivery: ClaimedDelivery,
  context: AttemptContext,
  now: number,
): Promise<{ headers: Record<string, string> } | { blocked: string }> {
  // Again, although registration asked too: the policy may have been tightened since.
  const { refusal } = context.refusalOf(delivery.endpoint.url)
  if (refusal) return { blocked: refusal }
  try {
    const secrets = await usableSecrets(delivery, now, context.secretBox)
    const signed = signedHeaders(delivery, secrets, now)
    const { headers } = delivery.endpoint
    // Ours last: whatever is stored, it overrides nothing that is signed.
    if (headers === null) return { headers: signed }
    return { headers: { ...(await ownHeaders(delivery, headers, context.secretBox)), ...signed } }
  } catch (error) {
    return { blocked: `It cannot be signed: ${error instanceof Error ? error.message : String(error)}` }
  }
}

async function ownHeaders(
  { tenant, endpoint }: ClaimedDelivery,
  headers: string,
  box: SecretBox,
): Promise<Record<string, string>> {
  return JSON.parse(await box.open(headers, { tenant, endpointId: endpoint.id }))
}

function blocked(error: string): Exchange {
  return { end: { kind: 'blocked', error, isOurs: true }, status: null, responseBody: null }
}

function judge(
  delivery: ClaimedDelivery,
  exchange: Exchange,
  startedAt: number,
  context: AttemptContext,
): Made {
  const now = context.clock.now()
  const verdict = classify(exchange.end)
  const attempt: AttemptRecord['attempt'] = {
    number: delivery.attempts + 1,
    startedAt,
    // A clock that was set back must not make a negative duration.
    durationMs: Math.max(now - startedAt, 0),
    outcome: verdict.outcome,
    status: exchange.status,
    error: verdict.error,
    responseBody: exchange.responseBody,
  }
  const { next, isExhausted } = nextOf(verdict.next, delivery, exchange, now, context)
  const isOurs = exchange.end.kind !== 'answered' && exchange.end.isOurs === true
  const judged = {
    attempt,
    next,
    // What failed on this side must disable nobody, or a lost key or a broken proxy would disable everyone.
    ...(isOurs ? { endpoint: null, health: null } : endpointAfter(verdict, delivery, now, context)),
  }
  const occasion = occasionOf(delivery, judged, isExhausted)
  const record: AttemptRecord = {
    tenant: delivery.tenant,
    deliveryId: delivery.id,
    endpointId: delivery.endpoint.id,
    fence: delivery.fence,
    ...judged,
    notices: context.storesNotices ? noticesOf(delivery, occasion, now) : noNotices,
  }
  return { record, occasion }
}

/** What becomes of the endpoint. Only what the store does not know yet is told: most attempts say nothing new. */
function endpointAfter(
  verdict: Verdict,
  { endpoint }: ClaimedDelivery,
  now: number,
  { disableAfterMs }: AttemptContext,
): Pick<AttemptRecord, 'endpoint' | 'health'> {
  const { failingSince } = endpoint
  if (verdict.next === 'succeed') return { endpoint: null, health: failingSince === null ? null : 'well' }
  const health = failingSince === null ? 'failing' : null
  if (verdict.disable) return { endpoint: { disable: 'gone' }, health }
  if (failingSince !== null && disableAfterMs !== null && now - failingSince >= disableAfterMs)
    return { endpoint: { disable: 'failing', failingSince }, health }
  return { endpoint: verdict.pauseMs === null ? null : { pauseUntil: now + verdict.pauseMs }, health }
}

/** Between the tries beyond a schedule, whose last wait may be none at all. */
const leastWaitBeyondMs = 60_000

function nextOf(
  next: 'succeed' | 'retry' | 'fail',
  delivery: ClaimedDelivery,
  exchange: Exchange,
  now: number,
  context: AttemptContext,
): { next: AttemptRecord['next']; isExhausted: boolean } {
  if (next === 'succeed') return { next: { state: 'succeeded' }, isExhausted: false }
  if (next === 'fail') return { next: { state: 'failed' }, isExhausted: false }
  const schedule = delivery.retryScheduleMs ?? context.schedule
  const attemptsDone = delivery.attempts + 1
  const question = {
    now,
    retryAfterMs: exchange.end.kind === 'answered' ? exchange.end.retryAfterMs : null,
    random: context.random(),
    schedule,
  }
  const retry = nextAttempt({ ...question, attemptsDone })
  if (retry !== 'exhausted') return { next: { state: 'pending', dueAt: retry.dueAt }, isExhausted: false }
  // In order: what comes behind must not overtake it, so that it is tried on until it succeeds or is canceled.
  const last = delivery.endpoint.ordered
    ? nextAttempt({ ...question, attemptsDone: schedule.length - 1 })
    : 'exhausted'
  return {
    next:
      last === 'exhausted'
        ? { state: 'failed' }
        : { state: 'pending', dueAt: Math.max(last.dueAt, now + leastWaitBeyondMs) },
    isExhausted: attemptsDone === schedule.length,
  }
}
