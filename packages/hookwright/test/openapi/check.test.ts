import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import type { App } from '../../src/app.ts'
import { Router } from '../../src/router.ts'
import { sqlite } from '../../src/sqlite.ts'
import { appOf, mistakesOf } from '../support/declare.ts'

const handler = () => 1

describe('the same thing declared twice', () => {
  test('is a mistake for a route, also with other parameter names', () => {
    const mistakes = mistakesOf((app) => {
      app.get('/a', { operationId: 'one' }, handler)
      app.get('/a', { operationId: 'two' }, handler)
      app.put('/users/{id}', handler)
      app.put('/users/{name}', handler)
    })
    expect(mistakes).toEqual([
      'GET /a: GET was declared for it before, as GET /a. Remove one of the two, or rename it.',
      'PUT /users/{name}: PUT was declared for it before, as PUT /users/{id}. Remove one of the two, or rename it.',
    ])
  })

  test('is a mistake for a webhook', () => {
    const mistakes = mistakesOf((app) => {
      app.webhooks.post('paid', { operationId: 'one' })
      app.webhooks.post('paid', { operationId: 'two' })
    })
    expect(mistakes).toEqual([
      'webhook "paid": POST was declared for it before, as webhook "paid". Remove one of the two, or rename it.',
    ])
  })

  test('is told with the places of both', () => {
    const app = appOf((it) => {
      it.get('/a', { operationId: 'one' }, handler)
      it.get('/a', { operationId: 'two' }, handler)
    })
    expect(() => app.openapi()).toThrow(
      /^There is 1 mistake in the declarations of "Shop":\n1\. GET \/a \(declared at .*check\.test\.ts:\d+:\d+\): .* as GET \/a \(declared at .*check\.test\.ts:\d+:\d+\)\. Remove/,
    )
  })

  test('is told apart from a router that is included twice', () => {
    const mistakes = mistakesOf((app) => {
      const router = new Router()
      router.get('/a', { operationId: 'a' }, handler)
      router.webhooks.post('b')
      app.include(router)
      app.include(router)
    })
    expect(mistakes).toEqual(
      expect.arrayContaining([
        'GET /a: its router is included more than once, and this name is the same each time. Give each include() a prefix of its own.',
        'webhook "b": its router is included more than once, and this name is the same each time. Give each include() a namespace of its own, or declare the webhook on one router only.',
      ]),
    )
  })

  test('is no mistake over methods, nor between a path and an event type', () => {
    expect(
      mistakesOf((app) => {
        app.get('/a', handler)
        app.post('/a', handler)
        app.webhooks.post('/a')
        app.webhooks.put('/a')
        app.get('/users/{id}', handler)
        app.get('/users/me', handler)
      }),
    ).toEqual([])
  })

  test('paths that differ in the names of their parameters only are one path', () => {
    expect(
      mistakesOf((app) => {
        app.get('/users/{id}', handler)
        app.put('/users/{name}', handler)
      }),
    ).toEqual([
      'PUT /users/{name}: its path is that of GET /users/{id}, but with other names for its parameters. Name them alike.',
    ])
  })
})

describe('an event type', () => {
  test.each(['', '  '])('%j is empty', (name) => {
    expect(mistakesOf((app) => void app.webhooks.post(name, { operationId: 'x' }))).toEqual([
      `webhook ${JSON.stringify(name)}: its event type is empty. Name the event: webhooks.post("new-subscription", …).`,
    ])
  })

  test.each(['*', 'orders.*', 'new subscription', 'a\nb', 'a\tb', 'größe', '注文', 'a\u2028b'])(
    '%j cannot travel in a header',
    (name) => {
      expect(mistakesOf((app) => void app.webhooks.post(name, { operationId: 'x' }))).toEqual([
        `webhook ${JSON.stringify(name)}: its event type travels in a header and stands beside filters such as "orders.*", so it cannot hold "*", spaces, control characters or letters beyond ASCII. Name it with letters, digits, dots, hyphens and underscores.`,
      ])
    },
  )

  test.each(['new-subscription', 'orders.line_added', 'v1/orders:paid', 'A+(b)'])('%j is fine', (name) => {
    expect(mistakesOf((app) => void app.webhooks.post(name))).toEqual([])
  })
})

describe('a path', () => {
  test('starts with a slash', () => {
    expect(mistakesOf((app) => app.get('users', handler))).toEqual([
      'GET users: its path does not start with "/". Write "/users".',
    ])
  })

  test.each(['/openapi.json', '/docs'])('is not that of the page %s', (path) => {
    expect(mistakesOf((app) => app.get(path, handler))).toEqual([
      `GET ${path}: its path is that of a page. Move the page (new App({ openapiUrl, docsUrl })) or rename the path.`,
    ])
    expect(mistakesOf((app) => app.get(path, handler), { openapiUrl: null })).toEqual([])
  })

  test('has its parameters in braces', () => {
    expect(mistakesOf((app) => app.get('/users/:id', handler))).toEqual([
      'GET /users/:id: ":id" is no path parameter here. Write "{id}".',
    ])
  })

  test.each(['a-{id}', '{id}.json', '{}', '{a b}', '{1a}', '{id', '{a}{b}'])(
    'has parameters that fill a segment, unlike %s',
    (segment) => {
      const mistakes = mistakesOf((app) => app.get(`/files/${segment}`, handler))
      expect(mistakes).toContain(
        `GET /files/${segment}: "${segment}" is not understood. A path parameter is a name in braces and fills a whole segment: /files/{name}.`,
      )
    },
  )

  test.each(['*', 'a*', 'users?active', 'a#b'])(
    'has no character with a meaning of its own, unlike %s',
    (segment) => {
      expect(mistakesOf((app) => app.get(`/files/${segment}`, handler))).toEqual([
        `GET /files/${segment}: "${segment}" holds a character that no path can have here. Leave out *, ? and #; what follows a ? is declared as \`query\`.`,
      ])
    },
  )

  test('names each parameter once', () => {
    expect(mistakesOf((app) => app.get('/a/{id}/b/{id}', handler))).toEqual([
      'GET /a/{id}/b/{id}: its path holds {id} twice. Rename one of them.',
    ])
  })

  test('and `params` name the same parameters', () => {
    const mistakes = mistakesOf((app) =>
      app.get('/a/{id}', { params: z.object({ userId: z.string() }) }, handler),
    )
    expect(mistakes).toEqual([
      'GET /a/{id}: its params declare "userId", which is not in the path. Write {userId} into the path, or remove it from params.',
      'GET /a/{id}: its params say nothing of {id}. Add "id" to its params.',
    ])
  })

  test('may hold what names may: letters of any script, digits, hyphens, underscores', () => {
    expect(mistakesOf((app) => app.get('/größe/{user_id}/{user-id}/{größe}/{$a1}', handler))).toEqual([])
  })
})

describe('options', () => {
  test('params, query, headers and cookies are object schemas', () => {
    const mistakes = mistakesOf((app) => {
      app.get(
        '/a',
        { query: z.string(), headers: z.union([z.object({}), z.null()]), cookies: z.array(z.string()) },
        handler,
      )
      app.webhooks.post('b', { headers: z.string() })
    })
    const cure = 'Declare an object with a property for each parameter.'
    expect(mistakes).toEqual([
      `GET /a: its \`query\` is no object schema. ${cure}`,
      `GET /a: its \`headers\` is no object schema. ${cure}`,
      `GET /a: its \`cookies\` is no object schema. ${cure}`,
      `webhook "b": its \`headers\` is no object schema. ${cure}`,
    ])
    expect(mistakesOf((app) => app.get('/a', { query: z.record(z.string(), z.string()) }, handler))).toEqual(
      [],
    )
  })

  test('a webhook that is delivered has no query, headers or cookies of its own, since none are sent', () => {
    const declare = (app: App) =>
      void app.webhooks.post('b', { headers: z.object({ a: z.string() }), query: z.object({}) })
    expect(mistakesOf(declare, { delivery: { store: sqlite(':memory:') } })).toEqual([
      'webhook "b": its `query` would be documented, but no delivery carries them. Put what the subscriber needs into the body.',
      'webhook "b": its `headers` would be documented, but no delivery carries them. Put what the subscriber needs into the body.',
    ])
    expect(mistakesOf(declare)).toEqual([])
  })

  test('a webhook that is delivered is a POST, since that is what is sent', () => {
    const declare = (app: App) => {
      app.webhooks.put('a')
      app.webhooks.post('b')
    }
    expect(mistakesOf(declare, { delivery: { store: sqlite(':memory:') } })).toEqual([
      'webhook "a": it would be documented as PUT, but deliveries are POST. Declare it with webhooks.post.',
    ])
    expect(mistakesOf(declare)).toEqual([])
  })
})

describe('all mistakes', () => {
  test('are told at once, each with file and line, also of what is hidden', () => {
    const app = appOf((it) => {
      it.get('a', handler)
      it.webhooks.post('')
      it.webhooks.post('b', { body: z.object({ at: z.date() }) })
      it.get('/users/:id', { includeInSchema: false }, handler)
    })
    let message = ''
    try {
      app.openapi()
    } catch (error) {
      message = String(error)
    }
    const [title, ...lines] = message.split('\n')
    expect(title).toBe('HookwrightError: There are 4 mistakes in the declarations of "Shop":')
    expect(lines).toHaveLength(4)
    for (const [index, line] of lines.entries()) {
      expect(line).toMatch(
        new RegExp(`^${index + 1}\\. .*\\(declared at .*check\\.test\\.ts:\\d+:\\d+\\): .+\\. .+\\.$`),
      )
    }
  })

  test('are told to whoever asks first: the document or a request', async () => {
    const app = appOf((it) => it.get('a', handler))
    await expect(app.request('/')).rejects.toMatchObject({ code: 'bad_declaration' })
    expect(() => app.openapi()).toThrow(expect.objectContaining({ code: 'bad_declaration' }))
  })
})
