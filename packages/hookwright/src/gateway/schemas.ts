import { componentName } from '../openapi/names.ts'
import { referenced } from '../schema/reference.ts'
import { isJsonObject, type JsonSchema, type JsonValue } from '../schema/schema.ts'
import { eachSchema, mapRefs } from '../schema/walk.ts'

/**
 * The schemas of somebody's document, for a document of ours and for single ones that are whole in themselves. There a
 * `$ref` may lead anywhere; here each target becomes a component with a name of its own.
 */
export class ForeignSchemas {
  readonly #root: JsonSchema
  readonly #taken: Set<string>
  /** By what is referred to, since several references may lead there. */
  readonly #names = new Map<JsonValue | string, string>()
  readonly #components = new Map<string, JsonSchema>()

  /** @param taken Names that components of ours have already. */
  constructor(root: JsonSchema, taken: Iterable<string>) {
    this.#root = root
    this.#taken = new Set(taken)
  }

  /** A schema with references to `#/components/schemas/…`, and all components that it reaches. */
  documented(schema: JsonSchema): { schema: JsonSchema; components: Record<string, JsonSchema> } {
    const names = new Set<string>()
    const changed = this.#rewritten(schema, '#/components/schemas/', names)
    for (const name of names) {
      eachSchema(this.#component(name), (node) => {
        for (const reference of referencesIn(node)) {
          if (reference.startsWith(componentPrefix)) names.add(reference.slice(componentPrefix.length))
        }
      })
    }
    return {
      schema: changed,
      components: Object.fromEntries([...names].map((name) => [name, this.#component(name)])),
    }
  }

  /** A schema with all that it refers to in its `$defs`. */
  whole(schema: JsonSchema): JsonSchema {
    const { schema: documented, components } = this.documented(schema)
    const moved = (one: JsonSchema) =>
      mapRefs(one, (reference) => reference.replace(componentPrefix, '#/$defs/'))
    const definitions = Object.entries(components).map(([name, one]) => [name, moved(one)] as const)
    return definitions.length === 0
      ? documented
      : { ...moved(documented), $defs: Object.fromEntries(definitions) }
  }

  /** References that lead nowhere, of a schema and of all that it reaches. */
  missing(schema: JsonSchema): string[] {
    const missing = new Set<string>()
    const seen = new Set<JsonSchema>()
    const visit = (one: JsonSchema): void => {
      if (seen.has(one)) return
      seen.add(one)
      eachSchema(one, (node) => {
        seen.add(node)
        for (const reference of referencesIn(node)) {
          const target = referenced(reference, this.#root)
          if (target === undefined) missing.add(reference)
          else if (isJsonObject(target)) visit(target)
        }
      })
    }
    visit(schema)
    return [...missing]
  }

  #component(name: string): JsonSchema {
    return this.#components.get(name) ?? {}
  }

  #rewritten(schema: JsonSchema, prefix: string, names: Set<string>): JsonSchema {
    const named = (reference: string): string => {
      const name = this.#nameOf(reference)
      names.add(name)
      return prefix + name
    }
    const copy = mapRefs(schema, named)
    eachSchema(copy, (node) => {
      // What names the schema by a URL of its own would make its references lead elsewhere.
      for (const keyword of ['$id', '$schema']) delete node[keyword]
      const mapping = mappingIn(node)
      for (const [value, target] of Object.entries(mapping ?? {})) {
        const reference = typeof target === 'string' ? referenceOf(target, this.#root) : undefined
        if (mapping && reference !== undefined) mapping[value] = named(reference)
      }
    })
    return copy
  }

  #nameOf(reference: string): string {
    const target = referenced(reference, this.#root)
    // Values that are no objects may be equal by chance.
    const key = isJsonObject(target) ? target : reference
    const known = this.#names.get(key)
    if (known !== undefined) return known
    const name = this.#freeName(reference)
    this.#names.set(key, name)
    // Before what is inside, which may refer to it again.
    this.#components.set(name, {})
    const inside = new Set<string>()
    this.#components.set(
      name,
      isJsonObject(target)
        ? this.#rewritten(target, componentPrefix, inside)
        : target === false
          ? { not: {} }
          : {},
    )
    return name
  }

  /** `Order` of `#/components/schemas/Order`; numbered where that is taken. */
  #freeName(reference: string): string {
    const last = decoded(reference.split('/').at(-1) ?? '')
    const isUsable = /^[A-Za-z][A-Za-z0-9._-]*$/.test(last)
    const wanted = isUsable ? last : componentName(last.replaceAll(/[^A-Za-z0-9]+/g, ' ')) || 'Schema'
    let name = wanted
    for (let number = 2; this.#taken.has(name); number++) name = `${wanted}_${number}`
    this.#taken.add(name)
    return name
  }
}

const componentPrefix = '#/components/schemas/'

function referencesIn(node: JsonSchema): string[] {
  const { $ref } = node
  const mapped = Object.values(mappingIn(node) ?? {}).filter(
    (target) => typeof target === 'string' && target.startsWith('#'),
  )
  return [$ref, ...mapped].filter((reference) => typeof reference === 'string')
}

function mappingIn({ discriminator }: JsonSchema): { [value: string]: JsonValue } | undefined {
  const mapping = isJsonObject(discriminator) ? discriminator['mapping'] : undefined
  return isJsonObject(mapping) ? mapping : undefined
}

/** What a discriminator maps to is a reference, or the name of a component. */
function referenceOf(target: string, root: JsonSchema): string | undefined {
  const reference = target.startsWith('#') ? target : componentPrefix + target
  return referenced(reference, root) === undefined ? undefined : reference
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')
  } catch {
    return part
  }
}
