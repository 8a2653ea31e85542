import { newId } from '../../id.ts'
import { integer, text } from '../columns.ts'
import { deliveryQuery } from '../queries.ts'
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
import { toDelivery, toReplay } from '../rows.ts'
import type { AdvanceRequest, NewReplay, Page, Replay, ReplayStep, ResendResult } from '../store.ts'
import type { Connection } from './connection.ts'
import { findEndpoint, isEnabled } from './endpoints.ts'
import { findDelivery, findMessage } from './read.ts'

export function resend(
  connection: Connection,
  tenant: string,
  deliveryId: string,
  now: number,
): ResendResult {
  const old = findDelivery(connection, tenant, deliveryId)
  if (old === undefined) return { status: 'unknown' }
  const endpoint = findEndpoint(connection, tenant, old.endpointId)
  if (endpoint === undefined) return { status: 'endpoint_deleted' }
  if (endpoint.state === 'disabled') return { status: 'endpoint_disabled' }
  if ((findMessage(connection, tenant, old.messageId)?.body ?? null) === null)
    return { status: 'body_deleted' }
  const id = newId('dlv', now)
  insertAgain(connection, { ...old, id, replayId: null, now })
  const row = connection.get(deliveryQuery, [tenant, id])
  if (row === undefined) throw new Error(`delivery ${id} was stored and is not there`)
  return { status: 'created', delivery: toDelivery(row) }
}

export function createReplay(connection: Connection, replay: NewReplay): boolean {
  if (!isEnabled(connection, replay.tenant, replay.endpointId)) return false
  connection.run(replayInsert, replayValues(replay))
  return true
}

export function findReplay(connection: Connection, tenant: string, id: string): Replay | undefined {
  const row = connection.get(replayQuery, [tenant, id])
  return row && toReplay(row)
}

export function listReplays(
  connection: Connection,
  tenant: string,
  endpointId: string,
  { after = afterEveryReplay, limit }: Page,
): Replay[] {
  return connection.all(replaysQuery, [tenant, endpointId, after, limit]).map(toReplay)
}

export function cancelReplay(
  connection: Connection,
  tenant: string,
  id: string,
  now: number,
): Replay | undefined {
  connection.run(cancelReplayStatement, [tenant, id, now])
  return findReplay(connection, tenant, id)
}

export function advanceReplay(connection: Connection, request: AdvanceRequest): ReplayStep | undefined {
  const { now, limit, mostOpen, restMs } = request
  const row = connection.get(runningQuery, [now])
  if (row === undefined) return undefined
  const replay = toReplay(row)
  const { tenant, id, endpointId } = replay
  const endpoint = findEndpoint(connection, tenant, endpointId)
  if (endpoint?.state !== 'enabled') {
    connection.run(cancelReplayStatement, [tenant, id, now])
    return { replay: { ...replay, state: 'canceled', finishedAt: now }, created: 0 }
  }
  const counted = connection.get(openReplayedQuery, [tenant, endpointId, mostOpen])
  const room = mostOpen - (counted ? integer(counted, 'open') : 0)
  const position = text(row, 'position')
  const { sql, values } = scanQuery(replay, position, now, limit)
  const rows = room > 0 ? connection.all(sql, values) : []
  const scan = choose(rows, replay, { position, limit, room, endpoint })
  for (const chosen of scan.chosen) {
    insertAgain(connection, { ...chosen, tenant, endpointId, id: newId('dlv', now), replayId: id, now })
  }
  const created = scan.chosen.length
  const step = stepped(replay, scan, { created, room, now, restMs })
  connection.run(stepStatement, step.values)
  return { replay: step.after, created }
}

interface Again {
  tenant: string
  id: string
  messageId: string
  endpointId: string
  eventType: string
  replayId: string | null
  now: number
}

function insertAgain(connection: Connection, again: Again): void {
  const { tenant, id, messageId, endpointId, eventType, replayId, now } = again
  connection.run(
    `insert into hookwright_delivery
       (tenant, id, message_id, endpoint_id, event_type, state, attempts, fence, due_at, created_at, replay_id, is_limited)
     select $1, $2, $3, id, $5, 'pending', 0, 0, $6, $6, $7, is_limited from hookwright_endpoint where tenant = $1 and id = $4`,
    [tenant, id, messageId, endpointId, eventType, now, replayId],
  )
}
