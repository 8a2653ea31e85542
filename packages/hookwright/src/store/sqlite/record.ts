import type { Attempt, AttemptRecord, RecordResult } from '../store.ts'
import { cancel, cancelPending } from './cancel.ts'
import type { Connection } from './connection.ts'
import { isEnabled } from './endpoints.ts'
import { enqueue } from './enqueue.ts'

export function record(connection: Connection, records: readonly AttemptRecord[]): RecordResult[] {
  return records.map((one) => recordOne(connection, one))
}

function recordOne(
  connection: Connection,
  { tenant, deliveryId, endpointId, fence, attempt, next, endpoint, health, notices }: AttemptRecord,
): RecordResult {
  const endedAt = attempt.startedAt + attempt.durationMs
  const isRetried = next.state === 'pending'
  // Without "returning", for which SQLite makes a table of its own each time: a third of the whole record.
  const moved = connection.run(
    `update hookwright_delivery
     set state = $4, due_at = $5, finished_at = $6, attempts = attempts + 1, last_outcome = $7
     where tenant = $1 and id = $2 and fence = $3 and state = 'leased'`,
    [
      tenant,
      deliveryId,
      fence,
      next.state,
      isRetried ? next.dueAt : null,
      isRetried ? null : endedAt,
      attempt.outcome,
    ],
  )
  if (moved === 0) return 'stale'
  insertAttempt(connection, tenant, deliveryId, attempt)
  // Before it may be disabled for failing, which an attempt that succeeded in the meantime prevents.
  if (health !== null) noteHealth(connection, tenant, endpointId, health, endedAt)
  const hasDisabled =
    endpoint !== null && 'disable' in endpoint && disable(connection, tenant, endpointId, endpoint, endedAt)
  if (endpoint !== null && 'pauseUntil' in endpoint)
    pause(connection, tenant, endpointId, endpoint.pauseUntil)
  // Last, so that it finds the endpoint as this attempt leaves it.
  if (isRetried && !isEnabled(connection, tenant, endpointId)) cancel(connection, tenant, deliveryId, endedAt)
  const told = [notices.exhausted, hasDisabled ? notices.disabled : null].filter((notice) => notice !== null)
  if (told.length > 0) enqueue(connection, told)
  return hasDisabled ? 'disabled_endpoint' : 'recorded'
}

function insertAttempt(connection: Connection, tenant: string, deliveryId: string, attempt: Attempt): void {
  connection.run(
    `insert into hookwright_attempt
       (tenant, delivery_id, number, started_at, duration_ms, outcome, status, error, response_body)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      tenant,
      deliveryId,
      attempt.number,
      attempt.startedAt,
      attempt.durationMs,
      attempt.outcome,
      attempt.status,
      attempt.error,
      attempt.responseBody,
    ],
  )
}

function disable(
  connection: Connection,
  tenant: string,
  id: string,
  given: { disable: 'gone' } | { disable: 'failing'; failingSince: number },
  now: number,
): boolean {
  const changed = connection.run(
    `update hookwright_endpoint set state = 'disabled', disabled_reason = $3, updated_at = $4
     where tenant = $1 and id = $2 and state = 'enabled' and ($3 <> 'failing' or failing_since = $5)`,
    [tenant, id, given.disable, now, given.disable === 'failing' ? given.failingSince : null],
  )
  if (changed > 0) cancelPending(connection, tenant, id, now)
  return changed > 0
}

function noteHealth(
  connection: Connection,
  tenant: string,
  id: string,
  health: 'failing' | 'well',
  now: number,
): void {
  if (health === 'well') {
    connection.run('update hookwright_endpoint set failing_since = null where tenant = $1 and id = $2', [
      tenant,
      id,
    ])
  } else {
    connection.run(
      'update hookwright_endpoint set failing_since = $3 where tenant = $1 and id = $2 and failing_since is null',
      [tenant, id, now],
    )
  }
}

/** A longer pause stands: attempts that ran side by side may be recorded in any order. */
function pause(connection: Connection, tenant: string, id: string, until: number): void {
  connection.run(
    `update hookwright_endpoint set paused_until = $3
     where tenant = $1 and id = $2 and (paused_until is null or paused_until < $3)`,
    [tenant, id, until],
  )
}
