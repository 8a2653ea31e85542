import openapiTS, { astToString } from 'openapi-typescript'
import { describe, expect, it, vi } from 'vitest'

import {
  otherDocumentNames,
  readDocument,
  readWebhooks,
  webhookDocumentNames,
  type DocumentName,
} from './documents.ts'
import { equalType, typeErrors, union } from './type-check.ts'

// A compiler starts in each test; on a busy machine that takes seconds.
vi.setConfig({ testTimeout: 60_000 })

async function generate(name: DocumentName): Promise<string> {
  return astToString(await openapiTS(await readDocument(name)))
}

describe.each(webhookDocumentNames)('openapi-typescript on the document of %s', (name) => {
  it('generates types that check, with every webhook by its event type', async () => {
    const { webhooks } = await readWebhooks(name)
    const consumer = `
      import type { webhooks } from './generated'
      ${equalType}
      export const named: Equal<keyof webhooks, ${union(Object.keys(webhooks))}> = true
    `
    expect(await typeErrors({ 'generated.ts': await generate(name), 'consumer.ts': consumer })).toEqual([])
  })
})

it.each(otherDocumentNames)(
  'openapi-typescript generates types that check from that of %s, without webhooks',
  async (name) => {
    expect(await typeErrors({ 'generated.ts': await generate(name) })).toEqual([])
  },
)

it('names the webhook of the seed, its operation and its body in the generated text', async () => {
  const text = await generate('seed')
  const webhooks = text.slice(
    text.indexOf('export interface webhooks'),
    text.indexOf('export interface components'),
  )
  expect(webhooks).toContain('"new-subscription": {')
  expect(webhooks).toContain('post: operations["newSubscription"];')
  expect(text).toMatch(/schemas: \{\s+Subscription: \{/)
  expect(text).toContain('"application/json": components["schemas"]["Subscription"];')
})

it("types a webhook's body and the answer it asks for", async () => {
  const consumer = `
    import type { components, webhooks } from './generated'
    ${equalType}
    type Schemas = components['schemas']
    type StockCheck = webhooks['orders.stock-check']['post']
    export const body: Equal<
      StockCheck['requestBody']['content']['application/json'],
      Schemas['StockCheck']
    > = true
    export const answer: Equal<
      StockCheck['responses'][200]['content']['application/json'],
      Schemas['StockDecision']
    > = true
    export const money: Schemas['Money'] = { amount: 1, currency: 'EUR' }
    // @ts-expect-error: what is sent always names its currency
    export const wrong: Schemas['Money'] = { amount: 1 }
    export function last4(payment: Schemas['Payment']): string | undefined {
      return payment.method === 'card' ? payment.last4 : undefined
    }
    export function depth(category: Schemas['Category']): number {
      return 1 + Math.max(0, ...category.children.map(depth))
    }
  `
  expect(await typeErrors({ 'generated.ts': await generate('bookshop'), 'consumer.ts': consumer })).toEqual(
    [],
  )
})

it('the type check that these tests rest on does find errors', async () => {
  const consumer = `
    import type { webhooks } from './generated'
    ${equalType}
    export const named: Equal<keyof webhooks, 'old-subscription'> = true
  `
  const errors = await typeErrors({ 'generated.ts': await generate('seed'), 'consumer.ts': consumer })
  expect(errors).toEqual([expect.stringContaining("Type 'true' is not assignable to type 'false'")])
})
