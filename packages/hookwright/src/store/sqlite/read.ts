import type { Measures, MeasureRequest } from '../operator.ts'
import {
  attemptsQuery,
  deliveriesQuery,
  deliveryQuery,
  measureQuery,
  messageQuery,
  messagesQueries,
} from '../queries.ts'
import { toAttempt, toDelivery, toMeasures, toMessage, toMessageSummary } from '../rows.ts'
import type {
  Attempt,
  Delivery,
  DeliveryFilter,
  Message,
  MessageRange,
  MessageSummary,
  Page,
} from '../store.ts'
import type { Connection } from './connection.ts'

export function measure(connection: Connection, { now, most }: MeasureRequest): Measures {
  const row = connection.get(measureQuery, [now, most])
  if (row === undefined) throw new Error('counting gave no row')
  return toMeasures(row)
}

export function findMessage(connection: Connection, tenant: string, id: string): Message | undefined {
  const row = connection.get(messageQuery, [tenant, id])
  return row && toMessage(row)
}

export function listMessages(
  connection: Connection,
  tenant: string,
  { above, below, order }: MessageRange,
  limit: number,
): MessageSummary[] {
  return connection.all(messagesQueries[order], [tenant, above, below, limit]).map(toMessageSummary)
}

export function findDelivery(connection: Connection, tenant: string, id: string): Delivery | undefined {
  const row = connection.get(deliveryQuery, [tenant, id])
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

export function listAttempts(connection: Connection, tenant: string, deliveryId: string): Attempt[] {
  return connection.all(attemptsQuery, [tenant, deliveryId]).map(toAttempt)
}
