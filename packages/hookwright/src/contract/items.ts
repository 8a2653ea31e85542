import { isJsonObject, type JsonSchema, type JsonValue } from '../schema/schema.ts'
import type { Finding } from './change.ts'
import type { Comparison, Pair, Step } from './pair.ts'
import { anything, nothing } from './shape.ts'

export function compareItems({
  older: { node: older },
  newer: { node: newer },
  direction,
}: Pair): Comparison {
  const [before, after] = [tupleOf(older), tupleOf(newer)]
  const inside: Step[] = []
  const findings: Finding[] = []
  for (let index = 0; index < Math.max(before.length, after.length); index++) {
    const [old, now] = [before[index], after[index]]
    const keys = [`[${index}]`]
    if (old !== undefined && now !== undefined) inside.push({ keys, older: old, newer: now })
    else if (now === undefined) {
      const description = direction === 'received' ? 'is no longer sent' : 'is no longer read'
      findings.push({ kind: 'property_removed', keys, description })
    } else {
      findings.push({ kind: 'property_added', keys, description: 'is new' })
    }
  }
  const [items, itemsNow] = [itemsOf(older), itemsOf(newer)]
  if (items !== itemsNow) inside.push({ keys: ['[]'], older: items, newer: itemsNow })
  return { findings, inside }
}

/** The items that have a schema of their own by their place. */
function tupleOf(node: JsonSchema): JsonSchema[] {
  const { prefixItems, items } = node
  // Before 2020-12 the list stood under "items".
  const list = [prefixItems, items].find((value) => Array.isArray(value))
  return Array.isArray(list) ? list.map(itemOf) : []
}

function itemsOf({ items, prefixItems, additionalItems }: JsonSchema): JsonSchema {
  const rest = Array.isArray(items) && prefixItems === undefined ? additionalItems : items
  return itemOf(rest ?? true)
}

function itemOf(value: JsonValue): JsonSchema {
  if (value === false) return nothing
  return isJsonObject(value) ? value : anything
}
