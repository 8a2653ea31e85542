import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { App } from '../../src/app.ts'
import {
  all,
  apiKey,
  basic,
  bearer,
  HttpError,
  none,
  oauth2,
  Router,
  type Requirement,
} from '../../src/index.ts'
import { appOf } from '../support/declare.ts'

const users = new Map([
  ['ada', { name: 'Ada', scopes: ['read', 'write'] }],
  ['bob', { name: 'Bob', scopes: ['read'] }],
])
const staff = bearer({
  name: 'staff',
  authenticate: (token) => users.get(token),
  scopesOf: (user) => user.scopes,
})
const partner = apiKey({
  name: 'partner',
  in: 'header',
  key: 'x-key',
  authenticate: async (key) => key === 'k1' && { partner: 'P1' },
})
const office = basic({
  name: 'office',
  realm: 'The "office"',
  authenticate: ({ username, password }) => (password === 'pa:ss wörd' ? { username } : null),
})

const ada = { authorization: 'Bearer ada' }
const bob = { authorization: 'Bearer bob' }
const unknown = { authorization: 'Bearer eve' }
const key = { 'x-key': 'k1' }

async function ask(security: readonly Requirement[], headers: Record<string, string> = {}) {
  const app = appOf((it) => it.get('/x', { security }, ({ auth }) => ({ auth })))
  const response = await app.request('/x', { headers })
  return {
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    json: await response.json(),
  }
}

describe('one scheme', () => {
  test('hands the handler what its `authenticate` makes of the credentials', async () => {
    expect(await ask([staff], ada)).toMatchObject({ status: 200, json: { auth: users.get('ada') } })
    expect(await ask([partner], key)).toMatchObject({ status: 200, json: { auth: { partner: 'P1' } } })
  })

  test('answers 401 with a challenge where there are no credentials', async () => {
    expect(await ask([staff])).toEqual({
      status: 401,
      challenge: 'Bearer',
      json: { detail: 'Not authenticated' },
    })
    expect(await ask([office])).toMatchObject({
      status: 401,
      challenge: String.raw`Basic realm="The \"office\"", charset="UTF-8"`,
    })
    expect(await ask([partner])).toMatchObject({ status: 401, challenge: 'ApiKey' })
  })

  test('answers 401, and says so, where they are refused', async () => {
    expect(await ask([staff], unknown)).toEqual({
      status: 401,
      challenge: 'Bearer error="invalid_token"',
      json: { detail: 'The credentials are not valid' },
    })
    expect(await ask([partner], { 'x-key': 'k2' })).toMatchObject({ status: 401, challenge: 'ApiKey' })
  })

  test.each([null, undefined, false] as const)('refuses by %s', async (nobody) => {
    const nobodys = bearer({ name: 'x', authenticate: () => nobody })
    expect(await ask([nobodys], ada)).toMatchObject({ status: 401 })
  })

  test.each([0, ''])('lets in whoever is known as %j, which is a value like any other', async (user) => {
    expect(await ask([bearer({ name: 'x', authenticate: () => user })], ada)).toMatchObject({
      json: { auth: user },
    })
  })

  test('may answer in its own words', async () => {
    const strict = bearer({
      name: 'x',
      authenticate: () => {
        throw new HttpError(403, 'Your account is suspended')
      },
    })
    expect(await ask([strict], ada)).toMatchObject({
      status: 403,
      json: { detail: 'Your account is suspended' },
    })
  })

  test('that fails lets nobody in', async () => {
    const broken = bearer({ name: 'x', authenticate: () => Promise.reject(new Error('database away')) })
    const reported: unknown[] = []
    const app = appOf((it) => it.get('/x', { security: [broken, none] }, () => 1), {
      onError: (error) => reported.push(error),
    })
    expect((await app.request('/x', { headers: ada })).status).toBe(500)
    expect(reported.map(String)).toEqual(['Error: database away'])
  })

  test('is asked before anything is read of the request', async () => {
    const app = appOf((it) =>
      it.post('/x', { security: [staff], query: z.object({ n: z.int() }), body: z.object({}) }, () => 1),
    )
    const send = (headers: Record<string, string>) =>
      app.request('/x?n=one', { method: 'POST', body: '{', headers })
    expect((await send({})).status).toBe(401)
    expect((await send({ ...ada, 'content-type': 'application/json' })).status).toBe(400)
  })

  test('is told the request and the scopes', async () => {
    const told: unknown[] = []
    const curious = bearer({
      name: 'x',
      authenticate: (token, { request, scopes }) => {
        told.push(token, new URL(request.url).pathname, scopes)
        return { scopes: ['a', 'b'] }
      },
      scopesOf: (user) => user.scopes,
    })
    await ask([curious.requires('a', 'b')], { authorization: 'Bearer t' })
    expect(told).toEqual(['t', '/x', ['a', 'b']])
  })
})

describe('scopes', () => {
  test('that a caller lacks are answered with 403, and named', async () => {
    expect(await ask([staff.requires('read', 'write')], ada)).toMatchObject({ status: 200 })
    expect(await ask([staff.requires('read', 'write')], bob)).toEqual({
      status: 403,
      challenge: 'Bearer error="insufficient_scope", scope="write"',
      json: { detail: 'The credentials do not allow this: they lack write' },
    })
    expect(await ask([staff.requires('write')])).toMatchObject({ status: 401 })
  })

  test('may be those of one alternative only', async () => {
    const security = [staff.requires('write'), partner]
    expect(await ask(security, { ...bob, ...key })).toMatchObject({ json: { auth: { partner: 'P1' } } })
    expect(await ask(security, bob)).toMatchObject({ status: 403 })
  })
})

describe('alternatives', () => {
  test('let in whoever satisfies one, the first first', async () => {
    expect(await ask([staff, partner], key)).toMatchObject({ json: { auth: { partner: 'P1' } } })
    expect(await ask([staff, partner], { ...ada, ...key })).toMatchObject({ json: { auth: { name: 'Ada' } } })
    expect(await ask([staff, partner], { ...unknown, ...key })).toMatchObject({
      json: { auth: { partner: 'P1' } },
    })
  })

  test('are all told where none is satisfied', async () => {
    expect(await ask([staff, partner, staff.requires('read')])).toMatchObject({
      status: 401,
      challenge: 'Bearer, ApiKey',
    })
  })

  test('with `none` let in whoever presents nothing, but not what is wrong', async () => {
    for (const security of [
      [staff, none],
      [none, staff],
    ]) {
      expect(await ask(security)).toMatchObject({ status: 200, json: { auth: null } })
      expect(await ask(security, ada)).toMatchObject({ json: { auth: { name: 'Ada' } } })
      expect(await ask(security, unknown)).toMatchObject({ status: 401 })
    }
    expect(await ask([staff.requires('write'), none], bob)).toMatchObject({ json: { auth: null } })
  })
})

describe('all()', () => {
  test('asks for everything, and gives each by its name', async () => {
    expect(await ask([all(staff, partner)], { ...ada, ...key })).toMatchObject({
      json: { auth: { staff: { name: 'Ada' }, partner: { partner: 'P1' } } },
    })
    expect(await ask([all(staff, partner)], ada)).toMatchObject({ status: 401, challenge: 'Bearer, ApiKey' })
    expect(await ask([all(staff, partner)], { ...unknown, ...key })).toMatchObject({ status: 401 })
    expect(await ask([all(staff.requires('write'), partner)], { ...bob, ...key })).toMatchObject({
      status: 403,
    })
  })
})

describe('security of routers and apps', () => {
  const open = { security: [] }
  const handler = () => 1

  test('holds for every route that has none of its own, the nearest first', async () => {
    const router = new Router({ security: [partner] })
    router.get('/partner', handler)
    router.get('/open', open, handler)
    const included = new Router()
    included.get('/office', handler)
    const bare = new Router()
    bare.get('/staff', handler)
    const app = new App({ title: 'x', version: '1', security: [staff] })
    app.get('/app', handler)
    app.include(router)
    app.include(included, { security: [office] })
    app.include(bare)
    const challenge = async (path: string) =>
      (await app.request(path)).headers.get('www-authenticate')?.split(' ')[0]
    expect(await challenge('/partner')).toBe('ApiKey')
    expect(await challenge('/open')).toBeUndefined()
    expect(await challenge('/office')).toBe('Basic')
    expect(await challenge('/staff')).toBe('Bearer')
    expect(await challenge('/app')).toBe('Bearer')
  })

  test('leaves webhooks, the document and the docs page alone', async () => {
    const app = new App({ title: 'x', version: '1', security: [staff] })
    app.webhooks.post('paid')
    expect((await app.request('/openapi.json')).status).toBe(200)
    expect((await app.request('/docs')).status).toBe(200)
    expect(app.openapi().webhooks?.['paid']).toMatchObject({ post: { security: [] } })
  })

  test('runs after middleware, which may answer first', async () => {
    const router = new Router()
    router.use(async (context) => context.text('closed', 503))
    router.get('/x', { security: [staff] }, handler)
    expect((await appOf((it) => it.include(router)).request('/x')).status).toBe(503)
  })
})

describe('of()', () => {
  test('tells who sent a request, wherever it is asked', async () => {
    const nameOf = (request: Request) => staff.of(request).name
    const app = appOf((it) => {
      it.get('/x', { security: [staff] }, ({ request }) => nameOf(request))
      it.get('/open', ({ request }) => nameOf(request))
    })
    expect(await (await app.request('/x', { headers: ada })).json()).toBe('Ada')
    await expect(async () => staff.of(new Request('http://x/'))).rejects.toMatchObject({
      code: 'not_authenticated',
    })
  })

  test('does not know a caller who lacked a scope', async () => {
    const app = appOf((it) =>
      it.get('/x', { security: [staff.requires('write'), none] }, ({ request }) => staff.of(request).name),
    )
    expect((await app.request('/x', { headers: ada })).status).toBe(200)
    const reported: unknown[] = []
    const closed = appOf(
      (it) =>
        it.get('/x', { security: [staff.requires('write'), none] }, ({ request }) => staff.of(request).name),
      { onError: (error) => reported.push(error) },
    )
    expect((await closed.request('/x', { headers: bob })).status).toBe(500)
    expect(reported).toMatchObject([{ code: 'not_authenticated' }])
  })
})

test('OAuth 2 guards as a bearer token does', async () => {
  const login = oauth2({
    name: 'login',
    flows: { password: { tokenUrl: '/token', scopes: { 'orders:write': 'Place orders' } } },
    authenticate: (token) => (token === 't' ? { scopes: ['orders:write'] } : null),
    scopesOf: (user) => user.scopes,
  })
  expect(await ask([login.requires('orders:write')], { authorization: 'bearer t' })).toMatchObject({
    status: 200,
  })
  expect(await ask([login])).toMatchObject({ status: 401, challenge: 'Bearer' })
})
