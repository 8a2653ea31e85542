import { hears } from '../../endpoints/channels.ts'
import { filtersOf } from '../../endpoints/event-filter.ts'
import { integer, text } from '../columns.ts'
import { addresseeColumns, toAddressee } from '../lease.ts'
import type { Addressee } from '../lease.ts'
import type { NewMessage } from '../store.ts'
import type { Queryable } from './database.ts'
import { column } from './parameters.ts'

/**
 * Who is to get a message that names nobody. Takes groups of a tenant and a filter each, by number, and gives
 * the enabled endpoints of each group; some more than once.
 */
export const fanOutQuery = `
select asked.audience, endpoint.channels, ${addresseeColumns}
from unnest($1::int[], $2::text[], $3::text[]) as asked(audience, tenant, filter)
join hookwright_endpoint_event_type subscription
  on subscription.tenant = asked.tenant and subscription.event_type = asked.filter
join hookwright_endpoint endpoint
  on endpoint.tenant = subscription.tenant and endpoint.id = subscription.endpoint_id
where endpoint.state = 'enabled'`

/** Takes tenants and endpoint ids, and gives those that are enabled endpoints. */
const enabledQuery = `
select endpoint.tenant, ${addresseeColumns}
from unnest($1::text[], $2::text[]) as named(tenant, id)
join hookwright_endpoint endpoint on endpoint.tenant = named.tenant and endpoint.id = named.id
where endpoint.state = 'enabled' and endpoint.kind <> 'callback_secret'`

/** A message of the batch that has no result yet. */
export interface Open {
  message: NewMessage
  place: number
}

/** With the endpoints that are to get it. */
export interface Addressed extends Open {
  audience: readonly Addressee[]
}

/** With those of the endpoints it names that are not enabled endpoints of its tenant. */
export interface Refused extends Open {
  notEnabled: readonly string[]
}

/** Finds out to whom they go. An endpoint that is disabled after that has its delivery canceled when it is claimed. */
export async function address(queryable: Queryable, open: readonly Open[]) {
  const wantedBy = await findAudiences(queryable, open)
  const enabled = await findEnabled(queryable, open)
  const addressed: Addressed[] = []
  const refused: Refused[] = []
  for (const { message, place } of open) {
    const { tenant, endpointIds } = message
    const named = endpointIds && [...new Set(endpointIds)]
    const notEnabled = (named ?? []).filter((id) => !enabled(tenant, id))
    if (notEnabled.length > 0) refused.push({ message, place, notEnabled })
    else {
      const audience = named ? named.flatMap((id) => enabled(tenant, id) ?? []) : wantedBy(message)
      addressed.push({ message, place, audience })
    }
  }
  return { addressed, refused }
}

/** The messages of a batch are often of few event types: who wants one is asked once. */
async function findAudiences(
  queryable: Queryable,
  open: readonly Open[],
): Promise<(message: NewMessage) => readonly Addressee[]> {
  const audiences = new Map<string, Audience>()
  const byNumber: Audience[] = []
  const asked: { audience: number; tenant: string; filter: string }[] = []
  const keyOf = ({ tenant, eventType }: NewMessage) => JSON.stringify([tenant, eventType])
  for (const { message } of open) {
    if (message.endpointIds !== null || audiences.has(keyOf(message))) continue
    const endpoints: Audience = new Map()
    audiences.set(keyOf(message), endpoints)
    const audience = byNumber.push(endpoints) - 1
    for (const filter of filtersOf(message.eventType))
      asked.push({ audience, tenant: message.tenant, filter })
  }
  if (asked.length > 0) {
    const rows = await queryable.query(fanOutQuery, [
      column(asked.map(({ audience }) => audience)),
      column(asked.map(({ tenant }) => tenant)),
      column(asked.map(({ filter }) => filter)),
    ])
    for (const row of rows) {
      const id = text(row, 'id')
      const heard = { ...toAddressee(row, id), channels: JSON.parse(text(row, 'channels')) }
      byNumber[integer(row, 'audience')]?.set(id, heard)
    }
  }
  return (message) => {
    const endpoints = audiences.get(keyOf(message))?.values() ?? []
    return [...endpoints].filter(({ channels }) => hears(channels, message.channels))
  }
}

type Audience = Map<string, Addressee & { channels: readonly string[] }>

async function findEnabled(
  queryable: Queryable,
  open: readonly Open[],
): Promise<(tenant: string, id: string) => Addressee | undefined> {
  const named = open.flatMap(({ message: { tenant, endpointIds } }) =>
    (endpointIds ?? []).map((id) => ({ tenant, id })),
  )
  if (named.length === 0) return () => undefined
  const rows = await queryable.query(enabledQuery, [
    column(named.map(({ tenant }) => tenant)),
    column(named.map(({ id }) => id)),
  ])
  const enabled = new Map(
    rows.map((row) => {
      const id = text(row, 'id')
      return [pairOf(text(row, 'tenant'), id), toAddressee(row, id)]
    }),
  )
  return (tenant, id) => enabled.get(pairOf(tenant, id))
}

/** A key for maps: what belongs to a tenant. */
export function pairOf(tenant: string, other: string | null): string {
  return JSON.stringify([tenant, other])
}
