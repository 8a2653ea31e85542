import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { createClient } from '@hey-api/openapi-ts'
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
  const folder = await mkdtemp(join(tmpdir(), 'hookwright-hey-api-'))
  try {
    await createClient({
      input: JSON.parse(await readDocument(name)),
      output: folder,
      plugins: ['@hey-api/typescript'],
      logs: { level: 'silent', file: false },
    })
    return await readFile(join(folder, 'types.gen.ts'), 'utf8')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

describe.each(webhookDocumentNames)('@hey-api/openapi-ts on the document of %s', (name) => {
  it('generates types that check, with every webhook by its event type', async () => {
    const { webhooks } = await readWebhooks(name)
    const consumer = `
      import type { Webhooks } from './generated'
      ${equalType}
      export const named: Equal<Webhooks['key'], ${union(Object.keys(webhooks))}> = true
    `
    expect(await typeErrors({ 'generated.ts': await generate(name), 'consumer.ts': consumer })).toEqual([])
  })
})

it.each(otherDocumentNames)(
  '@hey-api/openapi-ts generates types that check from that of %s, without webhooks',
  async (name) => {
    expect(await typeErrors({ 'generated.ts': await generate(name) })).toEqual([])
  },
)

it('names the webhook of the seed and its body in the generated text', async () => {
  const text = await generate('seed')
  expect(text).toContain('export type Subscription = {')
  expect(text).toContain('export type NewSubscriptionWebhookPayload = Subscription;')
  expect(text).toContain("key: 'new-subscription';")
})

it('types bodies by event type, and keeps what is given apart from what is sent', async () => {
  const consumer = `
    import type { BookInput, Book, PriceChange, Webhooks } from './generated'
    ${equalType}
    type BodyOf<Key extends Webhooks['key']> = Extract<Webhooks, { key: Key }>['body']
    export const added: Equal<BodyOf<'books.added'>, Book> = true
    export const changed: Equal<BodyOf<'books.prices-changed'>, Array<PriceChange>> = true
    export const given: Equal<BookInput['language'], string | undefined> = true
    export const sent: Equal<Book['language'], string> = true
  `
  expect(await typeErrors({ 'generated.ts': await generate('bookshop'), 'consumer.ts': consumer })).toEqual(
    [],
  )
})
