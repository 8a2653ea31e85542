import { hasFormat } from './formats.ts'

/** A JSON Schema (2020-12). */
export type ValidationSchema = boolean | { readonly [keyword: string]: unknown }

/** One place where a value is not what its schema says. */
export interface Mismatch {
  /** Where in the value: a JSON Pointer (RFC 6901), empty for the whole. */
  path: string
  message: string
}

export interface ValidateOptions {
  /** What `$ref`s point into, as JSON Pointers from `#`. The schema itself by default. */
  root?: unknown
  /**
   * Passes over what breaks no reader: properties that the schema closes off, formats, and a value that several
   * branches of `oneOf` allow. False by default.
   */
  lenient?: boolean
}

/**
 * What is wrong with a value by a JSON Schema (2020-12), empty where it is valid. Interprets the schema, so it
 * runs where code may not be made from text. `unevaluatedProperties`, `unevaluatedItems` and formats that it
 * does not know are not looked at.
 */
export function validate(
  value: unknown,
  schema: ValidationSchema,
  { root = schema, lenient = false }: ValidateOptions = {},
): Mismatch[] {
  const found: Mismatch[] = []
  check(value, schema, '', { root, lenient, found, depth: 0 })
  return found
}

interface Checking {
  root: unknown
  lenient: boolean
  found: Mismatch[]
  depth: number
}

type Node = { readonly [keyword: string]: unknown }

/** Where a schema that only ever refers to itself is let go. */
const deepest = 200

function check(value: unknown, schema: unknown, path: string, checking: Checking): void {
  if (schema === false) checking.found.push({ path, message: 'must be absent' })
  if (!isObject(schema) || checking.depth > deepest) return
  const inner = { ...checking, depth: checking.depth + 1 }
  if (typeof schema['$ref'] === 'string') check(value, pointed(schema['$ref'], checking.root), path, inner)
  if (!hasType(value, schema['type'])) {
    checking.found.push({ path, message: `must be ${listed(schema['type'])}, is ${typeOf(value)}` })
    return
  }
  checkWhole(value, schema, path, checking)
  if (typeof value === 'number') checkNumber(value, schema, path, checking)
  if (typeof value === 'string') checkText(value, schema, path, checking)
  if (Array.isArray(value)) checkList(value, schema, path, inner)
  else if (isObject(value)) checkObject(value, schema, path, inner)
  checkCombined(value, schema, path, inner)
}

function checkWhole(value: unknown, node: Node, path: string, { found }: Checking): void {
  if ('const' in node && !equal(value, node['const'])) {
    found.push({ path, message: `must be ${JSON.stringify(node['const'])}` })
  }
  const values = node['enum']
  if (Array.isArray(values) && !values.some((one) => equal(value, one))) {
    found.push({ path, message: `must be one of ${values.map((one) => JSON.stringify(one)).join(', ')}` })
  }
}

function checkNumber(value: number, node: Node, path: string, { found }: Checking): void {
  const wrong = (message: string) => found.push({ path, message })
  const bound = (keyword: string) => (typeof node[keyword] === 'number' ? node[keyword] : undefined)
  const [minimum, maximum] = [bound('minimum'), bound('maximum')]
  const [above, below, step] = [bound('exclusiveMinimum'), bound('exclusiveMaximum'), bound('multipleOf')]
  if (minimum !== undefined && value < minimum) wrong(`must be ${minimum} or more`)
  if (maximum !== undefined && value > maximum) wrong(`must be ${maximum} or less`)
  if (above !== undefined && value <= above) wrong(`must be more than ${above}`)
  if (below !== undefined && value >= below) wrong(`must be less than ${below}`)
  // 0.3 / 0.1 is 2.9999999999999996.
  if (step && Math.abs(value / step - Math.round(value / step)) > 1e-8) wrong(`must be a multiple of ${step}`)
}

function checkText(value: string, node: Node, path: string, { found, lenient }: Checking): void {
  const wrong = (message: string) => found.push({ path, message })
  const { minLength, maxLength, pattern, format } = node
  const length = Array.from(value).length
  if (typeof minLength === 'number' && length < minLength) wrong(`must have ${minLength} characters or more`)
  if (typeof maxLength === 'number' && length > maxLength) wrong(`must have ${maxLength} characters or fewer`)
  if (typeof pattern === 'string' && !matches(value, pattern)) wrong(`must match ${pattern}`)
  if (typeof format === 'string' && !lenient && !hasFormat(value, format)) wrong(`must be a ${format}`)
}

function checkList(value: readonly unknown[], node: Node, path: string, checking: Checking): void {
  const wrong = (message: string) => checking.found.push({ path, message })
  const { minItems, maxItems, prefixItems, items, contains, minContains = 1, maxContains } = node
  if (typeof minItems === 'number' && value.length < minItems) wrong(`must have ${minItems} items or more`)
  if (typeof maxItems === 'number' && value.length > maxItems) wrong(`must have ${maxItems} items or fewer`)
  const prefix: readonly unknown[] = Array.isArray(prefixItems) ? prefixItems : []
  for (const [index, item] of value.entries()) {
    check(item, index < prefix.length ? prefix[index] : items, `${path}/${index}`, checking)
  }
  if (node['uniqueItems'] === true && value.some((item, index) => indexOf(value, item) < index)) {
    wrong('must not hold an item twice')
  }
  if (contains !== undefined) {
    const count = value.filter((item) => accepts(item, contains, checking)).length
    if (typeof minContains === 'number' && count < minContains) wrong('lacks an item that it must contain')
    if (typeof maxContains === 'number' && count > maxContains) wrong('has too many items of a kind')
  }
}

function indexOf(list: readonly unknown[], wanted: unknown): number {
  return list.findIndex((item) => equal(item, wanted))
}

function checkObject(value: Node, node: Node, path: string, checking: Checking): void {
  const wrong = (message: string, key?: string) =>
    checking.found.push({ path: key === undefined ? path : at(path, key), message })
  const { minProperties, maxProperties, additionalProperties, propertyNames } = node
  const properties = isObject(node['properties']) ? node['properties'] : {}
  const patterns = Object.entries(isObject(node['patternProperties']) ? node['patternProperties'] : {})
  const names = Object.keys(value)
  for (const name of textsIn(node['required'])) if (!Object.hasOwn(value, name)) wrong('is missing', name)
  for (const name of names) {
    const known = Object.hasOwn(properties, name)
    if (known) check(value[name], properties[name], at(path, name), checking)
    const matching = patterns.filter(([pattern]) => matches(name, pattern))
    for (const [, schema] of matching) check(value[name], schema, at(path, name), checking)
    if (known || matching.length > 0) continue
    if (additionalProperties !== false) check(value[name], additionalProperties, at(path, name), checking)
    else if (!checking.lenient) wrong('is a property that the schema does not know', name)
  }
  if (typeof minProperties === 'number' && names.length < minProperties) {
    wrong(`must have ${minProperties} properties or more`)
  }
  if (typeof maxProperties === 'number' && names.length > maxProperties) {
    wrong(`must have ${maxProperties} properties or fewer`)
  }
  if (propertyNames !== undefined) {
    for (const name of names) {
      if (!accepts(name, propertyNames, checking)) wrong('has a name that is not allowed', name)
    }
  }
  checkDependents(value, node, path, checking)
}

function checkDependents(value: Node, node: Node, path: string, checking: Checking): void {
  const { dependentRequired, dependentSchemas } = node
  for (const [name, others] of Object.entries(isObject(dependentRequired) ? dependentRequired : {})) {
    if (!Object.hasOwn(value, name)) continue
    for (const other of textsIn(others)) {
      if (!Object.hasOwn(value, other)) {
        checking.found.push({ path: at(path, other), message: `is missing beside "${name}"` })
      }
    }
  }
  for (const [name, schema] of Object.entries(isObject(dependentSchemas) ? dependentSchemas : {})) {
    if (Object.hasOwn(value, name)) check(value, schema, path, checking)
  }
}

function checkCombined(value: unknown, node: Node, path: string, checking: Checking): void {
  const { allOf, anyOf, oneOf, not } = node
  for (const schema of Array.isArray(allOf) ? allOf : []) check(value, schema, path, checking)
  for (const branches of [anyOf, oneOf]) {
    if (!Array.isArray(branches)) continue
    const results = branches.map((schema) => mismatches(value, schema, path, checking))
    const fitting = results.filter((found) => found.length === 0).length
    if (fitting === 0) checking.found.push(...closest(results, path))
    else if (branches === oneOf && fitting > 1 && !checking.lenient) {
      checking.found.push({ path, message: `must have one of ${branches.length} forms, and has ${fitting}` })
    }
  }
  if (not !== undefined && accepts(value, not, checking)) {
    checking.found.push({ path, message: 'has a form that is not allowed' })
  }
  if (node['if'] !== undefined) {
    check(value, node[accepts(value, node['if'], checking) ? 'then' : 'else'], path, checking)
  }
}

/** Those of the branch that was most likely meant: the one whose own shape fits, if there is one. */
function closest(results: readonly Mismatch[][], path: string): Mismatch[] {
  const inside = results.filter((found) => found.every((mismatch) => mismatch.path !== path))
  const [least] = inside.toSorted((a, b) => a.length - b.length)
  return results.length > 1 && (inside.length === 0 || !least)
    ? [{ path, message: `has none of the ${results.length} forms that are allowed` }]
    : (least ?? results[0] ?? [])
}

function mismatches(value: unknown, schema: unknown, path: string, checking: Checking): Mismatch[] {
  const found: Mismatch[] = []
  check(value, schema, path, { ...checking, found })
  return found
}

function accepts(value: unknown, schema: unknown, checking: Checking): boolean {
  return mismatches(value, schema, '', checking).length === 0
}

function hasType(value: unknown, type: unknown): boolean {
  if (Array.isArray(type)) return type.some((one) => hasType(value, one))
  if (type === 'integer') return Number.isInteger(value)
  return typeof type !== 'string' || typeOf(value) === type
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

function listed(types: unknown): string {
  return [types].flat().join(' or ')
}

function textsIn(list: unknown): string[] {
  return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : []
}

function at(path: string, key: string): string {
  return `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
}

/** What a reference within the root stands for; a dangling one allows everything. */
function pointed(reference: string, root: unknown): unknown {
  let target = root
  for (const part of reference.split('/').slice(1)) {
    const key = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')
    if (Array.isArray(target)) target = target[Number(key)]
    else target = isObject(target) && Object.hasOwn(target, key) ? target[key] : undefined
  }
  return target
}

const patterns = new Map<string, RegExp | undefined>()

/** A pattern that is none in JavaScript refuses nothing. */
function matches(text: string, pattern: string): boolean {
  if (!patterns.has(pattern)) patterns.set(pattern, compiled(pattern))
  return patterns.get(pattern)?.test(text) ?? true
}

function compiled(pattern: string): RegExp | undefined {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(pattern, flags)
    } catch {
      // Written for another engine.
    }
  }
  return undefined
}

function isObject(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => equal(item, b[index]))
  }
  if (!isObject(a) || !isObject(b)) return false
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]))
  )
}
