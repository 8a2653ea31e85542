import { newId } from '../../id.ts'
import { integer, text } from '../columns.ts'
import { deliveryQuery, endpointQuery } from '../queries.ts'
import {
  afterEveryReplay,
  cancelReplayStatement,
  choose,
  openReplayedQuery,
  replayInsert,
  replayQuery,
  replaysQuery,
  replayValues,
  runningQuery,
  scanQuery,
  stepped,
  stepStatement,
} from '../replay.ts'
import { toDelivery, toEndpoint, toReplay } from '../rows.ts'
import type { AdvanceRequest, NewReplay, Page, Replay, ReplayStep, ResendResult } from '../store.ts'
import type { Database, Queryable } from './database.ts'
import { column } from './parameters.ts'

/**
 * Takes the tenant, the endpoint, the replay or null, the time, and columns of delivery ids, message ids and event
 * types. Stores deliveries of those messages that have their body, and gives them back. A body that is just being
 * deleted is waited for; one that is to be deleted after this has an open delivery, and is kept.
 */
const againStatement = `
with kept as materialized (
  select message.id from hookwright_message message
  where message.tenant = $1 and message.id = any ($6::text[]) and message.body_deleted_at is null
  for key share
)
insert into hookwright_delivery
  (tenant, id, message_id, endpoint_id, event_type, state, attempts, fence, due_at, created_at, replay_id, is_limited)
select $1, input.id, kept.id, endpoint.id, input.event_type, 'pending', 0, 0, $4::bigint, $4::bigint, $3,
  endpoint.is_limited
from unnest($5::text[], $6::text[], $7::text[]) as input(id, message_id, event_type)
join kept on kept.id = input.message_id
join hookwright_endpoint endpoint on endpoint.tenant = $1 and endpoint.id = $2
returning *`

interface Again {
  tenant: string
  endpointId: string
  replayId: string | null
  now: number
}

async function insertAgain(
  queryable: Queryable,
  { tenant, endpointId, replayId, now }: Again,
  messages: readonly { messageId: string; eventType: string }[],
) {
  if (messages.length === 0) return []
  const values = [
    tenant,
    endpointId,
    replayId,
    now,
    column(messages.map(() => newId('dlv', now))),
    column(messages.map(({ messageId }) => messageId)),
    column(messages.map(({ eventType }) => eventType)),
  ]
  const rows = await queryable.query(againStatement, values, 'each time')
  return rows.map(toDelivery)
}

export function resend(
  database: Database,
  tenant: string,
  deliveryId: string,
  now: number,
): Promise<ResendResult> {
  return database.transaction(async (transaction): Promise<ResendResult> => {
    const [row] = await transaction.query(deliveryQuery, [tenant, deliveryId])
    if (row === undefined) return { status: 'unknown' }
    const old = toDelivery(row)
    const [endpoint] = await transaction.query(endpointQuery, [tenant, old.endpointId])
    if (endpoint === undefined) return { status: 'endpoint_deleted' }
    if (toEndpoint(endpoint).state === 'disabled') return { status: 'endpoint_disabled' }
    const [delivery] = await insertAgain(
      transaction,
      { tenant, endpointId: old.endpointId, replayId: null, now },
      [old],
    )
    return delivery === undefined ? { status: 'body_deleted' } : { status: 'created', delivery }
  })
}

export function createReplay(database: Database, replay: NewReplay): Promise<boolean> {
  return database.transaction(async (transaction) => {
    const [endpoint] = await transaction.query(endpointQuery, [replay.tenant, replay.endpointId])
    if (endpoint === undefined || toEndpoint(endpoint).state === 'disabled') return false
    await transaction.query(replayInsert, replayValues(replay))
    return true
  })
}

export async function findReplay(
  queryable: Queryable,
  tenant: string,
  id: string,
): Promise<Replay | undefined> {
  const [row] = await queryable.query(replayQuery, [tenant, id])
  return row && toReplay(row)
}

export async function listReplays(
  database: Database,
  tenant: string,
  endpointId: string,
  { after = afterEveryReplay, limit }: Page,
): Promise<Replay[]> {
  return (await database.query(replaysQuery, [tenant, endpointId, after, limit])).map(toReplay)
}

export async function cancelReplay(
  database: Database,
  tenant: string,
  id: string,
  now: number,
): Promise<Replay | undefined> {
  await database.query(cancelReplayStatement, [tenant, id, now])
  return findReplay(database, tenant, id)
}

export function advanceReplay(database: Database, request: AdvanceRequest): Promise<ReplayStep | undefined> {
  const { now, limit, mostOpen, restMs } = request
  return database.transaction(async (transaction) => {
    // Locked until the step is committed: others take another one.
    const [row] = await transaction.query(`${runningQuery} for update skip locked`, [now])
    if (row === undefined) return undefined
    const replay = toReplay(row)
    const { tenant, id, endpointId } = replay
    const [endpoint] = (await transaction.query(endpointQuery, [tenant, endpointId])).map(toEndpoint)
    if (endpoint?.state !== 'enabled') {
      await transaction.query(cancelReplayStatement, [tenant, id, now])
      return { replay: { ...replay, state: 'canceled', finishedAt: now }, created: 0 }
    }
    const [counted] = await transaction.query(openReplayedQuery, [tenant, endpointId, mostOpen], 'each time')
    const room = mostOpen - (counted ? integer(counted, 'open') : 0)
    const position = text(row, 'position')
    const { sql, values } = scanQuery(replay, position, now, limit)
    const rows = room > 0 ? await transaction.query(sql, values, 'each time') : []
    const scan = choose(rows, replay, { position, limit, room, endpoint })
    const again = { tenant, endpointId, replayId: id, now }
    const { length: created } = await insertAgain(transaction, again, scan.chosen)
    const step = stepped(replay, scan, { created, room, now, restMs })
    await transaction.query(stepStatement, step.values)
    return { replay: step.after, created }
  })
}
