import { integer, integerOrNull, text } from '../columns.ts'
import { nextDueQuery } from '../queries.ts'
import { claimedEndpointColumns, claimedMessageColumns, toClaimed } from '../rows.ts'
import type { Claim, FreeClaimRequest, Release } from '../store.ts'
import { cancel } from './cancel.ts'
import type { Connection, Row } from './connection.ts'

/** Takes the time, a JSON array of the endpoints to skip, and from when on to look. */
export const dueQuery = `
select delivery.tenant, delivery.id, delivery.message_id, delivery.event_type, delivery.attempts, delivery.fence,
  delivery.endpoint_id, delivery.due_at as was_due_at, endpoint.state as endpoint_state, endpoint.paused_until, ${claimedEndpointColumns},
  ${claimedMessageColumns}
from hookwright_delivery delivery
join hookwright_message message on message.tenant = delivery.tenant and message.id = delivery.message_id
left join hookwright_endpoint endpoint on endpoint.tenant = delivery.tenant and endpoint.id = delivery.endpoint_id
where delivery.is_limited <> 1 and delivery.due_at <= $1 and delivery.due_at >= $3
  and delivery.endpoint_id not in (select value from json_each($2))
order by delivery.due_at`

export function claim(connection: Connection, request: FreeClaimRequest): Claim {
  const { now, leaseMs } = request
  const { live, stranded, paused, seenTo } = readDue(connection, request)
  for (const row of stranded) cancel(connection, text(row, 'tenant'), text(row, 'id'), now)
  for (const row of paused) hold(connection, row)
  const leaseUntil = now + leaseMs
  const deliveries = live.map((row) => {
    connection.run(
      `update hookwright_delivery set state = 'leased', fence = fence + 1, due_at = $3, held_since = null
       where tenant = $1 and id = $2`,
      [text(row, 'tenant'), text(row, 'id'), leaseUntil],
    )
    return toClaimed(row, { fence: integer(row, 'fence') + 1, leaseUntil })
  })
  return { deliveries, seenTo }
}

/** So many are held by one claim; the next one goes on. */
const mostHeld = 1_000

/** Reads on past those that cannot be delivered now, so that they do not make a claim come back short. */
function readDue(
  connection: Connection,
  { now, limit, skipEndpointIds, dueFrom = 0 }: FreeClaimRequest,
): { live: Row[]; stranded: Row[]; paused: Row[]; seenTo: number } {
  const live: Row[] = []
  const stranded: Row[] = []
  const paused: Row[] = []
  const found = { live, stranded, paused }
  if (limit < 1) return { ...found, seenTo: dueFrom }
  for (const row of connection.iterate(dueQuery, [now, JSON.stringify(skipEndpointIds), dueFrom])) {
    if (row['endpoint_state'] !== 'enabled') stranded.push(row)
    else if ((integerOrNull(row, 'paused_until') ?? 0) > now) paused.push(row)
    else live.push(row)
    if (live.length === limit || paused.length === mostHeld)
      return { ...found, seenTo: integer(row, 'was_due_at') }
  }
  return { ...found, seenTo: now }
}

/** One that was leased by somebody who is gone is pending again. */
function hold(connection: Connection, row: Row): void {
  connection.run(
    `update hookwright_delivery set state = 'pending', due_at = $3, held_since = coalesce(held_since, due_at)
     where tenant = $1 and id = $2`,
    [text(row, 'tenant'), text(row, 'id'), integer(row, 'paused_until')],
  )
}

export function release(connection: Connection, releases: readonly Release[]): void {
  for (const { tenant, deliveryId, fence, dueAt } of releases) {
    connection.run(
      `update hookwright_delivery set state = 'pending', due_at = $4
       where tenant = $1 and id = $2 and fence = $3 and state = 'leased'`,
      [tenant, deliveryId, fence, dueAt],
    )
  }
}

export function nextDueAt(connection: Connection): number | undefined {
  const row = connection.get(nextDueQuery)
  return row && integer(row, 'due_at')
}
