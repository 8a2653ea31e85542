import { outcomes } from '../../delivery/outcome.ts'
import { deliveryStates } from '../../delivery/state.ts'
import type { Attempt, Delivery, DeliveryFilter, Message, Page } from '../store.ts'
import type { Connection, Row } from './connection.ts'
import { bytes, bytesOrNull, integer, integerOrNull, oneOf, oneOfOrNull, text, textOrNull } from './row.ts'

export function findMessage(connection: Connection, tenant: string, id: string): Message | undefined {
  const row = connection.get('select * from hookwright_message where tenant = $1 and id = $2', [tenant, id])
  return row && toMessage(row)
}

export function findDelivery(connection: Connection, tenant: string, id: string): Delivery | undefined {
  const row = connection.get('select * from hookwright_delivery where tenant = $1 and id = $2', [tenant, id])
  return row && toDelivery(row)
}

export function listDeliveries(
  connection: Connection,
  tenant: string,
  filter: DeliveryFilter,
  page: Page,
): Delivery[] {
  const { sql, values } = deliveriesQuery(tenant, filter, page)
  return connection.all(sql, values).map(toDelivery)
}

export function deliveriesQuery(tenant: string, filter: DeliveryFilter, page: Page) {
  const values: (string | number)[] = [tenant]
  let sql = 'select * from hookwright_delivery where tenant = $1'
  const narrow = (condition: string, value: string | undefined) => {
    if (value !== undefined) sql += ` and ${condition} $${values.push(value)}`
  }
  narrow('message_id =', filter.messageId)
  narrow('endpoint_id =', filter.endpointId)
  narrow('state =', filter.state)
  // Said outright, so that the partial index is seen to hold all that is asked for.
  if (filter.state !== undefined && filter.state !== 'succeeded') sql += ` and state <> 'succeeded'`
  narrow('id <', page.after)
  sql += ` order by id desc limit $${values.push(page.limit)}`
  return { sql, values }
}

export function listAttempts(connection: Connection, tenant: string, deliveryId: string): Attempt[] {
  const sql = 'select * from hookwright_attempt where tenant = $1 and delivery_id = $2 order by number'
  return connection.all(sql, [tenant, deliveryId]).map(toAttempt)
}

function toMessage(row: Row): Message {
  return {
    tenant: text(row, 'tenant'),
    id: text(row, 'id'),
    eventType: text(row, 'event_type'),
    contentType: text(row, 'content_type'),
    body: bytes(row, 'body'),
    idempotencyKey: textOrNull(row, 'idempotency_key'),
    createdAt: integer(row, 'created_at'),
  }
}

function toDelivery(row: Row): Delivery {
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
  }
}

function toAttempt(row: Row): Attempt {
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
