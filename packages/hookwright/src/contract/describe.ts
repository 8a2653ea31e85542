import type { Change } from './change.ts'
import { countWords, foldChanges, namesOf, type ChangeGroup, type ShownChange } from './fold.ts'
import type { Affected, AffectedSubscriber } from './subscribers.ts'

/** For people: how many changes there are, then each under its event types, with what can be done instead. */
export function describeChanges(changes: readonly Change[]): string {
  const groups = foldChanges(changes)
  const count = countWords(groups)
  const heading = `${count.slice(0, 1).toUpperCase()}${count.slice(1)}`
  if (changes.length === 0) return `${heading}.`
  return [`${heading}:`, ...groups.map(describeGroup)].join('\n\n')
}

function describeGroup({ eventTypes, changes }: ChangeGroup): string {
  const texts = changes.filter(({ kind }) => kind === 'text_changed')
  const others = changes.filter(({ kind }) => kind !== 'text_changed')
  return [
    namesOf(eventTypes),
    ...others.flatMap(describeChange),
    ...(texts.length > 0 ? [lineOf('compatible', textWords(texts.length))] : []),
  ].join('\n')
}

function describeChange({ level, shownPlace, description, advice }: ShownChange): string[] {
  const what = shownPlace === '' ? description : `${shownPlace}: ${description}`
  return [lineOf(level, what), ...(advice === null ? [] : [lineOf('', `→ ${advice}`)])]
}

/** What is described in other words is of no more weight than that. */
export function textWords(count: number): string {
  return count === 1
    ? 'one thing is described in other words'
    : `${count} things are described in other words`
}

function lineOf(level: string, text: string): string {
  return `  ${level.padEnd('compatible'.length)}  ${text}`
}

/** Who is hit: `3 live endpoints of 2 tenants receive what breaks`, then a line each. */
export function describeAffected(affected: Affected): string {
  const { first, endpoints } = affected
  const rest = endpoints - first.length
  return [
    `${affectedWords(affected)}:`,
    ...first.map((one) => `  ${describeSubscriber(one)}`),
    ...(rest > 0 ? [`  and ${rest} more`] : []),
  ].join('\n')
}

export function affectedWords({ endpoints, tenants }: Affected): string {
  const noun = endpoints === 1 ? 'endpoint' : 'endpoints'
  const verb = endpoints === 1 ? 'receives' : 'receive'
  const of = tenants === 1 ? 'one tenant' : `${tenants} tenants`
  return `${endpoints} live ${noun} of ${of} ${verb} what breaks`
}

function describeSubscriber({
  tenant,
  endpointId,
  host,
  eventTypes,
  hitBy,
  lastDeliveryAt,
}: AffectedSubscriber): string {
  const wanted = eventTypes.length === 0 ? 'every event type' : namesOf(eventTypes)
  const hit = hitBy.length === 0 ? '' : `, hit by ${namesOf(hitBy)}`
  const last = lastDeliveryAt === null ? 'nothing delivered yet' : `last delivery ${lastDeliveryAt}`
  return `${tenant}  ${endpointId}  ${host}  (wants ${wanted}${hit}; ${last})`
}
