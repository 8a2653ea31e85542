import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'

import type { AppOptions } from '../../src/index.ts'
import { appOf } from '../support/declare.ts'

function open(options: Partial<AppOptions> = {}) {
  return appOf(
    (app) => {
      app.get('/docs/{page}/edit', () => 'own')
      app.get('/users/', { response: z.array(z.string()) }, () => [])
      app.webhooks.post('new-subscription', { body: z.object({ at: z.iso.datetime() }) })
    },
    { title: 'Docs', ...options },
  )
}

describe('the document in YAML', () => {
  test('stands beside the one in JSON, and says the same', async () => {
    const app = open()
    const response = await app.request('/openapi.yaml')
    expect(response.headers.get('content-type')).toBe('application/yaml')
    const text = await response.text()
    expect(parse(text)).toEqual(app.openapi())
    expect(text).toMatch(/^openapi: 3\.1\.0\ninfo:\n {2}title: Docs\n/)
  })

  test('moves with it, and goes with it', async () => {
    const moved = open({ openapiUrl: '/v1/api.json' })
    expect((await moved.request('/v1/api.yaml')).status).toBe(200)
    expect((await moved.request('/openapi.yaml')).status).toBe(404)
    expect((await open({ openapiUrl: '/spec' }).request('/spec.yaml')).status).toBe(200)
    expect((await open({ openapiUrl: null }).request('/openapi.yaml')).status).toBe(404)
  })

  test('takes its path, so that no route may have it', () => {
    expect(() => appOf((app) => app.get('/openapi.yaml', () => 1)).openapi()).toThrow('GET /openapi.yaml')
  })
})

describe('docs for some only', () => {
  const paths = ['/docs', '/openapi.json', '/openapi.yaml', '/docs/oauth2-redirect']

  async function assetPath(): Promise<string> {
    const page = await (await open({ docs: { ui: 'swagger' } }).request('/docs')).text()
    return `/docs/${/swagger-[0-9a-f]{8}\.js/.exec(page)?.[0]}`
  }

  test('are refused to all others: the page, its files, and the document', async () => {
    const asked: string[] = []
    const app = open({
      docs: {
        ui: 'swagger',
        authorize: async (request) => {
          asked.push(new URL(request.url).pathname)
          return request.headers.get('cookie') === 'session=staff'
        },
      },
    })
    const all = [...paths, await assetPath()]
    for (const path of all) {
      const refused = await app.request(path)
      expect(refused.status).toBe(403)
      expect(await refused.json()).toEqual({ detail: 'Forbidden' })
      const shown = await app.request(path, { headers: { cookie: 'session=staff' } })
      expect(shown.status).toBe(200)
      expect(shown.headers.get('cache-control')).toMatch(/^private, /)
      expect((await app.request(path, { method: 'HEAD' })).status).toBe(403)
    }
    expect(new Set(asked)).toEqual(new Set(all))
    // The API itself is guarded by its own means, and paths below the page may be the app's.
    expect((await app.request('/users/')).status).toBe(200)
    expect((await app.request('/docs/a/edit')).status).toBe(200)
    expect((await app.request('/docs/none')).status).toBe(404)
  })

  test('may ask for a password', async () => {
    const app = open({
      docs: {
        authorize: (request) =>
          request.headers.get('authorization') === `Basic ${btoa('ada:secret')}` ||
          new Response(null, { status: 401, headers: { 'www-authenticate': 'Basic realm="docs"' } }),
      },
    })
    const refused = await app.request('/docs')
    expect(refused.status).toBe(401)
    expect(refused.headers.get('www-authenticate')).toBe('Basic realm="docs"')
    const headers = { authorization: `Basic ${btoa('ada:secret')}` }
    expect((await app.request('/docs', { headers })).status).toBe(200)
  })

  test('are refused where who asks cannot be told', async () => {
    const app = open({
      onError: () => {},
      docs: {
        authorize: () => {
          throw new Error('the session store is down')
        },
      },
    })
    for (const path of ['/docs', '/openapi.json', '/openapi.yaml']) {
      expect((await app.request(path)).status).toBe(500)
    }
  })
})

test('the page that OAuth comes back to is Swagger UI’s alone', async () => {
  const response = await open({ docs: { ui: 'swagger' } }).request('/docs/oauth2-redirect')
  expect(response.status).toBe(200)
  expect(response.headers.get('content-security-policy')).toContain("script-src 'self';")
  const script = / src="\.\/([^"]+)"/.exec(await response.text())?.[1]
  expect((await open({ docs: { ui: 'swagger' } }).request(`/docs/${script}`)).status).toBe(200)
  expect((await open().request('/docs/oauth2-redirect')).status).toBe(404)
})

test.each([
  [{ docs: { ui: Object('rapidoc') } }, /`docs\.ui` is "rapidoc"\. Take "scalar", "swagger" or "redoc"/],
  [
    { docs: { theme: { primaryColor: 'red; }' } } },
    /`docs\.theme\.primaryColor` is "red; }", which is no colour/,
  ],
  [
    { openapi: Object('3.0.3') },
    /`openapi` is "3\.0\.3"\. OpenAPI 3\.0 has no webhooks.* Take "3\.1\.0" or "3\.2\.0"\./,
  ],
  [{ openapi: Object('4.0.0') }, /`openapi` is "4\.0\.0"\. Hookwright writes no such version/],
])('options that cannot be meant are refused at once: %j', (options, message) => {
  expect(() => open(options)).toThrow(
    expect.objectContaining({ code: 'bad_option', message: expect.stringMatching(message) }),
  )
})
