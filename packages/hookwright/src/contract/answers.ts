import { compareContents } from './contents.ts'
import type { Contents, DeliveredOperation } from './delivered.ts'
import { placeOf, received, type Place } from './place.ts'
import type { SchemaComparer } from './walk.ts'

export function compareAnswers(
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
  return [placeOf(kind, keys, description, 'answered')]
}

/** FastAPI writes `schema: {}` for answers without a type. */
function asksForMore(contents: Contents): boolean {
  return [...contents.values()].some((schema) => Object.keys(schema).some((key) => key !== 'title'))
}
