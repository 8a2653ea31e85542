import type { Endpoint } from '../endpoints/endpoint.ts'
import { integer, text } from './columns.ts'
import type { Row } from './columns.ts'
import type { Pause } from './operator.ts'

/**
 * What a pause does, whatever the database. A claim that meets a delivery whose endpoint is paused holds it: it is due
 * when the pause ends, and remembers since when it has been due.
 */

/** Takes the tenant and the endpoint. What is held is due again, in the order in which it was. */
export const resumeStatement = `
update hookwright_delivery set due_at = held_since, held_since = null
where tenant = $1 and endpoint_id = $2 and state = 'pending' and held_since is not null`

/** Takes the tenant, the endpoint, and when the pause now ends. */
export const postponeStatement = `
update hookwright_delivery set due_at = $3
where tenant = $1 and endpoint_id = $2 and state = 'pending' and held_since is not null`

/** What becomes of deliveries that are held when a pause is changed by request; undefined where it is not. */
export function onPauseChange(
  before: Endpoint,
  { tenant, id, pausedUntil }: Endpoint,
  now: number,
): { sql: string; values: (string | number)[] } | undefined {
  if (pausedUntil === before.pausedUntil) return undefined
  return pausedUntil === null || pausedUntil <= now
    ? { sql: resumeStatement, values: [tenant, id] }
    : { sql: postponeStatement, values: [tenant, id, pausedUntil] }
}

/** `among` says of which endpoints, as pairs of tenant and id; takes the time as `$1`. */
export function pausesQuery(among: string): string {
  return `
select tenant, id, paused_until from hookwright_endpoint where paused_until > $1 and (tenant, id) in (${among})`
}

export function toPause(row: Row): Pause {
  return { tenant: text(row, 'tenant'), id: text(row, 'id'), pausedUntil: integer(row, 'paused_until') }
}
