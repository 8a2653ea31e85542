import { isJsonObject, type JsonSchema } from './schema.ts'

/** What an object schema says of its properties. */
export interface Properties {
  schemas: ReadonlyMap<string, JsonSchema>
  required: ReadonlySet<string>
}

/**
 * The properties of an object schema, with those of the parts that it is put together from (`allOf`);
 * undefined where it is none. `follow` gives what a `$ref` stands for.
 */
export function propertiesIn(
  schema: JsonSchema,
  follow: (schema: JsonSchema) => JsonSchema,
): Properties | undefined {
  const object = follow(schema)
  const schemas = new Map<string, JsonSchema>()
  const required = new Set<string>()
  let isObject = object['type'] === 'object' || isJsonObject(object['properties'])
  for (const part of Array.isArray(object['allOf']) ? object['allOf'] : []) {
    const inner = isJsonObject(part) ? propertiesIn(part, follow) : undefined
    if (!inner) continue
    isObject = true
    for (const [name, property] of inner.schemas) schemas.set(name, property)
    for (const name of inner.required) required.add(name)
  }
  if (isJsonObject(object['properties'])) {
    for (const [name, property] of Object.entries(object['properties'])) {
      schemas.set(name, isJsonObject(property) ? property : {})
    }
  }
  for (const name of Array.isArray(object['required']) ? object['required'] : []) {
    if (typeof name === 'string') required.add(name)
  }
  return isObject ? { schemas, required } : undefined
}
