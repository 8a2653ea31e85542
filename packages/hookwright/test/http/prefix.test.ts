import { createServer } from 'node:http'

import { expect, test } from 'vitest'
import { z } from 'zod'

import { listenOnLoopback } from '../../../../test/support/listen.ts'
import { toNodeHandler } from '../../src/http/node.ts'
import { toFetchHandler, type MountedOptions } from '../../src/http/prefix.ts'
import { appOf } from '../support/declare.ts'

const app = appOf((it) => {
  it.get('/', ({ request }) => new URL(request.url).search)
  it.get('/{name}', ({ params }) => params.name)
  it.post('/echo', { body: z.object({ a: z.int() }) }, ({ body }) => body)
})

type Ask = (path: string, init?: RequestInit) => Promise<Response>

const fetched = (options?: MountedOptions): Ask => {
  const handle = toFetchHandler(app, options)
  return (path, init) => handle(new Request(new URL(path, 'http://localhost'), init))
}

async function* served(options?: MountedOptions): AsyncGenerator<Ask> {
  const server = createServer(toNodeHandler(app, options))
  const port = await listenOnLoopback(server)
  try {
    yield (path, init) => fetch(new URL(path, `http://127.0.0.1:${port}`), init)
  } finally {
    server.close()
    server.closeAllConnections()
  }
}

async function* both(options?: MountedOptions): AsyncGenerator<Ask> {
  yield fetched(options)
  yield* served(options)
}

test('below a prefix the app finds its own paths, queries and bodies, and nothing beside it is the app’s', async () => {
  for await (const ask of both({ prefix: '/shop/api' })) {
    expect(await (await ask('/shop/api/books')).json()).toBe('books')
    expect(await (await ask('/shop/api/?a=1')).json()).toBe('?a=1')
    expect(await (await ask('/shop/api?a=1')).json()).toBe('?a=1')
    const headers = { 'content-type': 'application/json' }
    const posted = await ask('/shop/api/echo', { method: 'POST', body: '{"a":1}', headers })
    expect(await posted.json()).toEqual({ a: 1 })
    for (const path of ['/', '/books', '/shop', '/shop/apis', '/shop/apibooks']) {
      const response = await ask(path)
      expect([path, response.status]).toEqual([path, 404])
      expect(await response.json()).toEqual({ detail: 'Not Found' })
    }
  }
})

test('without a prefix all paths are the app’s', async () => {
  for await (const ask of both()) {
    expect(await (await ask('/books')).json()).toBe('books')
  }
})

test.each(['api', '/api/', '/', '/a//b', '/api?x'])('the prefix %j is refused', (prefix) => {
  const refused = expect.objectContaining({ code: 'bad_option', message: expect.stringContaining('"/api"') })
  expect(() => toFetchHandler(app, { prefix })).toThrow(refused)
  expect(() => toNodeHandler(app, { prefix })).toThrow(refused)
})
