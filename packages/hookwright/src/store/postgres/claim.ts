import { integer, text } from '../columns.ts'
import type { Row } from '../columns.ts'
import { claimedEndpointColumns, claimedMessageColumns, toClaimed } from '../rows.ts'
import type { Claim, ClaimedDelivery, FreeClaimRequest, Release } from '../store.ts'
import { pairOf } from './address.ts'
import type { Database } from './database.ts'
import { column } from './parameters.ts'
import { isIn, seeks, seeksDelivery } from './seek.ts'

/**
 * Takes the time, the endpoints to skip, how many, the end of the leases, and from when on to look. Leases what is due, or cancels
 * it where its endpoint is gone or disabled; returns both. What was stored while its endpoint was being limited is
 * left to `claimLimited`, and what may have to be held to `hold`: both are returned, too.
 *
 * The endpoint is in the comparison only because PostgreSQL, of two bounds of one column, expects so few rows before it
 * has counted them that it reads all and sorts.
 */
export const claimStatement = `
with due as materialized (
  select delivery.tenant, delivery.id, delivery.endpoint_id, delivery.due_at
  from hookwright_delivery delivery
  where delivery.is_limited <> 1 and delivery.due_at <= $1 and (delivery.due_at, delivery.endpoint_id) >= ($5::bigint, '')
    and delivery.endpoint_id <> all ($2::text[])
  order by delivery.due_at
  limit $3
  for no key update skip locked
),
taken as (
  update hookwright_delivery delivery set
    state = case when endpoint.id is null then 'canceled' when endpoint.is_free then 'leased' else 'pending' end,
    fence = delivery.fence + case when endpoint.is_free then 1 else 0 end,
    due_at = case when endpoint.id is null then null when endpoint.is_free then $4::bigint else delivery.due_at end,
    held_since = case when endpoint.is_free then null else delivery.held_since end,
    finished_at = case when endpoint.id is null then $1 end,
    is_limited = coalesce(endpoint.is_limited, delivery.is_limited)
  from due
  left join lateral (
    select endpoint.*, coalesce(endpoint.paused_until, 0) > $1 as is_paused,
      endpoint.is_limited <> 1 and coalesce(endpoint.paused_until, 0) <= $1 as is_free
    from hookwright_endpoint endpoint
    where endpoint.tenant = due.tenant and endpoint.id = due.endpoint_id and endpoint.state = 'enabled'
  ) endpoint on true
  where ${seeksDelivery('due.tenant', 'due.id')}
  returning delivery.tenant, delivery.id, delivery.message_id, delivery.endpoint_id, delivery.event_type,
    delivery.state, delivery.attempts, delivery.fence, due.due_at as was_due_at, endpoint.is_paused,
    ${claimedEndpointColumns}
)
select taken.*, ${claimedMessageColumns}
from taken
left join hookwright_message message
  on ${seeks('message.tenant', 'taken.tenant')} and ${seeks('message.id', 'taken.message_id')}
order by taken.was_due_at`

export async function claim(
  database: Database,
  { now, leaseMs, limit, skipEndpointIds, dueFrom = 0 }: FreeClaimRequest,
): Promise<Claim> {
  let seenTo = dueFrom
  const deliveries: ClaimedDelivery[] = []
  const leaseUntil = now + leaseMs
  // Again for those that were not leased, so that they do not make a claim come back short; but not without an end.
  for (
    let left = limit, tries = 0;
    left > 0 && tries < mostTries;
    left = limit - deliveries.length, tries++
  ) {
    const values = [now, column(skipEndpointIds), left, leaseUntil, dueFrom]
    const rows = await database.query(claimStatement, values, 'each time')
    for (const row of rows)
      if (row['state'] === 'leased')
        deliveries.push(toClaimed(row, { fence: integer(row, 'fence'), leaseUntil }))
    const paused = rows.filter((row) => row['state'] === 'pending' && row['is_paused'] === true)
    if (paused.length > 0) await hold(database, paused, now)
    const last = rows.length < left ? undefined : rows.at(-1)
    seenTo = last ? integer(last, 'was_due_at') : now
    if (last === undefined) break
  }
  return { deliveries, seenTo }
}

/** By then some that come next could have been leased by another claim. */
const mostTries = 32

/** Takes tenants and ids of endpoints, and the time. */
const lockPausedStatement = `
select tenant, id from hookwright_endpoint
where (tenant, id) in (select * from unnest($1::text[], $2::text[])) and paused_until > $3
order by tenant, id for key share`

/** Takes tenants and ids of deliveries, and the time. */
export const holdStatement = `
with held as materialized (
  select delivery.tenant, delivery.id, endpoint.paused_until
  from unnest($1::text[], $2::text[]) as given(tenant, id)
  join hookwright_delivery delivery on ${seeksDelivery('given.tenant', 'given.id')}
  join hookwright_endpoint endpoint
    on endpoint.tenant = delivery.tenant and endpoint.id = delivery.endpoint_id and endpoint.paused_until > $3
  where ${isIn('pending')} and delivery.due_at <= $3
  for no key update of delivery skip locked
)
update hookwright_delivery delivery
set due_at = held.paused_until, held_since = coalesce(delivery.held_since, delivery.due_at)
from held where ${seeksDelivery('held.tenant', 'held.id')}`

/**
 * Whoever ends a pause waits for these locks, and then finds what was held here; and whoever was faster has ended it.
 * Otherwise one could be held for a pause that is over. Endpoints are locked before deliveries, as by everyone.
 */
async function hold(database: Database, paused: readonly Row[], now: number): Promise<void> {
  const columnOf = (name: string, rows: readonly Row[]) => column(rows.map((row) => text(row, name)))
  await database.transaction(async (transaction) => {
    const asked = [columnOf('tenant', paused), columnOf('endpoint_id', paused), now]
    const locked = await transaction.query(lockPausedStatement, asked, 'each time')
    const mine = new Set(locked.map((row) => pairOf(text(row, 'tenant'), text(row, 'id'))))
    const held = paused.filter((row) => mine.has(pairOf(text(row, 'tenant'), text(row, 'endpoint_id'))))
    const deliveries = [columnOf('tenant', held), columnOf('id', held), now]
    await transaction.query(holdStatement, deliveries, 'each time')
  })
}

/** Takes tenants, delivery ids, fencing tokens and times. */
export const releaseStatement = `
update hookwright_delivery delivery set state = 'pending', due_at = given.due_at
from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[]) as given(tenant, id, fence, due_at)
where ${seeksDelivery('given.tenant', 'given.id')} and ${seeks('delivery.fence', 'given.fence')} and ${isIn('leased')}`

export async function release(database: Database, releases: readonly Release[]): Promise<void> {
  const values = [
    column(releases.map(({ tenant }) => tenant)),
    column(releases.map(({ deliveryId }) => deliveryId)),
    column(releases.map(({ fence }) => fence)),
    column(releases.map(({ dueAt }) => dueAt)),
  ]
  await database.query(releaseStatement, values, 'each time')
}
