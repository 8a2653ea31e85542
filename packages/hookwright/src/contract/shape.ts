import { flatten, type Flat } from '../schema/flatten.ts'
import { referenced } from '../schema/reference.ts'
import { isJsonObject, type JsonSchema, type JsonValue } from '../schema/schema.ts'
import { canonicalText } from './canonical.ts'

/** What a schema says, however it is spelled. */
export interface Shape {
  /** With references and `allOf` resolved, and without what the other fields tell. */
  node: JsonSchema
  /** Whether it admits everything. */
  isAny: boolean
  isNullable: boolean
  /** Without null; of a union those of all its members. */
  types: ReadonlySet<string>
  /** The only ones it admits, null left out; undefined where it lists none. */
  values: readonly JsonValue[] | undefined
  /** The members of a union, null left out; empty where it is none. */
  members: readonly JsonSchema[]
  /** Itself as a member of a union: without null. */
  alone: JsonSchema
  /** Several unions at once, which are too much to compare. */
  tangle: readonly JsonSchema[][]
  conditions: readonly JsonSchema[]
  /** The `$ref`s to it, outermost first. */
  references: readonly string[]
}

/** Stands for what is not said, and for `true`. */
export const anything: JsonSchema = {}

/** Stands for `false`. */
export const nothing: JsonSchema = { not: {} }

/** Beyond it a schema is made of nothing but itself. */
const deepest = 32

/** Reads the schemas of one document, each once. */
export class ShapeReader {
  readonly #root: JsonSchema
  readonly #shapes = new WeakMap<JsonSchema, Shape>()
  readonly #merged = new Map<string, JsonSchema>()

  constructor(root: JsonSchema) {
    this.#root = root
  }

  get root(): JsonSchema {
    return this.#root
  }

  shapeOf(schema: JsonSchema): Shape {
    const known = this.#shapes.get(schema)
    if (known) return known
    const shape = this.#read(schema, 0)
    this.#shapes.set(schema, shape)
    return shape
  }

  /** Where it is but a reference, what that refers to, through all of them. */
  targetOf(schema: JsonSchema): JsonSchema {
    let current = schema
    for (let hops = 0; hops < deepest && Object.keys(current).length === 1; hops++) {
      const { $ref } = current
      const target = typeof $ref === 'string' ? referenced($ref, this.#root) : undefined
      if (!isJsonObject(target)) break
      current = target
    }
    return current
  }

  /**
   * Schemas that were merged are new objects each time. The same one for those that say the same, or a schema that
   * holds itself would have no end.
   */
  intern(schema: JsonSchema): JsonSchema {
    const { allOf, ...others } = schema
    if (!Array.isArray(allOf) || Object.keys(others).length > 0) return schema
    const parts = new Map(partsOf(schema).map((part) => [canonicalText(part), part]))
    const key = [...parts.keys()].toSorted().join('&')
    const known = this.#merged.get(key)
    if (known) return known
    const merged = { allOf: [...parts.values()] }
    this.#merged.set(key, merged)
    return merged
  }

  #read(schema: JsonSchema, depth: number): Shape {
    const flat = flatten(schema, this.#root)
    const choices = flat.choices.map(withoutNull)
    const certain = choices.filter(({ members }) => members.length === 1)
    if (certain.length === 0 || depth > deepest) return this.#shape(flat, choices)
    // One that is left beside null is no choice.
    const open = choices.filter(({ members }) => members.length > 1)
    const parts = [
      ...certain.flatMap(({ members }) => members),
      ...open.map(({ members }) => ({ anyOf: [...members] })),
      ...flat.conditions,
      flat.node,
    ]
    const shape = this.#read({ allOf: parts }, depth + 1)
    const isNullable = shape.isNullable || choices.some((choice) => choice.hasNull)
    return { ...shape, isNullable, references: [...flat.references, ...shape.references] }
  }

  #shape({ node, choices: all, conditions, references }: Flat, choices: readonly Choice[]): Shape {
    const unions = choices.filter(({ members }) => members.length > 1)
    const [first, second] = unions
    const types = typesOf(node)
    const listed = first && second === undefined ? this.#valuesOf(first.members) : undefined
    const own = valuesIn(node) ?? listed
    const values = own?.filter((value) => value !== null)
    const members =
      values === undefined && second === undefined ? (first?.members ?? splitTypes(node, types)) : []
    const bare = { node, members, values, conditions, references }
    const admitted = types?.filter((type) => type !== 'null') ?? this.#admitted(bare)
    const isAny = types === undefined && values === undefined && members.length === 0 && admitted.length === 0
    return {
      ...bare,
      types: new Set(values === undefined ? admitted : values.map(typeOfValue)),
      isAny: isAny && second === undefined && all.length === 0,
      isNullable:
        node['nullable'] === true ||
        choices.some(({ hasNull }) => hasNull) ||
        (types === undefined ? own?.includes(null) === true : types.includes('null') && admitsNull(own)),
      alone: types?.includes('null') === true ? { ...node, ...withTypes(types) } : node,
      tangle: second === undefined ? [] : unions.map((union) => [...union.members]),
    }
  }

  /** Where no type is said. */
  #admitted({ node, members }: Pick<Shape, 'node' | 'members'>): string[] {
    if (members.length > 0) return members.flatMap((member) => [...this.shapeOf(member).types])
    if (['properties', 'patternProperties', 'required', 'additionalProperties'].some((key) => key in node)) {
      return ['object']
    }
    return ['items', 'prefixItems'].some((key) => key in node) ? ['array'] : []
  }

  /** Where each member is but a list of values, all of these. */
  #valuesOf(members: readonly JsonSchema[]): JsonValue[] | undefined {
    const lists = members.map((member) => valuesIn(flatten(member, this.#root).node))
    return lists.every((list) => list !== undefined) ? lists.flat() : undefined
  }
}

interface Choice {
  members: readonly JsonSchema[]
  hasNull: boolean
}

/** Null may stand as a member of its own, or among the types of the others. */
function withoutNull(branches: readonly JsonSchema[]): Choice {
  let hasNull = false
  const members = branches.flatMap((branch) => {
    const { type } = branch
    const isNull = type === 'null' || branch['const'] === null
    if (isNull) hasNull = true
    if (isNull || !Array.isArray(type) || !type.includes('null')) return isNull ? [] : [branch]
    hasNull = true
    return [{ ...branch, ...withTypes(type) }]
  })
  return { members, hasNull }
}

function withTypes(types: readonly JsonValue[]): JsonSchema {
  const others = types.filter((type) => type !== 'null')
  return { type: others.length === 1 ? (others[0] ?? null) : others }
}

function partsOf(schema: JsonSchema): JsonSchema[] {
  const { allOf, ...others } = schema
  if (!Array.isArray(allOf) || Object.keys(others).length > 0) return [schema]
  return allOf.filter((part) => isJsonObject(part)).flatMap(partsOf)
}

function typesOf({ type }: JsonSchema): string[] | undefined {
  if (type === undefined) return undefined
  const types = [type].flat().filter((one) => typeof one === 'string')
  // A number may be an integer anyway.
  return types.includes('number') ? types.filter((one) => one !== 'integer') : types
}

/** Of several types each is a member; what is said of one of them the others pass over. */
function splitTypes(node: JsonSchema, types: readonly string[] | undefined): JsonSchema[] {
  const several = types?.filter((type) => type !== 'null') ?? []
  if (several.length < 2) return []
  const others = { ...node }
  // It is of all of them, and told where they are together.
  delete others['description']
  return several.map((type) => ({ ...others, type }))
}

function valuesIn(node: JsonSchema): JsonValue[] | undefined {
  const { const: constant, enum: list } = node
  if (constant !== undefined) return [constant]
  return Array.isArray(list) ? list : undefined
}

function admitsNull(values: readonly JsonValue[] | undefined): boolean {
  return values === undefined || values.includes(null)
}

function typeOfValue(value: JsonValue): string {
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value === 'object' ? 'object' : typeof value
}

export function isNullOnly({ types, isAny, isNullable, values }: Shape): boolean {
  return !isAny && isNullable && types.size === 0 && (values === undefined || values.length === 0)
}

/** With null, where that is all it admits. */
export function admittedTypes(shape: Shape): ReadonlySet<string> {
  return isNullOnly(shape) ? new Set(['null']) : shape.types
}

export function describeTypes(shape: Shape): string {
  const types = [...admittedTypes(shape)]
  return types.length === 0 ? 'of several kinds' : types.join(' or ')
}
