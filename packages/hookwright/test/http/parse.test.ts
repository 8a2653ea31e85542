import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import type { App } from '../../src/app.ts'
import { handWritten } from '../support/standard-schema.ts'
import { appOf } from '../support/declare.ts'

async function ask(declare: (app: App) => void, path: string, init?: RequestInit): Promise<unknown> {
  const response = await appOf(declare).request(path, init)
  const json: unknown = await response.json()
  return response.status === 200 ? json : { status: response.status, ...Object(json) }
}

describe('the issues of a request', () => {
  const Order = z.object({
    items: z.array(z.object({ price: z.number() })),
    customer: z.object({ name: z.string() }),
  })

  test('are told of all parts together, in FastAPI’s shape: path, query, header, cookie, body', async () => {
    const app = appOf((it) =>
      it.post(
        '/shops/{id}/orders',
        {
          params: z.object({ id: z.int() }),
          query: z.object({ limit: z.int(), tag: z.array(z.int()) }),
          headers: z.object({ x_token: z.string(), 'If-Match': z.int() }),
          cookies: z.object({ session: z.uuid() }),
          body: Order,
        },
        () => 1,
      ),
    )
    const response = await app.request('/shops/seven/orders?limit=many&tag=1&tag=x', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'if-match': 'abc', cookie: 'session=short' },
      body: JSON.stringify({ items: [{ price: 1 }, { price: 'free' }] }),
    })
    expect(response.status).toBe(422)
    expect(response.headers.get('content-type')).toBe('application/json')
    const issue = (type: string, ...loc: unknown[]) => ({ loc, msg: expect.stringMatching(/./), type })
    expect(await response.json()).toEqual({
      detail: [
        issue('invalid_type', 'path', 'id'),
        issue('invalid_type', 'query', 'limit'),
        issue('invalid_type', 'query', 'tag', 1),
        issue('missing', 'header', 'x-token'),
        issue('invalid_type', 'header', 'if-match'),
        issue('invalid_format', 'cookie', 'session'),
        issue('invalid_type', 'body', 'items', 1, 'price'),
        issue('missing', 'body', 'customer'),
      ],
    })
  })

  test('say of what is absent that it is required', async () => {
    const declare = (app: App) =>
      app.get('/x', { query: z.object({ q: z.string() }), cookies: z.object({ c: z.string() }) }, () => 1)
    expect(await ask(declare, '/x')).toEqual({
      status: 422,
      detail: [
        { loc: ['query', 'q'], msg: 'Field required', type: 'missing' },
        { loc: ['cookie', 'c'], msg: 'Field required', type: 'missing' },
      ],
    })
  })

  test('keep the handler from being called', async () => {
    let calls = 0
    await ask((app) => app.get('/x', { query: z.object({ q: z.string() }) }, () => ++calls), '/x')
    expect(calls).toBe(0)
  })
})

describe('path parameters', () => {
  test.each([
    ['a%2Fb', 'a/b'],
    ['gr%C3%B6%C3%9Fe', 'größe'],
    ['%E6%B3%A8%E6%96%87', '注文'],
    ['100%25', '100%'],
    ['%2525', '%25'],
    ['a+b', 'a+b'],
    ['a%20b', 'a b'],
    ['a%3Fb%23c', 'a?b#c'],
    ['%FF', '%FF'],
    ['%E0%A4%A', '%E0%A4%A'],
    ['__proto__', '__proto__'],
    ['.hidden', '.hidden'],
  ])('%s arrives as %s', async (sent, received) => {
    expect(await ask((app) => app.get('/users/{name}', ({ params }) => params.name), `/users/${sent}`)).toBe(
      received,
    )
  })

  test('are turned into what `params` asks for', async () => {
    const params = z.object({ id: z.int(), flag: z.boolean() })
    const declare = (app: App) => app.get('/a/{id}/{flag}', { params }, (context) => context.params)
    expect(await ask(declare, '/a/7/no')).toEqual({ id: 7, flag: false })
  })

  test('may have names of any script, with hyphens', async () => {
    const declare = (app: App) => app.get('/größe/{schuh-größe}', ({ params }) => params['schuh-größe'])
    expect(await ask(declare, '/gr%C3%B6%C3%9Fe/42')).toBe('42')
  })

  test('are never empty: that is another path', async () => {
    expect(await ask((app) => app.get('/users/{id}', () => 1), '/users/')).toEqual({
      status: 404,
      detail: 'Not Found',
    })
  })
})

describe('the query', () => {
  const query = z.object({
    q: z.string().optional(),
    limit: z.int().default(10),
    deep: z.boolean().optional(),
    tag: z.array(z.string()).optional(),
  })
  const declare = (app: App) => app.get('/x', { query }, (context) => context.query)

  test.each([
    ['', { limit: 10 }],
    ['?limit=3&deep=on&tag=a&tag=b&q=', { limit: 3, deep: true, tag: ['a', 'b'], q: '' }],
    ['?tag=a', { limit: 10, tag: ['a'] }],
    ['?q=1&q=2', { limit: 10, q: '2' }],
    ['?q=a+b%20c%26&other=1', { limit: 10, q: 'a b c&' }],
    ['?q', { limit: 10, q: '' }],
    ['?q=gr%C3%B6%C3%9Fe', { limit: 10, q: 'größe' }],
    ['?q=a=b', { limit: 10, q: 'a=b' }],
    ['?q=%FF', { limit: 10, q: '%FF' }],
  ])('%j is read', async (search, value) => {
    expect(await ask(declare, `/x${search}`)).toEqual(value)
  })

  test('is undefined in the handler where it is not declared', async () => {
    expect(await ask((app) => app.get('/x', (context) => [context.query === undefined]), '/x?a=1')).toEqual([
      true,
    ])
  })

  test('with names that objects inherit changes nothing and reads what is declared', async () => {
    const odd = z.record(z.string(), z.union([z.string(), z.array(z.string())]))
    const read = await ask(
      (app) =>
        app.get('/x', { query: odd }, (context) => [context.query, Reflect.get({}, 'polluted') ?? null]),
      '/x?__proto__=1&__proto__[polluted]=2&constructor=3&toString=4&toString=5',
    )
    expect(read).toEqual([{ '__proto__[polluted]': '2', constructor: '3', toString: ['4', '5'] }, null])
  })

  test('refuses names that a strict schema does not know', async () => {
    const strict = (app: App) => app.get('/x', { query: z.strictObject({}) }, () => 1)
    expect(await ask(strict, '/x?typo=1')).toMatchObject({
      status: 422,
      detail: [{ loc: ['query', 'typo'], type: 'unrecognized_keys' }],
    })
  })

  test('is read by schemas of several parts, and by schemas with a name', async () => {
    const Page = z.object({ limit: z.int() }).meta({ id: 'ParsedPage' })
    const Sort = z.object({ desc: z.boolean() }).meta({ id: 'ParsedSort' })
    const both = (app: App) => app.get('/x', { query: Page.and(Sort) }, (context) => context.query)
    expect(await ask(both, '/x?limit=3&desc=true')).toEqual({ limit: 3, desc: true })
  })

  test('stays text for a schema whose JSON Schema is unknown', async () => {
    const schema = handWritten({
      validate: (value) => ({ value }),
      input: () => {
        throw new Error('none')
      },
    })
    const unknown = (app: App) =>
      app.get('/x', { query: schema, includeInSchema: false }, (context) => context.query)
    expect(await ask(unknown, '/x?a=1&b=2&b=3')).toEqual({ a: '1', b: ['2', '3'] })
  })
})

describe('headers', () => {
  const headers = z.object({
    x_request_count: z.int(),
    'X-Flag': z.boolean().optional(),
    accept: z.string().optional(),
    x_list: z.array(z.string()).optional(),
    date: z.string().optional(),
  })
  const declare = (app: App) => app.get('/x', { headers }, (context) => context.headers)

  test('are found in any case and with underscores, and turned into what is asked for', async () => {
    const sent = { 'X-Request-Count': '7', 'x-flag': 'true', Accept: 'text/html, */*', 'x-other': '1' }
    expect(await ask(declare, '/x', { headers: sent })).toEqual({
      x_request_count: 7,
      'X-Flag': true,
      accept: 'text/html, */*',
    })
  })

  test('are split at commas for a list, and only then', async () => {
    const sent = new Headers([
      ['x-request-count', '1'],
      ['x-list', 'a, b'],
      ['x-list', 'c'],
      ['date', 'Mon, 23 Nov 2026 12:00:00 GMT'],
    ])
    expect(await ask(declare, '/x', { headers: sent })).toEqual({
      x_request_count: 1,
      x_list: ['a', 'b', 'c'],
      date: 'Mon, 23 Nov 2026 12:00:00 GMT',
    })
  })

  test('are all in the request, declared or not', async () => {
    const read = await ask((app) => app.get('/x', ({ request }) => request.headers.get('x-other')), '/x', {
      headers: { 'x-other': '1' },
    })
    expect(read).toBe('1')
  })
})

describe('cookies', () => {
  test('are read, decoded, and turned into what is asked for', async () => {
    const cookies = z.object({ visits: z.int(), name: z.string().optional(), gone: z.string().optional() })
    const declare = (app: App) => app.get('/x', { cookies }, (context) => context.cookies)
    expect(await ask(declare, '/x', { headers: { cookie: 'visits=3; name=J%C3%BCrgen; other=1' } })).toEqual({
      visits: 3,
      name: 'Jürgen',
    })
  })
})
