import { isJsonObject, type JsonSchema, type JsonValue } from '../schema/schema.ts'

/**
 * Brings one schema of OpenAPI 3.0 into the words of 3.1, in place: `nullable`, and bounds that exclude by a
 * boolean. Documents of 3.1 hold them too, and mean the same by them. Schemas inside are left alone.
 */
export function normalise(node: JsonSchema): void {
  if (node['nullable'] === true) allowNull(node)
  delete node['nullable']
  exclude(node, 'exclusiveMinimum', 'minimum')
  exclude(node, 'exclusiveMaximum', 'maximum')
  // In 3.0 and before it said how a file is uploaded; a webhook carries it as text.
  if (node['type'] === 'file') node['type'] = 'string'
}

function allowNull(node: JsonSchema): void {
  const { type } = node
  if (Array.isArray(node['enum']) && !node['enum'].includes(null)) node['enum'] = [...node['enum'], null]
  if (typeof type === 'string') node['type'] = type === 'null' ? type : [type, 'null']
  else if (Array.isArray(type)) node['type'] = type.includes('null') ? type : [...type, 'null']
  allowNullBeside(node)
}

const combinations = ['$ref', 'const', 'allOf', 'anyOf', 'oneOf']

/** Null stands beside whatever is put together, which would refuse it otherwise. */
function allowNullBeside(node: JsonSchema): void {
  const used = combinations.filter((keyword) => keyword in node)
  const [only, ...others] = used
  const branches = others.length === 0 && only !== undefined ? node[only] : undefined
  if ((only === 'anyOf' || only === 'oneOf') && Array.isArray(branches)) {
    if (!branches.some(isNull)) node[only] = [...branches, { type: 'null' }]
    return
  }
  const inner: JsonSchema = {}
  for (const keyword of used) {
    const value = node[keyword]
    if (value !== undefined) inner[keyword] = value
    delete node[keyword]
  }
  if (used.length > 0) node['anyOf'] = [inner, { type: 'null' }]
}

function isNull(branch: JsonValue): boolean {
  return isJsonObject(branch) && branch['type'] === 'null'
}

function exclude(node: JsonSchema, exclusive: string, inclusive: string): void {
  const excludes = node[exclusive]
  if (typeof excludes !== 'boolean') return
  delete node[exclusive]
  const bound = node[inclusive]
  if (!excludes || bound === undefined) return
  node[exclusive] = bound
  delete node[inclusive]
}

/** What is only written is not sent, so that it cannot be required either. In place. */
export function dropUnsent(node: JsonSchema): void {
  const { properties, required } = node
  if (!isJsonObject(properties) || !Array.isArray(required)) return
  node['required'] = required.filter((name) => {
    const property = typeof name === 'string' ? properties[name] : undefined
    return !isJsonObject(property) || property['writeOnly'] !== true
  })
}
