import type { Endpoint } from '../../endpoints/endpoint.ts'
import { newId } from '../../id.ts'
import { text } from '../columns.ts'
import type { Row } from '../columns.ts'
import { comparedWith } from '../earlier.ts'
import { Leases } from '../lease.ts'
import type { EnqueueResult, LeasedDelivery, LeaseOffer, NewMessage, Taken } from '../store.ts'
import { address, pairOf } from './address.ts'
import type { Addressed, Open, Refused } from './address.ts'
import type { Queryable } from './database.ts'
import { ensureCallbacks } from './endpoints.ts'
import { column, pack } from './parameters.ts'

/**
 * Takes the columns of the messages and all bodies as one, then the columns of the deliveries. Gives the ids
 * of the messages whose idempotency keys were new, which are stored with their deliveries.
 *
 * Keys are inserted in an order that is the same for everyone, so that two batches with the same keys wait
 * for each other but never in a circle.
 */
const storeStatement = `
with stored as (
  insert into hookwright_message
    (tenant, id, event_type, content_type, body, idempotency_key, deliveries, created_at,
     is_addressed, due_at, channels, retry_schedule, traceparent, tracestate)
  select tenant, id, event_type, content_type, substring($7::bytea from body_from for body_length),
    idempotency_key, deliveries, created_at, is_addressed, due_at, channels, retry_schedule, traceparent, tracestate
  from unnest(
    $1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::int[], $8::text[], $9::int[], $10::bigint[],
    $16::int[], $17::bigint[], $18::text[], $19::text[], $21::text[], $22::text[]
  ) with ordinality as input(
    tenant, id, event_type, content_type, body_from, body_length, idempotency_key, deliveries, created_at,
    is_addressed, due_at, channels, retry_schedule, traceparent, tracestate, place
  )
  order by tenant collate "C", idempotency_key collate "C", place
  on conflict (tenant, idempotency_key) where idempotency_key is not null do nothing
  returning tenant, id, event_type, created_at
),
delivered as (
  insert into hookwright_delivery
    (tenant, id, message_id, endpoint_id, event_type, state, attempts, fence, due_at, created_at, is_limited)
  select stored.tenant, input.id, stored.id, input.endpoint_id, stored.event_type,
    case when input.fence = 0 then 'pending' else 'leased' end, 0, input.fence,
    input.due_at, stored.created_at, input.is_limited
  from unnest($11::text[], $12::text[], $13::text[], $14::text[], $15::bigint[], $20::int[], $23::int[])
    as input(tenant, message_id, id, endpoint_id, due_at, is_limited, fence)
  join stored on stored.tenant = input.tenant and stored.id = input.message_id
)
select tenant, id from stored`

/** Takes tenants and idempotency keys. */
const earlierQuery = `
select message.tenant, message.idempotency_key, message.id, message.event_type, message.body, message.deliveries
from unnest($1::text[], $2::text[]) as used(tenant, idempotency_key)
join hookwright_message message
  on message.tenant = used.tenant and message.idempotency_key = used.idempotency_key`

/** A message is tried again when it gave way to one of the same key that has been deleted since. */
const mostTries = 5

export async function enqueue(
  queryable: Queryable,
  messages: readonly NewMessage[],
  offer?: LeaseOffer,
): Promise<EnqueueResult[]> {
  const results = Array<EnqueueResult>(messages.length)
  const leases = offer && new Leases(offer)
  let open: readonly Open[] = messages.map((message, place) => ({ message, place }))
  const callbacks = await newCallbacks(queryable, open)
  if (callbacks.length > 0) await ensureCallbacks(queryable, callbacks)
  for (let tries = 1; open.length > 0; tries++) {
    if (tries > mostTries) throw new Error('the messages of the same idempotency keys come and go')
    const { addressed, refused } = await address(queryable, open)
    refused.push(...(await store(queryable, addressed, leases, results)))
    open = await explain(queryable, refused, results)
  }
  return results
}

/** The endpoints of those that will be stored, as far as can be told: a key that was used before revives nothing. */
async function newCallbacks(queryable: Queryable, open: readonly Open[]): Promise<Endpoint[]> {
  const calling = open.filter(({ message }) => message.callback !== null)
  if (calling.length === 0) return []
  const used = new Set((await findEarlier(queryable, calling)).keys())
  return open.flatMap(({ message }) => {
    if (message.idempotencyKey !== null) {
      if (used.has(keyOf(message))) return []
      // Of several in this batch only the first will be stored.
      used.add(keyOf(message))
    }
    return message.callback ?? []
  })
}

/** Returns those whose idempotency keys were used before. */
async function store(
  queryable: Queryable,
  addressed: readonly Addressed[],
  leases: Leases | undefined,
  results: EnqueueResult[],
): Promise<Refused[]> {
  if (addressed.length === 0) return []
  const messages = addressed.map(({ message }) => message)
  const bodies = pack(messages.map(({ body }) => body))
  const deliveries = addressed.flatMap(({ message, audience }) =>
    audience.map((addressee) => ({
      message,
      id: newId('dlv', message.createdAt),
      endpoint: addressee.endpoint,
      leaseUntil: leases?.take(message, addressee) ? leases.until : null,
    })),
  )
  const rows = await queryable.query(storeStatement, [
    column(messages.map(({ tenant }) => tenant)),
    column(messages.map(({ id }) => id)),
    column(messages.map(({ eventType }) => eventType)),
    column(messages.map(({ contentType }) => contentType)),
    column(bodies.from),
    column(bodies.length),
    bodies.bytes,
    column(messages.map(({ idempotencyKey }) => idempotencyKey)),
    column(addressed.map(({ audience }) => audience.length)),
    column(messages.map(({ createdAt }) => createdAt)),
    column(deliveries.map(({ message }) => message.tenant)),
    column(deliveries.map(({ message }) => message.id)),
    column(deliveries.map(({ id }) => id)),
    column(deliveries.map(({ endpoint }) => endpoint.id)),
    column(deliveries.map(({ message, leaseUntil }) => leaseUntil ?? message.dueAt)),
    column(messages.map(({ endpointIds }) => (endpointIds === null ? 0 : 1))),
    column(messages.map(({ dueAt }) => dueAt)),
    column(messages.map(({ channels }) => JSON.stringify(channels))),
    column(messages.map(({ retryScheduleMs }) => retryScheduleMs && JSON.stringify(retryScheduleMs))),
    column(deliveries.map(({ endpoint }) => (endpoint.isLimited ? 1 : 0))),
    column(messages.map(({ traceContext }) => traceContext?.traceparent ?? null)),
    column(messages.map(({ traceContext }) => traceContext?.tracestate ?? null)),
    column(deliveries.map(({ leaseUntil }) => (leaseUntil === null ? 0 : 1))),
  ])
  const stored = new Set(rows.map((row) => pairOf(text(row, 'tenant'), text(row, 'id'))))
  const deliveriesOf = leases && Map.groupBy(deliveries, ({ message }) => message)
  return addressed.flatMap(({ message, place, audience }) => {
    if (!stored.has(pairOf(message.tenant, message.id))) return [{ message, place, notEnabled: [] }]
    const result = { status: 'stored', messageId: message.id, deliveries: audience.length } as const
    results[place] = deliveriesOf ? { ...result, taken: takenOf(deliveriesOf.get(message) ?? []) } : result
    return []
  })
}

function takenOf(deliveries: readonly (LeasedDelivery & { leaseUntil: number | null })[]): Taken {
  const taken: Taken = { leased: [], unleasedEndpointIds: [] }
  for (const { id, endpoint, leaseUntil } of deliveries) {
    if (leaseUntil === null) taken.unleasedEndpointIds.push(endpoint.id)
    else taken.leased.push({ id, endpoint })
  }
  return taken
}

/** Says why they were refused. Returns those for which there is no reason any more. */
async function explain(
  queryable: Queryable,
  refused: readonly Refused[],
  results: EnqueueResult[],
): Promise<Open[]> {
  const earlier = await findEarlier(queryable, refused)
  return refused.filter(({ message, place, notEnabled }) => {
    const row = earlier.get(keyOf(message))
    if (row !== undefined) {
      results[place] = comparedWith(row, message)
    } else if (notEnabled.length > 0) {
      results[place] = { status: 'unknown_endpoint', endpointIds: [...notEnabled] }
    } else {
      return true
    }
    return false
  })
}

async function findEarlier(queryable: Queryable, refused: readonly Open[]): Promise<Map<string, Row>> {
  const keyed = new Map(refused.map(({ message }) => [keyOf(message), message]))
  const used = [...keyed.values()].filter(({ idempotencyKey }) => idempotencyKey !== null)
  if (used.length === 0) return new Map()
  const values = [
    column(used.map(({ tenant }) => tenant)),
    column(used.map(({ idempotencyKey }) => idempotencyKey)),
  ]
  const rows = await queryable.query(earlierQuery, values, 'each time')
  return new Map(rows.map((row) => [pairOf(text(row, 'tenant'), text(row, 'idempotency_key')), row]))
}

function keyOf({ tenant, idempotencyKey }: NewMessage): string {
  return pairOf(tenant, idempotencyKey)
}
