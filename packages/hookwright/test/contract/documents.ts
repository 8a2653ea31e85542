import { readForeignDocument, type ForeignDocument } from '../../src/documents/document.ts'
import type { JsonSchema } from '../../src/schema/schema.ts'

/** A document with these webhooks, and whatever else. */
export function documentOf(webhooks: JsonSchema, others: JsonSchema = {}): ForeignDocument {
  const document = { openapi: '3.1.0', info: { title: 'Shop', version: '1' }, webhooks, ...others }
  return readForeignDocument(JSON.stringify(document), 'shop.json', { isEmptyAllowed: true })
}

export function json(schema: JsonSchema): JsonSchema {
  return { content: { 'application/json': { schema } } }
}

/** A webhook that is sent by POST with such a body. */
export function sent(schema: JsonSchema, others: JsonSchema = {}): JsonSchema {
  return { post: { requestBody: { required: true, ...json(schema) }, ...others } }
}

export function schemas(named: JsonSchema): JsonSchema {
  return { components: { schemas: named } }
}
