import { anyEventType } from './endpoint.ts'

/**
 * Which event types an endpoint wants. A filter is the exact name of an event type, or `orders.*` for
 * everything below that prefix, at any depth. An endpoint without filters wants every one, for which the
 * store keeps `*`.
 */

/**
 * Every filter that lets this event type through, the narrowest first: of `orders.item.created` that is
 * itself, `orders.item.*`, `orders.*` and `*`. So the endpoints that want a message are looked up, and none
 * has to be tried.
 */
export function filtersOf(eventType: string): string[] {
  const filters = [eventType]
  for (let dot = eventType.lastIndexOf('.'); dot > 0; dot = eventType.lastIndexOf('.', dot - 1)) {
    filters.push(`${eventType.slice(0, dot)}.*`)
  }
  filters.push(anyEventType)
  return filters
}

/** Whether an endpoint with these filters wants this event type. */
export function wants(filters: readonly string[], eventType: string): boolean {
  return filters.length === 0 || filtersOf(eventType).some((filter) => filters.includes(filter))
}

/**
 * What is wrong with these filters, and the cure; null when nothing is. Each must let through at least one of
 * the event types that are known, if these are given.
 */
export function refusalOfFilters(filters: readonly string[], known?: readonly string[]): string | null {
  if (filters.includes(anyEventType)) {
    return 'For every event type, leave the list empty: []. "*" stands only at the end of a filter such as "orders.*".'
  }
  const misplaced = filters.filter((filter) => !/^([^*]+\.\*|[^*]*)$/.test(filter))
  if (misplaced.length > 0) {
    return (
      `${quoted(misplaced)} cannot be a filter: "*" stands only at the end, after a dot, as in "orders.*", ` +
      'and lets everything below through.'
    )
  }
  if (!known) return null
  const passing = new Set(known.flatMap(filtersOf))
  const unknown = filters.filter((filter) => !passing.has(filter))
  if (unknown.length === 0) return null
  return `No webhook is declared for ${quoted(unknown)}. The event types are: ${known.join(', ') || '(none)'}.`
}

function quoted(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name)).join(', ')
}
