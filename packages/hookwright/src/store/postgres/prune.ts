import { integer, text } from '../columns.ts'
import type { Pruned, PruneRequest } from '../store.ts'
import type { Database, Queryable } from './database.ts'
import { column } from './parameters.ts'

/**
 * Each takes the time before which things are old, and the limit; those that note when, the time as well. What
 * another transaction has in hand is left for next time, so that nobody waits.
 */
const keysStatement = `
with old as materialized (
  select tenant, id from hookwright_message
  where idempotency_key is not null and created_at < $1 order by created_at limit $2
  for update skip locked
)
update hookwright_message message set idempotency_key = null
from old where message.tenant = old.tenant and message.id = old.id
returning 1 as one`

const hasOpen = `exists (
  select 1 from hookwright_delivery delivery
  where delivery.tenant = message.tenant and delivery.message_id = message.id
    and delivery.state in ('pending', 'leased')
)`

/** Locks them, so that no delivery of them can be added: that takes the same lock. */
const oldBodiesQuery = `
select message.tenant, message.id from hookwright_message message
where message.body_deleted_at is null and message.created_at < $1 and not ${hasOpen}
order by message.created_at limit $2
for update skip locked`

/** Takes tenants, ids and the time. Asks again: one may have got a delivery just before it was locked. */
const bodiesStatement = `
update hookwright_message message set body = '', body_deleted_at = $3::bigint, idempotency_key = null
from unnest($1::text[], $2::text[]) as old(tenant, id)
where message.tenant = old.tenant and message.id = old.id and not ${hasOpen}
returning 1 as one`

const attemptsStatement = `
with old as materialized (
  select tenant, id from hookwright_delivery
  where finished_at is not null and attempts_deleted_at is null and finished_at < $1
  order by finished_at limit $2
  for update skip locked
),
gone as (
  delete from hookwright_attempt attempt using old
  where attempt.tenant = old.tenant and attempt.delivery_id = old.id
  returning 1
),
noted as (
  update hookwright_delivery delivery set attempts_deleted_at = $3::bigint
  from old where delivery.tenant = old.tenant and delivery.id = old.id
  returning 1
)
select (select count(*) from gone) as attempts, (select count(*) from noted) as deliveries`

const deliveriesStatement = `
with old as materialized (
  select delivery.tenant, delivery.id from hookwright_delivery delivery
  where delivery.finished_at is not null and delivery.attempts_deleted_at is not null
    and delivery.finished_at < $1 and not exists (
      select 1 from hookwright_delivery other
      where other.tenant = delivery.tenant and other.message_id = delivery.message_id
        and other.state in ('pending', 'leased')
    )
  order by delivery.finished_at limit $2
  for update skip locked
)
delete from hookwright_delivery delivery using old
where delivery.tenant = old.tenant and delivery.id = old.id
returning 1 as one`

const messagesStatement = `
with old as materialized (
  select message.tenant, message.id from hookwright_message message
  where message.body_deleted_at is not null and message.created_at < $1 and not exists (
    select 1 from hookwright_delivery delivery
    where delivery.tenant = message.tenant and delivery.message_id = message.id
  )
  order by message.created_at limit $2
  for update skip locked
)
delete from hookwright_message message using old
where message.tenant = old.tenant and message.id = old.id
returning 1 as one`

const replaysStatement = `
with old as materialized (
  select tenant, id from hookwright_replay
  where state <> 'running' and finished_at < $1 limit $2
  for update skip locked
)
delete from hookwright_replay replay using old where replay.tenant = old.tenant and replay.id = old.id
returning 1 as one`

const statisticsStatement = `
with old as materialized (
  select minute, worker_id from hookwright_statistics where minute < $1 order by minute limit $2
  for update skip locked
)
delete from hookwright_statistics counted using old
where counted.minute = old.minute and counted.worker_id = old.worker_id
returning 1 as one`

/**
 * The tenants' secrets are not among them: they are of no URL, and never made again. Nor are those that somebody has
 * disabled: the next callback would make them anew, enabled.
 */
const callbacksStatement = `
with old as materialized (
  select endpoint.tenant, endpoint.id from hookwright_endpoint endpoint
  where endpoint.kind = 'callback' and endpoint.updated_at < $1
    and (endpoint.disabled_reason is null or endpoint.disabled_reason <> 'by_request') and not exists (
    select 1 from hookwright_delivery delivery
    where delivery.tenant = endpoint.tenant and delivery.endpoint_id = endpoint.id
  )
  order by endpoint.updated_at limit $2
  for update skip locked
)
delete from hookwright_endpoint endpoint using old
where endpoint.tenant = old.tenant and endpoint.id = old.id
returning 1 as one`

export function prune(database: Database, request: PruneRequest): Promise<Pruned> {
  const { now, limit, keysBefore, bodiesBefore, attemptsBefore, deliveriesBefore, statisticsBefore } = request
  return database.transaction(async (transaction) => {
    const count = async (sql: string, before: number | null) =>
      before === null ? 0 : (await transaction.query(sql, [before, limit], 'each time')).length
    const keys = await count(keysStatement, keysBefore)
    const bodies = bodiesBefore === null ? 0 : await deleteBodies(transaction, bodiesBefore, limit, now)
    const ended = { attempts: 0, deliveries: 0 }
    if (attemptsBefore !== null) {
      const [row = {}] = await transaction.query(attemptsStatement, [attemptsBefore, limit, now], 'each time')
      ended.attempts = integer(row, 'attempts')
      ended.deliveries = integer(row, 'deliveries')
    }
    const deliveries = await count(deliveriesStatement, deliveriesBefore)
    const messages = await count(messagesStatement, deliveriesBefore)
    const replays = await count(replaysStatement, deliveriesBefore)
    const endpoints = await count(callbacksStatement, deliveriesBefore)
    const statistics = await count(statisticsStatement, statisticsBefore)
    const { attempts } = ended
    const pruned = { keys, bodies, deliveries, messages, replays, endpoints, statistics }
    const isMore = Math.max(ended.deliveries, ...Object.values(pruned)) >= limit
    return { ...pruned, attempts, isMore }
  })
}

async function deleteBodies(
  transaction: Queryable,
  before: number,
  limit: number,
  now: number,
): Promise<number> {
  const old = await transaction.query(oldBodiesQuery, [before, limit], 'each time')
  if (old.length === 0) return 0
  const values = [
    column(old.map((row) => text(row, 'tenant'))),
    column(old.map((row) => text(row, 'id'))),
    now,
  ]
  const rows = await transaction.query(bodiesStatement, values, 'each time')
  return rows.length
}
