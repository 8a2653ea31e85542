import type { JsonSchema, JsonValue } from '../schema/schema.ts'
import { resolvedText } from './canonical.ts'
import { findingOf as finding, type Finding } from './change.ts'
import type { Pair } from './pair.ts'
import type { Shape } from './shape.ts'

/** What cannot be compared but by its words. */
const undecided = [
  'not',
  'contains',
  'minContains',
  'maxContains',
  'propertyNames',
  'dependentSchemas',
  'dependentRequired',
  'unevaluatedItems',
  'contentSchema',
]

export function compareUndecided({ older, newer, readers }: Pair): Finding[] {
  const textOf = (value: JsonValue | undefined, root: JsonSchema) =>
    value === undefined ? '' : resolvedText(value, root)
  const roots = [readers.older.root, readers.newer.root] as const
  const keywords = undecided.filter(
    (keyword) => textOf(older.node[keyword], roots[0]) !== textOf(newer.node[keyword], roots[1]),
  )
  const conditionsOf = ({ conditions }: Shape): JsonValue =>
    conditions.map(({ if: when, then, else: otherwise }) => [when ?? true, then ?? true, otherwise ?? true])
  if (textOf(conditionsOf(older), roots[0]) !== textOf(conditionsOf(newer), roots[1])) keywords.push('if')
  if (textOf(tangleOf(older), roots[0]) !== textOf(tangleOf(newer), roots[1])) keywords.push('anyOf')
  return keywords.map((keyword) =>
    finding('not_comparable', `what "${keyword}" says is another now, which cannot be compared by rule`),
  )
}

function tangleOf({ tangle }: Shape): JsonValue {
  return tangle.map((union) => [...union])
}
