import type { Endpoint } from '../endpoints/endpoint.ts'

/** How an endpoint is written, whatever the database. Values go by position: `$1`, `$2`, … */

/** Takes `endpointValues`. */
export const endpointInsert = `
insert into hookwright_endpoint
  (tenant, id, url, description, event_types, channels, rate_per_second, concurrency, is_ordered, is_limited,
   timeout_ms, headers, state, disabled_reason, secrets, paused_until, failing_since, updated_at, created_at, kind)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`

/** The same, and nothing where it is there already. */
export const callbackInsert = `${endpointInsert}
on conflict (tenant, id) do nothing`

/**
 * What one more callback makes of its endpoint: whoever asks for it anew is waiting there again, whatever came before.
 * Takes the tenant, the id, the secrets, the time, and the time before which that was last noted. Often nothing
 * changes, and then nothing is locked.
 */
export const callbackUpdate = `
update hookwright_endpoint set
  secrets = $3, updated_at = $4,
  paused_until = case when state = 'disabled' and disabled_reason <> 'by_request' then null else paused_until end,
  failing_since = case when state = 'disabled' and disabled_reason <> 'by_request' then null else failing_since end,
  state = case when disabled_reason = 'by_request' then 'disabled' else 'enabled' end,
  disabled_reason = case when disabled_reason = 'by_request' then disabled_reason else null end
where tenant = $1 and id = $2 and kind = 'callback'
  and (updated_at < $5 or (state = 'disabled' and disabled_reason <> 'by_request'))`

const noteEveryMs = 60_000

/** For `callbackUpdate`. */
export function callbackUpdateValues({ tenant, id, secrets, updatedAt }: Endpoint) {
  return [tenant, id, JSON.stringify(secrets), updatedAt, updatedAt - noteEveryMs]
}

/** Takes `endpointValues` but for the last two, since an endpoint is created once. What was limited stays so. */
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
    endpoint.kind,
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
