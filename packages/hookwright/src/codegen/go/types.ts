import { discriminatorOf, type Discriminator } from '../discriminator.ts'
import type { NamedType, Property, Type } from '../model.ts'
import { propertiesOf } from '../properties.ts'
import { claimed, comment, exported, pascalCase, quoted, rowsText, type Row } from './text.ts'

/** What Go says only with a name: several texts, and a choice that a property tells. */
export function needsGoName(named: ReadonlyMap<string, NamedType>): (type: Type) => boolean {
  return (type) =>
    isEnum(type) || (type.kind === 'union' && discriminatorOf(type.members, named) !== undefined)
}

/** Whether a type is several texts. */
function isEnum(type: Type): boolean {
  return (
    type.kind === 'literals' &&
    type.values.length > 1 &&
    type.values.every((value) => typeof value === 'string')
  )
}

/** Declares types in Go: structs for objects, texts with constants for enums, json.RawMessage for what it cannot say. */
export class GoTypes {
  readonly #named: ReadonlyMap<string, NamedType>
  /** Names of everything in the package. */
  readonly #taken: Set<string>

  constructor(named: ReadonlyMap<string, NamedType>, taken: Set<string>) {
    this.#named = named
    this.#taken = taken
  }

  declaration({ name, type, description, deprecated }: NamedType): string {
    const head = (note?: string) =>
      comment(
        '',
        led(name, description),
        description === undefined ? ledNote(name, note) : note,
        deprecated ? 'Deprecated: the document says so.' : undefined,
      )
    if (isStruct(type)) {
      const note = type.kind === 'object' && type.others ? openNote : undefined
      return `${head(note)}type ${name} struct {\n${this.#fields(name, type)}}\n`
    }
    if (type.kind === 'literals' && isEnum(type)) return head() + this.#enum(name, type.values)
    const told = type.kind === 'union' ? discriminatorOf(type.members, this.#named) : undefined
    if (told) {
      const note = `One of ${told.branches.map((branch) => branch.name).join(', ')}, by \`${told.property}\`; none of them where that is unknown.`
      return `${head(note)}${choiceText(name, told)}`
    }
    // A list may be one of itself, which only a type of its own can.
    const isOwn = type.kind === 'list' || type.kind === 'object'
    return `${head(this.#note(type))}type ${name} ${isOwn ? '' : '= '}${this.text(type)}\n`
  }

  /** A type where it is used; a pointer where it may be null. */
  text(type: Type): string {
    switch (type.kind) {
      case 'boolean':
        return 'bool'
      case 'number':
        return type.whole ? 'int64' : 'float64'
      case 'text':
        return type.format === 'date-time' ? 'time.Time' : 'string'
      case 'literals':
        return literalsType(type.values)
      case 'named':
        return type.name
      case 'list':
        return `[]${this.text(type.items)}`
      case 'object':
        return `map[string]${type.others ? this.text(type.others) : 'any'}`
      case 'union': {
        const present = type.members.filter(({ kind }) => kind !== 'null')
        const [sole, ...others] = present
        if (!sole || others.length > 0) return raw
        return present.length < type.members.length ? this.#pointer(sole) : this.text(sole)
      }
      default:
        return raw
    }
  }

  #pointer(type: Type): string {
    const text = this.text(type)
    return this.#isNilable(type) ? text : `*${text}`
  }

  /** Whether a type has a nil of its own. */
  #isNilable(type: Type, seen: ReadonlySet<string> = new Set()): boolean {
    if (type.kind === 'named') {
      const target = seen.has(type.name) ? undefined : this.#named.get(type.name)
      if (!target || isStruct(target.type)) return false
      if (target.type.kind === 'union' && discriminatorOf(target.type.members, this.#named)) return false
      return this.#isNilable(target.type, new Set([...seen, type.name]))
    }
    const text = this.text(type)
    return text === raw || /^(\[\]|map\[|\*)/.test(text)
  }

  #fields(owner: string, type: Type): string {
    const taken = new Set<string>()
    const properties = [...(propertiesOf(type, this.#named)?.values() ?? [])]
    const rows = properties
      .filter(({ name }) => isSayable(name))
      .map((property): Row => {
        const { name, description, deprecated, required } = property
        const doc = comment(
          '\t',
          description,
          this.#note(property.type),
          formatOf(property),
          deprecated ? 'Deprecated: the document says so.' : undefined,
        )
        const isPointer = !required || this.#holds(property.type, owner)
        const text = isPointer ? this.#pointer(property.type) : this.text(property.type)
        const tag = `json:"${name}${required ? (name === '-' ? ',' : '') : ',omitempty'}"`
        return { doc, cells: [claimed(exported(name), taken), text, `\`${tag}\``] }
      })
    const unsaid = properties.filter(({ name }) => !isSayable(name)).map(({ name }) => JSON.stringify(name))
    const note =
      unsaid.length > 0
        ? `In RawBody of the event stand ${unsaid.join(', ')} too, which no tag can name.`
        : undefined
    return rowsText('\t', rows) + comment('\t', note)
  }

  /** Whether a value of a type has one of the named type within itself, which Go does not allow. */
  #holds(type: Type, owner: string, seen: Set<string> = new Set()): boolean {
    if (type.kind !== 'named') return false
    if (type.name === owner) return true
    if (seen.has(type.name)) return false
    seen.add(type.name)
    const target = this.#named.get(type.name)?.type
    if (!target) return false
    if (!isStruct(target)) return this.#holds(target, owner, seen)
    return [...(propertiesOf(target, this.#named)?.values() ?? [])].some(
      (property) => property.required && this.#holds(property.type, owner, seen),
    )
  }

  #enum(name: string, values: readonly unknown[]): string {
    const rows = [...new Set(values)]
      .filter((value) => typeof value === 'string')
      .map((value): Row => ({
        doc: '',
        cells: [claimed(name + (pascalCase(value) || 'Empty'), this.#taken), name, `= ${quoted(value)}`],
      }))
    return `type ${name} string\n\nconst (\n${rowsText('\t', rows)})\n`
  }

  /** What the Go type does not say. */
  #note(type: Type): string | undefined {
    if (type.kind === 'literals' && !isEnum(type)) {
      return type.values.length === 1
        ? `Always ${JSON.stringify(type.values[0])}.`
        : `One of ${type.values.map((value) => JSON.stringify(value)).join(', ')}.`
    }
    if (type.kind === 'list') return this.#note(type.items)
    if (type.kind === 'tuple') return `A list of ${type.items.map((item) => this.text(item)).join(', ')}.`
    if (type.kind !== 'union') return undefined
    const present = type.members.filter(({ kind }) => kind !== 'null')
    const [sole, ...others] = present
    if (sole && others.length === 0) return this.#note(sole)
    return `One of ${present.map((member) => this.text(member)).join(', ')}.`
  }
}

const raw = 'json.RawMessage'

const openNote = 'Properties of other names may come too: they are in RawBody of the event.'

function isStruct(type: Type): boolean {
  return type.kind === 'object' && (type.properties.length > 0 || type.bases.length > 0)
}

/** Whether a tag of encoding/json can name a property. */
function isSayable(name: string): boolean {
  return /^[\p{L}\p{N}!#$%&()*+\-./:;<=>?@[\]^_{|}~ ]+$/u.test(name)
}

function literalsType(values: readonly unknown[]): string {
  const kinds = new Set(values.map((value) => typeof value))
  const [kind, ...others] = kinds
  if (others.length > 0) return raw
  if (kind === 'string') return 'string'
  if (kind === 'boolean') return 'bool'
  if (kind !== 'number') return raw
  return values.every((value) => Number.isSafeInteger(value)) ? 'int64' : 'float64'
}

function formatOf({ type, description }: Property): string | undefined {
  const present = type.kind === 'union' ? type.members.filter(({ kind }) => kind !== 'null') : [type]
  const [sole, ...others] = present
  if (sole?.kind !== 'text' || others.length > 0 || sole.format === undefined) return undefined
  const isSaid = sole.format === 'date-time' || description?.includes(sole.format)
  return isSaid ? undefined : `Format: ${sole.format}.`
}

/** `OrderPaid: An order was paid.`, since Go's comments begin with the name. */
function led(name: string, description: string | undefined): string | undefined {
  if (description === undefined) return undefined
  return description.startsWith(name) ? description : `${name}: ${description}`
}

function ledNote(name: string, note: string | undefined): string | undefined {
  if (note === undefined) return undefined
  return /^(One of|A list of|Always) /.test(note)
    ? `${name} is ${note.charAt(0).toLowerCase()}${note.slice(1)}`
    : note
}

/** A choice as a struct with a pointer for each branch, of which one is set. */
function choiceText(name: string, { property, branches }: Discriminator): string {
  const fields = branches.map((branch): Row => ({ doc: '', cells: [branch.name, `*${branch.name}`] }))
  const cases = branches.map(
    (branch) => `	case ${branch.values.map(quoted).join(', ')}:
		choice.${branch.name} = new(${branch.name})
		return json.Unmarshal(data, choice.${branch.name})
`,
  )
  const set = branches.map(
    (branch) => `	case choice.${branch.name} != nil:
		return json.Marshal(choice.${branch.name})
`,
  )
  return `type ${name} struct {
${rowsText('\t', fields)}	// Raw is what was sent.
	Raw json.RawMessage
}

// UnmarshalJSON sets the branch that ${property.replaceAll(/\p{Cc}/gu, ' ')} tells.
func (choice *${name}) UnmarshalJSON(data []byte) error {
	*choice = ${name}{Raw: append(json.RawMessage(nil), data...)}
	switch textAt(decoded(data), ${quoted(property)}) {
${cases.join('')}	}
	return nil
}

// MarshalJSON writes the branch that is set, or else Raw.
func (choice ${name}) MarshalJSON() ([]byte, error) {
	switch {
${set.join('')}	}
	return choice.Raw.MarshalJSON()
}
`
}
