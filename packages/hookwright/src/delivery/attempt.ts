import type { Clock } from '../clock.ts'
import { refusalOfUrl } from '../endpoints/guard.ts'
import type { AddressPolicy } from '../endpoints/guard.ts'
import type { SecretBox } from '../endpoints/secret-box.ts'
import type { AttemptRecord, ClaimedDelivery } from '../store/store.ts'
import { inAttemptSpan } from '../telemetry/attempt-span.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { post } from './exchange.ts'
import type { Exchange } from './exchange.ts'
import { classify } from './outcome.ts'
import type { Pools } from './pools.ts'
import { nextAttempt } from './retry.ts'
import { signedHeaders, usableSecrets } from './sign.ts'

/** What every attempt of a dispatcher has in common. */
export interface AttemptContext {
  clock: Clock
  /** From 0 to below 1. */
  random: () => number
  policy: AddressPolicy
  secretBox: SecretBox
  pools: Pools
  timeoutMs: number
  schedule: readonly number[]
  keptBodyBytes: number
  /** Whether receivers are told of the trace. */
  propagateTrace: boolean
  metrics: Metrics | undefined
}

/**
 * Makes one attempt of a claimed delivery and returns what to record of it. Null when it was given up
 * through `controller`: then it counts as never made.
 */
export function makeAttempt(
  delivery: ClaimedDelivery,
  context: AttemptContext,
  controller: AbortController,
): Promise<AttemptRecord | null> {
  const { metrics, propagateTrace } = context
  metrics?.attemptStarted()
  return inAttemptSpan(delivery, (traceparent) =>
    attemptOnce(delivery, context, controller, propagateTrace ? traceparent : null),
  ).finally(() => metrics?.attemptEnded())
}

async function attemptOnce(
  delivery: ClaimedDelivery,
  context: AttemptContext,
  controller: AbortController,
  traceparent: string | null,
): Promise<AttemptRecord | null> {
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
          timeoutMs: context.timeoutMs,
          keptBodyBytes: context.keptBodyBytes,
          clock: context.clock,
          controller,
        })
  return exchange && judge(delivery, exchange, startedAt, context)
}

async function prepare(
  delivery: ClaimedDelivery,
  context: AttemptContext,
  now: number,
): Promise<{ headers: Record<string, string> } | { blocked: string }> {
  // Again, although registration asked too: the policy may have been tightened since.
  const refusal = refusalOfUrl(delivery.endpoint.url, context.policy)
  if (refusal) return { blocked: refusal }
  try {
    const secrets = await usableSecrets(delivery, now, context.secretBox)
    return { headers: signedHeaders(delivery, secrets, now) }
  } catch (error) {
    return { blocked: `It cannot be signed: ${error instanceof Error ? error.message : String(error)}` }
  }
}

function blocked(error: string): Exchange {
  return { end: { kind: 'blocked', error }, status: null, responseBody: null }
}

function judge(
  delivery: ClaimedDelivery,
  exchange: Exchange,
  startedAt: number,
  context: AttemptContext,
): AttemptRecord {
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
  return {
    tenant: delivery.tenant,
    deliveryId: delivery.id,
    endpointId: delivery.endpoint.id,
    fence: delivery.fence,
    attempt,
    next: nextOf(verdict.next, delivery, exchange, now, context),
    endpoint: verdict.disable
      ? { disable: 'gone' }
      : verdict.pauseMs === null
        ? null
        : { pauseUntil: now + verdict.pauseMs },
  }
}

function nextOf(
  next: 'succeed' | 'retry' | 'fail',
  delivery: ClaimedDelivery,
  exchange: Exchange,
  now: number,
  context: AttemptContext,
): AttemptRecord['next'] {
  if (next === 'succeed') return { state: 'succeeded' }
  if (next === 'fail') return { state: 'failed' }
  const retry = nextAttempt({
    attemptsDone: delivery.attempts + 1,
    now,
    retryAfterMs: exchange.end.kind === 'answered' ? exchange.end.retryAfterMs : null,
    random: context.random(),
    schedule: context.schedule,
  })
  return retry === 'exhausted' ? { state: 'failed' } : { state: 'pending', dueAt: retry.dueAt }
}
