import type { Endpoint } from '../endpoints/endpoint.ts'

/** How an endpoint is written, whatever the database. Values go by position: `$1`, `$2`, … */

/** Takes `endpointValues`. */
export const endpointInsert = `
insert into hookwright_endpoint
  (tenant, id, url, description, event_types, channels, rate_per_second, concurrency, is_ordered, is_limited,
   timeout_ms, headers, state, disabled_reason, secrets, paused_until, failing_since, updated_at, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`

/** Takes `endpointValues` but for the last, since an endpoint is created once. What was limited stays so. */
export const endpointUpdate = `
update hookwright_endpoint set
  url = $3, description = $4, event_types = $5, channels = $6, rate_per_second = $7, concurrency = $8,
  is_ordered = $9, is_limited = case when is_limited = 1 then 1 else $10 end, timeout_ms = $11, headers = $12,
  state = $13, disabled_reason = $14, secrets = $15, paused_until = $16, failing_since = $17, updated_at = $18
where tenant = $1 and id = $2`

export function endpointValues(endpoint: Endpoint) {
  return [
    endpoint.tenant,
    endpoint.id,
    endpoint.url,
    endpoint.description,
    JSON.stringify(endpoint.eventTypes),
    JSON.stringify(endpoint.channels),
    endpoint.ratePerSecond,
    endpoint.concurrency,
    endpoint.ordered ? 1 : 0,
    isLimited(endpoint) ? 1 : 0,
    endpoint.timeoutMs,
    endpoint.headers,
    endpoint.state,
    endpoint.disabledReason,
    JSON.stringify(endpoint.secrets),
    endpoint.pausedUntil,
    endpoint.failingSince,
    endpoint.updatedAt,
    endpoint.createdAt,
  ]
}

/** Whether its deliveries are claimed by themselves, because not all that are due may be. */
export function isLimited({ ratePerSecond, concurrency, ordered }: Endpoint): boolean {
  return ratePerSecond !== null || concurrency !== null || ordered
}

/** Brings the open deliveries of an endpoint that has just been limited to where limited ones wait. Takes the tenant and the id. */
export const limitDeliveries = `
update hookwright_delivery set is_limited = 1
where tenant = $1 and endpoint_id = $2 and due_at is not null and is_limited <> 1`
