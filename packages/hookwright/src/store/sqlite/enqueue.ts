import { hears } from '../../endpoints/channels.ts'
import { filtersOf } from '../../endpoints/event-filter.ts'
import { newId } from '../../id.ts'
import { text } from '../columns.ts'
import { comparedWith } from '../earlier.ts'
import { addresseeColumns, Leases, toAddressee } from '../lease.ts'
import type { Addressee } from '../lease.ts'
import type { EnqueueResult, LeasedDelivery, LeaseOffer, NewMessage, Taken } from '../store.ts'
import type { Connection } from './connection.ts'
import { ensureCallback } from './endpoints.ts'

export function enqueue(
  connection: Connection,
  messages: readonly NewMessage[],
  offer?: LeaseOffer,
): EnqueueResult[] {
  const wantedBy = rememberFanOut(connection)
  const leases = offer && new Leases(offer)
  const deliveries: DeliveryValues[] = []
  const results = messages.map((message) => enqueueOne(connection, message, wantedBy, leases, deliveries))
  insertDeliveries(connection, deliveries)
  return results
}

function enqueueOne(
  connection: Connection,
  message: NewMessage,
  wantedBy: FanOut,
  leases: Leases | undefined,
  deliveries: DeliveryValues[],
): EnqueueResult {
  const earlier = findEarlier(connection, message)
  if (earlier !== undefined) return earlier
  if (message.callback) ensureCallback(connection, message.callback)
  const named = message.endpointIds && [...new Set(message.endpointIds)]
  const audience = named ? findNamed(connection, message.tenant, named) : wantedBy(message)
  if (named && audience.length < named.length) {
    const known = new Set(audience.map(({ endpoint }) => endpoint.id))
    return { status: 'unknown_endpoint', endpointIds: named.filter((id) => !known.has(id)) }
  }
  insertMessage(connection, message, audience.length)
  const taken: Taken = { leased: [], unleasedEndpointIds: [] }
  for (const addressee of audience) {
    const { endpoint } = addressee
    const id = newId('dlv', message.createdAt)
    const isLeased = leases?.take(message, addressee) === true
    deliveries.push(deliveryValues(message, { id, endpoint, leaseUntil: isLeased ? leases.until : null }))
    if (isLeased) taken.leased.push({ id, endpoint })
    else taken.unleasedEndpointIds.push(endpoint.id)
  }
  const stored = { status: 'stored', messageId: message.id, deliveries: audience.length } as const
  return leases ? { ...stored, taken } : stored
}

/** Nothing can come between this and the insert: the transaction holds the write lock. */
function findEarlier(connection: Connection, message: NewMessage): EnqueueResult | undefined {
  const { tenant, idempotencyKey } = message
  if (idempotencyKey === null) return undefined
  const earlier = connection.get(
    `select id, event_type, body, deliveries from hookwright_message where tenant = $1 and idempotency_key = $2`,
    [tenant, idempotencyKey],
  )
  return earlier && comparedWith(earlier, message)
}

/** Takes the tenant and a JSON array of the filters that let an event type through. */
export const fanOutQuery = `
select distinct endpoint.channels, ${addresseeColumns}
from hookwright_endpoint_event_type wanted
join hookwright_endpoint endpoint on endpoint.tenant = wanted.tenant and endpoint.id = wanted.endpoint_id
where wanted.tenant = $1 and wanted.event_type in (select value from json_each($2)) and endpoint.state = 'enabled'`

type FanOut = (message: NewMessage) => readonly Addressee[]

function findNamed(connection: Connection, tenant: string, ids: readonly string[]): Addressee[] {
  const sql = `
    select ${addresseeColumns} from hookwright_endpoint endpoint
    where tenant = $1 and id = $2 and state = 'enabled' and kind <> 'callback_secret'`
  const rows = ids.map((id) => connection.get(sql, [tenant, id])).filter((row) => row !== undefined)
  return rows.map((row) => toAddressee(row, text(row, 'id')))
}

/** The messages of a batch are often of few event types: who wants one is asked once. */
function rememberFanOut(connection: Connection): FanOut {
  const known = new Map<string, readonly (Addressee & { channels: readonly string[] })[]>()
  return ({ tenant, eventType, channels }) => {
    const key = JSON.stringify([tenant, eventType])
    let endpoints = known.get(key)
    if (endpoints === undefined) {
      const rows = connection.all(fanOutQuery, [tenant, JSON.stringify(filtersOf(eventType))])
      endpoints = rows.map((row) => ({
        ...toAddressee(row, text(row, 'id')),
        channels: JSON.parse(text(row, 'channels')),
      }))
      known.set(key, endpoints)
    }
    return endpoints.filter((endpoint) => hears(endpoint.channels, channels))
  }
}

function insertMessage(connection: Connection, message: NewMessage, deliveries: number): void {
  connection.run(
    `insert into hookwright_message
       (tenant, id, event_type, content_type, body, idempotency_key, deliveries, created_at, is_addressed, due_at,
        channels, retry_schedule, traceparent, tracestate)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
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
      JSON.stringify(message.channels),
      message.retryScheduleMs && JSON.stringify(message.retryScheduleMs),
      message.traceContext?.traceparent ?? null,
      message.traceContext?.tracestate ?? null,
    ],
  )
}

type DeliveryValues = readonly (string | number)[]

function deliveryValues(
  message: NewMessage,
  { id, endpoint, leaseUntil }: LeasedDelivery & { leaseUntil: number | null },
): DeliveryValues {
  const isLeased = leaseUntil !== null
  return [
    message.tenant,
    id,
    message.id,
    endpoint.id,
    message.eventType,
    isLeased ? 'leased' : 'pending',
    isLeased ? 1 : 0,
    leaseUntil ?? message.dueAt,
    message.createdAt,
    endpoint.isLimited ? 1 : 0,
  ]
}

/**
 * A statement opens each index of the table, of which there are many: one for many rows costs a quarter less. Of few
 * sizes, since each is prepared once.
 */
const insertSizes = [64, 8, 1]

const deliveryInserts = new Map(insertSizes.map((size) => [size, deliveryInsertOf(size)]))

function deliveryInsertOf(rows: number): string {
  const values = Array.from({ length: rows }, (_, row) => {
    const [tenant, id, message, endpoint, eventType, state, fence, due, created, isLimited] = Array.from(
      { length: 10 },
      (_unused, column) => `$${row * 10 + column + 1}`,
    )
    return `(${tenant}, ${id}, ${message}, ${endpoint}, ${eventType}, ${state}, 0, ${fence}, ${due}, ${created}, ${isLimited})`
  })
  return `
insert into hookwright_delivery
  (tenant, id, message_id, endpoint_id, event_type, state, attempts, fence, due_at, created_at, is_limited)
values ${values.join(', ')}`
}

function insertDeliveries(connection: Connection, deliveries: readonly DeliveryValues[]): void {
  let done = 0
  for (const [size, sql] of deliveryInserts) {
    for (; deliveries.length - done >= size; done += size) {
      connection.run(sql, deliveries.slice(done, done + size).flat())
    }
  }
}
