import { integer } from '../columns.ts'
import type { Measures, MeasureRequest } from '../operator.ts'
import {
  attemptsQuery,
  deliveriesQuery,
  deliveryQuery,
  measureQuery,
  messageQuery,
  messagesQueries,
  nextDueQuery,
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
import type { Database } from './database.ts'

export async function nextDueAt(database: Database): Promise<number | undefined> {
  const [row] = await database.query(nextDueQuery)
  return row && integer(row, 'due_at')
}

export async function measure(database: Database, { now, most }: MeasureRequest): Promise<Measures> {
  const [row] = await database.query(measureQuery, [now, most], 'each time')
  if (row === undefined) throw new Error('counting gave no row')
  return toMeasures(row)
}

export async function findMessage(
  database: Database,
  tenant: string,
  id: string,
): Promise<Message | undefined> {
  const [row] = await database.query(messageQuery, [tenant, id])
  return row && toMessage(row)
}

export async function listMessages(
  database: Database,
  tenant: string,
  { above, below, order }: MessageRange,
  limit: number,
): Promise<MessageSummary[]> {
  const values = [tenant, above, below, limit]
  const rows = await database.query(messagesQueries[order], values, 'each time')
  return rows.map(toMessageSummary)
}

export async function findDelivery(
  database: Database,
  tenant: string,
  id: string,
): Promise<Delivery | undefined> {
  const [row] = await database.query(deliveryQuery, [tenant, id])
  return row && toDelivery(row)
}

export async function listDeliveries(
  database: Database,
  tenant: string,
  filter: DeliveryFilter,
  page: Page,
): Promise<Delivery[]> {
  const { sql, values } = deliveriesQuery(tenant, filter, page)
  return (await database.query(sql, values)).map(toDelivery)
}

export async function listAttempts(
  database: Database,
  tenant: string,
  deliveryId: string,
): Promise<Attempt[]> {
  return (await database.query(attemptsQuery, [tenant, deliveryId])).map(toAttempt)
}
