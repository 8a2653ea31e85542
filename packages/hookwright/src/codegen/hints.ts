import type { ForeignWebhook } from '../documents/operation.ts'
import { flatten } from '../schema/flatten.ts'
import { isJsonObject, type JsonSchema, type JsonValue } from '../schema/schema.ts'
import type { Source } from './model.ts'
import { sourceText } from './source.ts'

/** A place in a request that holds a text, and what it may hold. */
export interface Hint {
  source: Source
  /** Empty where any text may stand there and no example shows one. */
  values: string[]
  /** Whether the values are examples, and others may come. */
  exemplary: boolean
}

/** Names of events are not kept deeper than that. */
const deepest = 4

/** Every text in the body that may be the event's name, those nearest to the top first, then the headers. */
export function findHints({ body, headers }: ForeignWebhook, root: JsonSchema): Hint[] {
  const found = new Map<string, Hint>()
  let level: Place[] = body ? [{ path: [], schema: body.schema }] : []
  for (let depth = 0; depth <= deepest; depth++) {
    level = level.flatMap((place) => look(place, root, found))
  }
  for (const hint of found.values()) {
    if (hint.values.length > 0 || hint.source.in !== 'body') continue
    const { path } = hint.source
    hint.values = [...new Set((body?.examples ?? []).flatMap((example) => textsAt(example, path)))]
    hint.exemplary = true
  }
  const inHeaders = headers.map(({ name, values, exemplary }): Hint => {
    return { source: { in: 'header', name }, values, exemplary }
  })
  return [...found.values(), ...inHeaders]
}

interface Place {
  path: string[]
  schema: JsonSchema
  /** How many choices led here from the property: one may lead to itself. */
  choices?: number
}

const mostChoices = 4

/** Notes what one place may hold, and returns the places inside. */
function look(
  { path, schema, choices: before = 0 }: Place,
  root: JsonSchema,
  found: Map<string, Hint>,
): Place[] {
  const { node, choices } = flatten(schema, root)
  const open = before < mostChoices ? choices.flat() : []
  const branches = open.flatMap((branch) => look({ path, schema: branch, choices: before + 1 }, root, found))
  const types = [node['type'] ?? []].flat()
  const values = textsIn(node)
  if (path.length > 0 && (values.length > 0 || types.includes('string'))) note(path, values, found)
  const properties = Object.entries(isJsonObject(node['properties']) ? node['properties'] : {})
  const inside = properties.flatMap(([name, property]) =>
    isJsonObject(property) ? [{ path: [...path, name], schema: property }] : [],
  )
  const items = node['items']
  if (isJsonObject(items) && !path.includes('*')) inside.push({ path: [...path, '*'], schema: items })
  return [...inside, ...branches]
}

/** What may stand there by any branch. */
function note(path: string[], values: readonly string[], found: Map<string, Hint>): void {
  const source: Source = { in: 'body', path }
  const key = sourceText(source)
  const known = found.get(key)
  if (known) known.values = [...new Set([...known.values, ...values])]
  else found.set(key, { source, values: [...values], exemplary: false })
}

function textsIn(node: JsonSchema): string[] {
  const values = 'const' in node ? [node['const']] : node['enum']
  return Array.isArray(values) ? values.filter((value) => typeof value === 'string') : []
}

/** What stands at a path of an example. */
function textsAt(value: JsonValue | undefined, path: readonly string[]): string[] {
  const [key, ...rest] = path
  if (key === undefined) return typeof value === 'string' ? [value] : []
  if (key === '*') return Array.isArray(value) ? value.flatMap((item) => textsAt(item, rest)) : []
  return isJsonObject(value) && Object.hasOwn(value, key) ? textsAt(value[key], rest) : []
}
