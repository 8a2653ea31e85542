import { parseTemplate, type ExpressionSource } from '../callback/expression.ts'
import { propertiesOf } from '../http/parse.ts'
import type { Mistakes } from '../mistakes.ts'
import { pathParamNames } from '../operation.ts'
import type { Schema } from '../schema/schema.ts'
import { placeOf, type Declared } from './declared.ts'

/** Looks for mistakes in the URL of a callback, and for callbacks of what can have none. */
export function checkCallback(declared: Declared, mistakes: Mistakes): void {
  const { kind, operation, under } = declared
  if (kind !== 'route' && operation.options.callbacks) {
    mistakes.add(placeOf(declared), 'it has `callbacks`, which only routes can have', 'Name them in a route')
  }
  if (!under) return
  const template = parseTemplate(operation.expression ?? '')
  if ('refusal' in template) {
    const [what = '', ...cure] = template.refusal.split(': write ')
    mistakes.add(placeOf(declared), `its URL cannot be read, ${what}`, `Write ${cure.join(': write ')}`)
    return
  }
  for (const part of template) {
    if (typeof part === 'string') continue
    const missing = undeclaredIn(under, part.source)
    if (!missing) continue
    mistakes.add(
      placeOf(declared),
      `its URL reads {${part.text}}, but ${placeOf(under)} declares no ${missing.what}`,
      missing.cure,
    )
  }
}

/** What an expression asks for that callers are not told of. */
function undeclaredIn(
  { operation: { name: path, options } }: Declared,
  source: ExpressionSource,
): { what: string; cure: string } | undefined {
  if (!('part' in source) || source.of === 'response') return undefined
  if (source.part === 'path') {
    if (pathParamNames(path).includes(source.name)) return undefined
    return { what: `path parameter "${source.name}"`, cure: `Write {${source.name}} into its path` }
  }
  if (source.part === 'body') {
    const schema = options.body ?? options.form
    if (!schema) return { what: 'body', cure: 'Declare it: { body: schema }' }
    const [first] = source.pointer
    if (first === undefined || has(schema, first)) return undefined
    return {
      what: `property "${first}" of its body`,
      cure: `Add "${first}" to its body, or correct the pointer`,
    }
  }
  const option = source.part === 'query' ? 'query' : 'headers'
  const schema = options[option]
  if (schema && has(schema, source.name, source.part === 'header' ? headerKey : undefined)) return undefined
  const what = source.part === 'query' ? 'query parameter' : 'header'
  return { what: `${what} "${source.name}"`, cure: `Add it to its \`${option}\`` }
}

function headerKey(name: string): string {
  return name.toLowerCase().replaceAll('_', '-')
}

/** True also where JSON Schema cannot say. */
function has(schema: Schema, name: string, key: (name: string) => string = (plain) => plain): boolean {
  const properties = propertiesOf(schema)
  return (
    !properties ||
    properties.schemas.size === 0 ||
    [...properties.schemas.keys()].some((one) => key(one) === key(name))
  )
}

/** A receiver tells events apart by their types, so each is declared once among all that is sent. */
export function checkCallbackTwins(all: readonly Declared[], mistakes: Mistakes): void {
  const sent = all.filter(({ kind }) => kind !== 'route')
  const first = new Map<string, Declared>()
  for (const declared of sent.toSorted(
    (a, b) => Number(a.kind === 'callback') - Number(b.kind === 'callback'),
  )) {
    const { name, place } = declared.operation
    const earlier = first.get(name)
    if (!earlier) first.set(name, declared)
    else if (declared.kind === 'callback' && earlier.operation.place !== place) {
      mistakes.add(
        placeOf(declared),
        `its event type is that of ${placeOf(earlier)}, so that no receiver could tell them apart`,
        'Rename one of them',
      )
    } else if (declared.kind === 'callback' && earlier !== declared && earlier.under === declared.under) {
      mistakes.add(placeOf(declared), 'its router is named twice for one operation', 'Name it once')
    }
  }
}
