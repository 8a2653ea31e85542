import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { text, type App } from '../../src/index.ts'
import { appOf } from '../support/declare.ts'

const User = z.object({ name: z.string(), role: z.string().default('guest') })
const ada = { summary: 'Ada', description: 'The first.', value: { name: 'Ada' } }

function operation(declare: (app: App) => void): Record<string, unknown> {
  const { paths = {}, webhooks = {} } = appOf(declare).openapi()
  const [item = {}] = [...Object.values(paths), ...Object.values(webhooks)]
  return Object(item['post'])
}

describe('examples', () => {
  test('of what a caller sends are shown as they are sent', () => {
    const { requestBody, parameters } = operation((app) =>
      app.post(
        '/x/{id}',
        {
          params: z.object({ id: z.int() }),
          query: z.object({ limit: z.int().default(10) }),
          headers: z.object({ x_token: z.string() }),
          cookies: z.object({ session: z.string() }),
          body: User,
          examples: {
            params: { id: { first: { value: 1 } } },
            query: { limit: { few: { summary: 'A few', value: 2 } } },
            headers: { x_token: { mine: { value: 't' } } },
            cookies: { session: { mine: { value: 's' } } },
            body: { ada },
          },
        },
        () => 1,
      ),
    )
    expect(requestBody).toMatchObject({ content: { 'application/json': { examples: { ada } } } })
    expect(parameters).toMatchObject([
      { name: 'id', examples: { first: { value: 1 } } },
      { name: 'limit', examples: { few: { summary: 'A few', value: 2 } } },
      { name: 'x-token', examples: { mine: { value: 't' } } },
      { name: 'session', examples: { mine: { value: 's' } } },
    ])
  })

  test('of a form are shown with it', () => {
    expect(
      operation((app) => app.post('/x', { form: User, examples: { form: { ada } } }, () => 1))['requestBody'],
    ).toMatchObject({ content: { 'multipart/form-data': { examples: { ada } } } })
  })

  test('of answers are shown as they leave, those of `responses` too', () => {
    const { responses } = operation((app) =>
      app.post(
        '/x',
        {
          response: User,
          examples: { response: { ada } },
          responses: {
            200: { description: 'x', examples: { bob: { value: { name: 'Bob' } } } },
            404: { description: 'y', schema: text(), examples: { gone: { value: 'Gone' } } },
          },
        },
        () => ({ name: 'Ada' }),
      ),
    )
    expect(responses).toMatchObject({
      200: {
        content: {
          'application/json': {
            examples: {
              ada: { summary: 'Ada', value: { name: 'Ada', role: 'guest' } },
              bob: { value: { name: 'Bob', role: 'guest' } },
            },
          },
        },
      },
      404: { content: { 'text/plain': { examples: { gone: { value: 'Gone' } } } } },
    })
  })

  test('of a webhook are shown as they are sent, and the first is its sample', async () => {
    const app = appOf(() => {})
    const joined = app.webhooks.post('joined', {
      body: User,
      examples: { body: { ada, bob: { value: { name: 'Bob' } } } },
    })
    expect(app.openapi().webhooks?.['joined']).toMatchObject({
      post: {
        requestBody: {
          content: { 'application/json': { examples: { ada: { value: { name: 'Ada', role: 'guest' } } } } },
        },
      },
    })
    expect(await joined.sample()).toEqual({ name: 'Ada', role: 'guest' })
  })
})
