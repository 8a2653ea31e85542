/** Reads a JSON Schema for people: which properties there are, and of which type. */

export interface Property {
  /** `customer.name`; `items[].price` within a list. */
  path: string
  /** `string, date-time`, `list of objects`, `"paid" | "open"`. */
  type: string
  isRequired: boolean
  description: string
}

type Schema = Readonly<Record<string, unknown>>

/** Deeper than this the JSON Schema itself is the better picture. */
const deepest = 6

export function propertiesOf(schema: Schema): Property[] {
  const found: Property[] = []
  const seen = new Set<string>()
  walk(schema, '', 0)
  return found

  function walk(part: Schema, prefix: string, depth: number): void {
    const { resolved, ref } = resolve(part)
    // What refers to itself is told once on each way.
    if (depth > deepest || (ref !== null && seen.has(ref))) return
    if (ref !== null) seen.add(ref)
    for (const branch of listOf(resolved['allOf'])) walk(branch, prefix, depth)
    if (isSchema(resolved['items'])) walk(resolved['items'], `${prefix}[]`, depth + 1)
    const required = Array.isArray(resolved['required']) ? resolved['required'] : []
    for (const [name, value] of Object.entries(recordOf(resolved['properties']))) {
      if (!isSchema(value)) continue
      const property = resolve(value).resolved
      const path = prefix === '' ? name : `${prefix}.${name}`
      found.push({
        path,
        type: typeOf(property),
        isRequired: required.includes(name),
        description: textOf(value['description']) || textOf(property['description']),
      })
      walk(value, path, depth + 1)
    }
    if (ref !== null) seen.delete(ref)
  }

  function resolve(part: Schema): { resolved: Schema; ref: string | null } {
    const ref = part['$ref']
    if (typeof ref !== 'string') return { resolved: part, ref: null }
    if (ref === '#') return { resolved: schema, ref }
    const name = /^#\/\$defs\/([^/]+)$/.exec(ref)?.[1]
    const target = name === undefined ? undefined : recordOf(schema['$defs'])[unescaped(name)]
    return isSchema(target) ? { resolved: target, ref } : { resolved: part, ref: null }
  }

  function typeOf(part: Schema): string {
    const { resolved } = resolve(part)
    if ('const' in resolved) return JSON.stringify(resolved['const'])
    if (Array.isArray(resolved['enum'])) return resolved['enum'].map((one) => JSON.stringify(one)).join(' | ')
    const branches = [...listOf(resolved['anyOf']), ...listOf(resolved['oneOf'])]
    if (branches.length > 0) return [...new Set(branches.map(typeOf))].join(' | ')
    const { type, format, items } = resolved
    if (Array.isArray(type)) return type.join(' | ')
    if (type === 'array') return isSchema(items) ? `list of ${typeOf(items)}` : 'list'
    const told = typeof type === 'string' ? type : 'properties' in resolved ? 'object' : 'anything'
    return typeof format === 'string' ? `${told}, ${format}` : told
  }
}

/** RFC 6901, in a fragment. */
function unescaped(token: string): string {
  return decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~')
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function recordOf(value: unknown): Schema {
  return isSchema(value) ? value : {}
}

function listOf(value: unknown): Schema[] {
  return Array.isArray(value) ? value.filter(isSchema) : []
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
