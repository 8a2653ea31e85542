import { Hono } from 'hono'
import { describe, expect, test } from 'vitest'

import { App } from '../../src/app.ts'
import { Router } from '../../src/router.ts'
import { appOf, mistakesOf } from '../support/declare.ts'

const tell = async (request: Request): Promise<Response> => {
  const { pathname, search } = new URL(request.url)
  return Response.json({ method: request.method, path: pathname + search, body: await request.text() })
}

async function told(app: App, path: string, init?: RequestInit): Promise<unknown> {
  return (await app.request(path, init)).json()
}

describe('a mounted app', () => {
  test.each([
    ['/legacy', '/'],
    ['/legacy/', '/'],
    ['/legacy/a/b?c=d', '/a/b?c=d'],
    ['/legacy/%20x', '/%20x'],
    ['/%6Cegacy/admin', '/admin'],
  ])('is asked for %s by %s', async (path, seen) => {
    const app = appOf((one) => one.mount('/legacy', tell))
    expect(await told(app, path)).toEqual({ method: 'GET', path: seen, body: '' })
  })

  test('is found below a path that URLs spell in percent', async () => {
    const app = appOf((one) => one.mount('/café', tell))
    expect(await told(app, '/café/a')).toMatchObject({ path: '/a' })
    expect(await told(app, '/caf%C3%A9')).toMatchObject({ path: '/' })
  })

  test('gets method and body, and nothing of other paths', async () => {
    const app = appOf((one) => one.mount('/legacy', tell))
    const put = { method: 'PUT', body: 'text' }
    expect(await told(app, '/legacy/x', put)).toEqual({ method: 'PUT', path: '/x', body: 'text' })
    expect((await app.request('/legacyx')).status).toBe(404)
    expect((await app.request('/legacy', { method: 'HEAD' })).status).toBe(200)
  })

  test('comes after what is declared, the deepest first, under the prefixes and middleware of its routers', async () => {
    const router = new Router()
    router.use(async (context, next) => {
      await next()
      context.header('x-seen', 'yes')
    })
    router.mount('/any', (request) => tell(request))
    router.mount('/any/deep', () => new Response('"deep"'))
    router.get('/any/own', () => 'own')
    const app = appOf((one) => one.include(router, { prefix: '/r' }))
    expect(await told(app, '/r/any/own')).toBe('own')
    expect(await told(app, '/r/any/deep/x')).toBe('deep')
    const response = await app.request('/r/any/other')
    expect(await response.json()).toMatchObject({ path: '/other' })
    expect(response.headers.get('x-seen')).toBe('yes')
  })

  test('may be Hono’s or ours, and keeps its own document', async () => {
    const hono = new Hono().get('/hello', (context) => context.json('Hono'))
    const other = new App({ title: 'Other', version: '1' })
    other.get('/hello', () => 'Other')
    other.webhooks.post('waved')
    const app = appOf((one) => {
      one.mount('/hono', hono)
      one.mount('/other', other)
    })
    expect(await told(app, '/hono/hello')).toBe('Hono')
    expect(await told(app, '/other/hello')).toBe('Other')
    expect(await told(app, '/other/openapi.json')).toMatchObject({
      info: { title: 'Other' },
      webhooks: { waved: {} },
    })
    expect(app.openapi()).toMatchObject({ paths: {} })
    expect(app.openapi()).not.toHaveProperty('webhooks')
  })

  test('is mounted at a plain path that nothing else has', () => {
    const mistakes = mistakesOf((app) => {
      app.mount('legacy', tell)
      app.mount('/{x}', tell)
      app.mount('/slash/', tell)
      app.mount('/docs', tell)
      app.mount('/twice', tell)
      app.mount('/twice', tell)
    })
    expect(mistakes).toEqual([
      'mount "legacy": its path does not start with "/". Write "/legacy".',
      'mount "/{x}": its path holds what only a route can have. Mount it at a plain path: /legacy.',
      'mount "/slash/": its path ends with "/". Write "/slash".',
      'mount "/docs": its path is that of a page. Move the page (new App({ openapiUrl, docsUrl })) or the app.',
      'mount "/twice": another app is mounted there. Give each a path of its own.',
    ])
  })
})
