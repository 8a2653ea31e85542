import { readFile } from 'node:fs/promises'

// The examples' documents: examples/golden.test.ts holds the files to what the apps emit.

export const webhookDocumentNames = ['seed', 'bookshop', 'subscriptions'] as const

/** Of those that declare no webhooks; the first of them has a callback. */
export const otherDocumentNames = ['callback', 'bigger-application', 'response-model'] as const

export const documentNames = [...webhookDocumentNames, ...otherDocumentNames] as const

export type DocumentName = (typeof documentNames)[number]

export function readDocument(name: DocumentName): Promise<string> {
  return readFile(new URL(`../../examples/golden/${name}.openapi.json`, import.meta.url), 'utf8')
}

/** What the tests look at themselves; the tools get the whole. */
export interface WebhookDocument {
  webhooks: Record<string, Record<string, WebhookOperation>>
  components: { schemas: Record<string, ObjectSchema> }
}

export interface WebhookOperation {
  summary: string
  description: string
  operationId: string
  requestBody: { required: boolean; content: { 'application/json': { schema: { $ref: string } } } }
  responses: Record<string, unknown>
}

export interface ObjectSchema {
  type: string
  required: string[]
  properties: Record<string, { type: string; format?: string }>
}

export async function readWebhooks(name: (typeof webhookDocumentNames)[number]): Promise<WebhookDocument> {
  return JSON.parse(await readDocument(name))
}
