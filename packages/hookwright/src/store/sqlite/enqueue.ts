import { filtersOf } from '../../endpoints/event-filter.ts'
import { newId } from '../../id.ts'
import { bytes, integer, text } from '../columns.ts'
import type { EnqueueResult, NewMessage } from '../store.ts'
import type { Connection } from './connection.ts'
import { isEnabled } from './endpoints.ts'

export function enqueue(connection: Connection, messages: readonly NewMessage[]): EnqueueResult[] {
  const wantedBy = rememberFanOut(connection)
  return messages.map((message) => enqueueOne(connection, message, wantedBy))
}

function enqueueOne(connection: Connection, message: NewMessage, wantedBy: FanOut): EnqueueResult {
  const earlier = findEarlier(connection, message)
  if (earlier !== undefined) return earlier
  const named = message.endpointIds && [...new Set(message.endpointIds)]
  const unknown = (named ?? []).filter((id) => !isEnabled(connection, message.tenant, id))
  if (unknown.length > 0) return { status: 'unknown_endpoint', endpointIds: unknown }
  const endpointIds = named ?? wantedBy(message)
  insertMessage(connection, message, endpointIds.length)
  for (const endpointId of endpointIds) insertDelivery(connection, message, endpointId)
  return { status: 'stored', messageId: message.id, deliveries: endpointIds.length }
}

/** Nothing can come between this and the insert: the transaction holds the write lock. */
function findEarlier(
  connection: Connection,
  { tenant, idempotencyKey, eventType, body }: NewMessage,
): EnqueueResult | undefined {
  if (idempotencyKey === null) return undefined
  const earlier = connection.get(
    `select id, event_type, body, deliveries from hookwright_message where tenant = $1 and idempotency_key = $2`,
    [tenant, idempotencyKey],
  )
  if (earlier === undefined) return undefined
  const messageId = text(earlier, 'id')
  const isSame =
    text(earlier, 'event_type') === eventType && Buffer.compare(bytes(earlier, 'body'), body) === 0
  return isSame
    ? { status: 'duplicate', messageId, deliveries: integer(earlier, 'deliveries') }
    : { status: 'conflict', messageId }
}

/** Takes the tenant and a JSON array of the filters that let an event type through. */
export const fanOutQuery = `
select distinct wanted.endpoint_id
from hookwright_endpoint_event_type wanted
join hookwright_endpoint endpoint on endpoint.tenant = wanted.tenant and endpoint.id = wanted.endpoint_id
where wanted.tenant = $1 and wanted.event_type in (select value from json_each($2)) and endpoint.state = 'enabled'`

type FanOut = (message: NewMessage) => readonly string[]

/** The messages of a batch are often of few event types: who wants one is asked once. */
function rememberFanOut(connection: Connection): FanOut {
  const known = new Map<string, readonly string[]>()
  return ({ tenant, eventType }) => {
    const key = JSON.stringify([tenant, eventType])
    let endpointIds = known.get(key)
    if (endpointIds === undefined) {
      const rows = connection.all(fanOutQuery, [tenant, JSON.stringify(filtersOf(eventType))])
      endpointIds = rows.map((row) => text(row, 'endpoint_id'))
      known.set(key, endpointIds)
    }
    return endpointIds
  }
}

function insertMessage(connection: Connection, message: NewMessage, deliveries: number): void {
  connection.run(
    `insert into hookwright_message
       (tenant, id, event_type, content_type, body, idempotency_key, deliveries, created_at, is_addressed, due_at,
        traceparent, tracestate)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      message.tenant,
      message.id,
      message.eventType,
      message.contentType,
      message.body,
      message.idempotencyKey,
      deliveries,
      message.createdAt,
      message.endpointIds === null ? 0 : 1,
      message.dueAt,
      message.traceContext?.traceparent ?? null,
      message.traceContext?.tracestate ?? null,
    ],
  )
}

function insertDelivery(connection: Connection, message: NewMessage, endpointId: string): void {
  connection.run(
    `insert into hookwright_delivery
       (tenant, id, message_id, endpoint_id, event_type, state, attempts, fence, due_at, created_at)
     values ($1, $2, $3, $4, $5, 'pending', 0, 0, $6, $7)`,
    [
      message.tenant,
      newId('dlv', message.createdAt),
      message.id,
      endpointId,
      message.eventType,
      message.dueAt,
      message.createdAt,
    ],
  )
}
