import type { NamedType, Property, Type } from './model.ts'

/** All properties of an object by name, with those that it gets from what it extends; undefined for what is no object. */
export function propertiesOf(
  type: Type,
  named: ReadonlyMap<string, NamedType>,
  seen: ReadonlySet<string> = new Set(),
): ReadonlyMap<string, Property> | undefined {
  if (type.kind === 'named') {
    const target = seen.has(type.name) ? undefined : named.get(type.name)
    return target && propertiesOf(target.type, named, new Set([...seen, type.name]))
  }
  if (type.kind !== 'object' && type.kind !== 'both') return undefined
  const parts: Type[] =
    type.kind === 'both' ? type.members : type.bases.map((name): Type => ({ kind: 'named', name }))
  const all = new Map<string, Property>()
  for (const part of parts) {
    const inner = propertiesOf(part, named, seen)
    if (!inner) return undefined
    for (const [name, property] of inner) all.set(name, property)
  }
  if (type.kind === 'object') for (const property of type.properties) all.set(property.name, property)
  return all
}
