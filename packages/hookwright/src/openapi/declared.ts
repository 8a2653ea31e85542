import type { ResolvedOperation } from '../declarations.ts'
import { neededBy, type Needed } from '../dependencies/plan.ts'
import type { Schema } from '../schema/schema.ts'
import type { Security } from '../security/requirement.ts'
import type { SchemaUse } from './components.ts'
import { componentName, routePhrase } from './names.ts'

/** An operation with the map of the document that it belongs to. */
export interface Declared {
  kind: 'route' | 'webhook' | 'callback'
  operation: ResolvedOperation
  /** Of a callback: the operation that it stands under. */
  under?: Declared
}

/** What is sent by us and answered by the receiver, with the operations that callbacks stand under. */
export function callbacksOf(under: Declared): Declared[] {
  const hidden = under.operation.options.includeInSchema === false
  return (under.operation.options.callbacks ?? []).flatMap((router) =>
    [...router.declarations.resolved()].map((operation): Declared => ({
      kind: 'callback',
      operation: hidden
        ? { ...operation, options: { ...operation.options, includeInSchema: false } }
        : operation,
      under,
    })),
  )
}

/** `POST /users (declared at /srv/app.ts:12:5)`, for messages. */
export function placeOf({ kind, operation }: Declared): string {
  const at = operation.place.toString()
  return `${nameOf({ kind, operation })}${at && ` (declared at ${at})`}`
}

/** `its dependency "db" (declared at /srv/db.ts:3:11)`, for messages. */
export function phraseOf({ dependency, name }: Needed): string {
  const at = dependency.place.toString()
  return `its dependency${name === undefined ? '' : ` "${name}"`}${at && ` (declared at ${at})`}`
}

function nameOf({ kind, operation }: Declared): string {
  const method = operation.method.toUpperCase()
  return kind === 'route' ? `${method} ${operation.name}` : `${kind} ${JSON.stringify(operation.name)}`
}

/** `PostUsersBody`: a name for a schema that has none. */
function nameFor({ kind, operation }: Declared, part: string): string {
  const phrase = kind === 'route' ? routePhrase(operation.method, operation.name) : operation.name
  return componentName(`${phrase} ${part}`)
}

/** Where a schema is used, without the schema: what is sent to us is shown in its input form, what we send in its output form. */
export function useAt(
  declared: Declared,
  sentBy: 'caller' | 'answerer',
  part: string,
  place: string,
): Omit<SchemaUse, 'schema'> {
  const toUs = (declared.kind === 'route') === (sentBy === 'caller')
  return {
    direction: toUs ? 'input' : 'output',
    place: () => `${place} of ${placeOf(declared)}`,
    recursiveName: () => nameFor(declared, part),
  }
}

export type ParameterSource = 'path' | 'query' | 'header' | 'cookie'

/** The option that declares what travels there. */
export const optionOf = { path: 'params', query: 'query', header: 'headers', cookie: 'cookies' } as const

/** A schema whose properties become parameters, with where these travel. */
export interface ParameterSchema {
  source: ParameterSource
  schema: Schema
  /** What declares it, unless it is the operation itself. */
  needed: Needed | undefined
}

/** Those of the operation, then those of what it needs. */
export function parameterSchemas({ operation }: Declared): ParameterSchema[] {
  return [undefined, ...neededBy(operation)].flatMap((needed) => {
    const { params, query, headers, cookies } = needed?.dependency.options ?? operation.options
    const all: [ParameterSource, Schema | undefined][] = [
      ['path', params],
      ['query', query],
      ['header', headers],
      ['cookie', cookies],
    ]
    return all.flatMap(([source, schema]) => (schema ? [{ source, schema, needed }] : []))
  })
}

/** What a caller must satisfy, all of it: the alternatives of the operation, and those of what it needs. */
export function securityLists({ operation }: Declared): (readonly Security[])[] {
  const lists = neededBy(operation).map(({ dependency }) => dependency.options.security ?? [])
  return [operation.options.security ?? [], ...lists].filter((alternatives) => alternatives.length > 0)
}

/** With what its dependencies may answer, where it does not say so itself. */
export function withAnswersOfNeeded(operation: ResolvedOperation): ResolvedOperation {
  const needed = neededBy(operation)
  if (needed.length === 0) return operation
  // Of two that answer with one status, the one that is resolved first.
  const theirs = needed.map(({ dependency }) => dependency.options.responses).toReversed()
  const responses = Object.assign({}, ...theirs, operation.options.responses)
  return { ...operation, options: { ...operation.options, responses } }
}
