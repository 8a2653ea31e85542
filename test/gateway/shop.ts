import type { JsonSchema } from '../../packages/hookwright/src/schema/schema.ts'

/** A document of somebody's shop; the tests change it. */
export function shopDocument({
  version = '1',
  webhooks = {},
  schemas = {},
}: { version?: string; webhooks?: JsonSchema; schemas?: JsonSchema } = {}): string {
  return JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Shop', version },
    webhooks: {
      'order.paid': webhookOf({ $ref: '#/components/schemas/Order' }),
      'stock/low': webhookOf({ type: 'object', properties: { sku: { type: 'string' } }, required: ['sku'] }),
      ...webhooks,
    },
    components: { schemas: { Order: order, ...schemas } },
  })
}

const order: JsonSchema = {
  type: 'object',
  properties: { number: { type: 'integer' }, total: { type: 'number' } },
  required: ['number'],
}

export function webhookOf(schema: JsonSchema, contentType = 'application/json'): JsonSchema {
  return {
    post: {
      requestBody: { content: { [contentType]: { schema } } },
      responses: { 200: { description: 'Taken.' } },
    },
  }
}
