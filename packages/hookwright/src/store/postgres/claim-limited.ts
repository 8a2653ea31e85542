import { integer, text } from '../columns.ts'
import {
  allowanceOf,
  earlier,
  inTurn,
  slotAfter,
  toLimitedEndpoint,
  waitingFactsQuery,
  waitingQuery,
} from '../limits.ts'
import type { LimitedEndpoint } from '../limits.ts'
import { claimedEndpointColumns, claimedMessageColumns, toClaimed } from '../rows.ts'
import type { ClaimedDelivery, LimitedClaim, LimitedClaimRequest } from '../store.ts'
import { pairOf } from './address.ts'
import type { Database, Queryable } from './database.ts'
import { column } from './parameters.ts'
import { seeks, seeksDelivery } from './seek.ts'

/**
 * Takes endpoint ids. Whoever holds these locks is the only one that claims for them: what is counted afterwards
 * stays true. Those of others are left to them.
 */
const lockStatement = `
select tenant, id from hookwright_endpoint where is_limited = 1 and id = any ($1::text[])
order by tenant, id for no key update skip locked`

const factsQuery = waitingFactsQuery('= any ($2::text[])')

/**
 * Takes the time, the end of the leases and the limit, then columns of the endpoints: tenants, ids, how many of each,
 * and the only delivery that is meant or null.
 */
const claimStatement = `
with taken as (
  update hookwright_delivery delivery set state = 'leased', fence = delivery.fence + 1, due_at = $2::bigint,
    held_since = null
  from (
    select due.tenant, due.id, due.due_at
    from unnest($4::text[], $5::text[], $6::int[], $7::text[]) as allowed(tenant, endpoint_id, room, first_id)
    cross join lateral (
      select waiting.tenant, waiting.id, waiting.due_at from hookwright_delivery waiting
      where waiting.is_limited = 1 and waiting.endpoint_id = allowed.endpoint_id and waiting.due_at <= $1
        and waiting.tenant = allowed.tenant and (allowed.first_id is null or waiting.id = allowed.first_id)
      order by waiting.due_at limit allowed.room for no key update skip locked
    ) due
    limit $3
  ) due
  where ${seeksDelivery('due.tenant', 'due.id')}
  returning delivery.tenant, delivery.id, delivery.message_id, delivery.endpoint_id, delivery.event_type,
    delivery.attempts, delivery.fence, due.due_at as was_due_at
)
select taken.*, ${claimedEndpointColumns}, ${claimedMessageColumns}
from taken
join hookwright_endpoint endpoint on endpoint.tenant = taken.tenant and endpoint.id = taken.endpoint_id
join hookwright_message message
  on ${seeks('message.tenant', 'taken.tenant')} and ${seeks('message.id', 'taken.message_id')}
order by taken.was_due_at`

/** Takes columns of tenants, ids and times. */
const slotStatement = `
update hookwright_endpoint endpoint set next_slot_at = given.next_slot_at
from unnest($1::text[], $2::text[], $3::bigint[]) as given(tenant, id, next_slot_at)
where endpoint.tenant = given.tenant and endpoint.id = given.id`

/** Takes the time and endpoint ids. */
const cancelStranded = `
update hookwright_delivery delivery set state = 'canceled', due_at = null, finished_at = $1
where delivery.is_limited = 1 and delivery.due_at <= $1 and delivery.endpoint_id = any ($2::text[]) and not exists (
  select 1 from hookwright_endpoint endpoint
  where endpoint.tenant = delivery.tenant and endpoint.id = delivery.endpoint_id and endpoint.state = 'enabled'
)`

export async function claimLimited(database: Database, request: LimitedClaimRequest): Promise<LimitedClaim> {
  const waiting = (await database.query(waitingQuery)).map((row) => text(row, 'endpoint_id'))
  const ids = inTurn(waiting, request)
  if (ids.length === 0) return { deliveries: [], nextAt: null, lastEndpointId: '' }
  return database.transaction((transaction) => claimAmong(transaction, ids, request))
}

async function claimAmong(
  transaction: Queryable,
  ids: readonly string[],
  request: LimitedClaimRequest,
): Promise<LimitedClaim> {
  const { now, limit, limitEach } = request
  const locked = await transaction.query(lockStatement, [column(ids)])
  const mine = new Set(locked.map((row) => pairOf(text(row, 'tenant'), text(row, 'id'))))
  // A statement of its own, so that it sees what was committed before the locks were had.
  const rows = await transaction.query(factsQuery, [now, column(ids)], 'each time')
  const known = rows.map(toLimitedEndpoint)
  const enabled = new Set(known.filter(({ isEnabled }) => isEnabled).map(({ id }) => id))
  const stranded = ids.filter((id) => !enabled.has(id))
  if (stranded.length > 0) await transaction.query(cancelStranded, [now, column(stranded)], 'each time')

  const place = new Map(ids.map((id, index) => [id, index]))
  const allowed = known
    .filter(({ tenant, id, isEnabled }) => isEnabled && mine.has(pairOf(tenant, id)))
    .toSorted((one, other) => (place.get(one.id) ?? 0) - (place.get(other.id) ?? 0))
    .map((endpoint) => ({ endpoint, ...allowanceOf(endpoint, now, limitEach) }))
  const nextAt = allowed.reduce<number | null>((soonest, one) => earlier(soonest, one.nextAt), null)
  const open = allowed.filter(({ room }) => room > 0)
  const deliveries = limit > 0 && open.length > 0 ? await take(transaction, open, request) : []
  const taken = Map.groupBy(deliveries, ({ tenant, endpoint }) => pairOf(tenant, endpoint.id))
  const rated = open.flatMap(({ endpoint }) => {
    const { length } = taken.get(pairOf(endpoint.tenant, endpoint.id)) ?? []
    return length > 0 && endpoint.ratePerSecond !== null
      ? [{ endpoint, until: slotAfter(endpoint, now, length) }]
      : []
  })
  if (rated.length > 0) {
    await transaction.query(slotStatement, [
      column(rated.map(({ endpoint }) => endpoint.tenant)),
      column(rated.map(({ endpoint }) => endpoint.id)),
      column(rated.map(({ until }) => until)),
    ])
  }
  const last = deliveries.length >= limit ? lastOf(deliveries, place) : ids.at(-1)
  return { deliveries, nextAt, lastEndpointId: last ?? '' }
}

async function take(
  transaction: Queryable,
  open: readonly { endpoint: LimitedEndpoint; room: number }[],
  { now, leaseMs, limit }: LimitedClaimRequest,
): Promise<ClaimedDelivery[]> {
  const leaseUntil = now + leaseMs
  const values = [
    now,
    leaseUntil,
    limit,
    column(open.map(({ endpoint }) => endpoint.tenant)),
    column(open.map(({ endpoint }) => endpoint.id)),
    column(open.map(({ room }) => room)),
    column(open.map(({ endpoint }) => endpoint.firstId)),
  ]
  const rows = await transaction.query(claimStatement, values, 'each time')
  return rows.map((row) => toClaimed(row, { fence: integer(row, 'fence'), leaseUntil }))
}

/** Of those that something was claimed for, the last in turn. */
function lastOf(
  deliveries: readonly ClaimedDelivery[],
  place: ReadonlyMap<string, number>,
): string | undefined {
  const turns = deliveries.map(({ endpoint }) => place.get(endpoint.id) ?? 0)
  const last = Math.max(...turns)
  return [...place].find(([, turn]) => turn === last)?.[0]
}
