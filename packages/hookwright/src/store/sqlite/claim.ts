import { integer, integerOrNull, text } from '../columns.ts'
import { nextDueQuery } from '../queries.ts'
import { claimedEndpointColumns, claimedMessageColumns, toClaimed } from '../rows.ts'
import type { ClaimRequest, ClaimedDelivery, Release } from '../store.ts'
import { cancel } from './cancel.ts'
import type { Connection, Row } from './connection.ts'

/** Takes the time and a JSON array of the endpoints to skip. */
export const dueQuery = `
select delivery.tenant, delivery.id, delivery.message_id, delivery.event_type, delivery.attempts, delivery.fence,
  delivery.endpoint_id, endpoint.state as endpoint_state, endpoint.paused_until, ${claimedEndpointColumns},
  ${claimedMessageColumns}
from hookwright_delivery delivery
join hookwright_message message on message.tenant = delivery.tenant and message.id = delivery.message_id
left join hookwright_endpoint endpoint on endpoint.tenant = delivery.tenant and endpoint.id = delivery.endpoint_id
where delivery.is_limited <> 1 and delivery.due_at <= $1
  and delivery.endpoint_id not in (select value from json_each($2))
order by delivery.due_at`

export function claim(
  connection: Connection,
  { now, leaseMs, limit, skipEndpointIds }: ClaimRequest,
): ClaimedDelivery[] {
  const { live, stranded, paused } = readDue(connection, now, skipEndpointIds, limit)
  for (const row of stranded) cancel(connection, text(row, 'tenant'), text(row, 'id'), now)
  for (const row of paused) hold(connection, row)
  const leaseUntil = now + leaseMs
  return live.map((row) => {
    connection.run(
      `update hookwright_delivery set state = 'leased', fence = fence + 1, due_at = $3, held_since = null
       where tenant = $1 and id = $2`,
      [text(row, 'tenant'), text(row, 'id'), leaseUntil],
    )
    return toClaimed(row, { fence: integer(row, 'fence') + 1, leaseUntil })
  })
}

/** So many are held by one claim; the next one goes on. */
const mostHeld = 1_000

/** Reads on past those that cannot be delivered now, so that they do not make a claim come back short. */
function readDue(connection: Connection, now: number, skipEndpointIds: readonly string[], limit: number) {
  const live: Row[] = []
  const stranded: Row[] = []
  const paused: Row[] = []
  if (limit < 1) return { live, stranded, paused }
  for (const row of connection.iterate(dueQuery, [now, JSON.stringify(skipEndpointIds)])) {
    if (row['endpoint_state'] !== 'enabled') stranded.push(row)
    else if ((integerOrNull(row, 'paused_until') ?? 0) > now) {
      if (paused.push(row) === mostHeld) break
    } else if (live.push(row) === limit) break
  }
  return { live, stranded, paused }
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
