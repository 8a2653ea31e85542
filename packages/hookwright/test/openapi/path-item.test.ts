import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import type { App } from '../../src/app.ts'
import { sqlite } from '../../src/sqlite.ts'
import { appOf } from '../support/declare.ts'

const json = (schema: unknown) => ({ 'application/json': { schema } })
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const Body = z.object({ id: z.string() }).meta({ id: 'PathItemBody' })

/** The one operation that `declare` declares. */
function operation(
  declare: (app: App) => void,
  options?: Parameters<typeof appOf>[1],
): Record<string, unknown> {
  const { paths = {}, webhooks = {} } = appOf(declare, options).openapi()
  const [item] = [...Object.values(webhooks), ...Object.values(paths)]
  return Object(Object.values(item ?? {})[0])
}

describe('parameters', () => {
  test('come from the path template, where `params` is not declared', () => {
    expect(operation((app) => app.get('/users/{userId}/posts/{post-id}', () => 1))['parameters']).toEqual([
      { name: 'userId', in: 'path', required: true, schema: { type: 'string' } },
      { name: 'post-id', in: 'path', required: true, schema: { type: 'string' } },
    ])
  })

  test('come from params, query, headers and cookies, one for each property', () => {
    const declared = operation((app) =>
      app.get(
        '/users/{id}',
        {
          params: z.object({ id: z.int() }),
          query: z.object({
            q: z.string().meta({ description: 'Words to look for', deprecated: true }),
            tag: z.array(z.string()).optional(),
            limit: z.int().max(100).default(10),
          }),
          headers: z.object({ x_token: z.string(), 'If-Match': z.string().optional() }),
          cookies: z.object({ session: z.uuid() }),
        },
        () => 1,
      ),
    )
    expect(declared['parameters']).toEqual([
      { name: 'id', in: 'path', required: true, schema: { type: 'integer' } },
      {
        name: 'q',
        in: 'query',
        description: 'Words to look for',
        required: true,
        deprecated: true,
        schema: { type: 'string' },
      },
      { name: 'tag', in: 'query', required: false, schema: { type: 'array', items: { type: 'string' } } },
      { name: 'limit', in: 'query', required: false, schema: { type: 'integer', maximum: 100, default: 10 } },
      { name: 'x-token', in: 'header', required: true, schema: { type: 'string' } },
      { name: 'if-match', in: 'header', required: false, schema: { type: 'string' } },
      { name: 'session', in: 'cookie', required: true, schema: { type: 'string', format: 'uuid' } },
    ])
  })

  test('of a path are required, whatever their schema says, as OpenAPI asks', () => {
    const params = z.object({ id: z.int().default(1) })
    expect(operation((app) => app.get('/x/{id}', { params }, () => 1))['parameters']).toMatchObject([
      { name: 'id', required: true, schema: { default: 1 } },
    ])
  })

  test('come from a schema with a name or of several parts, too', () => {
    const Page = z.object({ limit: z.int().optional() }).meta({ id: 'ParameterPage' })
    const Order = z.enum(['up', 'down']).meta({ id: 'ParameterOrder' })
    const Sort = z.object({ order: Order }).meta({ id: 'ParameterSort' })
    const declare = (app: App) => app.get('/x', { query: Page.and(Sort) }, () => 1)
    expect(operation(declare)['parameters']).toEqual([
      { name: 'limit', in: 'query', required: false, schema: { type: 'integer' } },
      { name: 'order', in: 'query', required: true, schema: ref('ParameterOrder') },
    ])
    expect(Object.keys(appOf(declare).openapi().components?.['schemas'] ?? {})).toEqual([
      'HTTPValidationError',
      'ParameterOrder',
      'ValidationError',
    ])
  })

  test('of a webhook are documented alike, where another program sends it', () => {
    const declared = operation(
      (app) =>
        void app.webhooks.post('a', {
          headers: z.object({ x_event: z.literal('a') }),
          query: z.object({ shop: z.string() }),
          cookies: z.object({ c: z.string().optional() }),
        }),
    )
    expect(declared['parameters']).toEqual([
      { name: 'shop', in: 'query', required: true, schema: { type: 'string' } },
      { name: 'x-event', in: 'header', required: true, schema: { type: 'string', const: 'a' } },
      { name: 'c', in: 'cookie', required: false, schema: { type: 'string' } },
    ])
  })

  test('are never made from an event type, whatever it looks like', () => {
    expect(operation((app) => void app.webhooks.post('users/{id}'))).not.toHaveProperty('parameters')
  })

  test('are absent where there are none', () => {
    expect(operation((app) => app.get('/x', () => 1))).not.toHaveProperty('parameters')
  })
})

describe('the body', () => {
  test('is required, as JSON, alike for routes and webhooks', () => {
    const requestBody = { required: true, content: json(ref('PathItemBody')) }
    expect(operation((app) => app.post('/x', { body: Body }, () => 1))['requestBody']).toEqual(requestBody)
    expect(operation((app) => void app.webhooks.post('x', { body: Body }))['requestBody']).toEqual(
      requestBody,
    )
  })

  test('is absent where none is declared', () => {
    expect(operation((app) => void app.webhooks.post('x'))).not.toHaveProperty('requestBody')
  })
})

describe('the responses of a route', () => {
  test('are 200 with the declared schema, and 422 only where input is declared', () => {
    expect(operation((app) => app.get('/x', { response: Body }, () => ({ id: '1' })))['responses']).toEqual({
      200: { description: 'Successful Response', content: json(ref('PathItemBody')) },
    })
    expect(
      Object.keys(Object(operation((app) => app.get('/x', { query: z.object({}) }, () => 1))['responses'])),
    ).toEqual(['200', '422'])
    expect(Object.keys(Object(operation((app) => app.get('/x/{id}', () => 1))['responses']))).toEqual(['200'])
  })

  test('say what a 422 looks like', () => {
    const app = appOf((it) => it.post('/x', { body: Body }, () => 1))
    expect(app.openapi().components?.['schemas']).toMatchObject({
      HTTPValidationError: { properties: { detail: { type: 'array', items: ref('ValidationError') } } },
      ValidationError: { required: ['loc', 'msg', 'type'] },
    })
  })

  test('have the declared status', () => {
    expect(
      operation((app) => app.post('/x', { response: Body, status: 201 }, () => ({ id: '1' })))['responses'],
    ).toEqual({
      201: { description: 'Successful Response', content: json(ref('PathItemBody')) },
    })
  })

  test.each([204, 205, 304])('have no content with %d', (status) => {
    const declared = operation((app) => app.delete('/x', { status }, () => ''))
    expect(declared['responses']).toEqual({ [status]: { description: 'Successful Response' } })
  })

  test('have further answers beside, and what is said of the usual ones adds to them', () => {
    const declared = operation((app) =>
      app.post(
        '/x',
        {
          body: Body,
          response: Body,
          status: 201,
          responses: {
            201: { description: 'Made' },
            404: {
              description: 'No such thing',
              schema: z.object({ detail: z.string() }).meta({ id: 'PathItemProblem' }),
            },
            422: { description: 'Not like this' },
            '5XX': { description: 'Our fault' },
            default: { description: 'Anything else' },
          },
        },
        () => ({ id: '1' }),
      ),
    )
    expect(declared['responses']).toEqual({
      201: { description: 'Made', content: json(ref('PathItemBody')) },
      404: { description: 'No such thing', content: json(ref('PathItemProblem')) },
      422: { description: 'Not like this', content: json(ref('HTTPValidationError')) },
      '5XX': { description: 'Our fault' },
      default: { description: 'Anything else' },
    })
  })
})

describe('the responses of a webhook', () => {
  test('are what the receiver answers: any 2XX, and never a 422', () => {
    expect(operation((app) => void app.webhooks.post('x', { body: Body }))['responses']).toEqual({
      '2XX': { description: expect.stringContaining('any 2xx') },
    })
  })

  test('are the declared status and schema', () => {
    const declared = operation((app) => void app.webhooks.post('x', { status: 202, response: Body }))
    expect(declared['responses']).toEqual({
      202: { description: expect.any(String), content: json(ref('PathItemBody')) },
    })
  })

  test('say what a 410 does, where webhooks are delivered', () => {
    const declared = operation((app) => void app.webhooks.post('x'), {
      delivery: { store: sqlite(':memory:') },
    })
    expect(Object.keys(Object(declared['responses']))).toEqual(['410', '2XX'])
  })
})

describe('what is said of an operation', () => {
  test('is made from method and path, or from the event type, where nothing is declared', () => {
    expect(operation((app) => app.get('/users/{id}', () => 1))['summary']).toBe('Get Users By Id')
    expect(operation((app) => void app.webhooks.post('new-subscription'))).toMatchObject({
      summary: 'New Subscription',
    })
    expect(operation((app) => void app.webhooks.post('x'))).not.toHaveProperty('description')
  })

  test('states security even where there is none, since a security for all would be meant otherwise', () => {
    const securitySchemes = { key: { type: 'http', scheme: 'bearer' } }
    expect(operation((app) => app.get('/x', () => 1), { securitySchemes })['security']).toEqual([])
    expect(operation((app) => void app.webhooks.post('x'), { securitySchemes })['security']).toEqual([])
    expect(
      operation((app) => app.get('/x', { security: [{ key: ['read'] }, {}] }, () => 1), { securitySchemes })[
        'security'
      ],
    ).toEqual([{ key: ['read'] }, {}])
  })

  test('is overruled by `extra`', () => {
    expect(
      operation((app) => app.get('/x', { summary: 'S', extra: { summary: 'E', 'x-a': 1 } }, () => 1)),
    ).toMatchObject({
      summary: 'E',
      'x-a': 1,
    })
  })
})
