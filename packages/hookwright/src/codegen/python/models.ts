import type { NamedType, ObjectType, Property, Type } from '../model.ts'
import { propertiesOf } from '../properties.ts'
import { fieldNames } from './fields.ts'
import { docstring, quoted, width } from './text.ts'
import type { Annotations } from './types.ts'

/** Declares the types: a pydantic model for each object, an alias for the rest, each after what it is built on. */
export class ModelWriter {
  readonly #named: ReadonlyMap<string, NamedType>
  readonly #annotations: Annotations

  constructor(named: ReadonlyMap<string, NamedType>, annotations: Annotations) {
    this.#named = named
    this.#annotations = annotations
  }

  text(): string {
    const all = [...this.#named.values()]
    const isClass = ({ type }: NamedType) => this.#annotations.isClass(type)
    const classes = this.#sorted(all.filter(isClass), ({ type }) => [this.#base(type) ?? []].flat())
    const rest = all.filter((one) => !isClass(one))
    const aliases = this.#sorted(rest, ({ type }) => namesIn(type))
    const done = new Set(classes.map(({ name }) => name))
    const texts = classes.map((one) => this.#class(one))
    for (const alias of aliases) {
      texts.push(this.#alias(alias, done))
      done.add(alias.name)
    }
    return texts.join('\n\n')
  }

  /** What a type needs stands before it; within a circle the first one stands first. */
  #sorted(types: readonly NamedType[], needs: (type: NamedType) => readonly string[]): NamedType[] {
    const byName = new Map(types.map((type) => [type.name, type]))
    const sorted = new Set<NamedType>()
    const seen = new Set<NamedType>()
    const visit = (type: NamedType): void => {
      if (seen.has(type)) return
      seen.add(type)
      for (const name of needs(type)) {
        const needed = byName.get(name)
        if (needed) visit(needed)
      }
      sorted.add(type)
    }
    for (const type of types) visit(type)
    return [...sorted]
  }

  /** The one class that an object extends; where it extends several, it repeats their properties. */
  #base(type: Type): string | undefined {
    if (type.kind !== 'object') return undefined
    const [base, ...others] = type.bases
    const target = base === undefined ? undefined : this.#named.get(base)
    return target && others.length === 0 && this.#annotations.isClass(target.type) ? base : undefined
  }

  #class({ name, type, description, deprecated }: NamedType): string {
    if (type.kind !== 'object') return ''
    const base = this.#base(type)
    const inherited = base === undefined ? propertiesOf(type, this.#named) : undefined
    const properties = inherited ? [...inherited.values()] : type.properties
    const doc = docstring('    ', description, deprecated ? 'Deprecated.' : undefined)
    const fields = this.#fields(type, properties)
    const open = type.others ? '    model_config = ConfigDict(extra="allow")\n' : ''
    const body = [doc, open, fields].filter((part) => part !== '').join('\n')
    return `class ${name}(${base ?? 'Payload'}):\n${body === '' ? '    pass\n' : body}`
  }

  #fields(type: ObjectType, properties: readonly Property[]): string {
    const names = fieldNames(type, this.#named)
    const texts = properties.map((property) => {
      const doc = docstring('    ', property.description, property.deprecated ? 'Deprecated.' : undefined)
      return { line: this.#field(property, names.get(property.name) ?? property.name), doc }
    })
    return texts
      .map(({ line, doc }, index) => `${line}${doc}${doc !== '' && index < texts.length - 1 ? '\n' : ''}`)
      .join('')
  }

  #field({ name, type, required }: Property, field: string): string {
    const isNullable =
      type.kind === 'null' ||
      type.kind === 'nothing' ||
      (type.kind === 'literals' && type.values.includes(null)) ||
      (type.kind === 'union' && type.members.some(({ kind }) => kind === 'null'))
    const optional: Type = isNullable
      ? type
      : { kind: 'union', members: [...(type.kind === 'union' ? type.members : [type]), { kind: 'null' }] }
    const isAliased = field !== name
    const used = field.length + (required ? 6 : 13) + (isAliased ? 3 : 0)
    const lead = `    ${field}: ${this.#annotations.text(required ? type : optional, '    ', used)}`
    if (!isAliased) return `${lead}${required ? '' : ' = None'}\n`
    const inside = `${required ? '' : 'default=None, '}alias=${quoted(name)}`
    const last = lead.length - lead.lastIndexOf('\n') - 1
    return last + inside.length + 10 > width
      ? `${lead} = Field(\n        ${inside}\n    )\n`
      : `${lead} = Field(${inside})\n`
  }

  #alias({ name, type, description, deprecated }: NamedType, done: ReadonlySet<string>): string {
    // A type of itself, which pydantic would read for ever.
    const circular = namesIn(type).filter((inner) => !done.has(inner))
    const shown: Type = circular.length > 0 ? { kind: 'anything' } : type
    const note =
      circular.length > 0 ? `Anything, since it is made of itself (${circular.join(', ')}).` : undefined
    const doc = docstring('', description, note, deprecated ? 'Deprecated.' : undefined)
    return `${name}: TypeAlias = ${this.#annotations.text(shown, '', name.length + 14)}\n${doc}`
  }
}

/** The names that a type is written with. */
function namesIn(type: Type): string[] {
  switch (type.kind) {
    case 'named':
      return [type.name]
    case 'list':
      return namesIn(type.items)
    case 'tuple':
      return [...type.items, ...(type.rest ? [type.rest] : [])].flatMap(namesIn)
    case 'union':
      return type.members.flatMap(namesIn)
    case 'object':
      return type.others ? namesIn(type.others) : []
    default:
      return []
  }
}
