import type { JsonSchema } from '../schema/schema.ts'
import type { Components, SchemaUse } from './components.ts'
import type { Declared } from './declared.ts'
import { deliveryHeaders } from './delivery-headers.ts'
import { plain } from './info.ts'
import { routePhrase, titleCase } from './names.ts'
import { parametersOf, parameterUses } from './parameters.ts'
import { requestBodyOf, requestBodyUses } from './request-body.ts'
import { responsesOf, responseUses } from './responses.ts'
import { requirementObject } from './security.ts'

/** Every place where an operation shows a schema, in the form that travels there. */
export function* schemaUses(declared: Declared): Generator<SchemaUse> {
  yield* parameterUses(declared)
  yield* requestBodyUses(declared)
  yield* responseUses(declared)
}

/** The Operation Object (OpenAPI 3.1, 4.8.10): the same for `paths` and `webhooks`, which is the point of both. */
export function pathItemOperation(
  declared: Declared,
  operationId: string,
  components: Components,
  delivered: boolean,
): JsonSchema {
  const { kind, operation } = declared
  const { tags, summary, description, externalDocs, servers, deprecated, security, extra } = operation.options
  const phrase = kind === 'route' ? routePhrase(operation.method, operation.name) : operation.name
  const requestBody = requestBodyOf(declared, components)
  const parameters = [
    ...(kind === 'webhook' && delivered ? deliveryHeaders(operation.name) : []),
    ...parametersOf(declared, components),
  ]
  return {
    ...(tags ? { tags: [...tags] } : {}),
    summary: summary ?? titleCase(phrase),
    ...(description === undefined ? {} : { description }),
    ...(externalDocs ? { externalDocs: plain(externalDocs) } : {}),
    operationId,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(requestBody ? { requestBody } : {}),
    responses: responsesOf(declared, components, delivered),
    ...(deprecated ? { deprecated: true } : {}),
    // Written out even when empty: root `security` would otherwise apply to webhooks, too.
    security: (security ?? []).map(requirementObject),
    ...(servers ? { servers: servers.map(plain) } : {}),
    ...extra,
  }
}
