import { Answers, type Answer } from '../answers.ts'
import { headerName } from '../http/header-name.ts'
import type { JsonSchema, Schema } from '../schema/schema.ts'
import { Requirement } from '../security/requirement.ts'
import type { Components, SchemaUse } from './components.ts'
import { useAt, type Declared } from './declared.ts'
import { httpError, validationError } from './error-shapes.ts'
import { contentUses, mediaTypeObject } from './media-type.ts'

/** A route's answer is sent by us; a webhook's is sent to us. */
export function* responseUses(declared: Declared): Generator<SchemaUse> {
  const answers = new Answers(declared.operation)
  for (const [key, { content, headers }] of answers.entries()) {
    const name = nameIn(answers, key)
    for (const schema of content.values()) if (schema) yield* contentUses(schema, responseUse(declared, name))
    if (headers) yield headersUse(declared, name, headers)
  }
}

function nameIn(answers: Answers, key: string): string {
  return key === answers.usualKey ? 'response' : `${key} response`
}

function responseUse(declared: Declared, name: string): Omit<SchemaUse, 'schema'> {
  return useAt(declared, 'answerer', name, 'a response')
}

function headersUse(declared: Declared, name: string, schema: Schema): SchemaUse {
  return { ...useAt(declared, 'answerer', `${name} headers`, 'the headers of a response'), schema }
}

/** The Responses Object (OpenAPI 3.1, 4.8.16) of an operation: what is declared, and what Hookwright itself answers. */
export function responsesOf(declared: Declared, components: Components, delivered: boolean): JsonSchema {
  const answers = new Answers(declared.operation)
  const responses: { [status: string]: JsonSchema } = {}
  if (answers.usualKey !== undefined)
    responses[answers.usualKey] = { description: usualDescription(declared) }
  Object.assign(responses, declared.kind === 'route' ? refusalsOf(declared, components) : goneOf(delivered))
  for (const [key, answer] of answers.entries()) {
    // What is said of a status that is there anyway adds to it: its body stays unless another is given.
    responses[key] = {
      ...responses[key],
      ...responseObject(declared, nameIn(answers, key), answer, components),
    }
  }
  return responses
}

function usualDescription({ kind, operation: { options } }: Declared): string {
  if (kind === 'route') return 'Successful Response'
  const answer = options.status === undefined ? 'any 2xx status' : 'this'
  return `Acknowledged. Answer with ${answer} once the event is stored or handled.`
}

/** What is answered before a handler runs. */
function refusalsOf({ operation }: Declared, components: Components): { [status: string]: JsonSchema } {
  const { params, query, headers, cookies, body, form, files, security = [] } = operation.options
  const parts = security.flatMap((one) => (one instanceof Requirement ? one.parts : []))
  const refusals: { [status: string]: JsonSchema } = {}
  const problem = () => ({ 'application/json': { schema: httpError(components) } })
  const issues = () => ({ 'application/json': { schema: validationError(components) } })
  if (parts.length > 0) {
    refusals['401'] = {
      description: 'Not authenticated.',
      headers: { 'www-authenticate': { description: 'How to authenticate.', schema: { type: 'string' } } },
      content: problem(),
    }
  }
  if (parts.some(({ scopes }) => scopes.length > 0)) {
    refusals['403'] = { description: 'The credentials lack a scope.', content: problem() }
  }
  if (files) {
    refusals['413'] = { description: 'A file, or all together, is too large.', content: issues() }
    refusals['415'] = { description: 'A file is of a media type that is not accepted.', content: issues() }
  }
  if (params || query || headers || cookies || body || form || files) {
    refusals['422'] = { description: 'Validation Error', content: issues() }
  }
  return refusals
}

function goneOf(delivered: boolean): { [status: string]: JsonSchema } {
  return delivered ? { 410: { description: 'Gone. The endpoint is disabled and is sent nothing more.' } } : {}
}

/** The Response Object (OpenAPI 3.1, 4.8.17), with only what was declared. */
function responseObject(
  declared: Declared,
  name: string,
  { content, headers, options }: Answer,
  components: Components,
): JsonSchema {
  const at = responseUse(declared, name)
  const { response, examples } = declared.operation.options
  const isUsual = name === 'response' && response !== undefined
  const shown = isUsual ? { ...examples?.response, ...options?.examples } : options?.examples
  const media = [...content].map(([mediaType, schema], index): [string, JsonSchema] => [
    mediaType,
    schema ? mediaTypeObject(schema, at, components, index === 0 ? shown : {}) : {},
  ])
  return {
    ...(options ? { description: options.description } : {}),
    ...(headers ? { headers: headersOf(headersUse(declared, name, headers), components) } : {}),
    ...(media.length > 0 ? { content: Object.fromEntries(media) } : {}),
    ...options?.extra,
  }
}

/** Header Objects (OpenAPI 3.1, 4.8.21) by name. */
function headersOf(use: SchemaUse, components: Components): JsonSchema {
  const { schemas, required } = components.properties(use)
  const headers = [...schemas].map(([name, property]): [string, JsonSchema] => {
    const { description, deprecated, ...schema } = property
    return [
      headerName(name),
      {
        ...(description === undefined ? {} : { description }),
        ...(required.has(name) ? { required: true } : {}),
        ...(deprecated === true ? { deprecated } : {}),
        schema,
      },
    ]
  })
  return Object.fromEntries(headers)
}
