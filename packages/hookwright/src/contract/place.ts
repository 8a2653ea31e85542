import { findingOf, type ChangeKind, type Direction } from './change.ts'
import type { Found } from './walk.ts'

/** A finding, and to whom it matters. */
export interface Place {
  found: Found
  direction: Direction
}

export function placeOf(
  kind: ChangeKind,
  keys: readonly string[],
  description: string,
  direction: Direction,
): Place {
  return { found: { finding: findingOf(kind, description), keys, schemaKeys: null }, direction }
}

/** For what is sent. */
export function received(kind: ChangeKind, keys: readonly string[], description: string): Place {
  return placeOf(kind, keys, description, 'received')
}
