import type { DeliveryFilter, MessageRange, Page } from './store.ts'

/** The questions that every database is asked in the same words. Values go by position: `$1`, `$2`, … */

/** Takes the tenant and the id. */
export const endpointQuery = 'select * from hookwright_endpoint where tenant = $1 and id = $2'

/** Takes the tenant, the last id of the page before (or an empty text), the limit and the kind. */
export const endpointsQuery =
  'select * from hookwright_endpoint where tenant = $1 and id > $2 and kind = $4 order by id limit $3'

/** Takes the tenant and the id. */
export const messageQuery = 'select * from hookwright_message where tenant = $1 and id = $2'

/** Take the tenant, the ids between which they are, and the limit. */
export const messagesQueries: Readonly<Record<MessageRange['order'], string>> = {
  oldest_first: messagesQuery('asc'),
  newest_first: messagesQuery('desc'),
}

function messagesQuery(direction: 'asc' | 'desc'): string {
  return `
select tenant, id, event_type, content_type, channels, idempotency_key, created_at from hookwright_message
where tenant = $1 and id > $2 and id < $3 order by id ${direction} limit $4`
}

/** Takes the tenant and the id. */
export const deliveryQuery = 'select * from hookwright_delivery where tenant = $1 and id = $2'

/** Takes the tenant and the id of the delivery. */
export const attemptsQuery =
  'select * from hookwright_attempt where tenant = $1 and delivery_id = $2 order by number'

/** When the next open delivery is due that is not limited, as `due_at`; no row where none is open. */
export const nextDueQuery = `
select due_at from hookwright_delivery where due_at is not null and is_limited <> 1 order by due_at limit 1`

/**
 * Takes the time and how far to count. One statement, so that the counts are of one moment. It counts entries of
 * indexes; the order is that of the index, without which PostgreSQL may read the whole table instead.
 */
export const measureQuery = `
select
  ${counted('due_at <= $1')} as due,
  ${counted('due_at > $1')} as later,
  (select min(due_at) from (
    select * from (${oldest('is_limited <> 1')}) free union all select * from (${oldest('is_limited <> 0')}) limited
  ) each_index) as oldest_due_at,
  (select count(*) from (
    select 1 from hookwright_endpoint where state = 'disabled' limit $2
  ) counted) as disabled_endpoints`

/** Deliveries of limited endpoints are in an index of their own, and so counted by themselves. */
function counted(condition: string): string {
  const upTo = (which: string) =>
    `(select count(*) from (
      select 1 from hookwright_delivery where ${condition} and ${which} order by due_at limit $2
    ) counted)`
  return `${upTo('is_limited <> 1')} + ${upTo('is_limited <> 0')}`
}

function oldest(which: string): string {
  return `select due_at from hookwright_delivery where due_at <= $1 and ${which} order by due_at limit 1`
}

export function deliveriesQuery(tenant: string, filter: DeliveryFilter, page: Page) {
  const values: (string | number)[] = [tenant]
  let sql = 'select * from hookwright_delivery where tenant = $1'
  const narrow = (condition: string, value: string | undefined) => {
    if (value !== undefined) sql += ` and ${condition} $${values.push(value)}`
  }
  narrow('message_id =', filter.messageId)
  narrow('endpoint_id =', filter.endpointId)
  narrow('replay_id =', filter.replayId)
  narrow('state =', filter.state)
  // Said outright, so that the partial index is seen to hold all that is asked for.
  if (filter.state !== undefined && filter.state !== 'succeeded') sql += ` and state <> 'succeeded'`
  narrow('id >', filter.above)
  narrow('id <', page.after)
  sql += ` order by id desc limit $${values.push(page.limit)}`
  return { sql, values }
}
