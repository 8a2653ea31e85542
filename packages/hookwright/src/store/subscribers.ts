import type { Endpoint } from '../endpoints/endpoint.ts'
import { filtersOf } from '../endpoints/event-filter.ts'
import { integerOrNull, text, type Row } from './columns.ts'

/** Registered endpoints of the whole store by what they want, whatever the database. Values go by position: `$1`, `$2`, … */

/** An endpoint that is enabled. */
export interface Subscriber extends Pick<Endpoint, 'tenant' | 'id' | 'url' | 'eventTypes'> {
  /** When the last delivery to it was stored, of whatever event type; null where there is none. */
  lastDeliveryAt: number | null
}

export interface SubscribersPage {
  /** They want at least one of these; null for all there are. */
  eventTypes: readonly string[] | null
  /** The last endpoint of the page before. */
  after?: Pick<Endpoint, 'tenant' | 'id'> | undefined
  /** At least 1. */
  limit: number
}

/**
 * Goes through endpoints by their key, so that a page costs the same wherever it is. `isListed` says in the words of
 * a database that an event type is among the values of `$4`.
 */
export function subscribersQuery(isListed: string, page: SubscribersPage): string {
  const wanting = `
  and exists (
    select 1 from hookwright_endpoint_event_type wanted
    where wanted.tenant = endpoint.tenant and wanted.endpoint_id = endpoint.id and wanted.event_type ${isListed}
  )`
  return `
select tenant, id, url, event_types, (
  select delivery.created_at from hookwright_delivery delivery
  where delivery.tenant = endpoint.tenant and delivery.endpoint_id = endpoint.id
  order by delivery.id desc limit 1
) as last_delivery_at
from hookwright_endpoint endpoint
where (tenant, id) > ($1, $2) and state = 'enabled' and kind = 'registered'${page.eventTypes === null ? '' : wanting}
order by tenant, id limit $3`
}

/** But for the filters, which each database takes in its own form. */
export function subscribersValues({ after, limit }: SubscribersPage): [string, string, number] {
  return [after?.tenant ?? '', after?.id ?? '', limit]
}

/** Every filter that lets one of them through. */
export function filtersOfAll(eventTypes: readonly string[]): string[] {
  return [...new Set(eventTypes.flatMap(filtersOf))]
}

export function toSubscriber(row: Row): Subscriber {
  return {
    tenant: text(row, 'tenant'),
    id: text(row, 'id'),
    url: text(row, 'url'),
    eventTypes: JSON.parse(text(row, 'event_types')),
    lastDeliveryAt: integerOrNull(row, 'last_delivery_at'),
  }
}
