import type { Model, NamedType, ObjectType, Type } from './model.ts'
import { typeName, TypeNames } from './names.ts'
import { propertiesOf } from './properties.ts'

export interface LiftOptions {
  /** Names that mean something else in the file. */
  reserved: readonly string[]
  /** What needs a name beside objects. Gets no null. */
  alsoNamed?: ((type: Type) => boolean) | undefined
}

/**
 * The same model where every object that is written in place has a name, for languages that know no types in place:
 * `data` of `OrderPaid` is `OrderPaidData`, an item of its `lines` is `OrderPaidLine`. No type is of the kind `both` any more: where
 * its parts make no object, it is anything.
 */
export function liftTypes(model: Model, options: LiftOptions): Model {
  const lifter = new Lifter(model.types, options)
  for (const type of model.types) lifter.add(type)
  const events = model.events.map((event) => ({
    ...event,
    body: event.body && lifter.placed(event.body, typeName(event.type)),
    answer: event.answer && {
      ...event.answer,
      type: lifter.placed(event.answer.type, `${typeName(event.type)}Answer`),
    },
  }))
  return { ...model, events, types: lifter.types }
}

class Lifter {
  readonly types: NamedType[] = []
  readonly #known: ReadonlyMap<string, NamedType>
  readonly #names: TypeNames
  readonly #alsoNamed: (type: Type) => boolean

  constructor(known: readonly NamedType[], { reserved, alsoNamed = () => false }: LiftOptions) {
    this.#known = new Map(known.map((type) => [type.name, type]))
    this.#names = new TypeNames([...reserved, ...this.#known.keys()])
    this.#alsoNamed = alsoNamed
  }

  /** Takes a type over, and after it what is written in place in it. */
  add(named: NamedType): void {
    const entry = { ...named }
    this.types.push(entry)
    const joined = this.#joined(named.type)
    const rest = joined.kind === 'union' ? joined.members.filter(isPresent) : []
    const isNullable = joined.kind === 'union' && rest.length < joined.members.length
    // A choice that may be null is a choice with a name, or null.
    const [sole, ...others] = rest
    const present: Type = sole && others.length === 0 ? sole : { kind: 'union', members: rest }
    entry.type =
      isNullable && this.#alsoNamed(present)
        ? this.placed(joined, `${named.name}Value`)
        : this.#inside(joined, named.name)
  }

  /** A type that stands in another: its name where it needs one. `name` is the first wish. */
  placed(type: Type, ...wishes: [string, ...string[]]): Type {
    const joined = this.#joined(type)
    if (joined.kind === 'union' && joined.members.some(isNull)) {
      const present = joined.members.filter(isPresent)
      const [sole, ...others] = present
      const rest: Type = sole && others.length === 0 ? sole : { kind: 'union', members: present }
      const placed = this.placed(rest, ...wishes)
      const members = placed.kind === 'union' ? placed.members : [placed]
      return { kind: 'union', members: [...members, { kind: 'null' }] }
    }
    const isObject = joined.kind === 'object' && (joined.properties.length > 0 || joined.bases.length > 0)
    if (!isObject && !this.#alsoNamed(joined)) return this.#inside(joined, wishes[0])
    const name = this.#names.claim(...wishes)
    const entry: NamedType = { name, deprecated: false, type: joined }
    this.types.push(entry)
    entry.type = this.#inside(joined, name)
    return { kind: 'named', name }
  }

  #inside(type: Type, owner: string): Type {
    switch (type.kind) {
      case 'list':
        return { ...type, items: this.placed(type.items, singular(owner), `${owner}Item`) }
      case 'tuple':
        return {
          ...type,
          items: type.items.map((item) => this.placed(item, `${owner}Item`)),
          rest: type.rest && this.placed(type.rest, `${owner}Rest`),
        }
      case 'object':
        return {
          ...type,
          properties: type.properties.map((property) => ({
            ...property,
            type: this.placed(property.type, owner + typeName(property.name)),
          })),
          others: type.others && this.placed(type.others, `${owner}Value`),
        }
      case 'union':
        return {
          kind: 'union',
          members: type.members.map((member) => this.placed(member, owner + tellingName(member))),
        }
      default:
        return type
    }
  }

  /** Parts as one object, or as a choice of such; anything, where that cannot be. Null stands beside literals. */
  #joined(type: Type): Type {
    if (type.kind === 'literals' && type.values.length > 1 && type.values.includes(null)) {
      const values = type.values.filter((value) => value !== null)
      return { kind: 'union', members: [{ kind: 'literals', values }, { kind: 'null' }] }
    }
    if (type.kind !== 'both') return type
    const object = this.#object(type.members)
    if (object) return object
    const choices = type.members.filter((member) => this.#choice(member))
    const [choice] = choices
    const branches = choice && this.#choice(choice)
    if (!branches || choices.length > 1) return { kind: 'anything' }
    const rest = type.members.filter((member) => member !== choice)
    const members = branches.flatMap((member) => this.#object([...rest, member]) ?? [])
    return members.length === branches.length ? { kind: 'union', members } : { kind: 'anything' }
  }

  /** The members of a union, or of one with a name. */
  #choice(type: Type): readonly Type[] | undefined {
    const target = type.kind === 'named' ? this.#known.get(type.name)?.type : type
    return target?.kind === 'union' ? target.members : undefined
  }

  #object(parts: readonly Type[]): ObjectType | undefined {
    const object: ObjectType = { kind: 'object', bases: [], properties: [] }
    for (const part of parts) {
      if (!propertiesOf(part, this.#known)) return undefined
      const inner = part.kind === 'both' ? this.#object(part.members) : part
      if (inner?.kind === 'named') object.bases.push(inner.name)
      if (inner?.kind !== 'object') continue
      object.bases.push(...inner.bases)
      const own = new Set(inner.properties.map(({ name }) => name))
      object.properties = [...object.properties.filter(({ name }) => !own.has(name)), ...inner.properties]
      object.others ??= inner.others
    }
    object.bases = [...new Set(object.bases)]
    return object
  }
}

function isNull({ kind }: Type): boolean {
  return kind === 'null'
}

function isPresent({ kind }: Type): boolean {
  return kind !== 'null'
}

/** What tells one branch of a choice from the others: what it extends, the constant that it has, or the first property that it needs. */
function tellingName(type: Type): string {
  if (type.kind !== 'object') return ''
  const [base, ...bases] = type.bases
  if (base !== undefined && bases.length === 0) return base
  for (const { type: inner, required } of type.properties) {
    const [value, ...others] = inner.kind === 'literals' ? inner.values : []
    if (required && typeof value === 'string' && others.length === 0) return typeName(value)
  }
  const needed = type.properties.find(({ required }) => required) ?? type.properties[0]
  return needed ? `With${typeName(needed.name)}` : ''
}

/** `OrderLines` → `OrderLine`, `Categories` → `Category`; empty where that is unclear. */
function singular(name: string): string {
  if (/[^aeiou]ies$/.test(name)) return name.replace(/ies$/, 'y')
  if (/(ss|x|ch|sh)es$/.test(name)) return name.replace(/es$/, '')
  return /[^su]s$/.test(name) ? name.replace(/s$/, '') : ''
}
