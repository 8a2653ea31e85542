import { integer, integerOrNull, text } from './columns.ts'
import type { Row } from './columns.ts'
import { earlier } from './limits.ts'
import type { HealthPage, Survey, TenantPage, TenantSummary } from './operator.ts'

/** The questions about all tenants together, whatever the database. Values go by position: `$1`, `$2`, … */

/** `bytes` says how much room the database takes. Takes the time. */
export function surveyQuery(bytes: string): string {
  return `
select
  (select count(*) from hookwright_endpoint where kind <> 'callback_secret') as endpoints,
  (select count(*) from hookwright_endpoint where state = 'disabled') as disabled,
  (select count(*) from hookwright_endpoint where failing_since is not null and state = 'enabled') as failing,
  (
    select count(*) from hookwright_endpoint
    where paused_until is not null and paused_until > $1 and failing_since is null and state = 'enabled'
  ) as paused,
  (
    select created_at from hookwright_message where idempotency_key is not null order by created_at limit 1
  ) as oldest_key_at,
  (
    select created_at from hookwright_message where body_deleted_at is null order by created_at limit 1
  ) as oldest_body_at,
  (${firstEnded('is null')}) as oldest_attempts_at,
  (${firstEnded('is not null')}) as oldest_emptied_at,
  (${bytes}) as bytes`
}

/** Those that have lost their attempts are in an index of their own. */
function firstEnded(attemptsDeleted: 'is null' | 'is not null'): string {
  return `select finished_at from hookwright_delivery
  where finished_at is not null and attempts_deleted_at ${attemptsDeleted} order by finished_at limit 1`
}

export function toSurvey(row: Row): Survey {
  const disabled = integer(row, 'disabled')
  const failing = integer(row, 'failing')
  const paused = integer(row, 'paused')
  const oldestAttemptsAt = integerOrNull(row, 'oldest_attempts_at')
  return {
    endpoints: {
      failing,
      disabled,
      paused,
      healthy: integer(row, 'endpoints') - failing - disabled - paused,
    },
    oldestKeyAt: integerOrNull(row, 'oldest_key_at'),
    oldestBodyAt: integerOrNull(row, 'oldest_body_at'),
    oldestAttemptsAt,
    oldestDeliveryAt: earlier(oldestAttemptsAt, integerOrNull(row, 'oldest_emptied_at')),
    databaseBytes: integer(row, 'bytes'),
  }
}

/** From one tenant to the next through the primary keys, however much each of them has. Takes the same as `tenantsQuery`. */
const knownTenants = (from: '>' | '>=') => `
known (name, place) as (
  select ${leastTenant(`tenant ${from} $1`)}, 1
  union all
  select ${leastTenant('tenant > known.name')}, place + 1 from known
  where name is not null and substr(name, 1, length($2)) = $2 and place < $3
)`

function leastTenant(condition: string): string {
  return `(
    select min(name) from (
      select min(tenant) as name from hookwright_endpoint where ${condition}
      union all
      select min(tenant) from hookwright_message where ${condition}
    ) each_table
  )`
}

/** One bound, since of two SQLite seeks by the first only, and reads all that lies between. */
export function tenantsQuery({ search, after, limit }: TenantPage) {
  const isFirst = after === ''
  const sql = isFirst ? firstTenantsQuery : nextTenantsQuery
  // A name of the page before begins as they all do, and so none is left out by beginning after it.
  return { sql, values: [isFirst ? search : after, search, limit] }
}

/** Takes where to begin, how they begin, and the limit. */
const tenantsFrom = (from: '>' | '>=') => `
with recursive ${knownTenants(from)}
select name as tenant,
  ${countOf(`kind <> 'callback_secret'`)} as endpoints,
  ${countOf(`state = 'enabled' and failing_since is not null`)} as failing,
  ${countOf(`state = 'disabled'`)} as disabled,
  (
    select created_at from hookwright_message message where message.tenant = known.name order by id desc limit 1
  ) as last_message_at
from known where name is not null and substr(name, 1, length($2)) = $2 order by name`

function countOf(condition: string): string {
  return `(select count(*) from hookwright_endpoint endpoint where endpoint.tenant = known.name and ${condition})`
}

const firstTenantsQuery = tenantsFrom('>=')

const nextTenantsQuery = tenantsFrom('>')

export function toTenantSummary(row: Row): TenantSummary {
  return {
    tenant: text(row, 'tenant'),
    endpoints: integer(row, 'endpoints'),
    failing: integer(row, 'failing'),
    disabled: integer(row, 'disabled'),
    lastMessageAt: integerOrNull(row, 'last_message_at'),
  }
}

export function healthQuery({ health, now, tenant, after, limit }: HealthPage) {
  const values: (string | number | null)[] = []
  const value = (one: string | number | null) => `$${values.push(one)}`
  const isWell = `failing_since is null and state = 'enabled'`
  const isOfHealth = {
    failing: () => `failing_since is not null and state = 'enabled'`,
    disabled: () => `state = 'disabled'`,
    paused: () => `paused_until is not null and paused_until > ${value(now)} and ${isWell}`,
    healthy: () => `(paused_until is null or paused_until <= ${value(now)}) and ${isWell}`,
  }
  const key = health === 'failing' ? 'failing_since, tenant, id' : 'tenant, id'
  let sql = `select * from hookwright_endpoint where kind <> 'callback_secret' and ${isOfHealth[health]()}`
  if (tenant !== undefined) sql += ` and tenant = ${value(tenant)}`
  if (after !== undefined) {
    const since = health === 'failing' ? `${value(after.failingSince)}, ` : ''
    sql += ` and (${key}) > (${since}${value(after.tenant)}, ${value(after.id)})`
  }
  sql += ` order by ${key} limit ${value(limit)}`
  return { sql, values }
}

/** Takes the id. */
export const locateEndpointQuery = `select * from hookwright_endpoint where id = $1 and kind <> 'callback_secret' limit 1`

/** Takes the id. Asks one tenant after the other, until it is found; the last of those asked is the one that has it, if any. */
export const locateMessageQuery = `
with recursive asked (name) as (
  select min(tenant) from hookwright_message
  union all
  select (select min(next.tenant) from hookwright_message next where next.tenant > asked.name) from asked
  where asked.name is not null and not exists (
    select 1 from hookwright_message found where found.tenant = asked.name and found.id = $1
  )
)
select tenant, id, event_type, content_type, channels, idempotency_key, created_at from hookwright_message
where tenant = (select max(name) from asked) and id = $1`
