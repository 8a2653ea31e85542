import { discriminatorOf } from '../discriminator.ts'
import type { Literal, NamedType, Type } from '../model.ts'
import { fieldNames } from './fields.ts'
import { quoted, width } from './text.ts'

/** Types as annotations. */
export class Annotations {
  readonly #named: ReadonlyMap<string, NamedType>

  constructor(named: ReadonlyMap<string, NamedType>) {
    this.#named = named
  }

  /** On one line, or over several where it is too long after `used` columns. */
  text(type: Type, indent: string, used: number): string {
    const line = this.#line(type)
    if (used + line.length <= width) return line
    if (type.kind === 'union') return this.#broken(type.members, indent)
    if (type.kind === 'literals') return this.#broken([type], indent)
    return line
  }

  /** Whether a type is written as a class: an object that says what it holds. */
  isClass(type: Type): boolean {
    return type.kind === 'object' && (type.properties.length > 0 || type.bases.length > 0)
  }

  #line(type: Type): string {
    switch (type.kind) {
      case 'null':
      case 'nothing':
        return 'None'
      case 'boolean':
        return 'bool'
      case 'number':
        return type.whole ? 'int' : 'float'
      case 'text':
        return textType(type.format)
      case 'named':
        return type.name
      case 'literals':
        return this.#literals(type.values)
      case 'list':
        return `list[${this.#line(type.items)}]`
      case 'tuple':
        return this.#tuple(type)
      case 'object':
        return `dict[str, ${type.others ? this.#line(type.others) : 'Any'}]`
      case 'union':
        return this.#union(type.members)
      default:
        return 'Any'
    }
  }

  #union(members: readonly Type[]): string {
    const parts = this.#parts(members)
    return parts.includes('Any') ? 'Any' : parts.join(' | ')
  }

  #broken(members: readonly Type[], indent: string): string {
    const [first = '', ...others] = this.#parts(members)
    if (others.length === 0) return brokenOnce(first, indent)
    const inner = `${indent}    `
    const line = [first, ...others].join(' | ')
    if (inner.length + line.length <= width) return `(\n${inner}${line}\n${indent})`
    const lines = others.map((part) => `${inner}| ${fitting(part, inner, 2)}\n`)
    return `(\n${inner}${fitting(first, inner, 0)}\n${lines.join('')}${indent})`
  }

  /** Members that something in them tells apart stand together, since pydantic takes the right one by that. */
  #parts(members: readonly Type[]): string[] {
    const present = members.filter(({ kind }) => kind !== 'null')
    const told = discriminatorOf(present, this.#named)
    const areClasses = present.every(
      (member) =>
        member.kind === 'named' && this.isClass(this.#named.get(member.name)?.type ?? { kind: 'anything' }),
    )
    const texts = [...new Set(present.map((member) => this.#line(member)))]
    const field = told && areClasses ? this.#sharedField(present, told.property) : undefined
    const parts =
      field === undefined ? texts : [`Annotated[${texts.join(' | ')}, Field(discriminator=${quoted(field)})]`]
    return present.length < members.length ? [...parts, 'None'] : parts
  }

  /** The name of the field that holds a property, where it is one in all classes. */
  #sharedField(members: readonly Type[], property: string): string | undefined {
    const names = new Set(members.map((member) => fieldNames(member, this.#named).get(property)))
    const [name, ...others] = names
    return others.length === 0 ? name : undefined
  }

  #tuple({ items, least, rest }: Type & { kind: 'tuple' }): string {
    if (!rest && least === items.length) return `tuple[${items.map((item) => this.#line(item)).join(', ')}]`
    return `list[${this.#union(rest ? [...items, rest] : items)}]`
  }

  #literals(values: readonly Literal[]): string {
    const sayable = values.filter((value) => value !== null && !isFraction(value)).map(literal)
    const parts = sayable.length > 0 ? [`Literal[${sayable.join(', ')}]`] : []
    if (values.some(isFraction)) parts.push('float')
    if (values.includes(null)) parts.push('None')
    return parts.join(' | ')
  }
}

/** On one line, or broken where it does not fit there. */
function fitting(part: string, indent: string, used: number): string {
  return indent.length + used + part.length > width ? brokenOnce(part, indent) : part
}

/** With what stands in its brackets on lines of its own. */
function brokenOnce(text: string, indent: string): string {
  const [, head, inside] = /^(Literal|Annotated|list)\[(.*)\]$/s.exec(text) ?? []
  if (head === undefined || inside === undefined) return text
  const inner = `${indent}    `
  const lines = head === 'Annotated' ? annotatedLines(inside, inner) : [fitting(inside, inner, 0)]
  const literals = (inside.match(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^"',\s]+/g) ?? []).map(
    (value) => `${value},`,
  )
  const shown = head === 'Literal' ? literals : lines
  return `${head}[\n${shown.map((line) => `${inner}${line}\n`).join('')}${indent}]`
}

function annotatedLines(inside: string, indent: string): string[] {
  const [union = '', field = ''] = inside.split(/, (?=Field\()/)
  if (indent.length + inside.length <= width) return [inside]
  const isShort = indent.length + union.length < width
  const members = isShort ? [union] : union.split(' | ').map((one, at) => (at === 0 ? one : `| ${one}`))
  return [...members.slice(0, -1), `${members.at(-1)},`, `${field},`]
}

/** The text of a literal that is not null. */
function literal(value: Literal): string {
  if (typeof value === 'string') return quoted(value)
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value)
}

/** Python has no literals of these. */
function isFraction(value: Literal): boolean {
  return typeof value === 'number' && !Number.isSafeInteger(value)
}

function textType(format: string | undefined): string {
  if (format === 'date-time') return 'dt.datetime'
  if (format === 'date') return 'dt.date'
  return format === 'uuid' ? 'UUID' : 'str'
}
