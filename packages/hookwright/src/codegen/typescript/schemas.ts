import type { JsonSchema, JsonValue } from '../../schema/schema.ts'
import type { BodySchemas } from '../model.ts'
import { key, quoted } from './text.ts'

/** The schemas as one constant, a line each: for machines, where the types are for people. */
export function schemasText({ bodies, types }: BodySchemas, withFormats: boolean): string {
  const lines = (schemas: ReadonlyMap<string, JsonSchema>) =>
    [...schemas].map(([name, schema]) => `    ${key(name)}: ${value(schema, withFormats)},\n`).join('')
  return `/** The JSON Schemas of the bodies, for the check of what arrives. */
// prettier-ignore
export const schemas: BodySchemas = {
  bodies: {
${lines(bodies)}  },
  types: {
${lines(types)}  },
}
`
}

function value(json: JsonValue, withFormats: boolean): string {
  if (Array.isArray(json)) return `[${json.map((item) => value(item, withFormats)).join(', ')}]`
  if (typeof json === 'string') return quoted(json)
  if (typeof json !== 'object' || json === null) return JSON.stringify(json)
  const members = Object.entries(json)
    .filter(([name, inner]) => withFormats || name !== 'format' || typeof inner !== 'string')
    .map(
      ([name, inner]) =>
        `${name === '__proto__' ? `['__proto__']` : key(name)}: ${value(inner, withFormats)}`,
    )
  return members.length > 0 ? `{ ${members.join(', ')} }` : '{}'
}
