import { hears } from '../endpoints/channels.ts'
import type { Endpoint } from '../endpoints/endpoint.ts'
import { wants } from '../endpoints/event-filter.ts'
import { idFloor, timeOfId } from '../id.ts'
import { integer, text } from './columns.ts'
import type { Row } from './columns.ts'
import type { Delivery, NewReplay, Replay, ReplayKind } from './store.ts'

/** What replays are, whatever the database. Values go by position: `$1`, `$2`, … */

/** Takes the tenant and the id. */
export const replayQuery = 'select * from hookwright_replay where tenant = $1 and id = $2'

/** Takes the tenant, the endpoint, an id that is above those asked for, and the limit. */
export const replaysQuery = `
select * from hookwright_replay where tenant = $1 and endpoint_id = $2 and id < $3 order by id desc limit $4`

/** Sorts after every replay's id. */
export const afterEveryReplay = 'rpl_~'

/** Takes the columns in this order; those it begins with are always the same. */
export const replayInsert = `
insert into hookwright_replay
  (tenant, id, endpoint_id, kind, since, until, state, position, scanned, created, next_at, created_at, finished_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`

export function replayValues(replay: NewReplay) {
  const { tenant, id, endpointId, kind, since, until, state, scanned, created, createdAt, finishedAt } =
    replay
  const position = idFloor(scannedIds[kind], since)
  return [
    tenant,
    id,
    endpointId,
    kind,
    since,
    until,
    state,
    position,
    scanned,
    created,
    createdAt,
    createdAt,
    finishedAt,
  ]
}

const scannedIds = { failed: 'dlv', missed: 'msg' } as const satisfies Record<ReplayKind, string>

/** Takes the tenant, the id and the time. */
export const cancelReplayStatement = `
update hookwright_replay set state = 'canceled', finished_at = $3 where tenant = $1 and id = $2 and state = 'running'`

/** The replay that is to be advanced next. Takes the time. */
export const runningQuery = `
select * from hookwright_replay where state = 'running' and next_at <= $1 order by next_at limit 1`

/** Takes the tenant, the endpoint and the number beyond which nobody counts. */
export const openReplayedQuery = `
select count(*) as open from (
  select 1 from hookwright_delivery
  where tenant = $1 and endpoint_id = $2 and replay_id is not null and state in ('pending', 'leased') limit $3
) counted`

/** Takes the tenant, the id, the state, the position, further scanned and created, when to go on, and when it ended. */
export const stepStatement = `
update hookwright_replay
set state = $3, position = $4, scanned = scanned + $5, created = created + $6, next_at = $7, finished_at = $8
where tenant = $1 and id = $2`

/**
 * The next deliveries of an endpoint, with those marked whose message is to be sent again. Takes the tenant, the
 * endpoint, the id after which they are, the replay and the limit. (With an upper bound too, SQLite would take the
 * primary key for the better index.)
 */
const failedQuery = `
select delivery.id, delivery.message_id, delivery.event_type, message.channels,
  case when delivery.state in ('failed', 'canceled') and message.body_deleted_at is null and not exists (
    select 1 from hookwright_delivery other
    where other.tenant = delivery.tenant and other.message_id = delivery.message_id
      and other.endpoint_id = delivery.endpoint_id
      and (other.state in ('pending', 'leased', 'succeeded') or other.replay_id = $4)
  ) then 1 else 0 end as is_due
from hookwright_delivery delivery
join hookwright_message message on message.tenant = delivery.tenant and message.id = delivery.message_id
where delivery.tenant = $1 and delivery.endpoint_id = $2 and delivery.id > $3
  and (delivery.replay_id is null or delivery.replay_id <> $4)
order by delivery.id limit $5`

/**
 * The next messages of a tenant, with those marked that never were for the endpoint, whatever event types it wants.
 * Takes the tenant, the endpoint, the id after which they are, the time and the limit.
 */
const missedQuery = `
select message.id, message.id as message_id, message.event_type, message.channels,
  case when message.body_deleted_at is null and message.is_addressed = 0
    and (message.due_at is null or message.due_at <= $4) and not exists (
      select 1 from hookwright_delivery delivery
      where delivery.tenant = message.tenant and delivery.message_id = message.id and delivery.endpoint_id = $2
    ) then 1 else 0 end as is_due
from hookwright_message message
where message.tenant = $1 and message.id > $3
order by message.id limit $5`

export function scanQuery(replay: Replay, position: string, now: number, limit: number) {
  const { tenant, id, endpointId, kind } = replay
  return kind === 'failed'
    ? { sql: failedQuery, values: [tenant, endpointId, position, id, limit] }
    : { sql: missedQuery, values: [tenant, endpointId, position, now, limit] }
}

export interface Scan {
  /** Of the messages to send again, each once. */
  chosen: Pick<Delivery, 'messageId' | 'eventType'>[]
  scanned: number
  position: string
  isDone: boolean
}

/** Takes from what was read as much as there is room for. */
export function choose(
  rows: readonly Row[],
  { kind, until }: Pick<Replay, 'kind' | 'until'>,
  given: {
    position: string
    limit: number
    room: number
    endpoint: Pick<Endpoint, 'eventTypes' | 'channels'>
  },
): Scan {
  const chosen = new Map<string, Scan['chosen'][number]>()
  const end = idFloor(scannedIds[kind], until + 1)
  const within = rows.filter((row) => text(row, 'id') < end)
  let { position } = given
  let scanned = 0
  for (const row of within) {
    const messageId = text(row, 'message_id')
    const eventType = text(row, 'event_type')
    // What failed was wanted when it was sent; what the endpoint wants may have changed since.
    const isWanted =
      kind === 'failed' ||
      (wants(given.endpoint.eventTypes, eventType) &&
        hears(given.endpoint.channels, JSON.parse(text(row, 'channels'))))
    if (integer(row, 'is_due') === 1 && isWanted && !chosen.has(messageId)) {
      if (chosen.size === given.room) break
      chosen.set(messageId, { messageId, eventType })
    }
    position = text(row, 'id')
    scanned++
  }
  const isDone = given.room > 0 && scanned === within.length && within.length < given.limit
  return { chosen: [...chosen.values()], scanned, position, isDone }
}

/** What a replay is after a step, and the values of `stepStatement` that make it so. */
export function stepped(
  replay: Replay,
  scan: Scan,
  { created, room, now, restMs }: { created: number; room: number; now: number; restMs: number },
) {
  const { tenant, id } = replay
  const state = scan.isDone ? 'done' : 'running'
  const finishedAt = scan.isDone ? now : null
  const nextAt = created < room ? now : now + restMs
  const after: Replay = {
    ...replay,
    reachedAt: timeOfId(scan.position),
    state,
    finishedAt,
    scanned: replay.scanned + scan.scanned,
    created: replay.created + created,
  }
  return { after, values: [tenant, id, state, scan.position, scan.scanned, created, nextAt, finishedAt] }
}
