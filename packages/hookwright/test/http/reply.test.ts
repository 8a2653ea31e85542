import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import type { App } from '../../src/app.ts'
import { bytes, json, text } from '../../src/index.ts'
import { appOf } from '../support/declare.ts'

const reported: unknown[] = []

async function answer(declare: (app: App) => void, path = '/x'): Promise<Response> {
  reported.length = 0
  return appOf(declare, { onError: (error) => reported.push(error) }).request(path)
}

const User = z.object({ name: z.string(), role: z.string().default('guest') })
const empty = { description: 'Nothing' }
const problem = { description: 'Problem', schema: z.object({ detail: z.string() }) }

describe('a reply', () => {
  test('has the status that it names, and the body that this status declares', async () => {
    const response = await answer((app) =>
      app.get('/x', { response: User, responses: { 404: problem } }, ({ reply }) =>
        reply(404, { detail: 'No such user' }),
      ),
    )
    expect(response.status).toBe(404)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(await response.json()).toEqual({ detail: 'No such user' })
  })

  test('leaves as its schema yields it', async () => {
    const response = await answer((app) =>
      app.get('/x', { responses: { 201: { description: 'Made', schema: User } } }, ({ reply }) => {
        const row = { name: 'Ada', password: 'secret' }
        return reply(201, row)
      }),
    )
    expect(response.status).toBe(201)
    expect(await response.json()).toEqual({ name: 'Ada', role: 'guest' })
  })

  test('is held to its range, or to `default`, where its status says nothing itself', async () => {
    const declare = (status: 404 | 418 | 500) => (app: App) =>
      app.get(
        '/x',
        {
          responses: {
            404: problem,
            '4XX': { description: 'Yours', schema: z.string().toUpperCase() },
            default: { description: 'Ours', schema: z.string().trim() },
          },
        },
        ({ reply }) => {
          if (status === 404) return reply(status, { detail: 'gone' })
          return status === 418 ? reply(status, 'tea') : reply(status, ' oh ')
        },
      )
    expect(await (await answer(declare(404))).json()).toEqual({ detail: 'gone' })
    expect(await (await answer(declare(418))).json()).toBe('TEA')
    expect(await (await answer(declare(500))).json()).toBe('oh')
  })

  test.each([204, 205, 304] as const)('with %d has no body', async (status) => {
    const response = await answer((app) =>
      app.get('/x', { responses: { 204: empty, 205: empty, 304: empty } }, ({ reply }) => reply(status)),
    )
    expect(response.status).toBe(status)
    expect(response.body).toBeNull()
    expect(response.headers.get('content-type')).toBeNull()
  })

  test('with a status that declares no body has none either', async () => {
    const response = await answer((app) =>
      app.get('/x', { responses: { 404: { description: 'x' } } }, ({ reply }) =>
        reply(404, { headers: { 'x-why': 'gone' } }),
      ),
    )
    expect(response.status).toBe(404)
    expect(response.headers.get('x-why')).toBe('gone')
    expect(await response.text()).toBe('')
  })

  test('that does not fit is our fault: 500, reported with place and issues', async () => {
    const broken: { detail: string } = JSON.parse('{"detail":7}')
    const response = await answer((app) =>
      app.get('/x', { responses: { 404: problem } }, ({ reply }) => reply(404, broken)),
    )
    expect(response.status).toBe(500)
    expect(await response.json()).toEqual({ detail: 'Internal Server Error' })
    expect(String(reported[0])).toMatch(
      /^InvalidResponse: The handler of GET \/x returned what its response schema refuses\.\nresponse\.detail: /,
    )
  })

  test('with a status that is not declared is our fault, too', async () => {
    const broken: 404 = JSON.parse('418')
    const response = await answer((app) =>
      app.get('/x', { responses: { 404: problem } }, ({ reply }) => reply(broken, { detail: 'x' })),
    )
    expect(response.status).toBe(500)
    expect(String(reported[0])).toContain(
      'The handler of GET /x replied with the status 418, which its declaration does not name. Add it to `responses`.',
    )
  })
})

describe('a plain value', () => {
  test('is held to what `responses` says of its status', async () => {
    const response = await answer((app) =>
      app.get('/x', { status: 202, responses: { 202: { description: 'x', schema: User } } }, () => ({
        name: 'Ada',
      })),
    )
    expect(response.status).toBe(202)
    expect(await response.json()).toEqual({ name: 'Ada', role: 'guest' })
  })

  test('is a 200 where the range of all 2xx is declared', async () => {
    const response = await answer((app) =>
      app.get('/x', { responses: { '2XX': { description: 'x', schema: User } } }, () => ({ name: 'Ada' })),
    )
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ name: 'Ada', role: 'guest' })
  })

  test('is our fault where nothing says which of several statuses it has', async () => {
    const either = { 201: { description: 'x', schema: User }, 202: { description: 'y' } }
    const response = await answer((app) =>
      // @ts-expect-error -- which of the two?
      app.get('/x', { responses: either }, () => ({ name: 'Ada' })),
    )
    expect(response.status).toBe(500)
    expect(String(reported[0])).toContain('Return reply(status, value).')
  })
})

describe('declared headers', () => {
  const headers = z.object({
    location: z.string(),
    x_total: z.int().optional(),
    'X-Tags': z.array(z.string()).optional(),
  })
  const responses = { 201: { description: 'Made', headers } }

  test('are sent as text under their names, lists with commas', async () => {
    const response = await answer((app) =>
      app.get('/x', { status: 201, responses }, ({ reply }) =>
        reply(201, 'made', { headers: { location: '/x/1', x_total: 7, 'X-Tags': ['a', 'b'] } }),
      ),
    )
    expect(Object.fromEntries(response.headers)).toMatchObject({
      location: '/x/1',
      'x-total': '7',
      'x-tags': 'a, b',
      'content-type': 'application/json',
    })
  })

  test('that are missing are our fault', async () => {
    const broken: { location: string } = JSON.parse('{}')
    const response = await answer((app) =>
      app.get('/x', { status: 201, responses }, ({ reply }) => reply(201, 'made', { headers: broken })),
    )
    expect(response.status).toBe(500)
    expect(String(reported[0])).toContain('response headers.location: Field required')
  })

  test('may set several cookies', async () => {
    const cookies = z.object({ set_cookie: z.array(z.string()) })
    const response = await answer((app) =>
      app.get('/x', { responses: { 200: { description: 'x', headers: cookies } } }, ({ reply }) =>
        reply(200, 1, { headers: { set_cookie: ['a=1; Secure', 'b=2'] } }),
      ),
    )
    expect(response.headers.getSetCookie()).toEqual(['a=1; Secure', 'b=2'])
  })
})

describe('other media types', () => {
  test('are chosen by the reply; the first where it does not say', async () => {
    const declare = (contentType?: 'text/csv') => (app: App) =>
      app.get(
        '/x',
        {
          responses: {
            200: { description: 'x', content: { 'application/json': User, 'text/csv': z.string().max(9) } },
          },
        },
        ({ reply }) => (contentType ? reply(200, 'a,b', { contentType }) : reply(200, { name: 'Ada' })),
      )
    const first = await answer(declare())
    expect(first.headers.get('content-type')).toBe('application/json')
    expect(await first.json()).toEqual({ name: 'Ada', role: 'guest' })
    const chosen = await answer(declare('text/csv'))
    expect(chosen.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(await chosen.text()).toBe('a,b')
  })

  test('that are not declared are our fault, and so is a value that is no text', async () => {
    const html: 'text/csv' = JSON.parse('"text/html"')
    const content = { 'text/csv': z.any() }
    for (const contentType of [html, 'text/csv'] as const) {
      const response = await answer((app) =>
        app.get('/x', { responses: { 200: { description: 'x', content } } }, ({ reply }) =>
          reply(200, { a: 1 }, { contentType }),
        ),
      )
      expect(response.status).toBe(500)
    }
    expect(String(reported[0])).toContain('is to answer with text/csv, for which its schema must give text')
  })

  test('text() is sent as it is, in UTF-8', async () => {
    const response = await answer((app) =>
      app.get('/x', { response: text({ contentType: 'text/html' }) }, () => '<p>ü</p>'),
    )
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(await response.text()).toBe('<p>ü</p>')
  })

  test.each([
    ['a Uint8Array', Uint8Array.of(0, 255)],
    ['an ArrayBuffer', Uint8Array.of(0, 255).buffer],
    ['a Blob', new Blob([Uint8Array.of(0, 255)])],
  ])('bytes() is sent as it is: %s', async (_name, sent) => {
    const response = await answer((app) =>
      app.get('/x', { response: bytes({ contentType: 'application/pdf' }) }, () => sent),
    )
    expect(response.headers.get('content-type')).toBe('application/pdf')
    expect(await response.bytes()).toEqual(Uint8Array.of(0, 255))
  })

  test('json() is JSON under its own media type', async () => {
    const response = await answer((app) =>
      app.get('/x', { response: json(User, { contentType: 'application/hal+json' }) }, () => ({
        name: 'Ada',
      })),
    )
    expect(response.headers.get('content-type')).toBe('application/hal+json')
    expect(await response.json()).toEqual({ name: 'Ada', role: 'guest' })
  })

  test('a value of another kind is our fault', async () => {
    const wrong: string = JSON.parse('7')
    expect((await answer((app) => app.get('/x', { response: text() }, () => wrong))).status).toBe(500)
    expect(String(reported[0])).toContain('The handler of GET /x is to answer with text, and gave number.')
    const bad: Uint8Array = JSON.parse('null')
    expect((await answer((app) => app.get('/x', { response: bytes() }, () => bad))).status).toBe(500)
    expect(String(reported[0])).toContain('is to answer with bytes, and gave null.')
  })
})
