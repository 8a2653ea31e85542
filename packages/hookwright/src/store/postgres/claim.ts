import { integer } from '../columns.ts'
import { claimedEndpointColumns, claimedMessageColumns, toClaimed } from '../rows.ts'
import type { ClaimRequest, ClaimedDelivery, Release } from '../store.ts'
import type { Database } from './database.ts'
import { column } from './parameters.ts'

/**
 * Takes the time, the endpoints to skip, how many, and the end of the leases. Leases what is due, or cancels
 * it where its endpoint is gone or disabled; returns both. What was stored while its endpoint was being limited is
 * left to `claimLimited`, and returned, too.
 */
export const claimStatement = `
with due as materialized (
  select delivery.tenant, delivery.id, delivery.endpoint_id, delivery.due_at
  from hookwright_delivery delivery
  where delivery.is_limited <> 1 and delivery.due_at <= $1 and delivery.endpoint_id <> all ($2::text[])
  order by delivery.due_at
  limit $3
  for no key update skip locked
),
taken as (
  update hookwright_delivery delivery set
    state = case when endpoint.id is null then 'canceled' when endpoint.is_limited = 1 then 'pending' else 'leased' end,
    fence = delivery.fence + case when endpoint.is_limited <> 1 then 1 else 0 end,
    due_at = case
      when endpoint.id is null then null when endpoint.is_limited = 1 then delivery.due_at else $4::bigint
    end,
    finished_at = case when endpoint.id is null then $1 end,
    is_limited = coalesce(endpoint.is_limited, delivery.is_limited)
  from due
  left join hookwright_endpoint endpoint
    on endpoint.tenant = due.tenant and endpoint.id = due.endpoint_id and endpoint.state = 'enabled'
  where delivery.tenant = due.tenant and delivery.id = due.id
  returning delivery.tenant, delivery.id, delivery.message_id, delivery.endpoint_id, delivery.event_type,
    delivery.state, delivery.attempts, delivery.fence, due.due_at as was_due_at, ${claimedEndpointColumns}
)
select taken.*, ${claimedMessageColumns}
from taken
left join hookwright_message message on message.tenant = taken.tenant and message.id = taken.message_id
order by taken.was_due_at`

export async function claim(
  database: Database,
  { now, leaseMs, limit, skipEndpointIds }: ClaimRequest,
): Promise<ClaimedDelivery[]> {
  const claimed: ClaimedDelivery[] = []
  const leaseUntil = now + leaseMs
  // Once more for those that were not leased, so that they never make a claim come back short.
  for (let left = limit; left > 0; left = limit - claimed.length) {
    const values = [now, column(skipEndpointIds), left, leaseUntil]
    const rows = await database.query(claimStatement, values, 'each time')
    for (const row of rows)
      if (row['state'] === 'leased')
        claimed.push(toClaimed(row, { fence: integer(row, 'fence'), leaseUntil }))
    if (rows.length < left) break
  }
  return claimed
}

/** Takes tenants, delivery ids, fencing tokens and times. */
export const releaseStatement = `
update hookwright_delivery delivery set state = 'pending', due_at = given.due_at
from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[]) as given(tenant, id, fence, due_at)
where delivery.tenant = given.tenant and delivery.id = given.id and delivery.fence = given.fence
  and delivery.state = 'leased'`

export async function release(database: Database, releases: readonly Release[]): Promise<void> {
  const values = [
    column(releases.map(({ tenant }) => tenant)),
    column(releases.map(({ deliveryId }) => deliveryId)),
    column(releases.map(({ fence }) => fence)),
    column(releases.map(({ dueAt }) => dueAt)),
  ]
  await database.query(releaseStatement, values, 'each time')
}
