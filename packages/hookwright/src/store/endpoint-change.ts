import { anyEventType } from '../endpoints/endpoint.ts'
import type { Endpoint, EndpointChange } from '../endpoints/endpoint.ts'
import type { SecretRotation } from './store.ts'

/** What becomes of an endpoint, whatever the database. */

export function changed(before: Endpoint, change: EndpointChange, now: number): Endpoint {
  const after: Endpoint = {
    ...before,
    url: change.url ?? before.url,
    description: change.description ?? before.description,
    eventTypes: change.eventTypes ?? before.eventTypes,
    channels: change.channels ?? before.channels,
    ordered: change.ordered ?? before.ordered,
    // Null takes these away.
    ratePerSecond: change.ratePerSecond === undefined ? before.ratePerSecond : change.ratePerSecond,
    concurrency: change.concurrency === undefined ? before.concurrency : change.concurrency,
    timeoutMs: change.timeoutMs === undefined ? before.timeoutMs : change.timeoutMs,
    headers: change.headers === undefined ? before.headers : change.headers,
    updatedAt: now,
  }
  // Saying again what it is already changes neither the reason it was disabled nor a pause.
  if (change.state === 'disabled' && before.state === 'enabled') {
    after.state = 'disabled'
    after.disabledReason = 'by_request'
  } else if (change.state === 'enabled' && before.state === 'disabled') {
    after.state = 'enabled'
    after.disabledReason = null
    after.pausedUntil = null
    after.failingSince = null
  }
  if (change.pausedUntil !== undefined) after.pausedUntil = change.pausedUntil
  return after
}

export function rotated(before: Endpoint, { secret, othersExpireAt, now }: SecretRotation): Endpoint {
  const others = before.secrets
    .map((other) => ({ ...other, expiresAt: Math.min(other.expiresAt ?? Infinity, othersExpireAt) }))
    .filter((other) => other.expiresAt > now)
  return { ...before, secrets: [{ secret, expiresAt: null }, ...others], updatedAt: now }
}

/** The rows of the fan-out table that stand for what an endpoint wants. One of callbacks is sent to by its id only. */
export function subscriptions({ kind, eventTypes }: Pick<Endpoint, 'kind' | 'eventTypes'>): string[] {
  if (kind !== 'registered') return []
  return eventTypes.length === 0 ? [anyEventType] : [...new Set(eventTypes)]
}
