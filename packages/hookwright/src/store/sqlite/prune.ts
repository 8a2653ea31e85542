import { text } from '../columns.ts'
import type { Pruned, PruneRequest } from '../store.ts'
import type { Connection } from './connection.ts'

/** Each takes the time before which things are old, and the limit; those that note when, the time as well. */
export const keysStatement = `
update hookwright_message set idempotency_key = null where rowid in (
  select rowid from hookwright_message
  where idempotency_key is not null and created_at < $1 order by created_at limit $2
)`

export const bodiesStatement = `
update hookwright_message set body = x'', body_deleted_at = $3, idempotency_key = null where rowid in (
  select message.rowid from hookwright_message message
  where message.body_deleted_at is null and message.created_at < $1 and not exists (
    select 1 from hookwright_delivery delivery
    where delivery.tenant = message.tenant and delivery.message_id = message.id
      and delivery.state in ('pending', 'leased')
  )
  order by message.created_at limit $2
)`

export const endedQuery = `
select tenant, id from hookwright_delivery
where finished_at is not null and attempts_deleted_at is null and finished_at < $1 order by finished_at limit $2`

export const deliveriesStatement = `
delete from hookwright_delivery where rowid in (
  select delivery.rowid from hookwright_delivery delivery
  where delivery.finished_at is not null and delivery.attempts_deleted_at is not null
    and delivery.finished_at < $1 and not exists (
      select 1 from hookwright_delivery other
      where other.tenant = delivery.tenant and other.message_id = delivery.message_id
        and other.state in ('pending', 'leased')
    )
  order by delivery.finished_at limit $2
)`

export const messagesStatement = `
delete from hookwright_message where rowid in (
  select message.rowid from hookwright_message message
  where message.body_deleted_at is not null and message.created_at < $1 and not exists (
    select 1 from hookwright_delivery delivery
    where delivery.tenant = message.tenant and delivery.message_id = message.id
  )
  order by message.created_at limit $2
)`

const replaysStatement = `
delete from hookwright_replay where rowid in (
  select rowid from hookwright_replay where state <> 'running' and finished_at < $1 limit $2
)`

const statisticsStatement = `
delete from hookwright_statistics where rowid in (
  select rowid from hookwright_statistics where minute < $1 order by minute limit $2
)`

/**
 * The tenants' secrets are not among them: they are of no URL, and never made again. Nor are those that somebody has
 * disabled: the next callback would make them anew, enabled.
 */
export const callbacksStatement = `
delete from hookwright_endpoint where rowid in (
  select endpoint.rowid from hookwright_endpoint endpoint
  where endpoint.kind = 'callback' and endpoint.updated_at < $1
    and (endpoint.disabled_reason is null or endpoint.disabled_reason <> 'by_request') and not exists (
    select 1 from hookwright_delivery delivery
    where delivery.tenant = endpoint.tenant and delivery.endpoint_id = endpoint.id
  )
  order by endpoint.updated_at limit $2
)`

export function prune(connection: Connection, request: PruneRequest): Pruned {
  const { now, limit, keysBefore, bodiesBefore, attemptsBefore, deliveriesBefore, statisticsBefore } = request
  const run = (sql: string, before: number | null, ...more: number[]) =>
    before === null ? 0 : connection.run(sql, [before, limit, ...more])
  const keys = run(keysStatement, keysBefore)
  const bodies = run(bodiesStatement, bodiesBefore, now)
  const ended = attemptsBefore === null ? [] : connection.all(endedQuery, [attemptsBefore, limit])
  let attempts = 0
  for (const row of ended) attempts += deleteAttempts(connection, text(row, 'tenant'), text(row, 'id'), now)
  const deliveries = run(deliveriesStatement, deliveriesBefore)
  const messages = run(messagesStatement, deliveriesBefore)
  const replays = run(replaysStatement, deliveriesBefore)
  const endpoints = run(callbacksStatement, deliveriesBefore)
  const statistics = run(statisticsStatement, statisticsBefore)
  const most = Math.max(keys, bodies, ended.length, deliveries, messages, replays, endpoints, statistics)
  return {
    keys,
    bodies,
    attempts,
    deliveries,
    messages,
    replays,
    endpoints,
    statistics,
    isMore: most >= limit,
  }
}

function deleteAttempts(connection: Connection, tenant: string, deliveryId: string, now: number): number {
  connection.run('update hookwright_delivery set attempts_deleted_at = $3 where tenant = $1 and id = $2', [
    tenant,
    deliveryId,
    now,
  ])
  return connection.run('delete from hookwright_attempt where tenant = $1 and delivery_id = $2', [
    tenant,
    deliveryId,
  ])
}
