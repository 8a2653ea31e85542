import { isJsonObject, type JsonSchema } from '../schema/schema.ts'

/** How readers tell the alternatives of a `oneOf` apart: each value of a property, and the `$ref` that it means. */
export interface Discriminated {
  propertyName: string
  mapping: Map<string, string>
}

/**
 * The property that has other constants in each alternative of a `oneOf`, as `z.discriminatedUnion` makes them; undefined where
 * there is none, or one of the alternatives is no component. `definitionOf` gives what a `$ref` stands for.
 */
export function discriminatorOf(
  { oneOf }: JsonSchema,
  definitionOf: (reference: string) => JsonSchema | undefined,
): Discriminated | undefined {
  if (!Array.isArray(oneOf) || oneOf.length < 2) return undefined
  const branches = oneOf.flatMap((branch) => {
    const reference = isJsonObject(branch) ? branch['$ref'] : undefined
    const definition = typeof reference === 'string' ? definitionOf(reference) : undefined
    return typeof reference === 'string' && definition ? [{ reference, definition }] : []
  })
  const [first] = branches
  if (!first || branches.length < oneOf.length) return undefined
  for (const propertyName of Object.keys(propertiesOf(first.definition))) {
    const told = branches.map(({ reference, definition }) =>
      textsAt(definition, propertyName).map((value): [string, string] => [value, reference]),
    )
    const mapping = new Map(told.flat())
    if (told.every(({ length }) => length > 0) && mapping.size === told.flat().length) {
      return { propertyName, mapping }
    }
  }
  return undefined
}

/** The only texts that a property may be, where it must be there and may be nothing else. */
function textsAt(definition: JsonSchema, name: string): string[] {
  const { required } = definition
  const properties = propertiesOf(definition)
  const property = Object.hasOwn(properties, name) ? properties[name] : undefined
  if (!isJsonObject(property) || !Array.isArray(required) || !required.includes(name)) return []
  const values = 'const' in property ? [property['const']] : property['enum']
  if (!Array.isArray(values)) return []
  const texts = values.filter((value) => typeof value === 'string')
  return texts.length === values.length ? texts : []
}

function propertiesOf({ properties }: JsonSchema): JsonSchema {
  return isJsonObject(properties) ? properties : {}
}
