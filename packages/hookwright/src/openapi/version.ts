import { HookwrightError } from '../errors.ts'
import { isJsonObject, type JsonSchema } from '../schema/schema.ts'
import type { OpenApiDocument } from './document.ts'

export const openApiVersions = ['3.1.0', '3.2.0'] as const

export type OpenApiVersion = (typeof openApiVersions)[number]

/** @throws HookwrightError `bad_option` */
export function checkOpenApiVersion(version: string): void {
  if (openApiVersions.some((known) => known === version)) return
  const why = version.startsWith('3.0')
    ? 'OpenAPI 3.0 has no webhooks, so a document would lack them'
    : 'Hookwright writes no such version'
  throw new HookwrightError(
    'bad_option',
    `\`openapi\` is ${JSON.stringify(version)}. ${why}. Take ${openApiVersions.map((known) => `"${known}"`).join(' or ')}.`,
  )
}

/**
 * A document without what its version does not know yet: 3.2 has `$self`, tags in groups and of kinds, names of
 * servers, and the schema of each item of a stream.
 */
export function forVersion(document: OpenApiDocument, version: OpenApiVersion): OpenApiDocument {
  if (version === '3.2.0') return document
  const { $self: _self, ...plain } = document
  plain.servers = plain.servers.map(({ name: _name, ...server }) => server)
  if (plain.tags) {
    plain.tags = plain.tags.map(({ summary: _summary, parent: _parent, kind: _kind, ...tag }) => tag)
  }
  for (const item of [...Object.values(plain.paths ?? {}), ...Object.values(plain.webhooks ?? {})]) {
    for (const operation of Object.values(item)) if (isJsonObject(operation)) withoutItemSchemas(operation)
  }
  return plain
}

/** Of requests and responses alike (OpenAPI 3.2, 4.14: `itemSchema` of a Media Type Object). */
function withoutItemSchemas(operation: JsonSchema): void {
  const responses = isJsonObject(operation['responses']) ? Object.values(operation['responses']) : []
  for (const holder of [operation['requestBody'], ...responses]) {
    const content = isJsonObject(holder) ? holder['content'] : undefined
    for (const media of isJsonObject(content) ? Object.values(content) : []) {
      if (isJsonObject(media)) delete media['itemSchema']
    }
  }
}
