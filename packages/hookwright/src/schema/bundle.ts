import { isJsonObject, type JsonSchema } from './schema.ts'
import { changeSubschemas, eachSchema } from './walk.ts'

/** Turns, in place, what draft-07 wrote otherwise into the words of 2020-12; TypeBox's tuples are written so, too. */
export function modernise(root: JsonSchema): void {
  eachSchema(root, (node) => {
    delete node['$schema']
    if (isJsonObject(node['definitions'])) {
      node['$defs'] = { ...node['definitions'], ...(isJsonObject(node['$defs']) ? node['$defs'] : {}) }
      delete node['definitions']
    }
    if (typeof node['$ref'] === 'string') {
      node['$ref'] = node['$ref'].replace(/^#\/definitions\//, '#/$defs/')
    }
    if (!Array.isArray(node['items'])) return
    node['prefixItems'] = node['items']
    delete node['items']
    if (node['additionalItems'] !== undefined) node['items'] = node['additionalItems']
    delete node['additionalItems']
  })
}

/**
 * Changes a schema so that every part that has a name of its own (`$id`; ArkType writes `id`) and every definition stands in
 * the root's `$defs`, so that references need no base URI: a document has but one.
 * What was given is not to be used any more.
 *
 * @throws Error where two parts have one name.
 */
export function bundle(schema: JsonSchema): JsonSchema {
  const definitions: { [name: string]: JsonSchema } = {}
  /** What a reference may say, and where that is now. */
  const places = new Map<string, string>()
  const define = (name: string, definition: JsonSchema): void => {
    const before = definitions[name]
    if (before && JSON.stringify(before) !== JSON.stringify(definition)) {
      throw new Error(`two different parts of it are named "${name}"`)
    }
    definitions[name] = definition
  }

  /** What stands where `node` stood. `self` is what `#` means there. */
  const move = (node: JsonSchema, self: string): JsonSchema => {
    const id = [node['$id'], node['id']].find((value) => typeof value === 'string')
    const name = id === undefined ? undefined : nameIn(id)
    const here = name === undefined ? self : `#/$defs/${name}`
    if (id !== undefined) places.set(id, here)
    const kept = named(node) ? anonymous(node) : node
    const inner = node['$defs']
    if (kept['$ref'] === '#') kept['$ref'] = here
    changeSubschemas(kept, (part) => move(part, here))
    for (const [key, part] of Object.entries(isJsonObject(inner) ? inner : {})) {
      if (!isJsonObject(part)) continue
      const moved = move(part, here)
      if (moved['$ref'] !== `#/$defs/${key}`) define(key, moved)
    }
    if (name === undefined) return kept
    define(name, kept)
    return { $ref: here }
  }

  const root = move(schema, '#')
  for (const part of places.size > 0 ? [root, ...Object.values(definitions)] : []) {
    eachSchema(part, (node) => {
      if (typeof node['$ref'] === 'string') node['$ref'] = places.get(node['$ref']) ?? node['$ref']
    })
  }
  return Object.keys(definitions).length > 0 ? { ...root, $defs: definitions } : root
}

/** `Order` of `Order`, and of `https://example.com/schemas/Order.schema.json`. */
function nameIn(id: string): string | undefined {
  return /([\w.-]+?)(?:\.schema)?(?:\.json)?#?$/.exec(id)?.[1]
}

/** Whether it has what `anonymous` leaves out. */
function named(node: JsonSchema): boolean {
  return '$id' in node || '$defs' in node || 'id' in node
}

function anonymous({ $id: _id, $defs: _definitions, id, ...kept }: JsonSchema): JsonSchema {
  return id === undefined || typeof id === 'string' ? kept : { id, ...kept }
}
