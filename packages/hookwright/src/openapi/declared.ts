import type { ResolvedOperation } from '../declarations.ts'
import type { Schema } from '../schema/schema.ts'
import type { SchemaUse } from './components.ts'
import { componentName, routePhrase } from './names.ts'

/** An operation with the map of the document that it belongs to. */
export interface Declared {
  kind: 'route' | 'webhook'
  operation: ResolvedOperation
}

/** `POST /users (declared at /srv/app.ts:12:5)`, for messages. */
export function placeOf({ kind, operation }: Declared): string {
  const at = operation.place.toString()
  return `${nameOf({ kind, operation })}${at && ` (declared at ${at})`}`
}

function nameOf({ kind, operation }: Declared): string {
  const method = operation.method.toUpperCase()
  return kind === 'route' ? `${method} ${operation.name}` : `webhook ${JSON.stringify(operation.name)}`
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
    place: `${place} of ${placeOf(declared)}`,
    recursiveName: nameFor(declared, part),
  }
}

export type ParameterSource = 'path' | 'query' | 'header' | 'cookie'

/** The option that declares what travels there. */
export const optionOf = { path: 'params', query: 'query', header: 'headers', cookie: 'cookies' } as const

/** The schemas whose properties become parameters, with where these travel. */
export function parameterSchemas({ operation: { options } }: Declared): [ParameterSource, Schema][] {
  const { params, query, headers, cookies } = options
  const all: [ParameterSource, Schema | undefined][] = [
    ['path', params],
    ['query', query],
    ['header', headers],
    ['cookie', cookies],
  ]
  return all.flatMap(([source, schema]) => (schema ? [[source, schema]] : []))
}
