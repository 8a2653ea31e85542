import { wants } from '../endpoints/event-filter.ts'
import type { Store } from '../store/store.ts'
import type { Subscriber } from '../store/subscribers.ts'
import type { Change } from './change.ts'

/** A live endpoint that gets what is to change. Neither its URL, which may hold a secret, nor its secrets. */
export interface AffectedSubscriber {
  tenant: string
  endpointId: string
  /** Of its URL: `hooks.example:8443`. */
  host: string
  /** What it is registered for: names and prefixes; empty for every event type. */
  eventTypes: readonly string[]
  /** Those of the changed event types that it gets. */
  hitBy: readonly string[]
  /** When something was last stored for it, of whatever event type (ISO 8601), or null. */
  lastDeliveryAt: string | null
}

const pageSize = 500

/** Every enabled endpoint, of all tenants, that wants an event type which one of these changes is about. */
export async function* affectedSubscribers(
  store: Pick<Store, 'listSubscribers'>,
  changes: readonly Change[],
): AsyncGenerator<AffectedSubscriber, void, undefined> {
  const names = [...new Set(changes.map(({ eventType }) => eventType))]
  const named = names.filter((name) => name !== null)
  if (names.length === 0) return
  const eventTypes = names.includes(null) ? null : named
  for (let after: Subscriber | undefined; ;) {
    const page = await store.listSubscribers({ eventTypes, after, limit: pageSize })
    for (const subscriber of page) yield toAffected(subscriber, named)
    after = page.at(-1)
    if (page.length < pageSize) return
  }
}

function toAffected(
  { tenant, id, url, eventTypes, lastDeliveryAt }: Subscriber,
  changed: readonly string[],
): AffectedSubscriber {
  return {
    tenant,
    endpointId: id,
    host: URL.parse(url)?.host ?? '(no URL)',
    eventTypes,
    hitBy: changed.filter((eventType) => wants(eventTypes, eventType)),
    lastDeliveryAt: lastDeliveryAt === null ? null : new Date(lastDeliveryAt).toISOString(),
  }
}

/** How many there are, and the first of them. */
export interface Affected {
  endpoints: number
  tenants: number
  first: readonly AffectedSubscriber[]
}

/** Goes through all, and keeps no more than the first `most`. */
export async function gatherAffected(
  store: Pick<Store, 'listSubscribers'>,
  changes: readonly Change[],
  most: number,
): Promise<Affected> {
  const first: AffectedSubscriber[] = []
  let endpoints = 0
  let tenants = 0
  let tenant: string | undefined
  for await (const subscriber of affectedSubscribers(store, changes)) {
    endpoints++
    // They come in order of the tenant.
    if (subscriber.tenant !== tenant) tenants++
    tenant = subscriber.tenant
    if (first.length < most) first.push(subscriber)
  }
  return { endpoints, tenants, first }
}
