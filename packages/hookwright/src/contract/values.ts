import type { JsonValue } from '../schema/schema.ts'
import { canonicalText } from './canonical.ts'
import { findingOf as finding, type Finding } from './change.ts'

/** The values that a schema lists; undefined where it lists none. */
export function compareValues(
  older: readonly JsonValue[] | undefined,
  newer: readonly JsonValue[] | undefined,
): Finding[] {
  if (older === undefined && newer === undefined) return []
  if (newer === undefined)
    return [finding('values_opened', `was one of ${listed(older ?? [])}, may be any now`)]
  if (older === undefined) return [finding('values_closed', `is one of ${listed(newer)} now`)]
  const gone = without(older, newer)
  const added = without(newer, older)
  if (gone.length === older.length && added.length === newer.length && gone.length > 0) {
    return [finding('values_replaced', `was ${listed(older)}, is ${listed(newer)} now`)]
  }
  return [
    ...(added.length > 0 ? [finding('value_added', `may also be ${listed(added)} now`)] : []),
    ...(gone.length > 0 ? [finding('value_removed', `is no longer ${listed(gone)}`)] : []),
  ]
}

function without(values: readonly JsonValue[], others: readonly JsonValue[]): JsonValue[] {
  const texts = new Set(others.map((value) => canonicalText(value)))
  return values.filter((value) => !texts.has(canonicalText(value)))
}

/** Enough to know which list it is. */
const mostListed = 8

function listed(values: readonly JsonValue[]): string {
  const shown = values.slice(0, mostListed).map((value) => JSON.stringify(value))
  const rest = values.length - shown.length
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ')
}
