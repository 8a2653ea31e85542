import type { JsonSchema } from '../schema/schema.ts'
import { resolvedText } from './canonical.ts'
import type { Direction, Finding } from './change.ts'
import type { Contents, Delivered, DeliveredOperation } from './delivered.ts'
import type { Found, SchemaComparer } from './walk.ts'

/** A finding, and to whom it matters. */
export interface Place {
  found: Found
  direction: Direction
}

/** What changed of one webhook; keys are counted from it. */
export function compareOperations(older: Delivered, newer: Delivered, comparer: SchemaComparer): Place[] {
  const [before, after] = [[...older.operations.keys()], [...newer.operations.keys()]]
  const added = after.filter((method) => !before.includes(method))
  const gone = before.filter((method) => !after.includes(method))
  const [first] = before
  const [firstNow] = after
  if (first !== undefined && firstNow !== undefined && gone.length === before.length) {
    const description = `was sent by ${upper(before)}, now by ${upper(after)}`
    return [
      received('method_changed', [firstNow], description),
      ...compareMethod(first, firstNow, older, newer, comparer),
    ]
  }
  return [
    ...added.map((method) =>
      received('method_added', [method], `may also be sent by ${upper([method])} now`),
    ),
    ...gone.map((method) => received('method_removed', [method], `is no longer sent by ${upper([method])}`)),
    ...before.flatMap((method) => compareMethod(method, method, older, newer, comparer)),
  ]
}

function upper(methods: readonly string[]): string {
  return methods.join(' or ').toUpperCase()
}

function received(kind: Finding['kind'], keys: readonly string[], description: string): Place {
  return {
    found: { finding: { kind, keys: [], description }, keys, schemaKeys: null },
    direction: 'received',
  }
}

function compareMethod(
  method: string,
  methodNow: string,
  older: Delivered,
  newer: Delivered,
  comparer: SchemaComparer,
): Place[] {
  const before = older.operations.get(method)
  const after = newer.operations.get(methodNow)
  if (!before || !after) return []
  return [
    ...compareBodies(before, after, comparer),
    ...compareParameters(before, after, comparer),
    ...compareAnswers(before, after, comparer),
    ...compareRest(before, after, comparer),
  ].map(({ found, direction }) => ({ found: { ...found, keys: [methodNow, ...found.keys] }, direction }))
}

function compareBodies(
  { body: older }: DeliveredOperation,
  { body: newer }: DeliveredOperation,
  comparer: SchemaComparer,
): Place[] {
  const keys = ['body']
  if (!older || !newer) {
    if (older === newer) return []
    return [
      older
        ? received('body_removed', keys, 'there is no body any more')
        : received('body_added', keys, 'there is a body now'),
    ]
  }
  const required =
    older.isRequired === newer.isRequired
      ? []
      : newer.isRequired
        ? [received('body_made_required', keys, 'there always is a body now')]
        : [received('body_made_optional', keys, 'there need not be a body now')]
  return [...required, ...compareContents(older.contents, newer.contents, keys, 'received', comparer)]
}

/** Which media types there are, and the schema of each that is in both. */
function compareContents(
  older: Contents,
  newer: Contents,
  keys: readonly string[],
  direction: Direction,
  comparer: SchemaComparer,
): Place[] {
  const at = (kind: Finding['kind'], description: string): Place => ({
    found: { finding: { kind, keys: [], description }, keys, schemaKeys: null },
    direction,
  })
  const [before, after] = [[...older.keys()], [...newer.keys()]]
  const added = after.filter((type) => !older.has(type))
  const gone = before.filter((type) => !newer.has(type))
  const places: Place[] = []
  if (gone.length === before.length && added.length === after.length && gone.length > 0 && added.length > 0) {
    places.push(at('content_type_changed', `was ${before.join(' or ')}, is ${after.join(' or ')} now`))
    // What it says may be the same all the same, or not.
    const [schema] = older.values()
    const [schemaNow] = newer.values()
    if (before.length === 1 && after.length === 1 && schema && schemaNow) {
      places.push(...compareSchemasAt(schema, schemaNow, keys, direction, comparer))
    }
    return places
  }
  places.push(
    ...added.map((type) => at('content_type_added', `may also be ${type} now`)),
    ...gone.map((type) => at('content_type_removed', `is no longer ${type}`)),
  )
  for (const [type, schema] of older) {
    const now = newer.get(type)
    // Of several, each is told by its media type.
    const inside = before.length + after.length > 2 ? [...keys, type] : keys
    if (now) places.push(...compareSchemasAt(schema, now, inside, direction, comparer))
  }
  return places
}

function compareSchemasAt(
  older: JsonSchema,
  newer: JsonSchema,
  keys: readonly string[],
  direction: Direction,
  comparer: SchemaComparer,
): Place[] {
  return comparer
    .compare(older, newer, direction)
    .map((found) => ({ found: { ...found, keys: [...keys, ...found.keys] }, direction }))
}

function compareParameters(
  { parameters: older }: DeliveredOperation,
  { parameters: newer }: DeliveredOperation,
  comparer: SchemaComparer,
): Place[] {
  const places: Place[] = []
  for (const [key, parameter] of older) {
    const still = newer.get(key)
    if (still === undefined) {
      places.push(received('parameter_removed', [key], 'is no longer sent'))
      continue
    }
    if (parameter.isRequired && !still.isRequired) {
      places.push(received('parameter_made_optional', [key], 'may be left out now'))
    } else if (still.isRequired && !parameter.isRequired) {
      places.push(received('parameter_made_required', [key], 'is always sent now'))
    }
    if (still.isDeprecated && !parameter.isDeprecated) {
      places.push(received('deprecated', [key], 'is deprecated now'))
    }
    places.push(...compareSchemasAt(parameter.schema, still.schema, [key], 'received', comparer))
  }
  for (const key of newer.keys()) {
    if (!older.has(key)) places.push(received('parameter_added', [key], 'is new'))
  }
  return places
}

function compareAnswers(
  { answers: older }: DeliveredOperation,
  { answers: newer }: DeliveredOperation,
  comparer: SchemaComparer,
): Place[] {
  const places: Place[] = []
  for (const [status, contents] of older) {
    const still = newer.get(status) ?? (covers(newer, status) ? contents : undefined)
    const keys = ['answer', status]
    if (still === undefined) {
      places.push(statusRemoval(status, keys))
    } else if (isSuccess(status)) {
      places.push(...compareAnswer(contents, still, keys, comparer))
    }
  }
  for (const status of newer.keys()) {
    if (!older.has(status)) places.push(received('status_added', ['answer', status], 'may be answered now'))
  }
  return places
}

/** Any success, and any failure: what is answered then is for people. */
function isSuccess(status: string): boolean {
  return status.startsWith('2') || status === 'DEFAULT'
}

/** A document without answers leaves them open. */
function covers(answers: DeliveredOperation['answers'], status: string): boolean {
  return answers.size === 0 || answers.has(`${status.slice(0, 1)}XX`) || answers.has('DEFAULT')
}

function statusRemoval(status: string, keys: readonly string[]): Place {
  const place = received('status_removed', keys, 'is no longer an answer')
  if (status.startsWith('2')) return place
  return { ...place, found: { ...place.found, finding: { ...place.found.finding, level: 'compatible' } } }
}

function compareAnswer(
  older: Contents,
  newer: Contents,
  keys: readonly string[],
  comparer: SchemaComparer,
): Place[] {
  if (older === newer) return []
  const [had, has] = [asksForMore(older), asksForMore(newer)]
  if (had && has) return compareContents(older, newer, keys, 'answered', comparer)
  if (had === has) return []
  const kind = has ? 'body_added' : 'body_removed'
  const description = has ? 'an answer has to have a body now' : 'the body of an answer is no longer read'
  return [
    { found: { finding: { kind, keys: [], description }, keys, schemaKeys: null }, direction: 'answered' },
  ]
}

/** FastAPI writes `schema: {}` for answers without a type. */
function asksForMore(contents: Contents): boolean {
  return [...contents.values()].some((schema) => Object.keys(schema).some((key) => key !== 'title'))
}

function compareRest(
  older: DeliveredOperation,
  newer: DeliveredOperation,
  comparer: SchemaComparer,
): Place[] {
  const places: Place[] = []
  if (resolvedText(older.security, comparer.olderRoot) !== resolvedText(newer.security, comparer.newerRoot)) {
    places.push(received('security_changed', ['security'], 'requests prove otherwise whose they are'))
  }
  if (newer.isDeprecated && !older.isDeprecated) places.push(received('deprecated', [], 'is deprecated now'))
  if (older.text !== newer.text) places.push(received('text_changed', [], 'is described in other words'))
  return places
}
