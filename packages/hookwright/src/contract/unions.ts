import { isJsonObject, type JsonSchema } from '../schema/schema.ts'
import { canonicalText } from './canonical.ts'
import type { Finding } from './change.ts'
import { compareObjects } from './objects.ts'
import type { Comparison, Pair, Step } from './pair.ts'
import { describeTypes, type Shape, type ShapeReader } from './shape.ts'

/** Of which at least one admits one thing or another. */
export function compareUnions(pair: Pair): Comparison {
  const { older, newer, readers } = pair
  const before = membersOf(older, readers.older)
  const after = membersOf(newer, readers.newer)
  const { pairs, gone, added } = match(before, after)
  const findings: Finding[] = [
    ...added.map((member) => addition(member, older)),
    ...gone.map(({ name }): Finding => ({
      kind: 'variant_removed',
      keys: [],
      description: `is no longer ${name}`,
    })),
  ]
  const inside: Step[] = pairs.map(([old, now]) => ({
    keys: [`(${now.name})`],
    older: old.schema,
    newer: now.schema,
  }))
  // What stands beside the members is said of each of them.
  const beside =
    older.members.length > 0 && newer.members.length > 0 && 'properties' in older.node
      ? compareObjects(pair)
      : { findings: [], inside: [] }
  return { findings: [...findings, ...beside.findings], inside: [...beside.inside, ...inside] }
}

interface Member {
  schema: JsonSchema
  /** For people, and to know it again: what its tag says, or else its label. */
  name: string
  /** What the document calls it. */
  label: string
  text: string
  shape: Shape
}

function membersOf(shape: Shape, reader: ShapeReader): Member[] {
  const schemas = shape.members.length > 0 ? shape.members : [shape.alone]
  const shapes = schemas.map((schema) => reader.shapeOf(schema))
  const tag = tagOf(shape, shapes)
  return schemas.map((schema, index) => {
    const inner = shapes[index] ?? shape
    const { references } = shape.members.length > 0 ? inner : shape
    const label = labelOf(inner, references)
    const name = (tag !== undefined ? toldBy(inner, tag) : undefined) ?? label
    return { schema, name, label, text: canonicalText(schema), shape: inner }
  })
}

/** The property that tells a receiver which member it has: one that is said to, or that is another constant in each. */
function tagOf({ node }: Shape, members: readonly Shape[]): string | undefined {
  const said = isJsonObject(node['discriminator']) ? node['discriminator']['propertyName'] : undefined
  if (typeof said === 'string') return said
  const [first] = members
  const properties = first && isJsonObject(first.node['properties']) ? first.node['properties'] : {}
  return Object.keys(properties).find((name) => {
    const told = members.map((member) => toldBy(member, name))
    return !told.includes(undefined) && new Set(told).size === members.length
  })
}

/** The constant that a property of it is. */
function toldBy({ node }: Shape, name: string): string | undefined {
  const properties = isJsonObject(node['properties']) ? node['properties'] : {}
  const property = Object.hasOwn(properties, name) ? properties[name] : undefined
  if (!isJsonObject(property)) return undefined
  const [told, ...others] = [property['const'] ?? property['enum']].flat()
  return typeof told === 'string' && others.length === 0 ? told : undefined
}

function labelOf({ node: { title }, types }: Shape, [reference]: readonly string[]): string {
  if (reference !== undefined) return reference.slice(reference.lastIndexOf('/') + 1)
  return typeof title === 'string' ? title : [...types].join(' or ') || 'one without a type'
}

interface Matched {
  pairs: [Member, Member][]
  gone: Member[]
  added: Member[]
}

/** By name, then by what they say, then by their type where it is the only one of that. */
function match(before: readonly Member[], after: readonly Member[]): Matched {
  const matched: Matched = { pairs: [], gone: [...before], added: [...after] }
  const take = (isSame: (old: Member, now: Member) => boolean) => {
    for (const old of matched.gone) {
      const now = matched.added.find((member) => isSame(old, member))
      if (now === undefined) continue
      matched.pairs.push([old, now])
      matched.gone = matched.gone.filter((member) => member !== old)
      matched.added = matched.added.filter((member) => member !== now)
    }
  }
  take((old, now) => old.name === now.name && old.text === now.text)
  take((old, now) => old.name === now.name)
  take((old, now) => old.text === now.text)
  take((old, now) => old.label === now.label)
  const isOnly = (type: string, members: readonly Member[]) =>
    members.filter(({ shape }) => typeText(shape) === type).length === 1
  take((old, now) => {
    const type = typeText(old.shape)
    return typeText(now.shape) === type && isOnly(type, matched.gone) && isOnly(type, matched.added)
  })
  return matched
}

function typeText({ types }: Shape): string {
  return [...types].toSorted().join(' ')
}

/** One of a type that came before is for those to tell apart who do so already; another type is new to all. */
function addition({ shape, name }: Member, older: Shape): Finding {
  const isKnown = [...shape.types].every((type) => older.types.has(type)) && shape.types.size > 0
  return isKnown
    ? { kind: 'variant_added', keys: [], description: `may also be ${name} now` }
    : { kind: 'type_widened', keys: [], description: `was ${describeTypes(older)}, may also be ${name} now` }
}
