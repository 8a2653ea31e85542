import { readFile } from 'node:fs/promises'

import { beforeAll, describe, expect, it } from 'vitest'

import { readWebhooks, type WebhookDocument } from './documents.ts'

const subscription = '#/components/schemas/Subscription'

describe("the seed's webhook, beside what FastAPI says of it", () => {
  let ours: WebhookDocument
  let theirs: WebhookDocument

  beforeAll(async () => {
    ours = await readWebhooks('seed')
    const fixture = new URL('fixtures/fastapi-seed-webhooks.json', import.meta.url)
    theirs = JSON.parse(await readFile(fixture, 'utf8'))
  })

  const operation = (document: WebhookDocument) => document.webhooks['new-subscription']?.['post']

  it('has the same event types and methods', () => {
    const outline = ({ webhooks }: WebhookDocument) =>
      Object.entries(webhooks).map(([name, item]) => [name, Object.keys(item)])
    expect(outline(ours)).toEqual(outline(theirs))
  })

  it('has the same summary, and a description', () => {
    expect(operation(ours)?.summary).toBe(operation(theirs)?.summary)
    expect(operation(ours)?.description).toContain('`new-subscription`')
  })

  it('requires the same body, by the same component', () => {
    expect(operation(ours)?.requestBody).toEqual(operation(theirs)?.requestBody)
    expect(operation(ours)?.requestBody.content['application/json'].schema.$ref).toBe(subscription)
  })

  it('has the same properties in it, of the same type and format, and as many required', () => {
    const outline = ({ components }: WebhookDocument) => {
      const schema = components.schemas['Subscription']
      const properties = Object.entries(schema?.properties ?? {}).map(([name, { type, format }]) => ({
        name,
        type,
        format,
      }))
      return { type: schema?.type, required: schema?.required, properties }
    }
    expect(outline(ours)).toEqual(outline(theirs))
    expect(outline(ours).properties).toHaveLength(3)
  })

  it('has none of its defects: a 422 that no sender understands, an empty schema, a doubled operationId', () => {
    const defects = ({ webhooks, components }: WebhookDocument) => ({
      status422: Object.values(webhooks).some((item) =>
        Object.values(item).some(({ responses }) => '422' in responses),
      ),
      emptySchema: JSON.stringify(webhooks).includes('"schema":{}'),
      operationId: operation({ webhooks, components })?.operationId,
    })
    expect(defects(theirs)).toEqual({
      status422: true,
      emptySchema: true,
      operationId: 'new_subscriptionnew_subscription_post',
    })
    expect(defects(ours)).toEqual({ status422: false, emptySchema: false, operationId: 'newSubscription' })
    expect(Object.keys(ours.components.schemas)).toEqual(['Subscription'])
  })
})
