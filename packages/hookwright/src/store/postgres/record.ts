import { integer, text } from '../columns.ts'
import type { AttemptRecord, RecordResult } from '../store.ts'
import { pairOf } from './address.ts'
import { cancelPending } from './cancel.ts'
import type { Database, Queryable } from './database.ts'
import { enqueue } from './enqueue.ts'
import { column, pack } from './parameters.ts'
import { isIn, seeks, seeksDelivery } from './seek.ts'

const givenRecords = `unnest(
    $1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::bigint[], $7::int[], $8::bigint[],
    $9::bigint[], $10::text[], $11::int[], $12::text[], $13::int[], $14::int[]
  ) with ordinality as given(
    tenant, delivery_id, endpoint_id, fence, state, due_at, number, started_at,
    duration_ms, outcome, status, error, body_from, body_length, place
  )`

/**
 * A retry is judged by its endpoint as the statement first sees it: one that is disabled just then leaves
 * the delivery pending, and the claim that finds it cancels it.
 */
const judgedRecords = `(
    select given.tenant, given.delivery_id, given.fence, given.due_at, given.number, given.started_at,
      given.duration_ms, given.outcome, given.status, given.error, given.body_from, given.body_length, given.place,
      case when given.state = 'pending' and endpoint.id is null then 'canceled' else given.state end as state
    from ${givenRecords}
    left join hookwright_endpoint endpoint
      on given.state = 'pending' and endpoint.tenant = given.tenant and endpoint.id = given.endpoint_id
      and endpoint.state = 'enabled'
  ) given`

/**
 * Takes the columns of the records and all response bodies as one. Returns the places in the batch, counted
 * from 1, of those whose fencing token was the newest. It is planned each time, which grows with each join.
 */
const recordStatementFrom = (records: string) => `
with moved as (
  update hookwright_delivery delivery set
    state = given.state,
    due_at = case when given.state = 'pending' then given.due_at end,
    finished_at = case when given.state <> 'pending' then given.started_at + given.duration_ms end,
    attempts = delivery.attempts + 1,
    last_outcome = given.outcome
  from ${records}
  where ${seeksDelivery('given.tenant', 'given.delivery_id')} and ${seeks('delivery.fence', 'given.fence')}
    and ${isIn('leased')}
  returning given.*
),
noted as (
  insert into hookwright_attempt
    (tenant, delivery_id, number, started_at, duration_ms, outcome, status, error, response_body)
  select tenant, delivery_id, number, started_at, duration_ms, outcome, status, error,
    substring($15::bytea from body_from for body_length)
  from moved
)
select place from moved`

/** For records of which some are retries. */
export const recordStatement = recordStatementFrom(judgedRecords)

/** For records that all end their deliveries, as nearly all do. */
export const endStatement = recordStatementFrom(givenRecords)

export async function record(database: Database, records: readonly AttemptRecord[]): Promise<RecordResult[]> {
  const results = records.map((): RecordResult => 'stale')
  const places = firstOfEachLease(records)
  const firsts = places.flatMap((place) => records[place] ?? [])
  const { moved, disabling } = firsts.some(doesMore)
    ? await database.transaction((transaction) => moveWithEndpoints(transaction, firsts))
    : { moved: await move(database, firsts), disabling: new Set<number>() }
  for (const n of moved) {
    const place = places[n]
    if (place !== undefined) results[place] = disabling.has(n) ? 'disabled_endpoint' : 'recorded'
  }
  return results
}

/** Whether it takes more than one statement. */
function doesMore({ endpoint, health, notices }: AttemptRecord): boolean {
  return endpoint !== null || health !== null || notices.exhausted !== null
}

/** A statement changes a row once; of several records of one lease, all but the first come too late anyway. */
function firstOfEachLease(records: readonly AttemptRecord[]): number[] {
  const first = new Map<string, number>()
  for (const [place, { tenant, deliveryId, fence }] of records.entries()) {
    const lease = JSON.stringify([tenant, deliveryId, fence])
    if (!first.has(lease)) first.set(lease, place)
  }
  return [...first.values()]
}

/** Returns the places of those that were the newest, counted from 0. */
async function move(queryable: Queryable, records: readonly AttemptRecord[]): Promise<number[]> {
  const attempts = records.map(({ attempt }) => attempt)
  const bodies = pack(attempts.map(({ responseBody }) => responseBody))
  const values = [
    column(records.map(({ tenant }) => tenant)),
    column(records.map(({ deliveryId }) => deliveryId)),
    column(records.map(({ endpointId }) => endpointId)),
    column(records.map(({ fence }) => fence)),
    column(records.map(({ next }) => next.state)),
    column(records.map(({ next }) => (next.state === 'pending' ? next.dueAt : null))),
    column(attempts.map(({ number }) => number)),
    column(attempts.map(({ startedAt }) => startedAt)),
    column(attempts.map(({ durationMs }) => durationMs)),
    column(attempts.map(({ outcome }) => outcome)),
    column(attempts.map(({ status }) => status)),
    // PostgreSQL keeps no NUL in a text, and an error may quote what a receiver said.
    column(attempts.map(({ error }) => error && error.replaceAll('\0', '\uFFFD'))),
    column(bodies.from),
    column(bodies.length),
    bodies.bytes,
  ]
  const isRetrying = records.some(({ next }) => next.state === 'pending')
  const rows = await queryable.query(isRetrying ? recordStatement : endStatement, values, 'each time')
  return rows.map((row) => integer(row, 'place') - 1)
}

/** As `move`, and does to the endpoints what the attempts that counted ask for, and tells of it. */
async function moveWithEndpoints(
  transaction: Queryable,
  records: readonly AttemptRecord[],
): Promise<{ moved: number[]; disabling: Set<number> }> {
  await lockEndpoints(
    transaction,
    records.filter(({ endpoint, health }) => endpoint !== null || health !== null),
  )
  const moved = await move(transaction, records)
  const counted = moved.flatMap((n) => records[n] ?? [])
  // Before one may be disabled for failing, which an attempt that succeeded in the meantime prevents.
  await noteHealth(transaction, counted)
  const disabled = await disable(transaction, counted)
  await pause(transaction, counted)
  // Where several ask for it, the first has done it.
  const disabling = new Set(moved.filter((n) => disabled.delete(endpointToDisable(records[n]))))
  const notices = moved.flatMap((n) => {
    const { exhausted = null, disabled: gone = null } = records[n]?.notices ?? {}
    return [exhausted, disabling.has(n) ? gone : null].filter((notice) => notice !== null)
  })
  if (notices.length > 0) await enqueue(transaction, notices)
  return { moved, disabling }
}

/** Of an attempt that asks for its endpoint to be disabled: the endpoint; else undefined, which none is. */
function endpointToDisable(one: AttemptRecord | undefined): string | undefined {
  return one?.endpoint && 'disable' in one.endpoint ? pairOf(one.tenant, one.endpointId) : undefined
}

/** Before anything else is, and in an order that is the same for everyone: nobody waits in a circle. */
async function lockEndpoints(transaction: Queryable, records: readonly AttemptRecord[]): Promise<void> {
  await transaction.query(
    `select endpoint.id from hookwright_endpoint endpoint
     where (endpoint.tenant, endpoint.id) in (
       select given.tenant, given.id from unnest($1::text[], $2::text[]) as given(tenant, id)
     )
     order by endpoint.tenant, endpoint.id
     for no key update`,
    [column(records.map(({ tenant }) => tenant)), column(records.map(({ endpointId }) => endpointId))],
  )
}

/** An endpoint that has ceased to fail is well, whatever else came at the same time: a later attempt says it anew. */
async function noteHealth(transaction: Queryable, records: readonly AttemptRecord[]): Promise<void> {
  const given = records.filter(({ health }) => health !== null)
  if (given.length === 0) return
  await transaction.query(
    `update hookwright_endpoint endpoint
     set failing_since = case when given.is_well = 1 then null else coalesce(endpoint.failing_since, given.at) end
     from (
       select tenant, id, max(is_well) as is_well, min(at) as at
       from unnest($1::text[], $2::text[], $3::int[], $4::bigint[]) as given(tenant, id, is_well, at)
       group by tenant, id
     ) given
     where endpoint.tenant = given.tenant and endpoint.id = given.id`,
    [
      column(given.map(({ tenant }) => tenant)),
      column(given.map(({ endpointId }) => endpointId)),
      column(given.map(({ health }) => (health === 'well' ? 1 : 0))),
      column(given.map(({ attempt }) => attempt.startedAt + attempt.durationMs)),
    ],
  )
}

/** Returns the endpoints that this has disabled. */
async function disable(
  transaction: Queryable,
  records: readonly AttemptRecord[],
): Promise<Set<string | undefined>> {
  const given = records.flatMap(({ tenant, endpointId, attempt, endpoint }) =>
    endpoint !== null && 'disable' in endpoint
      ? [
          {
            tenant,
            endpointId,
            reason: endpoint.disable,
            at: attempt.startedAt + attempt.durationMs,
            failingSince: endpoint.disable === 'failing' ? endpoint.failingSince : null,
          },
        ]
      : [],
  )
  if (given.length === 0) return new Set()
  const disabled = await transaction.query(
    `update hookwright_endpoint endpoint
     set state = 'disabled', disabled_reason = given.reason, updated_at = given.at
     from (
       select distinct on (tenant, id) *
       from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[])
         as given(tenant, id, reason, at, failing_since)
       order by tenant, id, at
     ) given
     where endpoint.tenant = given.tenant and endpoint.id = given.id and endpoint.state = 'enabled'
       and (given.reason <> 'failing' or endpoint.failing_since = given.failing_since)
     returning endpoint.tenant, endpoint.id, endpoint.updated_at`,
    [
      column(given.map(({ tenant }) => tenant)),
      column(given.map(({ endpointId }) => endpointId)),
      column(given.map(({ reason }) => reason)),
      column(given.map(({ at }) => at)),
      column(given.map(({ failingSince }) => failingSince)),
    ],
  )
  const ended = disabled.map((row) => ({
    tenant: text(row, 'tenant'),
    id: text(row, 'id'),
    at: integer(row, 'updated_at'),
  }))
  await cancelPending(transaction, ended)
  return new Set(ended.map(({ tenant, id }) => pairOf(tenant, id)))
}

/** A longer pause stands: attempts that ran side by side may be recorded in any order. */
async function pause(transaction: Queryable, records: readonly AttemptRecord[]): Promise<void> {
  const given = records.flatMap(({ tenant, endpointId, endpoint }) =>
    endpoint !== null && 'pauseUntil' in endpoint ? [{ tenant, endpointId, until: endpoint.pauseUntil }] : [],
  )
  if (given.length === 0) return
  await transaction.query(
    `update hookwright_endpoint endpoint set paused_until = given.until
     from (
       select tenant, id, max(until) as until
       from unnest($1::text[], $2::text[], $3::bigint[]) as given(tenant, id, until)
       group by tenant, id
     ) given
     where endpoint.tenant = given.tenant and endpoint.id = given.id
       and (endpoint.paused_until is null or endpoint.paused_until < given.until)`,
    [
      column(given.map(({ tenant }) => tenant)),
      column(given.map(({ endpointId }) => endpointId)),
      column(given.map(({ until }) => until)),
    ],
  )
}
