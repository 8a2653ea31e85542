import type { ForeignDocument } from '../documents/document.ts'
import { referenced } from '../schema/reference.ts'
import { isJsonObject, type JsonSchema, type JsonValue } from '../schema/schema.ts'
import { DirectedSchemas, type Travel } from './direction.ts'
import type { Literal, NamedType, ObjectType, Property, Type } from './model.ts'
import { nameInReference, typeName, type TypeNames } from './names.ts'

/** Where a schema stands: what to call what is found in it, and which way its values travel. */
export interface Standing {
  /** In PascalCase: `Order`. */
  owner: string
  /** The property that it is the schema of. */
  property?: string | undefined
  travel: Travel
}

/** Turns the schemas of one document into types, each component once and under its own name. */
export class TypeBuilder {
  /** In the order in which they are first used. */
  readonly types: NamedType[] = []
  readonly #root: JsonSchema
  readonly #names: TypeNames
  readonly #directed: DirectedSchemas
  /** Names of types by the schema and, where that makes a difference, the way they travel. */
  readonly #known = new Map<JsonSchema, Map<Travel | 'both', string>>()
  /** Names of inline schemas, by their text. */
  readonly #inline = new Map<string, string>()
  readonly #componentNames = new Map<JsonSchema, string>()

  constructor({ root }: ForeignDocument, names: TypeNames) {
    this.#root = root
    this.#names = names
    this.#directed = new DirectedSchemas(root)
  }

  /** Claims the names of components before those that are only made up. Names that need no change come first. */
  nameComponents(references: readonly string[]): void {
    const wanted = references.map((reference) => ({ reference, name: nameInReference(reference) }))
    const isExact = ({ name }: { name: string }) => typeName(name) === name
    for (const { reference, name } of [...wanted.filter(isExact), ...wanted.filter((one) => !isExact(one))]) {
      const target = referenced(reference, this.#root)
      if (isJsonObject(target) && !this.#componentNames.has(target)) {
        this.#componentNames.set(target, this.#names.claim(name))
      }
    }
  }

  typeOf(schema: JsonValue | undefined, standing: Standing): Type {
    if (schema === false) return { kind: 'nothing' }
    if (!isJsonObject(schema)) return { kind: 'anything' }
    const reference = schema['$ref'] ?? schema['$dynamicRef']
    const parts: Type[] = []
    if (typeof reference === 'string') parts.push(this.#named(reference, standing))
    for (const part of listIn(schema, 'allOf')) parts.push(this.typeOf(part, standing))
    for (const keyword of ['anyOf', 'oneOf']) {
      if (Array.isArray(schema[keyword])) parts.push(this.#choice(schema, keyword, standing))
    }
    if (parts.length > 0 && isBare(schema)) return both(parts)
    const own = this.#own(schema, standing)
    // Properties without a type say nothing of null, which a choice beside them may allow.
    const isNullable = !('type' in schema) && own.kind === 'object' && parts.some(hasNull)
    return isNullable
      ? union([both([...parts.map(withoutNull), own]), { kind: 'null' }])
      : both([...parts, own])
  }

  /** As `typeOf`, with a name for what is no mere reference or scalar: its title, or the first of `wishes` that is free. */
  declare(schema: JsonSchema, travel: Travel, ...wishes: string[]): Type {
    const at = this.types.length
    const type = this.typeOf(schema, { owner: typeName(wishes[0] ?? ''), travel })
    if (type.kind !== 'object' && type.kind !== 'both' && type.kind !== 'union') return type
    const name = this.#names.claim(textIn(schema, 'title') ?? '', ...wishes)
    this.types.splice(at, 0, this.#entry(name, schema, type))
    return { kind: 'named', name }
  }

  /** The name of what a `$ref` stands for, as it is sent; undefined where that is not used, or no schema. */
  nameOf(reference: string): string | undefined {
    const target = referenced(reference, this.#root)
    return isJsonObject(target) ? this.#componentNames.get(target) : undefined
  }

  #entry(name: string, schema: JsonSchema, type: Type): NamedType {
    return { name, description: textIn(schema, 'description'), deprecated: isDeprecated(schema), type }
  }

  #named(reference: string, { travel }: Standing): Type {
    const target = referenced(reference, this.#root)
    if (!isJsonObject(target)) return { kind: target === false ? 'nothing' : 'anything' }
    const way = this.#directed.varies(target) ? travel : 'both'
    const known = this.#known.get(target) ?? new Map<Travel | 'both', string>()
    this.#known.set(target, known)
    const before = known.get(way)
    if (before !== undefined) return { kind: 'named', name: before }
    const component = this.nameOf(reference) ?? this.#names.claim(nameInReference(reference))
    const name = way === 'answered' ? this.#names.claim(`${component}Answer`) : component
    known.set(way, name)
    const entry = this.#entry(name, target, { kind: 'anything' })
    // Before what it is made of, so that a reader meets the whole first, and a recursive one ends here.
    this.types.push(entry)
    entry.type = this.typeOf(target, { owner: name, travel })
    return { kind: 'named', name }
  }

  #choice(schema: JsonSchema, keyword: string, standing: Standing): Type {
    const members = listIn(schema, keyword).map((branch) => {
      const type = this.#hoisted(branch, standing)
      const told = toldBy(schema['discriminator'], branch)
      return told ? both([type, told]) : type
    })
    return union(members)
  }

  /** What a schema says by itself, without its references and alternatives. */
  #own(schema: JsonSchema, standing: Standing): Type {
    const values = 'const' in schema ? [schema['const']] : schema['enum']
    if (Array.isArray(values)) {
      const literals = values.filter((value) => isLiteral(value))
      return literals.length === values.length ? { kind: 'literals', values: literals } : { kind: 'anything' }
    }
    const types = [schema['type'] ?? impliedType(schema)].flat()
    return union(types.map((type) => this.#ofType(type, schema, standing)))
  }

  #ofType(type: JsonValue, schema: JsonSchema, standing: Standing): Type {
    switch (type) {
      case 'null':
      case 'boolean':
        return { kind: type }
      case 'string':
        return { kind: 'text', format: textIn(schema, 'format') }
      case 'integer':
      case 'number':
        return { kind: 'number', whole: type === 'integer' }
      case 'array':
        return this.#list(schema, standing)
      case 'object':
        return this.#object(schema, standing)
      default:
        return { kind: 'anything' }
    }
  }

  #list(schema: JsonSchema, standing: Standing): Type {
    const prefix = listIn(schema, 'prefixItems')
    const rest = schema['items']
    if (prefix.length === 0) return { kind: 'list', items: this.#hoisted(rest, standing) }
    const least = schema['minItems']
    return {
      kind: 'tuple',
      items: prefix.map((item) => this.#hoisted(item, standing)),
      least: typeof least === 'number' ? Math.min(least, prefix.length) : 0,
      rest: rest === false || isClosedBy(schema, prefix.length) ? undefined : this.#hoisted(rest, standing),
    }
  }

  #object(schema: JsonSchema, standing: Standing): ObjectType {
    const { owner, travel } = standing
    const required = new Set(listIn(schema, 'required'))
    const declared = Object.entries(isJsonObject(schema['properties']) ? schema['properties'] : {})
    const properties = declared
      .filter(([, property]) => !isJsonObject(property) || this.#directed.travels(property, travel))
      .map(([name, property]): Property => {
        const inner = { owner: owner + typeName(name), property: name, travel }
        return {
          name,
          type: this.#hoisted(property, inner),
          required: required.has(name),
          description: isJsonObject(property) ? textIn(property, 'description') : undefined,
          deprecated: isJsonObject(property) && isDeprecated(property),
        }
      })
    const known = new Set(declared.map(([name]) => name))
    for (const name of required) {
      if (typeof name !== 'string' || known.has(name)) continue
      properties.push({ name, type: { kind: 'anything' }, required: true, deprecated: false })
    }
    return { kind: 'object', bases: [], properties, others: this.#others(schema, standing) }
  }

  #others(schema: JsonSchema, standing: Standing): Type | undefined {
    const { additionalProperties: additional, patternProperties: patterns } = schema
    const byPattern = Object.values(isJsonObject(patterns) ? patterns : {})
    const open = additional === true || isJsonObject(additional) ? [additional] : []
    const all = [...byPattern, ...open].map((one) => this.#hoisted(one, standing))
    return all.length > 0 ? union(all) : undefined
  }

  /** An object inside another gets a name where its title gives it one. */
  #hoisted(schema: JsonValue | undefined, standing: Standing): Type {
    const title = isJsonObject(schema) ? textIn(schema, 'title') : undefined
    const name = title !== undefined && title.length <= 60 ? typeName(title) : ''
    const repeats = name.toLowerCase() === typeName(standing.property ?? '').toLowerCase()
    if (!isJsonObject(schema) || name === '' || repeats || !isJsonObject(schema['properties'])) {
      return this.typeOf(schema, standing)
    }
    const key = `${standing.travel} ${JSON.stringify(schema)}`
    const known = this.#inline.get(key)
    if (known !== undefined) return { kind: 'named', name: known }
    const claimed = this.#names.claim(name, standing.owner + name)
    this.#inline.set(key, claimed)
    const entry = this.#entry(claimed, schema, { kind: 'anything' })
    this.types.push(entry)
    entry.type = this.typeOf(schema, { owner: claimed, travel: standing.travel })
    return { kind: 'named', name: claimed }
  }
}

function both(parts: readonly Type[]): Type {
  const members = parts.filter(({ kind }) => kind !== 'anything')
  const [first, ...others] = members
  if (!first) return { kind: 'anything' }
  return others.length === 0 ? first : { kind: 'both', members }
}

function union(members: Type[]): Type {
  const [first] = members
  return members.length === 1 && first ? first : { kind: 'union', members }
}

function hasNull(type: Type): boolean {
  return type.kind === 'union' && type.members.some(({ kind }) => kind === 'null')
}

function withoutNull(type: Type): Type {
  return type.kind === 'union' ? union(type.members.filter(({ kind }) => kind !== 'null')) : type
}

/** What a discriminator says of one branch: an object whose property has the value that stands for it. */
function toldBy(discriminator: JsonValue | undefined, branch: JsonValue): ObjectType | undefined {
  if (!isJsonObject(discriminator) || !isJsonObject(branch)) return undefined
  const { propertyName, mapping } = discriminator
  const reference = branch['$ref']
  if (typeof propertyName !== 'string' || typeof reference !== 'string') return undefined
  const mapped = Object.entries(isJsonObject(mapping) ? mapping : {})
  const component = reference.split('/').at(-1) ?? ''
  const values = mapped.filter(([, to]) => to === reference || to === component).map(([value]) => value)
  // Without a mapping the component's own name is the value (OpenAPI 3.1, 4.8.25).
  const told = mapped.length === 0 ? [component] : values
  if (told.length === 0) return undefined
  const type: Type = { kind: 'literals', values: told }
  const property: Property = { name: propertyName, type, required: true, deprecated: false }
  return { kind: 'object', bases: [], properties: [property], isHint: true }
}

/** Whether a schema says no more beside its parts than that it is an object, or null. */
function isBare(schema: JsonSchema): boolean {
  const types = [schema['type'] ?? []].flat()
  const says = ['const', 'enum', 'properties', 'required', 'additionalProperties', 'patternProperties']
  return types.every((type) => type === 'object' || type === 'null') && !says.some((word) => word in schema)
}

function impliedType(schema: JsonSchema): JsonValue {
  // `required` alone, as branches of a choice often have it, says too little for a type.
  if ('required' in schema && ('allOf' in schema || '$ref' in schema)) return 'object'
  if (['properties', 'additionalProperties', 'patternProperties'].some((word) => word in schema))
    return 'object'
  return 'items' in schema || 'prefixItems' in schema ? 'array' : 'anything'
}

function isClosedBy(schema: JsonSchema, length: number): boolean {
  const most = schema['maxItems']
  return typeof most === 'number' && most <= length
}

function isLiteral(value: JsonValue): value is Literal {
  return value === null || typeof value !== 'object'
}

function isDeprecated(schema: JsonSchema): boolean {
  return schema['deprecated'] === true
}

function listIn(schema: JsonSchema, keyword: string): JsonValue[] {
  const list = schema[keyword]
  return Array.isArray(list) ? list : []
}

function textIn(schema: JsonSchema, keyword: string): string | undefined {
  const text = schema[keyword]
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined
}
