import type { ResolvedOperation } from '../declarations.ts'
import type { OpenApiDocument } from '../openapi/document.ts'
import { isJsonObject, type JsonSchema } from '../schema/schema.ts'
import { eachSchema, mapRefs } from '../schema/walk.ts'

const components = '#/components/schemas/'
const definitions = '#/$defs/'

/**
 * The JSON Schema of a webhook's body as its document has it, but whole in itself: what stands there among the
 * components stands in `$defs`. Null where nothing is sent.
 */
export function bodySchemaIn(
  { webhooks, components: sections }: OpenApiDocument,
  { name, method }: ResolvedOperation,
): JsonSchema | null {
  const body = schemaOf(webhooks?.[name]?.[method])
  if (!body) return null
  const all = sections?.['schemas'] ?? {}
  const needed = new Map<string, JsonSchema>()
  const own = (schema: JsonSchema): JsonSchema => {
    const copy = mapRefs(schema, (reference) => {
      if (!reference.startsWith(components)) return reference
      const component = reference.slice(components.length)
      const definition = all[component]
      if (!needed.has(component) && isJsonObject(definition)) {
        // Its place first, so that one that refers to itself ends here.
        needed.set(component, {})
        needed.set(component, own(definition))
      }
      return definitions + component
    })
    // A word of OpenAPI, whose mapping would lead nowhere here.
    eachSchema(copy, (node) => delete node['discriminator'])
    return copy
  }
  return assembled(own(body), needed)
}

function schemaOf(operation: unknown): JsonSchema | undefined {
  const requestBody = isJsonObject(operation) ? operation['requestBody'] : undefined
  const content = isJsonObject(requestBody) ? requestBody['content'] : undefined
  const [media] = isJsonObject(content) ? Object.values(content) : []
  const schema = isJsonObject(media) ? media['schema'] : undefined
  return isJsonObject(schema) ? schema : undefined
}

/** A body that is a component stands at the root itself, where nothing else refers to it. */
function assembled(root: JsonSchema, needed: ReadonlyMap<string, JsonSchema>): JsonSchema {
  const names = new Map(needed)
  const { $ref: reference, ...beside } = root
  const name = typeof reference === 'string' ? reference.slice(definitions.length) : ''
  const alone = names.get(name)
  const isReferred = [...names.values()].some((definition) => refersTo(definition, definitions + name))
  const inlined = alone && !isReferred && Object.keys(beside).length === 0
  if (inlined) names.delete(name)
  const shown = inlined ? { title: name, ...alone } : root
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    ...shown,
    ...(names.size > 0 && { $defs: Object.fromEntries(names) }),
  }
}

function refersTo(schema: JsonSchema, reference: string): boolean {
  let found = false
  eachSchema(schema, (node) => (found ||= node['$ref'] === reference))
  return found
}
