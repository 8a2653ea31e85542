import type { Literal, NamedType, ObjectType, Property, Type } from '../model.ts'
import { comment, key, quoted, width } from './text.ts'

/** Declares types in TypeScript: interfaces for objects, aliases for the rest. */
export class TypeWriter {
  readonly #named: ReadonlyMap<string, NamedType>

  constructor(types: readonly NamedType[]) {
    this.#named = new Map(types.map((type) => [type.name, type]))
  }

  declaration({ name, type, description, deprecated }: NamedType): string {
    const doc = comment('', description, formatOf(type, description), deprecated ? '@deprecated' : undefined)
    if (
      type.kind === 'object' &&
      !this.#isIndexed(type) &&
      (type.properties.length > 0 || type.bases.length > 0)
    ) {
      const bases = type.bases.length > 0 ? ` extends ${type.bases.join(', ')}` : ''
      return `${doc}export interface ${name}${bases} ${this.#members(type, '')}\n`
    }
    const text = this.text(type, '')
    const oneLine = `export type ${name} = ${text}`
    return `${doc}${text.startsWith('\n') ? `export type ${name} =${text}` : oneLine}\n`
  }

  /** A type where it is used. `indent` is that of the line it begins on. */
  text(type: Type, indent: string): string {
    switch (type.kind) {
      case 'anything':
        return 'unknown'
      case 'nothing':
        return 'never'
      case 'null':
      case 'boolean':
      case 'number':
        return type.kind
      case 'text':
        return 'string'
      case 'named':
        return type.name
      case 'literals':
        return this.#joined(type.values.map(literal), ' | ', indent)
      case 'list':
        return this.#list(type.items, indent)
      case 'tuple':
        return this.#tuple(type, indent)
      case 'object':
        return this.#object(type, indent)
      case 'union':
        return this.#union(type.members, indent)
      default:
        return this.#both(type.members, indent)
    }
  }

  #union(members: readonly Type[], indent: string): string {
    const parts = members.flatMap((member) =>
      member.kind === 'literals' ? member.values.map(literal) : [this.text(member, `${indent}  `)],
    )
    return this.#joined([...new Set(parts)], ' | ', indent)
  }

  /** What is long stands last, so that its braces stand where people put them. */
  #both(members: readonly Type[], indent: string): string {
    const parts = members.map((member) => this.#grouped(member, indent))
    const isLong = (part: string) => part.includes('\n')
    const ordered = [...parts.filter((part) => !isLong(part)), ...parts.filter(isLong)]
    return ordered.filter(isLong).length < 2 ? ordered.join(' & ') : this.#joined(ordered, ' & ', indent)
  }

  /** On one line where it fits, else one part a line. */
  #joined(parts: readonly string[], operator: string, indent: string): string {
    const line = parts.join(operator)
    if (parts.length < 2 || (!line.includes('\n') && indent.length + line.length <= width - 20)) return line
    // An object keeps its braces on the line of the rest, as people write it.
    const [first = '', ...others] = parts
    if (first.includes('\n') && others.every((part) => !part.includes('\n') && part.length < 20)) return line
    return parts.map((part) => `\n${indent}  ${operator.trim()} ${part}`).join('')
  }

  #list(items: Type, indent: string): string {
    const text = this.#grouped(items, indent)
    return `${text}[]`
  }

  /** In brackets where an operator beside it would bind closer. */
  #grouped(type: Type, indent: string): string {
    const text = this.text(type, indent)
    const isCompound =
      type.kind === 'union' ||
      type.kind === 'both' ||
      (type.kind === 'literals' && type.values.length > 1) ||
      (type.kind === 'object' && type.bases.length > 0)
    if (!isCompound) return text
    return text.startsWith('\n') ? `(${text}\n${indent})` : `(${text})`
  }

  #tuple({ items, least, rest }: Type & { kind: 'tuple' }, indent: string): string {
    const parts = items.map((item, index) =>
      index < least ? this.text(item, indent) : `${this.#grouped(item, indent)}?`,
    )
    if (rest) parts.push(`...${this.#list(rest, indent)}`)
    return `[${parts.join(', ')}]`
  }

  #object(type: ObjectType, indent: string): string {
    const isBare = type.properties.length === 0 && type.others === undefined
    if (isBare && type.bases.length === 0) return '{ [key: string]: unknown }'
    const parts = isBare ? [] : [this.#members(type, indent)]
    return [...type.bases, ...parts].join(' & ')
  }

  #members({ properties, others }: ObjectType, indent: string): string {
    const inner = `${indent}  `
    if (properties.length === 0 && others) {
      const text = this.text(others, inner)
      if (!text.includes('\n')) return `{ [key: string]: ${text} }`
    }
    const lines = properties.map((property) => this.#property(property, inner))
    if (others) lines.push(`${inner}[key: string]: ${this.#index(properties, others, inner)}\n`)
    return lines.length > 0 ? `{\n${lines.join('')}${indent}}` : '{}'
  }

  /** TypeScript wants the named properties to be of the type of all others. */
  #index(properties: readonly Property[], others: Type, indent: string): string {
    const text = this.text(others, indent)
    const fits = properties.every((property) => this.text(property.type, indent) === text)
    const isOptional = properties.some((property) => !property.required)
    return fits ? `${text}${isOptional && text !== 'unknown' ? ' | undefined' : ''}` : 'unknown'
  }

  #property({ name, type, required, description, deprecated }: Property, indent: string): string {
    const text = this.text(type, indent)
    const doc = comment(
      indent,
      description,
      formatOf(type, description),
      deprecated ? '@deprecated' : undefined,
    )
    return `${doc}${indent}${key(name)}${required ? '' : '?'}:${text.startsWith('\n') ? '' : ' '}${text}\n`
  }

  /** Whether an object, or one that it extends, has properties of any name: an interface cannot add to such a one. */
  #isIndexed(type: Type, seen: ReadonlySet<string> = new Set()): boolean {
    if (type.kind === 'named') {
      const target = seen.has(type.name) ? undefined : this.#named.get(type.name)
      return target !== undefined && this.#isIndexed(target.type, new Set([...seen, type.name]))
    }
    if (type.kind === 'both') return type.members.some((member) => this.#isIndexed(member, seen))
    if (type.kind !== 'object') return false
    const isOpen = type.others !== undefined || (type.properties.length === 0 && type.bases.length === 0)
    return isOpen || type.bases.some((name) => this.#isIndexed({ kind: 'named', name }, seen))
  }
}

function literal(value: Literal): string {
  return typeof value === 'string' ? quoted(value) : String(value)
}

/** Formats say more of a text than its type, unless the description does. */
function formatOf(type: Type, description: string | undefined): string | undefined {
  if (type.kind === 'union') {
    const [first, ...others] = type.members.filter(({ kind }) => kind !== 'null')
    return first && others.length === 0 ? formatOf(first, description) : undefined
  }
  if (type.kind !== 'text' || type.format === undefined || description?.includes(type.format))
    return undefined
  return `Format: ${type.format}.`
}
