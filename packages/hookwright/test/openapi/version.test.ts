import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import type { App, AppOptions } from '../../src/index.ts'
import { forVersion } from '../../src/openapi/version.ts'
import { appOf } from '../support/declare.ts'

const options: Partial<AppOptions> = {
  self: 'https://api.example/openapi.json',
  servers: [{ url: '/', name: 'here' }],
  tags: [
    { name: 'shop', summary: 'Shop', kind: 'nav' },
    { name: 'books', description: 'Paper', parent: 'shop', kind: 'nav' },
  ],
}

const search = (app: App) =>
  app.query('/search', { body: z.object({ text: z.string() }) }, ({ body }) => [body.text])

describe('a document of OpenAPI 3.2', () => {
  test('has its own URI, groups of tags, names of servers, and the method QUERY', () => {
    const document = appOf(search, { ...options, openapi: '3.2.0' }).openapi()
    expect(document).toMatchObject({
      openapi: '3.2.0',
      $self: 'https://api.example/openapi.json',
      servers: [{ url: '/', name: 'here' }],
      tags: options.tags,
    })
    expect(Object.keys(document).slice(0, 2)).toEqual(['openapi', '$self'])
    expect(document.paths?.['/search']).toHaveProperty(['query', 'requestBody'])
  })
})

describe('a document of OpenAPI 3.1', () => {
  test('has none of them', () => {
    const document = appOf(() => {}, options).openapi()
    expect(document).toMatchObject({
      openapi: '3.1.0',
      servers: [{ url: '/' }],
      tags: [{ name: 'shop' }, { name: 'books', description: 'Paper' }],
    })
    expect(JSON.stringify(document)).not.toMatch(/\$self|parent|kind|summary|here/)
  })

  test('cannot hold the method QUERY, and says what to do', () => {
    expect(() => appOf(search).openapi()).toThrow(
      /QUERY \/search .*: OpenAPI 3\.1 knows no method QUERY\. Have documents of 3\.2: new App\(\{ openapi: '3\.2\.0' \}\)/,
    )
    const hidden = appOf((app) => app.query('/search', { includeInSchema: false }, () => []))
    expect(hidden.openapi().paths).toEqual({})
  })

  test('has no schema of the items of a stream', () => {
    const media = { 'text/event-stream': { schema: { type: 'string' }, itemSchema: { type: 'object' } } }
    const document = appOf(() => {}).openapi()
    document.paths = { '/events': { get: { responses: { 200: { description: 'x', content: media } } } } }
    expect(forVersion(structuredClone(document), '3.2.0').paths).toEqual(document.paths)
    expect(forVersion(document, '3.1.0').paths).toEqual({
      '/events': {
        get: {
          responses: {
            200: { description: 'x', content: { 'text/event-stream': { schema: { type: 'string' } } } },
          },
        },
      },
    })
  })
})

test('QUERY is answered, with its body', async () => {
  const app = appOf(search, { openapi: '3.2.0' })
  const headers = { 'content-type': 'application/json' }
  const response = await app.request('/search', { method: 'QUERY', body: '{"text":"a"}', headers })
  expect(await response.json()).toEqual(['a'])
  expect((await app.request('/search')).headers.get('allow')).toBe('QUERY')
})
