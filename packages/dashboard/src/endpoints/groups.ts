import type { EventType } from '../event-types/queries.ts'

export interface Group {
  /** `orders.*`; null for what stands alone. */
  filter: string | null
  types: EventType[]
}

/** Event types below one prefix together, in the order in which the first of each was declared. */
export function groupsOf(types: readonly EventType[]): Group[] {
  const groups = new Map<string, EventType[]>()
  for (const type of types) {
    const dot = type.name.indexOf('.')
    const prefix = dot > 0 ? type.name.slice(0, dot) : type.name
    groups.set(prefix, [...(groups.get(prefix) ?? []), type])
  }
  return [...groups].map(([prefix, within]) => ({
    filter:
      within.length > 1 && within.every(({ name }) => name.startsWith(`${prefix}.`)) ? `${prefix}.*` : null,
    types: within,
  }))
}
