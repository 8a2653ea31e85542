import { levels, type Change, type Level } from './change.ts'

/** Changes of the same event types. */
export interface ChangeGroup {
  /** In the document's order; null stands for every one. */
  eventTypes: readonly (string | null)[]
  changes: readonly ShownChange[]
}

export interface ShownChange extends Change {
  /** Where, as far as the group does not say it: `post › body › total`, or `Customer › email` of a shared schema. */
  shownPlace: string
}

/**
 * Changes by event type, those with the worst first. What is part of a schema that several bodies share is told once,
 * of all these event types together.
 */
export function foldChanges(changes: readonly Change[]): ChangeGroup[] {
  const shared = Map.groupBy(changes, sharedKey)
  const groups = new Map<string, { eventTypes: readonly (string | null)[]; changes: ShownChange[] }>()
  for (const same of shared.values()) {
    const eventTypes = [...new Set(same.map(({ eventType }) => eventType))]
    const [change] = same
    if (change === undefined) continue
    const key = JSON.stringify(eventTypes)
    const group = groups.get(key) ?? { eventTypes, changes: [] }
    groups.set(key, group)
    if (eventTypes.length > 1)
      group.changes.push({ ...change, shownPlace: change.schemaPlace ?? change.place })
    else group.changes.push(...same.map((one) => ({ ...one, shownPlace: placeWithin(one) })))
  }
  return [...groups.values()]
    .map((group) => ({ ...group, changes: worstFirst(group.changes) }))
    .toSorted((a, b) => rankOf(a) - rankOf(b))
}

function sharedKey({ eventType, kind, level, description, place, schemaPlace }: Change): string {
  const where = schemaPlace === null ? [eventType, place] : [schemaPlace]
  return JSON.stringify([kind, level, description, ...where])
}

/** Without the section and the event type. */
function placeWithin({ eventType, place }: Change): string {
  const name = ` › ${eventType} › `
  const at = eventType === null ? -1 : place.indexOf(name)
  if (at >= 0) return place.slice(at + name.length)
  return eventType === null ? place : ''
}

function worstFirst(changes: readonly ShownChange[]): ShownChange[] {
  return levels.flatMap((level) => changes.filter((change) => change.level === level))
}

function rankOf({ changes: [worst] }: ChangeGroup): number {
  return worst === undefined ? levels.length : levels.indexOf(worst.level)
}

export function countLevels(changes: readonly Change[]): Record<Level, number> {
  const counts: Record<Level, number> = { breaking: 0, risky: 0, compatible: 0 }
  for (const { level } of changes) counts[level]++
  return counts
}

/** `2 breaking, 1 risky and 5 compatible changes`: what is shared counts once. */
export function countWords(groups: readonly ChangeGroup[]): string {
  const changes = groups.flatMap((group) => group.changes)
  const counts = countLevels(changes)
  const parts = levels.filter((level) => counts[level] > 0).map((level) => `${counts[level]} ${level}`)
  if (parts.length === 0) return 'no changes'
  const last = parts.pop() ?? ''
  const noun = changes.length === 1 ? 'change' : 'changes'
  return `${parts.length > 0 ? `${parts.join(', ')} and ` : ''}${last} ${noun}`
}

/** Enough to know which. */
const mostNamed = 4

/** `order.paid, order.refunded and 10 more` */
export function namesOf(names: readonly (string | null)[]): string {
  if (names.includes(null)) return 'every event type'
  const rest = names.length - mostNamed
  return rest > 1 ? `${names.slice(0, mostNamed).join(', ')} and ${rest} more` : names.join(', ')
}
