import { describe, expect, test } from 'vitest'

import { App, type JsonValue } from '../../src/index.ts'
import { isJsonObject } from '../../src/schema/schema.ts'
import { libraries } from './libraries.ts'

type Library = (typeof libraries)[keyof typeof libraries]

interface Thing {
  id: number
  kind: 'small' | 'large'
  name: string | null
  price?: number | undefined
  tags: string[]
}

const thing: Thing = { id: 7, kind: 'small', name: null, tags: ['a'] }

/** What the handler was given, for each call. */
function appOf({ Params, Query, Thing }: Library) {
  const app = new App({ title: 'Things', version: '1', onError: () => {} })
  const seen: unknown[] = []
  app.get('/things/{id}', { params: Params, query: Query, response: Thing }, ({ params, query }) => {
    seen.push({ params, query })
    return { ...thing, id: Number(query?.limit) > 99 ? -1 : 7 }
  })
  app.post('/things', { body: Thing, response: Thing, status: 201 }, ({ body }) => body)
  const changed = app.webhooks.post('thing.changed', { body: Thing })
  return { app, changed, seen }
}

/** Without what has no order, and without a default, which ArkType does not tell. */
function comparable(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => comparable(item))
    return key === 'required' || key === 'enum' ? items.map(String).toSorted() : items
  }
  if (!isJsonObject(value)) return value
  const entries: [string, JsonValue][] = Object.entries(value).filter(([name]) => name !== 'default')
  return Object.fromEntries(entries.map(([name, item]) => [name, comparable(item, name)]))
}

describe.each(Object.entries(libraries))('a declaration in %s', (name, library) => {
  test('is the same document as one in Zod', () => {
    const document = appOf(library).app.openapi()
    expect(comparable(document)).toEqual(comparable(appOf(libraries.zod).app.openapi()))
    expect(Object.keys(document.components?.['schemas'] ?? {})).toContain('Thing')
    expect(JSON.stringify(document).includes('"default":10')).toBe(name !== 'arktype')
  })

  test('turns text into what it asks for, and fills in its default', async () => {
    const { app, seen } = appOf(library)
    expect((await app.request('/things/7?loud=yes&tag=a&tag=b')).status).toBe(200)
    expect((await app.request('/things/8?limit=5&tag=a')).status).toBe(200)
    expect(seen).toEqual([
      { params: { id: 7 }, query: { limit: 10, loud: true, tag: ['a', 'b'] } },
      { params: { id: 8 }, query: { limit: 5, tag: ['a'] } },
    ])
  })

  test('refuses what does not fit, each fault with its place', async () => {
    const { app } = appOf(library)
    const locations = async (response: Response) => {
      expect(response.status).toBe(422)
      const { detail }: { detail: { loc: unknown; type: string }[] } = JSON.parse(await response.text())
      return detail.map(({ loc, type }) => `${String(loc)} ${type === 'missing' ? type : ''}`).toSorted()
    }
    expect(await locations(await app.request('/things/0?limit=many'))).toEqual(['path,id ', 'query,limit '])
    const body = JSON.stringify({ id: 0, kind: 'huge', tags: ['a', 2] })
    const headers = { 'content-type': 'application/json' }
    expect(await locations(await app.request('/things', { method: 'POST', body, headers }))).toEqual([
      'body,id ',
      'body,kind ',
      'body,name missing',
      'body,tags,1 ',
    ])
  })

  test('takes what fits, and hands it on as it is', async () => {
    const { app } = appOf(library)
    const headers = { 'content-type': 'application/json' }
    const response = await app.request('/things', { method: 'POST', body: JSON.stringify(thing), headers })
    expect(response.status).toBe(201)
    expect(await response.json()).toEqual(thing)
  })

  test('lets no answer out that does not fit', async () => {
    const { app } = appOf(library)
    expect((await app.request('/things/7?limit=100')).status).toBe(500)
  })

  test('gives a sample that it accepts', async () => {
    const { app, changed } = appOf(library)
    const body = JSON.stringify(await changed.sample())
    const headers = { 'content-type': 'application/json' }
    expect((await app.request('/things', { method: 'POST', body, headers })).status).toBe(201)
  })
})
