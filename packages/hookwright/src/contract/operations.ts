import { resolvedText } from './canonical.ts'
import { compareAnswers } from './answers.ts'
import { compareContents, compareSchemasAt } from './contents.ts'
import type { Delivered, DeliveredOperation } from './delivered.ts'
import { received, type Place } from './place.ts'
import type { SchemaComparer } from './walk.ts'

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
