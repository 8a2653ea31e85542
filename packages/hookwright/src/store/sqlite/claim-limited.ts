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
import type { Connection } from './connection.ts'

const factsQuery = waitingFactsQuery('in (select value from json_each($2))')

/** Takes the tenant, the endpoint, the time, the only delivery that is meant or null, and the limit. */
const dueQuery = `
select delivery.tenant, delivery.id, delivery.message_id, delivery.event_type, delivery.attempts, delivery.fence,
  delivery.endpoint_id, ${claimedEndpointColumns}, ${claimedMessageColumns}
from hookwright_delivery delivery
join hookwright_message message on message.tenant = delivery.tenant and message.id = delivery.message_id
join hookwright_endpoint endpoint on endpoint.tenant = delivery.tenant and endpoint.id = delivery.endpoint_id
where delivery.is_limited = 1 and delivery.tenant = $1 and delivery.endpoint_id = $2 and delivery.due_at <= $3
  and ($4 is null or delivery.id = $4)
order by delivery.due_at limit $5`

/** Takes the time and a JSON array of endpoint ids. */
const cancelStranded = `
update hookwright_delivery set state = 'canceled', due_at = null, finished_at = $1
where is_limited = 1 and due_at <= $1 and endpoint_id in (select value from json_each($2)) and not exists (
  select 1 from hookwright_endpoint endpoint
  where endpoint.tenant = hookwright_delivery.tenant and endpoint.id = hookwright_delivery.endpoint_id
    and endpoint.state = 'enabled'
)`

export function claimLimited(connection: Connection, request: LimitedClaimRequest): LimitedClaim {
  const { now, limit, limitEach } = request
  const waiting = connection.all(waitingQuery).map((row) => text(row, 'endpoint_id'))
  const ids = inTurn(waiting, request)
  const claim: LimitedClaim = { deliveries: [], nextAt: null, lastEndpointId: '' }
  if (ids.length === 0) return claim
  const found = connection.all(factsQuery, [now, JSON.stringify(ids)]).map(toLimitedEndpoint)
  const byId = Map.groupBy(found, ({ id }) => id)
  const stranded = ids.filter((id) => !byId.get(id)?.every(({ isEnabled }) => isEnabled))
  if (stranded.length > 0) connection.run(cancelStranded, [now, JSON.stringify(stranded)])
  for (const id of ids) {
    for (const endpoint of byId.get(id) ?? []) {
      if (!endpoint.isEnabled) continue
      const left = limit - claim.deliveries.length
      const { room, nextAt } = allowanceOf(endpoint, now, Math.min(left, limitEach))
      if (room > 0) claim.deliveries.push(...take(connection, endpoint, room, request))
      claim.nextAt = earlier(claim.nextAt, nextAt)
    }
    claim.lastEndpointId = id
    if (claim.deliveries.length >= limit) break
  }
  return claim
}

function take(
  connection: Connection,
  endpoint: LimitedEndpoint,
  room: number,
  { now, leaseMs }: LimitedClaimRequest,
): ClaimedDelivery[] {
  const { tenant, id, firstId } = endpoint
  const leaseUntil = now + leaseMs
  const rows = connection.all(dueQuery, [tenant, id, now, firstId, room])
  for (const row of rows) {
    connection.run(
      `update hookwright_delivery set state = 'leased', fence = fence + 1, due_at = $3, held_since = null
       where tenant = $1 and id = $2`,
      [tenant, text(row, 'id'), leaseUntil],
    )
  }
  if (rows.length > 0 && endpoint.ratePerSecond !== null) {
    connection.run('update hookwright_endpoint set next_slot_at = $3 where tenant = $1 and id = $2', [
      tenant,
      id,
      slotAfter(endpoint, now, rows.length),
    ])
  }
  return rows.map((row) => toClaimed(row, { fence: integer(row, 'fence') + 1, leaseUntil }))
}
