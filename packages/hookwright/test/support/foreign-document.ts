import { readForeignDocument, type ForeignDocument } from '../../src/documents/document.ts'
import type { JsonSchema, JsonValue } from '../../src/schema/schema.ts'

/** What a test says of one webhook. */
export interface GivenWebhook {
  body?: JsonSchema
  example?: JsonValue
  description?: string
  summary?: string
  answer?: JsonSchema
  headers?: JsonSchema[]
}

/** An OpenAPI document of somebody's, of these webhooks and component schemas. */
export function foreignDocument(
  webhooks: Readonly<Record<string, GivenWebhook>>,
  schemas: JsonSchema = {},
  title = 'Shop API',
): ForeignDocument {
  const items = Object.entries(webhooks).map(([name, given]) => [name, { post: operationOf(given) }])
  const document = {
    openapi: '3.1.0',
    info: { title, version: '1.2' },
    webhooks: Object.fromEntries(items),
    components: { schemas },
  }
  return readForeignDocument(JSON.stringify(document), 'shop.json')
}

function operationOf({ body, example, description, summary, answer, headers }: GivenWebhook): object {
  return {
    summary,
    description,
    parameters: headers,
    ...(body && { requestBody: { content: { 'application/json': { schema: body, example } } } }),
    responses: {
      200: { description: 'Taken.', ...(answer && { content: { 'application/json': { schema: answer } } }) },
    },
  }
}
