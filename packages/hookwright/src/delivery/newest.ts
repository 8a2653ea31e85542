import { wants } from '../endpoints/event-filter.ts'
import type { Delivery, DeliveryFilter, Store } from '../store/store.ts'

/** Deliveries that are looked at together: some milliseconds of the store's time. */
const stepSize = 1_000

export interface DeliverySearch extends DeliveryFilter {
  /** Names, or `orders.*`; empty means every one. */
  eventTypes: readonly string[]
}

export interface NewestOptions {
  /** Only those with lower ids. */
  after?: string | undefined
  limit: number
  /** Aborted when nobody waits for the answer any longer. */
  signal: AbortSignal
}

/** The newest deliveries of a tenant that a search lets through, newest first. */
export async function newestDeliveries(
  store: Store,
  tenant: string,
  { eventTypes, ...filter }: DeliverySearch,
  { after, limit, signal }: NewestOptions,
): Promise<Delivery[]> {
  if (eventTypes.length === 0) return store.listDeliveries(tenant, filter, { after, limit })
  const found: Delivery[] = []
  let below = after
  // In steps, since what is looked for may be rare; and not for somebody who has gone away.
  while (!signal.aborted) {
    const step = await store.listDeliveries(tenant, filter, { after: below, limit: stepSize })
    found.push(...step.filter(({ eventType }) => wants(eventTypes, eventType)))
    below = step.at(-1)?.id ?? below
    if (found.length >= limit || step.length < stepSize) break
  }
  return found.slice(0, limit)
}
