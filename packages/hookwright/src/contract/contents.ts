import type { JsonSchema } from '../schema/schema.ts'
import type { ChangeKind, Direction } from './change.ts'
import type { Contents } from './delivered.ts'
import { placeOf, type Place } from './place.ts'
import type { SchemaComparer } from './walk.ts'

/** Which media types there are, and the schema of each that is in both. */
export function compareContents(
  older: Contents,
  newer: Contents,
  keys: readonly string[],
  direction: Direction,
  comparer: SchemaComparer,
): Place[] {
  const at = (kind: ChangeKind, description: string) => placeOf(kind, keys, description, direction)
  const [before, after] = [[...older.keys()], [...newer.keys()]]
  const added = after.filter((type) => !older.has(type))
  const gone = before.filter((type) => !newer.has(type))
  const places: Place[] = []
  if (gone.length === before.length && added.length === after.length && gone.length > 0 && added.length > 0) {
    places.push(at('content_type_changed', `was ${before.join(' or ')}, is ${after.join(' or ')} now`))
    // What it says may be the same all the same, or not.
    const [schema] = older.values()
    const [schemaNow] = newer.values()
    if (before.length === 1 && after.length === 1 && schema && schemaNow) {
      places.push(...compareSchemasAt(schema, schemaNow, keys, direction, comparer))
    }
    return places
  }
  places.push(
    ...added.map((type) => at('content_type_added', `may also be ${type} now`)),
    ...gone.map((type) => at('content_type_removed', `is no longer ${type}`)),
  )
  for (const [type, schema] of older) {
    const now = newer.get(type)
    // Of several, each is told by its media type.
    const inside = before.length + after.length > 2 ? [...keys, type] : keys
    if (now) places.push(...compareSchemasAt(schema, now, inside, direction, comparer))
  }
  return places
}

export function compareSchemasAt(
  older: JsonSchema,
  newer: JsonSchema,
  keys: readonly string[],
  direction: Direction,
  comparer: SchemaComparer,
): Place[] {
  return comparer
    .compare(older, newer, direction)
    .map((found) => ({ found: { ...found, keys: [...keys, ...found.keys] }, direction }))
}
