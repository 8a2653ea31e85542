import { isJsonObject, type JsonSchema, type JsonValue } from './schema.ts'

/**
 * What a `$ref` stands for: a JSON Pointer from the root, percent-decoded, or the name of an `$anchor`.
 * Undefined where there is nothing, or where it points out of the document.
 */
export function referenced(reference: string, root: JsonValue): JsonValue | undefined {
  if (reference === '#' || reference === '') return root
  if (!reference.startsWith('#')) return undefined
  if (!reference.startsWith('#/')) return isJsonObject(root) ? anchored(reference.slice(1), root) : undefined
  let target: JsonValue | undefined = root
  for (const part of reference.slice(2).split('/')) {
    const key = decoded(part).replaceAll('~1', '/').replaceAll('~0', '~')
    if (Array.isArray(target)) target = /^\d+$/.test(key) ? target[Number(key)] : undefined
    else target = isJsonObject(target) && Object.hasOwn(target, key) ? target[key] : undefined
  }
  return target
}

/** A name may hold a percent sign that encodes nothing. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

const anchors = new WeakMap<JsonSchema, ReadonlyMap<string, JsonSchema>>()

function anchored(name: string, root: JsonSchema): JsonSchema | undefined {
  let known = anchors.get(root)
  if (!known) {
    const found = new Map<string, JsonSchema>()
    collectAnchors(root, found)
    anchors.set(root, found)
    known = found
  }
  return known.get(decoded(name))
}

function collectAnchors(value: JsonValue, found: Map<string, JsonSchema>): void {
  if (Array.isArray(value)) for (const item of value) collectAnchors(item, found)
  if (!isJsonObject(value)) return
  for (const keyword of ['$anchor', '$dynamicAnchor']) {
    const name = value[keyword]
    if (typeof name === 'string' && !found.has(name)) found.set(name, value)
  }
  for (const inner of Object.values(value)) collectAnchors(inner, found)
}
