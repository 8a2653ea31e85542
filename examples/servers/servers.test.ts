import { createServer, type RequestListener } from 'node:http'

import { getRequestListener } from '@hono/node-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { server as express } from './express.ts'
import { server as fastify } from './fastify.ts'
import { hono } from './hono.ts'
import { server as http } from './http.ts'
import * as next from './next/app/api/[[...path]]/route.ts'

/** Calls the exports as Next.js does: by method, with a request of the fetch standard. */
function callNext(request: Request): Promise<Response> | Response {
  const handlers = new Map(Object.entries({ ...next, dynamic: undefined }))
  const handler = new URL(request.url).pathname.startsWith('/api') ? handlers.get(request.method) : undefined
  return handler?.(request) ?? new Response('next', { status: request.method === 'GET' ? 200 : 405 })
}

const listeners: Record<string, () => Promise<RequestListener>> = {
  'node:http': async () => (request, response) => void http.emit('request', request, response),
  '@hono/node-server': async () => getRequestListener(hono.fetch),
  'Express 5': async () => express,
  'Fastify 5': async () => {
    await fastify.ready()
    return (request, response) => fastify.routing(request, response)
  },
  'a Next.js route handler': async () => getRequestListener(callNext),
}

const subscription = { username: 'ada', monthly_fee: 9.5, start_date: '2026-01-31T12:00:00Z' }
const json = { 'content-type': 'application/json' }

describe.each(Object.entries(listeners))('the API in %s', (_name, open) => {
  const server = createServer()
  let origin: string
  const ask = (path: string, init?: RequestInit) =>
    fetch(origin + path, { signal: AbortSignal.timeout(10_000), ...init })
  const post = (path: string, value: unknown) =>
    ask(path, { method: 'POST', body: JSON.stringify(value), headers: json })

  beforeAll(async () => {
    server.on('request', await open())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  })

  afterAll(() => {
    server.close()
    server.closeAllConnections()
  })

  it('answers its routes below the prefix', async () => {
    expect(await (await ask('/api/users/')).json()).toEqual(['Rick', 'Morty'])
    expect((await ask('/api/users/', { method: 'HEAD' })).status).toBe(200)
    expect((await ask('/api/nothing')).status).toBe(404)
    const wrongMethod = await ask('/api/subscriptions')
    expect([wrongMethod.status, wrongMethod.headers.get('allow')]).toEqual([405, 'POST'])
  })

  it('reads bodies, and refuses those that do not fit', async () => {
    const created = await post('/api/subscriptions', subscription)
    expect([created.status, await created.json()]).toEqual([201, subscription])
    const refused = await post('/api/subscriptions', { ...subscription, monthly_fee: 'much' })
    expect(refused.status).toBe(422)
    expect(await refused.json()).toMatchObject({ detail: [{ loc: ['body', 'monthly_fee'] }] })
    const broken = await ask('/api/subscriptions', { method: 'POST', body: '{', headers: json })
    expect(broken.status).toBe(400)
  })

  it('is documented there, in a page that finds its files and the document', async () => {
    const document = await (await ask('/api/openapi.json')).json()
    expect(document).toMatchObject({ servers: [{ url: '/api' }], webhooks: { 'new-subscription': {} } })
    const page = await ask('/api/docs')
    const html = await page.text()
    const references = [/ data-url="([^"]+)"/, /<script src="([^"]+)"/].map(
      (one) => one.exec(html)?.[1] ?? '',
    )
    expect(references).toHaveLength(2)
    for (const reference of references) {
      expect((await fetch(new URL(reference, page.url))).status).toBe(200)
    }
  })

  it('leaves the other routes to the server', async () => {
    const own = await ask('/')
    expect([own.status, await own.text()]).toEqual([200, expect.stringMatching(/^[a-z:]+$/)])
  })
})

describe('beside the API', () => {
  it.each(['Express 5', 'Fastify 5'])('%s still parses the bodies of its own routes', async (name) => {
    const server = createServer(await listeners[name]?.())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/own`
    const response = await fetch(url, { method: 'POST', body: '{"a":1}', headers: json })
    expect(await response.json()).toEqual({ a: 1 })
    server.close()
    server.closeAllConnections()
  })
})
