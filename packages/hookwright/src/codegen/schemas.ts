import { dropUnsent } from '../documents/normalise.ts'
import { referenced } from '../schema/reference.ts'
import { isJsonObject, type JsonSchema } from '../schema/schema.ts'
import { eachSchema, mapRefs } from '../schema/walk.ts'
import type { BodySchemas } from './model.ts'

/** The schemas of bodies with all that they refer to, made small. `nameOf` gives the name of what a `$ref` stands for. */
export function bodySchemas(
  bodies: ReadonlyMap<string, JsonSchema>,
  root: JsonSchema,
  nameOf: (reference: string) => string | undefined,
): BodySchemas {
  const types = new Map<string, JsonSchema>()
  const own = (schema: JsonSchema): JsonSchema => {
    const copy = mapRefs(schema, (reference) => {
      const name = nameOf(reference)
      const target = referenced(reference, root)
      if (name === undefined || !isJsonObject(target)) return '#/anything'
      if (!types.has(name)) {
        // Its place first, so that one that refers to itself ends here.
        types.set(name, {})
        types.set(name, own(target))
      }
      return `#/types/${name}`
    })
    eachSchema(copy, tidy)
    return copy
  }
  return { bodies: new Map([...bodies].map(([type, schema]) => [type, own(schema)])), types }
}

/** What is for readers, or for other tools. */
const idle: ReadonlySet<string> = new Set(
  '$schema $id $anchor $dynamicAnchor $comment title description default example examples deprecated readOnly writeOnly discriminator xml externalDocs contentEncoding contentMediaType contentSchema'.split(
    ' ',
  ),
)

function tidy(node: JsonSchema): void {
  dropUnsent(node)
  for (const keyword of Object.keys(node)) {
    if (idle.has(keyword) || keyword.startsWith('x-')) delete node[keyword]
  }
}
