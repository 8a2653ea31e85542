import type { ResolvedOperation } from '../declarations.ts'
import { hasNoBody } from '../http/respond.ts'
import { headerName } from '../http/parse.ts'
import { pathParamNames } from '../operation.ts'
import type { ResponseOptions } from '../operation.ts'
import type { JsonSchema, JsonValue, Schema } from '../schema/schema.ts'
import type { Components, SchemaUse } from './components.ts'
import { deliveryHeaders } from './delivery-headers.ts'
import { componentName, routePhrase, titleCase } from './names.ts'

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

/** Every place where an operation shows a schema, in the form that travels there. */
export function* schemaUses(declared: Declared): Generator<SchemaUse> {
  const { options } = declared.operation
  for (const [source, schema] of parameterSchemas(declared)) yield parameterUse(declared, source, schema)
  const body = bodyUse(declared)
  if (body) yield body
  if (options.response) yield responseUse(declared, options.response)
  for (const [status, { schema }] of Object.entries(options.responses ?? {})) {
    if (schema) yield responseUse(declared, schema, status)
  }
}

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

export type ParameterSource = 'path' | 'query' | 'header' | 'cookie'

function parameterUse(declared: Declared, source: ParameterSource, schema: Schema): SchemaUse {
  return {
    schema,
    direction: 'input',
    place: `a ${source} parameter of ${placeOf(declared)}`,
    recursiveName: nameFor(declared, source),
  }
}

/** `PostUsersBody`: a name for a schema that has none. */
function nameFor({ kind, operation }: Declared, part: string): string {
  const phrase = kind === 'route' ? routePhrase(operation.method, operation.name) : operation.name
  return componentName(`${phrase} ${part}`)
}

/** A route is given its body; a webhook's is sent, so what its schema yields is what a subscriber sees. */
function bodyUse(declared: Declared): SchemaUse | undefined {
  const schema = declared.operation.options.body
  if (!schema) return undefined
  const place = `the body of ${placeOf(declared)}`
  const recursiveName = nameFor(declared, 'body')
  if (declared.kind === 'route') return { schema, direction: 'input', place, recursiveName }
  const fallbackName = componentName(declared.operation.name)
  return { schema, direction: 'output', place, fallbackName, recursiveName }
}

/** A route's answer is sent by us; a webhook's is sent to us. */
function responseUse(declared: Declared, schema: Schema, status = ''): SchemaUse {
  return {
    schema,
    direction: declared.kind === 'route' ? 'output' : 'input',
    place: `a response of ${placeOf(declared)}`,
    recursiveName: nameFor(declared, `${status} response`),
  }
}

/** The Operation Object (OpenAPI 3.1, 4.8.10): the same for `paths` and `webhooks`, which is the point of both. */
export function pathItemOperation(
  declared: Declared,
  operationId: string,
  components: Components,
  delivered: boolean,
): JsonSchema {
  const { kind, operation } = declared
  const { options } = operation
  const phrase = kind === 'route' ? routePhrase(operation.method, operation.name) : operation.name
  const body = bodyUse(declared)
  const parameters = [
    ...(kind === 'webhook' && delivered ? deliveryHeaders(operation.name) : []),
    ...parametersOf(declared, components),
  ]
  return {
    ...(options.tags ? { tags: [...options.tags] } : {}),
    summary: options.summary ?? titleCase(phrase),
    ...(options.description === undefined ? {} : { description: options.description }),
    operationId,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: { required: true, content: jsonContent(components.reference(body)) } } : {}),
    responses: responsesOf(declared, components, delivered),
    ...(options.deprecated ? { deprecated: true } : {}),
    // Written out even when empty: root `security` would otherwise apply to webhooks, too.
    security: (options.security ?? []).map(copyOfRequirement),
    ...options.extra,
  }
}

function copyOfRequirement(requirement: Readonly<Record<string, readonly string[]>>): JsonValue {
  return Object.fromEntries(Object.entries(requirement).map(([name, scopes]) => [name, [...scopes]]))
}

function jsonContent(schema: JsonSchema): JsonSchema {
  return { 'application/json': { schema } }
}

function parametersOf(declared: Declared, components: Components): JsonSchema[] {
  const { kind, operation } = declared
  const undeclared = kind === 'route' && !operation.options.params ? pathParamNames(operation.name) : []
  return [
    ...undeclared.map((name): JsonSchema => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    })),
    ...parameterSchemas(declared).flatMap(([source, schema]) =>
      parametersIn(source, declared, schema, components),
    ),
  ]
}

function parametersIn(
  source: ParameterSource,
  declared: Declared,
  schema: Schema,
  components: Components,
): JsonSchema[] {
  const { schemas, required } = components.properties(parameterUse(declared, source, schema))
  return [...schemas].map(([name, property]) => {
    const { description, deprecated, ...rest } = property
    return {
      name: source === 'header' ? headerName(name) : name,
      in: source,
      ...(description === undefined ? {} : { description }),
      required: source === 'path' || required.has(name),
      ...(deprecated === true ? { deprecated } : {}),
      schema: rest,
    }
  })
}

function responsesOf(declared: Declared, components: Components, delivered: boolean): JsonSchema {
  const { options } = declared.operation
  const isRoute = declared.kind === 'route'
  const responses: { [status: string]: JsonSchema } = {}
  const usual = options.status === undefined ? (isRoute ? '200' : '2XX') : String(options.status)
  responses[usual] = usualResponse(declared, components)
  if (isRoute && takesInput(declared)) {
    responses['422'] = { description: 'Validation Error', content: jsonContent(validationError(components)) }
  }
  if (!isRoute && delivered) {
    responses['410'] = { description: 'Gone. The endpoint is disabled and is sent nothing more.' }
  }
  for (const [status, given] of Object.entries(options.responses ?? {})) {
    // What is said of a status that is there anyway adds to it: its body stays unless another is given.
    responses[status] = { ...responses[status], ...response(declared, components, given) }
  }
  return responses
}

function usualResponse(declared: Declared, components: Components): JsonSchema {
  const { method, options } = declared.operation
  const noBody = method === 'head' || (options.status !== undefined && hasNoBody(options.status))
  const schema = noBody ? undefined : options.response
  if (declared.kind === 'webhook') {
    const answer = options.status === undefined ? 'any 2xx status' : 'this'
    const description = `Acknowledged. Answer with ${answer} once the event is stored or handled.`
    return response(declared, components, { description, ...(schema && { schema }) })
  }
  const description = 'Successful Response'
  if (schema) return response(declared, components, { description, schema })
  // What a handler returns is sent as JSON, declared or not; saying nothing would mean that there is no body.
  return noBody ? { description } : { description, content: { 'application/json': {} } }
}

function response(declared: Declared, components: Components, given: ResponseOptions): JsonSchema {
  const { description, schema } = given
  if (!schema) return { description }
  return { description, content: jsonContent(components.reference(responseUse(declared, schema))) }
}

function takesInput({ operation: { options } }: Declared): boolean {
  const { params, query, headers, cookies, body } = options
  return Boolean(params || query || headers || cookies || body)
}

/** What a 422 answers, in FastAPI's shape. */
function validationError(components: Components): JsonSchema {
  const issue = components.addPlain('ValidationError', {
    type: 'object',
    properties: {
      loc: {
        type: 'array',
        items: { anyOf: [{ type: 'string' }, { type: 'integer' }] },
        description: 'Where: `body`, `query`, `path`, `header` or `cookie`, then keys and indexes.',
      },
      msg: { type: 'string', description: 'What is wrong, in words.' },
      type: { type: 'string', description: 'What is wrong, as a code.' },
    },
    required: ['loc', 'msg', 'type'],
  })
  return components.addPlain('HTTPValidationError', {
    type: 'object',
    properties: { detail: { type: 'array', items: issue } },
    required: ['detail'],
  })
}
