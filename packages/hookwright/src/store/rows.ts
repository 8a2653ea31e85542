import { outcomes } from '../delivery/outcome.ts'
import { deliveryStates } from '../delivery/state.ts'
import { disabledReasons, endpointKinds } from '../endpoints/endpoint.ts'
import type { Endpoint, EndpointSecret } from '../endpoints/endpoint.ts'
import { timeOfId } from '../id.ts'
import {
  bytes,
  bytesOrNull,
  integer,
  integerOrNull,
  numberOrNull,
  oneOf,
  oneOfOrNull,
  text,
  textOrNull,
} from './columns.ts'
import type { Row } from './columns.ts'
import type { ClaimedEndpoint } from './claiming.ts'
import type { Measures } from './operator.ts'
import { replayKinds, replayStates } from './store.ts'
import type { TraceContext } from '../telemetry/trace-context.ts'
import type { Attempt, ClaimedDelivery, Delivery, Message, MessageSummary, Replay } from './store.ts'

/** What the rows of each table stand for. */

export function toEndpoint(row: Row): Endpoint {
  return {
    tenant: text(row, 'tenant'),
    id: text(row, 'id'),
    kind: oneOf(row, 'kind', endpointKinds),
    url: text(row, 'url'),
    description: text(row, 'description'),
    eventTypes: JSON.parse(text(row, 'event_types')),
    channels: JSON.parse(text(row, 'channels')),
    ratePerSecond: numberOrNull(row, 'rate_per_second'),
    concurrency: integerOrNull(row, 'concurrency'),
    ordered: integer(row, 'is_ordered') === 1,
    timeoutMs: integerOrNull(row, 'timeout_ms'),
    headers: textOrNull(row, 'headers'),
    state: oneOf(row, 'state', ['enabled', 'disabled']),
    disabledReason: oneOfOrNull(row, 'disabled_reason', disabledReasons),
    secrets: toSecrets(row),
    pausedUntil: integerOrNull(row, 'paused_until'),
    failingSince: integerOrNull(row, 'failing_since'),
    createdAt: integer(row, 'created_at'),
    updatedAt: integer(row, 'updated_at'),
  }
}

export function toSecrets(row: Row): EndpointSecret[] {
  return JSON.parse(text(row, 'secrets'))
}

function toSchedule(row: Row): number[] | null {
  const schedule = textOrNull(row, 'retry_schedule')
  return schedule === null ? null : JSON.parse(schedule)
}

/** The columns of a message that `toClaimed` reads, of the table that is called `message`. */
export const claimedMessageColumns =
  'message.content_type, message.body, message.retry_schedule, message.traceparent, message.tracestate'

/** The columns of an endpoint that `toClaimedEndpoint` reads, of the table that is called `endpoint`. */
export const claimedEndpointColumns = `
  endpoint.url, endpoint.secrets, endpoint.headers, endpoint.timeout_ms, endpoint.is_ordered, endpoint.is_limited,
  endpoint.failing_since`

/** `row` joins a delivery with its message and its endpoint; the lease is the one just taken. */
export function toClaimed(row: Row, lease: { fence: number; leaseUntil: number }): ClaimedDelivery {
  return {
    tenant: text(row, 'tenant'),
    id: text(row, 'id'),
    messageId: text(row, 'message_id'),
    fence: lease.fence,
    attempts: integer(row, 'attempts'),
    leaseUntil: lease.leaseUntil,
    eventType: text(row, 'event_type'),
    contentType: text(row, 'content_type'),
    body: bytes(row, 'body'),
    retryScheduleMs: toSchedule(row),
    traceContext: toTraceContext(row),
    endpoint: toClaimedEndpoint(row, text(row, 'endpoint_id')),
  }
}

export function toClaimedEndpoint(row: Row, id: string): ClaimedEndpoint {
  return {
    id,
    url: text(row, 'url'),
    secrets: toSecrets(row),
    headers: textOrNull(row, 'headers'),
    timeoutMs: integerOrNull(row, 'timeout_ms'),
    ordered: integer(row, 'is_ordered') === 1,
    isLimited: integer(row, 'is_limited') === 1,
    failingSince: integerOrNull(row, 'failing_since'),
  }
}

function toTraceContext(row: Row): TraceContext | null {
  const traceparent = textOrNull(row, 'traceparent')
  return traceparent === null ? null : { traceparent, tracestate: textOrNull(row, 'tracestate') }
}

export function toMessage(row: Row): Message {
  return {
    ...toMessageSummary(row),
    body: row['body_deleted_at'] === null ? bytes(row, 'body') : null,
  }
}

export function toMessageSummary(row: Row): MessageSummary {
  return {
    tenant: text(row, 'tenant'),
    id: text(row, 'id'),
    eventType: text(row, 'event_type'),
    contentType: text(row, 'content_type'),
    channels: JSON.parse(text(row, 'channels')),
    idempotencyKey: textOrNull(row, 'idempotency_key'),
    createdAt: integer(row, 'created_at'),
  }
}

export function toDelivery(row: Row): Delivery {
  return {
    tenant: text(row, 'tenant'),
    id: text(row, 'id'),
    messageId: text(row, 'message_id'),
    endpointId: text(row, 'endpoint_id'),
    eventType: text(row, 'event_type'),
    state: oneOf(row, 'state', deliveryStates),
    attempts: integer(row, 'attempts'),
    dueAt: integerOrNull(row, 'due_at'),
    lastOutcome: oneOfOrNull(row, 'last_outcome', outcomes),
    createdAt: integer(row, 'created_at'),
    finishedAt: integerOrNull(row, 'finished_at'),
    replayId: textOrNull(row, 'replay_id'),
  }
}

export function toAttempt(row: Row): Attempt {
  return {
    number: integer(row, 'number'),
    startedAt: integer(row, 'started_at'),
    durationMs: integer(row, 'duration_ms'),
    outcome: oneOf(row, 'outcome', outcomes),
    status: integerOrNull(row, 'status'),
    error: textOrNull(row, 'error'),
    responseBody: bytesOrNull(row, 'response_body'),
  }
}

export function toReplay(row: Row): Replay {
  return {
    tenant: text(row, 'tenant'),
    id: text(row, 'id'),
    endpointId: text(row, 'endpoint_id'),
    kind: oneOf(row, 'kind', replayKinds),
    since: integer(row, 'since'),
    until: integer(row, 'until'),
    reachedAt: timeOfId(text(row, 'position')),
    state: oneOf(row, 'state', replayStates),
    scanned: integer(row, 'scanned'),
    created: integer(row, 'created'),
    createdAt: integer(row, 'created_at'),
    finishedAt: integerOrNull(row, 'finished_at'),
  }
}

export function toMeasures(row: Row): Measures {
  return {
    due: integer(row, 'due'),
    later: integer(row, 'later'),
    oldestDueAt: integerOrNull(row, 'oldest_due_at'),
    disabledEndpoints: integer(row, 'disabled_endpoints'),
  }
}
