import type { NamedType, ObjectType, Property, Type } from './model.ts'
import { propertiesOf } from './properties.ts'

/**
 * Puts types together as far as can be: parts of one object become one object that extends those with a name, unions
 * lose what they say twice. In place of types that only lead back to themselves stands anything.
 */
export class Settler {
  readonly #named: ReadonlyMap<string, NamedType>

  constructor(types: readonly NamedType[]) {
    this.#named = new Map(types.map((type) => [type.name, type]))
    for (const named of types)
      if (this.#leadsTo(named.type, named.name, new Set())) named.type = { kind: 'anything' }
    for (const named of types) named.type = this.settle(named.type)
  }

  settle(type: Type): Type {
    switch (type.kind) {
      case 'list':
        return { kind: 'list', items: this.settle(type.items) }
      case 'tuple':
        return {
          ...type,
          items: type.items.map((item) => this.settle(item)),
          rest: type.rest && this.settle(type.rest),
        }
      case 'object':
        return this.#settleObject(type)
      case 'union':
        return this.#union(type.members.map((member) => this.settle(member)))
      case 'both':
        return this.#both(type.members.map((member) => this.settle(member)))
      default:
        return type
    }
  }

  #settleObject(type: ObjectType): ObjectType {
    const properties = type.properties.map((property) => ({ ...property, type: this.settle(property.type) }))
    return { ...type, properties, others: type.others && this.settle(type.others) }
  }

  /** Whether a type is, without anything in between, the named one: `A = B`, `B = A`. */
  #leadsTo(type: Type, name: string, seen: Set<string>): boolean {
    if (type.kind === 'union' || type.kind === 'both') {
      return type.members.some((member) => this.#leadsTo(member, name, seen))
    }
    if (type.kind !== 'named') return false
    if (type.name === name) return true
    if (seen.has(type.name)) return false
    seen.add(type.name)
    const target = this.#named.get(type.name)
    return target !== undefined && this.#leadsTo(target.type, name, seen)
  }

  #union(members: readonly Type[]): Type {
    const flat = members.flatMap((member) => (member.kind === 'union' ? member.members : [member]))
    if (flat.some(({ kind }) => kind === 'anything')) return { kind: 'anything' }
    const byText = new Map<string, Type>()
    for (const member of flat.map((one) => merged(one, flat))) {
      if (member.kind !== 'nothing') byText.set(textOf(member), member)
    }
    const kinds = new Set([...byText.values()].map(({ kind }) => kind))
    const kept = [...byText.values()].flatMap((member) => withoutSaid(member, kinds))
    const [first] = kept
    if (!first) return { kind: 'nothing' }
    // Null at the end, where it is looked for.
    const isNull = ({ kind }: Type) => kind === 'null'
    const ordered = [...kept.filter((member) => !isNull(member)), ...kept.filter(isNull)]
    return kept.length === 1 ? first : { kind: 'union', members: ordered }
  }

  #both(members: readonly Type[]): Type {
    const flat = members.flatMap((member) => (member.kind === 'both' ? member.members : [member]))
    const [first, ...others] = flat.filter(({ kind }) => kind !== 'anything')
    if (!first) return { kind: 'anything' }
    const rest: Type[] = []
    let joined = first
    for (const member of others) {
      const together = this.#intersect(joined, member)
      if (together) joined = together
      else rest.push(member)
    }
    return rest.length === 0 ? joined : { kind: 'both', members: [joined, ...rest] }
  }

  /** Undefined where only a writer can say it. */
  #intersect(a: Type, b: Type): Type | undefined {
    if (textOf(a) === textOf(b)) return a
    const isNarrower = narrows(a, b)
    if (isNarrower || narrows(b, a)) return isNarrower ? a : b
    if (a.kind === 'union' || b.kind === 'union') return this.#distribute(a, b)
    if (a.kind === 'literals' && b.kind === 'literals') {
      const common = a.values.filter((value) => b.values.includes(value))
      return common.length > 0 ? { kind: 'literals', values: common } : { kind: 'nothing' }
    }
    return this.#join(a, b)
  }

  /** Into a nullable, since what stands beside it seldom is: the branches that stay possible. */
  #distribute(a: Type, b: Type): Type | undefined {
    const [choice, other] = a.kind === 'union' ? [a, b] : [b, a]
    if (choice.kind !== 'union' || !choice.members.some(({ kind }) => kind === 'null')) return undefined
    const kept = choice.members.filter(({ kind }) => kind !== 'null')
    return other.kind === 'union' ? undefined : this.#both([other, this.#union(kept)])
  }

  /** One object of two, where both are objects. */
  #join(a: Type, b: Type): Type | undefined {
    const properties = this.#propertiesOf(a)
    if (!properties || !this.#propertiesOf(b)) return undefined
    if (b.kind === 'object' && b.isHint) {
      const isSaid = ({ name }: Property) => properties.get(name)?.type.kind === 'literals'
      if (b.properties.every(isSaid)) return a
    }
    const [left, right] = [a, b].map((type): ObjectType => {
      return type.kind === 'object'
        ? type
        : { kind: 'object', bases: type.kind === 'named' ? [type.name] : [], properties: [] }
    })
    if (!left || !right) return undefined
    const bases = [...new Set([...left.bases, ...right.bases])].filter((base) => this.#isBase(base))
    // A union of objects has properties too, but nothing extends it.
    if (bases.length < new Set([...left.bases, ...right.bases]).size) return undefined
    const others =
      left.others && right.others ? this.#both([left.others, right.others]) : (left.others ?? right.others)
    return {
      kind: 'object',
      bases,
      properties: this.#merge(bases, left.properties, right.properties),
      others,
    }
  }

  /** Properties of their own, and those of bases that another part makes narrower. */
  #merge(bases: readonly string[], left: readonly Property[], right: readonly Property[]): Property[] {
    const own = new Map(left.map((property) => [property.name, property]))
    for (const property of right) {
      const known = own.get(property.name)
      own.set(property.name, known ? this.#narrower(known, property) : property)
    }
    const inherited = new Map<string, Property>()
    for (const base of bases) {
      for (const [name, property] of this.#propertiesOf({ kind: 'named', name: base }) ?? []) {
        const known = inherited.get(name)
        inherited.set(name, known ? this.#narrower(known, property) : property)
        const differs = known && textOf(known) !== textOf(property)
        const mine = own.get(name)
        if (mine) own.set(name, this.#narrower(property, mine))
        else if (differs) own.set(name, this.#narrower(known, property))
      }
    }
    return [...own.values()].filter((property) => {
      const base = inherited.get(property.name)
      return (
        !base ||
        [...bases].filter((name) => this.#has(name, property.name)).length > 1 ||
        isNews(property, base)
      )
    })
  }

  #has(base: string, property: string): boolean {
    return this.#propertiesOf({ kind: 'named', name: base })?.has(property) ?? false
  }

  #narrower(a: Property, b: Property): Property {
    return {
      ...b,
      type: this.#both([a.type, b.type]),
      required: a.required || b.required,
      description: b.description ?? a.description,
      deprecated: a.deprecated || b.deprecated,
    }
  }

  #isBase(name: string): boolean {
    const type = this.#named.get(name)?.type
    return type?.kind === 'named'
      ? this.#isBase(type.name)
      : type !== undefined && this.#propertiesOf(type) !== undefined
  }

  /** Undefined for what is no object. */
  #propertiesOf(type: Type): ReadonlyMap<string, Property> | undefined {
    return propertiesOf(type, this.#named)
  }
}

/** Whether a property says more than the one that it would be inherited from. */
function isNews(property: Property, base: Property): boolean {
  return textOf(property.type) !== textOf(base.type) || property.required !== base.required
}

/** Whether every value of `a` is one of `b`, as far as their kinds tell. */
function narrows(a: Type, b: Type): boolean {
  if (b.kind === 'anything' || a.kind === 'nothing') return true
  if (a.kind === 'literals') return a.values.every((value) => kindOf(value) === b.kind)
  if (a.kind === 'number' && b.kind === 'number') return a.whole || !b.whole
  if (a.kind === 'text' && b.kind === 'text') return true
  return b.kind === 'union' && b.members.some((member) => textOf(a) === textOf(member) || narrows(a, member))
}

function kindOf(value: string | number | boolean | null): Type['kind'] {
  if (value === null) return 'null'
  return typeof value === 'string' ? 'text' : typeof value === 'number' ? 'number' : 'boolean'
}

/** One for all members of a union that are of one kind: literals, texts, numbers. */
function merged(member: Type, all: readonly Type[]): Type {
  if (member.kind === 'literals') {
    const values = all.flatMap((other) => (other.kind === 'literals' ? other.values : []))
    return { kind: 'literals', values: [...new Set(values)] }
  }
  if (member.kind === 'number') {
    return { kind: 'number', whole: all.every((other) => other.kind !== 'number' || other.whole) }
  }
  if (member.kind !== 'text') return member
  const formats = new Set(all.flatMap((other) => (other.kind === 'text' ? [other.format] : [])))
  return { kind: 'text', format: formats.size === 1 ? member.format : undefined }
}

/** Literals without those that another member of the union allows anyway. */
function withoutSaid(member: Type, kinds: ReadonlySet<Type['kind']>): Type[] {
  if (member.kind !== 'literals') return [member]
  const values = member.values.filter((value) => !kinds.has(kindOf(value)))
  return values.length > 0 ? [{ kind: 'literals', values }] : []
}

/** Equal for equal types. */
function textOf(type: Type | Property): string {
  return JSON.stringify(type)
}
