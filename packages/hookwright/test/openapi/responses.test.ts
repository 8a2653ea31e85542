import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import type { App } from '../../src/app.ts'
import {
  bearer,
  bytes,
  eventStream,
  file,
  json,
  jsonLines,
  text,
  type JsonSchema,
  type JsonValue,
} from '../../src/index.ts'
import { appOf } from '../support/declare.ts'

const User = z.object({ name: z.string(), role: z.string().default('guest') }).meta({ id: 'ResponsesUser' })
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })

function responses(declare: (app: App) => void): { [status: string]: JsonValue } {
  const { paths = {}, webhooks = {} } = appOf(declare).openapi()
  const [item = {}] = [...Object.values(paths), ...Object.values(webhooks)]
  const [operation] = Object.values(item)
  return Object(Reflect.get(Object(operation), 'responses'))
}

function content(declare: (app: App) => void): JsonSchema {
  return Object(Reflect.get(Object(responses(declare)['200']), 'content'))
}

describe('answers', () => {
  test('are those that are declared; 200 is no other where 2xx are among them', () => {
    const described = { description: 'x' }
    const keys = (declare: (app: App) => void) => Object.keys(responses(declare))
    expect(keys((app) => app.get('/x', { responses: { 404: described } }, () => 1))).toEqual(['200', '404'])
    expect(
      keys((app) =>
        app.get('/x', { responses: { 201: described, 202: described } }, ({ reply }) => reply(201)),
      ),
    ).toEqual(['201', '202'])
    expect(keys((app) => app.get('/x', { responses: { '2XX': described } }, () => 1))).toEqual(['2XX'])
    expect(keys((app) => app.get('/x', { status: 302 }, () => 1))).toEqual(['302'])
  })

  test('have headers by name, with what their schemas say', () => {
    const headers = z.object({
      location: z.url().meta({ description: 'Where it is.' }),
      x_left: z.int().optional().meta({ deprecated: true }),
    })
    expect(
      responses((app) =>
        app.post('/x', { status: 201, responses: { 201: { description: 'Made', headers } } }, ({ reply }) =>
          reply(201, 1, { headers: { location: '/x/1' } }),
        ),
      )['201'],
    ).toEqual({
      description: 'Made',
      headers: {
        location: { description: 'Where it is.', required: true, schema: { type: 'string', format: 'uri' } },
        'x-left': { deprecated: true, schema: { type: 'integer' } },
      },
      content: { 'application/json': {} },
    })
  })

  test('of a webhook are what is sent to us: the input form, headers too', () => {
    const headers = z.object({ 'x-node': z.string().default('a') })
    expect(
      responses(
        (app) =>
          void app.webhooks.post('x', { responses: { 202: { description: 'x', schema: User, headers } } }),
      )['202'],
    ).toEqual({
      description: 'x',
      headers: { 'x-node': { schema: { type: 'string', default: 'a' } } },
      content: { 'application/json': { schema: ref('ResponsesUser') } },
    })
  })

  test('take what `extra` holds', () => {
    const extra = { 'x-a': 1, links: { next: { operationId: 'y' } } }
    expect(
      responses((app) => app.get('/x', { responses: { 404: { description: 'x', extra } } }, () => 1))['404'],
    ).toEqual({ description: 'x', 'x-a': 1, links: { next: { operationId: 'y' } } })
  })

  test('that come before the handler are there where it can be so, under what is declared of them', () => {
    const scheme = bearer({
      name: 'b',
      authenticate: () => ({ scopes: ['a'] }),
      scopesOf: (user) => user.scopes,
    })
    const problem = { 'application/json': { schema: ref('HTTPError') } }
    const guarded = responses((app) => app.get('/x', { security: [scheme] }, () => 1))
    expect(Object.keys(guarded)).toEqual(['200', '401'])
    expect(guarded['401']).toEqual({
      description: 'Not authenticated.',
      headers: { 'www-authenticate': { description: 'How to authenticate.', schema: { type: 'string' } } },
      content: problem,
    })
    const scoped = responses((app) =>
      app.get(
        '/x',
        { security: [scheme.requires('a')], responses: { 401: { description: 'Who?' } } },
        () => 1,
      ),
    )
    expect(Object.keys(scoped)).toEqual(['200', '401', '403'])
    expect(scoped['401']).toMatchObject({ description: 'Who?', content: problem })
    expect(Object.keys(responses((app) => app.post('/x', { files: { a: file() } }, () => 1)))).toEqual([
      '200',
      '413',
      '415',
      '422',
    ])
    expect(Object.keys(responses((app) => app.post('/x', { form: z.object({}) }, () => 1)))).toEqual([
      '200',
      '422',
    ])
    expect(Object.keys(responses((app) => void app.webhooks.post('x', { security: [scheme] })))).toEqual([
      '2XX',
    ])
  })
})

describe('contents', () => {
  test('have their media types, several beside each other', () => {
    expect(
      content((app) =>
        app.get(
          '/x',
          {
            responses: {
              200: {
                description: 'x',
                content: { 'application/json': User, 'text/csv': text(), 'application/pdf': bytes() },
              },
            },
          },
          ({ reply }) => reply(200, { name: 'Ada' }),
        ),
      ),
    ).toEqual({
      'application/json': { schema: ref('ResponsesUser') },
      'text/csv': { schema: { type: 'string' } },
      'application/pdf': {},
    })
  })

  test('json() refers to its schema', () => {
    expect(
      content((app) =>
        app.get('/x', { response: json(User, { contentType: 'application/hal+json' }) }, () => ({
          name: 'Ada',
        })),
      ),
    ).toEqual({ 'application/hal+json': { schema: ref('ResponsesUser') } })
  })

  test('jsonLines() says what a line is', () => {
    expect(content((app) => app.get('/x', { response: jsonLines(User) }, () => []))).toEqual({
      'application/jsonl': { schema: ref('ResponsesUser') },
    })
  })

  test('eventStream() says what an event is, its data under the name of its schema', () => {
    const event = (data: JsonSchema) => ({
      data: { type: 'string', contentMediaType: 'application/json', contentSchema: data },
      id: { type: 'string' },
      retry: { type: 'integer', minimum: 0 },
    })
    expect(content((app) => app.get('/x', { response: eventStream(User) }, () => []))).toEqual({
      'text/event-stream': {
        schema: { type: 'object', properties: event(ref('ResponsesUser')), required: ['data'] },
      },
    })
    expect(
      content((app) => app.get('/x', { response: eventStream({ joined: User, left: z.int() }) }, () => [])),
    ).toEqual({
      'text/event-stream': {
        schema: {
          oneOf: [
            {
              type: 'object',
              properties: { event: { type: 'string', const: 'joined' }, ...event(ref('ResponsesUser')) },
              required: ['event', 'data'],
            },
            {
              type: 'object',
              properties: { event: { type: 'string', const: 'left' }, ...event({ type: 'integer' }) },
              required: ['event', 'data'],
            },
          ],
        },
      },
    })
  })
})
