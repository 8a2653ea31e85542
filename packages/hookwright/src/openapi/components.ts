import type { Mistakes } from '../mistakes.ts'
import { copyJson } from '../schema/copy.ts'
import { jsonSchemaForms, UnrepresentableSchema } from '../schema/json-schema.ts'
import { propertiesIn, type Properties } from '../schema/properties.ts'
import {
  isJsonObject,
  type Direction,
  type JsonSchema,
  type JsonValue,
  type Schema,
} from '../schema/schema.ts'
import { eachSchema, mapRefs } from '../schema/walk.ts'
import { discriminatorOf } from './discriminator.ts'
import { componentName } from './names.ts'

/** One place where the document shows a schema. */
export interface SchemaUse {
  schema: Schema
  direction: Direction
  /** For messages: `body of POST /users`. Most declarations have no mistakes, so it is made when it is asked for. */
  place: () => string
  /** The component's name where the schema has none of its own; without it such a schema stands inline. */
  fallbackName?: string | undefined
  /** The name where such a schema refers to itself, and so cannot stand inline. */
  recursiveName: () => string
}

type Forms = { [direction in Direction]: JsonSchema | undefined }

/**
 * The document's `components.schemas`. First `register` every use; then `settle`; then `reference` gives what
 * stands at each place. Two steps, because a component's name depends on all of its uses: the input and the
 * output form share one name unless they differ, and then the input form is `…Input`.
 */
export class Components {
  readonly #mistakes: Mistakes
  readonly #definitions = new Map<string, { forms: Forms; place: () => string }>()
  readonly #roots = new Map<Schema, Map<string | undefined, Forms>>()
  readonly #used = new Map<string, Set<Direction>>()
  readonly #split = new Set<string>()
  readonly #plain = new Map<string, JsonSchema>()

  constructor(mistakes: Mistakes) {
    this.#mistakes = mistakes
  }

  /** Adds a component of our own, such as the shape of errors, and returns a reference to it. */
  addPlain(name: string, schema: JsonSchema): JsonSchema {
    const taken = this.#definitions.get(name)
    if (taken && !isSame(taken.forms.output ?? {}, schema)) {
      this.#mistakes.add(
        taken.place(),
        `the component name "${name}" is taken by Hookwright, for the shape of errors`,
        'Give its schema another id (Zod: .meta({ id: … }))',
      )
    }
    this.#plain.set(name, schema)
    return { $ref: `#/components/schemas/${name}` }
  }

  register(use: SchemaUse): void {
    const forms = this.#rootForms(use)
    const node = forms[use.direction]
    if (node) this.#markUsed(node, use.direction)
  }

  #rootForms(use: SchemaUse): Forms {
    const byName = this.#roots.get(use.schema) ?? new Map<string | undefined, Forms>()
    this.#roots.set(use.schema, byName)
    const known = byName.get(use.fallbackName)
    const made = jsonSchemaForms(use.schema)
    const wanted = made[use.direction]
    if (wanted instanceof UnrepresentableSchema) {
      this.#mistakes.add(
        use.place(),
        `its schema has no JSON Schema for its ${use.direction}: ${wanted.reason}`,
        'Change it to what JSON can carry and JSON Schema can describe: for a date that is received, text (Zod: z.iso.datetime(), z.coerce.date(), or a codec from one to the other); for a transform, a pipe into the resulting schema',
      )
    }
    const { input } = made
    // A form that is not shown here is looked at for its names only, which must not be those of anything else.
    const needsOutput = use.direction === 'output' || mayName(input, use)
    if (known && (known.output || !needsOutput)) return known
    const forms: Forms = known ?? { input: undefined, output: undefined }
    byName.set(use.fallbackName, forms)
    const output = needsOutput ? made.output : undefined
    const isAlike = output === input
    if (!forms.input && !(input instanceof UnrepresentableSchema)) {
      forms.input = this.#hoist(input, isAlike ? ['input', 'output'] : ['input'], use)
    }
    if (isAlike) forms.output = forms.input
    else if (output && !(output instanceof UnrepresentableSchema)) {
      forms.output = this.#hoist(output, ['output'], use)
    }
    return forms
  }

  /** Moves a schema's definitions, and the schema itself where it has a name, to the components. */
  #hoist(json: JsonSchema, directions: readonly Direction[], use: SchemaUse): JsonSchema {
    const { $defs: definitions, ...root } = json
    const { title } = root
    const refs = refsIn(json)
    const givenName = (typeof title === 'string' ? componentName(title) : '') || use.fallbackName
    const numbered = Object.keys(isJsonObject(definitions) ? definitions : {}).filter(isNumbered)
    const rename = (name: string) =>
      numbered.includes(name) ? `${givenName || use.recursiveName()}Schema${numbered.indexOf(name)}` : name
    const alias = typeof root['$ref'] === 'string' ? definitionIn(root['$ref']) : undefined
    const ownName = alias === undefined ? givenName || (refs.has('#') ? use.recursiveName() : '') : ''
    const selfName = alias === undefined ? ownName : rename(alias)
    const toInternal = (ref: string): string => {
      const name = ref === '#' ? selfName : definitionIn(ref)
      if (name !== undefined) return internal(ref === '#' ? name : rename(name))
      this.#mistakes.add(
        use.place(),
        `its JSON Schema refers to "${ref}", which would lead nowhere in the document`,
        'Refer to its own $defs only',
      )
      return ref
    }
    const localise = (node: JsonSchema) => (refs.size > 0 ? mapRefs(node, toInternal) : node)
    if (isJsonObject(definitions)) {
      for (const [name, definition] of Object.entries(definitions)) {
        if (isJsonObject(definition)) this.#define(rename(name), directions, localise(definition), use.place)
      }
    }
    const node = localise(root)
    if (!ownName) return node
    this.#define(ownName, directions, title === ownName ? untitled(node) : node, use.place)
    return { $ref: internal(ownName) }
  }

  #define(name: string, directions: readonly Direction[], definition: JsonSchema, place: () => string): void {
    if (!/^[A-Za-z0-9._-]+$/.test(name)) {
      this.#mistakes.add(
        place(),
        `"${name}" cannot name a component`,
        'Use letters, digits, dots, hyphens and underscores only in the id of its schema',
      )
    }
    const known = this.#definitions.get(name) ?? { forms: { input: undefined, output: undefined }, place }
    this.#definitions.set(name, known)
    for (const direction of directions) {
      const before = known.forms[direction]
      if (before && !isSame(before, definition)) {
        this.#mistakes.add(
          place(),
          `the component name "${name}" is taken by a different schema, in ${known.place()}`,
          'Give one of the two schemas another id (Zod: .meta({ id: … }))',
        )
      }
      known.forms[direction] ??= definition
    }
  }

  #markUsed(node: JsonSchema, direction: Direction): void {
    eachRef(node, (name) => {
      const directions = this.#used.get(name) ?? new Set()
      this.#used.set(name, directions)
      if (directions.has(direction)) return
      directions.add(direction)
      this.#markUsed(this.#definitions.get(name)?.forms[direction] ?? {}, direction)
    })
  }

  /** Finds the components whose two forms need two names: those that differ, and those that refer to one. */
  settle(): void {
    const both = [...this.#used].filter(([, directions]) => directions.size === 2).map(([name]) => name)
    const forms = (name: string) => this.#definitions.get(name)?.forms
    for (const name of both) {
      if (!isSame(forms(name)?.input ?? null, forms(name)?.output ?? null)) this.#split.add(name)
    }
    for (let before = -1; before !== this.#split.size;) {
      before = this.#split.size
      for (const name of both) {
        eachRef(forms(name)?.output ?? {}, (other) => this.#split.has(other) && this.#split.add(name))
      }
    }
    for (const name of this.#split) {
      if (this.#definitions.has(`${name}Input`)) {
        this.#mistakes.add(
          forms(name) ? (this.#definitions.get(name)?.place() ?? name) : name,
          `the input form of "${name}" would be named "${name}Input", and a schema with that id exists`,
          `Give that other schema another id`,
        )
      }
    }
  }

  /** What stands in the document at a place where a registered schema is used. */
  reference(use: SchemaUse): JsonSchema {
    const node = this.#rootForms(use)[use.direction] ?? {}
    return this.#emit(node, use.direction)
  }

  /** The properties of an object schema, each as it stands in the document: for parameters, which are listed one by one. */
  properties(use: SchemaUse): Properties {
    const follow = (node: JsonSchema): JsonSchema => {
      const name = typeof node['$ref'] === 'string' ? nameOf(node['$ref']) : undefined
      return name === undefined ? node : (this.#definitions.get(name)?.forms[use.direction] ?? {})
    }
    const found = propertiesIn(this.#rootForms(use)[use.direction] ?? {}, follow)
    const schemas = [...(found?.schemas ?? [])].map(([name, property]): [string, JsonSchema] => [
      name,
      this.#emit(property, use.direction),
    ])
    return { schemas: new Map(schemas), required: found?.required ?? new Set() }
  }

  readonly #emitted = new Map<string, JsonSchema>()

  #emit(node: JsonSchema, direction: Direction): JsonSchema {
    const place = (ref: string): string => {
      const name = nameOf(ref)
      if (name === undefined) return ref
      const finalName = direction === 'input' && this.#split.has(name) ? `${name}Input` : name
      if (!this.#emitted.has(finalName)) {
        this.#emitted.set(finalName, {})
        const definition = this.#definitions.get(name)?.forms[direction] ?? {}
        this.#emitted.set(finalName, this.#emit(definition, direction))
      }
      return `#/components/schemas/${finalName}`
    }
    const copy = copyJson(node)
    eachSchema(copy, (inner) => {
      // While the alternatives, which are visited after it, still say what they refer to.
      this.#tellApart(inner, direction, place)
      if (typeof inner['$ref'] === 'string') inner['$ref'] = place(inner['$ref'])
    })
    return copy
  }

  /** Adds the `discriminator` (OpenAPI 3.1, 4.8.25) that the library has no word for; one that is there stays. */
  #tellApart(node: JsonSchema, direction: Direction, place: (ref: string) => string): void {
    if ('discriminator' in node) return
    const found = discriminatorOf(node, (ref) => this.#definitions.get(nameOf(ref) ?? '')?.forms[direction])
    if (!found) return
    const mapping = [...found.mapping].map(([value, ref]) => [value, place(ref)] as const)
    node['discriminator'] = { propertyName: found.propertyName, mapping: Object.fromEntries(mapping) }
  }

  /** Every component that something refers to, by name. */
  schemas(): JsonSchema {
    const all = [...this.#emitted, ...this.#plain]
    return Object.fromEntries(all.toSorted(([a], [b]) => (a < b ? -1 : 1)))
  }
}

const internalPrefix = 'hookwright:component/'

/** Libraries number what has no name of its own: `__schema0` (Zod), `0` (Valibot), `intersection257` (ArkType). */
function isNumbered(name: string): boolean {
  return /^(__.*|(alias|intersection|morph|union)?\d+)$/.test(name)
}

function internal(name: string): string {
  return internalPrefix + name
}

function nameOf(ref: string): string | undefined {
  return ref.startsWith(internalPrefix) ? ref.slice(internalPrefix.length) : undefined
}

/** The definition that a `$ref` within one schema names, or undefined. */
function definitionIn(ref: string): string | undefined {
  const name = /^#\/\$defs\/([^/]+)$/.exec(ref)?.[1]
  return name === undefined ? undefined : decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~')
}

/** Whether components are made of a schema, of which this is the input form, or of what is inside it. */
function mayName(input: JsonSchema | UnrepresentableSchema, { fallbackName }: SchemaUse): boolean {
  if (input instanceof UnrepresentableSchema || fallbackName !== undefined) return true
  return '$defs' in input || 'title' in input || refsIn(input).size > 0
}

/** Its title says the same as its name. */
function untitled({ title: _title, ...node }: JsonSchema): JsonSchema {
  return node
}

function refsIn(schema: JsonSchema): Set<string> {
  const refs = new Set<string>()
  eachSchema(schema, ({ $ref }) => typeof $ref === 'string' && refs.add($ref))
  return refs
}

function eachRef(schema: JsonSchema, visit: (name: string) => void): void {
  eachSchema(schema, (node) => {
    const name = typeof node['$ref'] === 'string' ? nameOf(node['$ref']) : undefined
    if (name !== undefined) visit(name)
  })
}

/** Whether two schemas say the same. Most that do are one object, or have their keys in the same order. */
function isSame(one: JsonValue, other: JsonValue): boolean {
  if (one === other) return true
  return JSON.stringify(one) === JSON.stringify(other) || stable(one) === stable(other)
}

/** Text that is equal for equal schemas, whatever the order of their keys. */
function stable(node: JsonValue): string {
  return JSON.stringify(node, (_key, value: JsonValue) =>
    isJsonObject(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
}
