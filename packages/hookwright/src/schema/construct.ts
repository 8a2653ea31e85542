import { validate } from '@hookwright/receiver/validate'

import { flatten, type Flat } from './flatten.ts'
import { textMatching } from './sample-pattern.ts'
import { numberOf, sampleNumber, sampleText } from './sample-scalar.ts'
import { isJsonObject, type JsonSchema, type JsonValue } from './schema.ts'

interface Manner {
  /** Whether examples and defaults are taken. */
  examples: boolean
  /** Whether properties that may be left out are filled in; a reader sees more then. */
  optional: boolean
  /** Whether times of day have an offset: RFC 3339 and so JSON Schema ask for one, and some libraries refuse it. */
  offsets: boolean
}

const manners: readonly Manner[] = [
  { examples: true, optional: true, offsets: false },
  { examples: true, optional: false, offsets: false },
  { examples: false, optional: true, offsets: false },
  { examples: false, optional: false, offsets: false },
  { examples: true, optional: true, offsets: true },
  { examples: true, optional: false, offsets: true },
]

/** Values that the schema is likely to accept, the fullest first. `root` is what its `$ref`s point into. */
export function* candidates(schema: JsonSchema, root: JsonSchema): Generator<JsonValue> {
  for (const manner of manners) {
    yield make(schema, { root, ...manner, depth: 0, variant: 0, within: [], left: { nodes: mostNodes } })
  }
}

/** What is known at one place of a value that is being made. */
interface Making extends Manner {
  root: JsonSchema
  /** How many objects and lists it is in. */
  depth: number
  /** Asks for a value that differs from those of other variants. */
  variant: number
  /** The `$ref`s that led here. */
  within: readonly string[]
  /** Shared by all places. */
  left: { nodes: number }
}

/** From here on whatever may be left out is, since in a recursive schema it would never end. */
const deep = 3

/** Where a schema that never lets go is given up. */
const deepest = 10

/** A sample is to be read by people. */
const mostNodes = 5_000

/** How many values are tried where some are refused by keywords that say nothing of how to make one. */
const mostVariants = 4

function make(schema: JsonSchema, making: Making): JsonValue {
  const flat = flatten(schema, making.root)
  const repeats = flat.references.some((one) => making.within.filter((other) => other === one).length > 1)
  if (repeats || making.depth > deepest || making.left.nodes-- < 0) return nothing(flat)
  const inner = { ...making, within: [...making.within, ...flat.references] }
  const isTricky = flat.conditions.length > 0 || 'not' in flat.node || 'contains' in flat.node
  if (!isTricky) return makeOne(flat, inner)
  const tries = Array.from({ length: mostVariants }, (_, step) => ({
    ...inner,
    variant: inner.variant + step,
  }))
  return firstValid(schema, making, tries, (attempt) => conditional(flat, attempt)) ?? nothing(flat)
}

/** The first that the schema accepts; else the first. */
function firstValid<Try>(
  schema: JsonSchema,
  { root }: Making,
  tries: readonly Try[],
  construct: (one: Try) => JsonValue,
): JsonValue | undefined {
  let first: JsonValue | undefined
  for (const one of tries) {
    const value = construct(one)
    if (validate(value, schema, { root }).length === 0) return value
    first ??= value
  }
  return first
}

/** Where a value has to end although its schema would go on. */
function nothing({ node }: Flat): JsonValue {
  const types = new Set([node['type'] ?? guessedType(node)].flat())
  if (types.has('null')) return null
  if (types.has('object')) return {}
  return types.has('array') ? [] : null
}

/** With what `then` or `else` add to the value that is made without. */
function conditional(flat: Flat, making: Making): JsonValue {
  const value = makeOne(flat, making)
  const added = flat.conditions.flatMap((condition) => {
    const isMet = isJsonObject(condition['if']) && accepts(value, condition['if'], making)
    const branch = condition[isMet ? 'then' : 'else']
    return isJsonObject(branch) ? [branch] : []
  })
  return added.length === 0 ? value : makeOne(flattenAll([flat.node, ...added], flat, making), making)
}

function accepts(value: JsonValue, schema: JsonSchema, { root }: Making): boolean {
  return validate(value, schema, { root }).length === 0
}

/** The parts as one node; `choices` still open in `flat` stay open. */
function flattenAll(parts: JsonSchema[], flat: Flat, { root }: Making): Flat {
  const all = flatten({ allOf: parts }, root)
  return { ...all, choices: [...flat.choices, ...all.choices], closed: [...flat.closed, ...all.closed] }
}

function makeOne(flat: Flat, making: Making): JsonValue {
  const { node, choices } = flat
  const declared = declaredValue(node, making)
  if (declared !== undefined) return declared
  const [branches, ...others] = choices
  if (branches) return makeChoice(branches, { ...flat, choices: others }, making)
  const types = [node['type'] ?? guessedType(node)].flat()
  const type = types.find((name) => name !== 'null') ?? 'null'
  switch (type) {
    case 'object':
      return makeObject(flat, making)
    case 'array':
      return makeList(node, making)
    case 'string':
      return sampleText(making.offsets ? withOffset(node) : node, making.variant)
    case 'integer':
    case 'number':
      return sampleNumber(node, type === 'integer', making.variant)
    case 'boolean':
      return making.variant % 2 === 0
    default:
      return null
  }
}

function withOffset(node: JsonSchema): JsonSchema {
  return node['format'] === 'time' ? { ...node, format: 'time-with-offset' } : node
}

/** What a schema without a type is about. */
function guessedType(node: JsonSchema): JsonValue {
  const has = (...keywords: string[]) => keywords.some((keyword) => keyword in node)
  if (has('properties', 'required', 'additionalProperties', 'patternProperties')) return 'object'
  if (has('items', 'prefixItems', 'contains')) return 'array'
  if (has('format', 'pattern', 'minLength', 'maxLength')) return 'string'
  return has('minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf') ? 'number' : 'null'
}

function declaredValue(node: JsonSchema, making: Making): JsonValue | undefined {
  if ('const' in node) return node['const']
  const { enum: values, examples, example, default: byDefault } = node
  const shown = Array.isArray(examples) ? examples : []
  if (making.examples && making.variant === 0) {
    // Alternatives inside are open by now, so it is held to what else is said.
    const valid = shown.find((value) => accepts(value, node, making))
    if (valid !== undefined) return valid
  }
  if (Array.isArray(values) && values.length > 0) return values[making.variant % values.length]
  if (!making.examples || making.variant > 0) return undefined
  return [example, byDefault].find((value) => value !== undefined && accepts(value, node, making))
}

function makeChoice(branches: readonly JsonSchema[], flat: Flat, making: Making): JsonValue {
  const isNull = (branch: JsonSchema) => branch['type'] === 'null'
  if (making.depth >= deep && branches.some(isNull)) return null
  const inOrder = [...branches.filter((branch) => !isNull(branch)), ...branches.filter(isNull)]
  const start = making.variant % Math.max(1, inOrder.length)
  const tries = [...inOrder.slice(start), ...inOrder.slice(0, start)].slice(0, mostBranches)
  const { node } = flat
  const whole = { allOf: [node, { oneOf: [...branches] }] }
  const anyBranch = { allOf: [node, { anyOf: [...branches] }] }
  const attempt = (branch: JsonSchema) => {
    const chosen = flattenAll([node, branch], flat, making)
    const repeats = chosen.references.map((one) => making.within.filter((other) => other === one).length)
    const most = Math.max(0, ...repeats)
    if (most > 1 || (most > 0 && making.depth >= deep)) return nothing(chosen)
    return makeOne(chosen, { ...making, within: [...making.within, ...chosen.references] })
  }
  const made = tries.map((branch) => () => attempt(branch))
  for (const schema of [whole, anyBranch]) {
    const value = firstOf(made, schema, making)
    if (value !== undefined) return value
  }
  return tries[0] ? attempt(tries[0]) : null
}

/** More than that are variations on a theme. */
const mostBranches = 12

function firstOf(
  makers: readonly (() => JsonValue)[],
  schema: JsonSchema,
  making: Making,
): JsonValue | undefined {
  for (const create of makers) {
    const value = create()
    if (accepts(value, schema, making)) return value
  }
  return undefined
}

function makeObject({ node, closed }: Flat, making: Making): JsonValue {
  const properties = isJsonObject(node['properties']) ? node['properties'] : {}
  const required = textsIn(node['required'])
  const patterns = Object.entries(isJsonObject(node['patternProperties']) ? node['patternProperties'] : {})
  const others = (name: string) =>
    patterns.find(([pattern]) => validate(name, { pattern }).length === 0)?.[1] ??
    node['additionalProperties'] ??
    {}
  const isSent = (name: string) => {
    const property = properties[name]
    const isRead = !isJsonObject(property) || property['writeOnly'] !== true
    return isRead && closed.every((known) => known.has(name))
  }
  const withOptional = making.optional && making.depth < deep
  const optional = withOptional ? Object.keys(properties).filter(isSent) : []
  const names = new Set([...optional, ...required])
  addNames(names, node, making)
  const inner = { ...making, depth: making.depth + 1, variant: 0 }
  return Object.fromEntries(
    [...names].map((name): [string, JsonValue] => {
      const property = Object.hasOwn(properties, name) ? properties[name] : others(name)
      const variant = making.variant > 0 && required.includes(name) ? making.variant : 0
      return [name, isJsonObject(property) ? make(property, { ...inner, variant }) : null]
    }),
  )
}

function textsIn(list: JsonValue | undefined): string[] {
  return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : []
}

/** Properties that have no name in the schema, as many as it asks for. */
function addNames(names: Set<string>, node: JsonSchema, making: Making): void {
  const least = numberOf(node['minProperties']) ?? 0
  const rule = isJsonObject(node['propertyNames']) ? node['propertyNames'] : { type: 'string' }
  const [pattern] = isJsonObject(node['patternProperties']) ? Object.keys(node['patternProperties']) : []
  for (let variant = 0; names.size < least && variant < least * 2; variant++) {
    const name =
      pattern === undefined
        ? make({ type: 'string', ...rule }, { ...making, variant })
        : textMatching(pattern, variant)
    if (typeof name === 'string') names.add(name)
  }
}

function makeList(node: JsonSchema, making: Making): JsonValue {
  const inner = { ...making, depth: making.depth + 1 }
  const prefix = Array.isArray(node['prefixItems']) ? node['prefixItems'] : []
  const made = prefix.map((item) => (isJsonObject(item) ? make(item, inner) : null))
  if (isJsonObject(node['contains'])) {
    const least = numberOf(node['minContains']) ?? 1
    for (let count = 0; count < least; count++)
      made.push(make(node['contains'], { ...inner, variant: count }))
  }
  const items = isJsonObject(node['items']) ? node['items'] : {}
  const isOpen = isJsonObject(node['items']) || (node['items'] !== false && prefix.length === 0)
  const shown = making.depth < deep && making.optional && 'items' in node ? 1 : 0
  const wanted = Math.max(numberOf(node['minItems']) ?? 0, isOpen ? shown : 0)
  const room = Math.min(wanted, numberOf(node['maxItems']) ?? wanted)
  for (let index = made.length; made.length < room; index++) {
    made.push(make(items, { ...inner, variant: node['uniqueItems'] === true ? index : 0 }))
  }
  return made
}
