import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { apiKey, bearer, dependency, HttpError, Router } from '../../src/index.ts'
import { sqlite } from '../../src/sqlite.ts'
import { newPath } from '../store/sqlite/folder.ts'
import { appOf } from '../support/declare.ts'

/** A dependency that tells when it is made and released, and how. */
function telling(log: string[], name: string) {
  return dependency(async function* () {
    log.push(`${name} made`)
    try {
      yield name
      log.push(`${name} released`)
    } catch (error) {
      log.push(`${name} saw ${String(error)}`)
      throw error
    }
  })
}

describe('a dependency', () => {
  test('gives a handler its value under the name by which it is needed', async () => {
    const plain = dependency(() => 1)
    const promised = dependency(async () => 2)
    const yielded = dependency(function* () {
      yield 3
    })
    const app = appOf((it) =>
      it.get('/x', { dependencies: { a: plain, b: promised, c: yielded } }, ({ a, b, c }) => [a, b, c]),
    )
    expect(await (await app.request('/x')).json()).toEqual([1, 2, 3])
  })

  test('is resolved once a request, whoever needs it, and anew for the next', async () => {
    let made = 0
    const counted = dependency(() => ({ number: ++made }))
    const left = dependency({ dependencies: { counted } }, ({ counted: own }) => own)
    const right = dependency({ dependencies: { counted } }, ({ counted: own }) => own)
    const app = appOf((it) =>
      it.get('/x', { dependencies: { left, right, counted } }, (all) => [
        all.counted.number,
        all.left === all.counted && all.right === all.counted,
      ]),
    )
    expect(await (await app.request('/x')).json()).toEqual([1, true])
    expect(await (await app.request('/x')).json()).toEqual([2, true])
  })

  test('comes after what it needs, and in order: the app’s, the routers’, the route’s own', async () => {
    const order: string[] = []
    const noting = (name: string) => dependency(() => void order.push(name))
    const base = noting('base')
    const needy = dependency({ dependencies: { base } }, () => void order.push('needy'))
    const router = new Router({ dependencies: [noting('router')] })
    router.get('/x', { dependencies: { needy, last: noting('last') } }, () => order.push('handler'))
    const outer = new Router({ dependencies: [noting('outer')] })
    outer.include(router, { dependencies: [noting('include')] })
    const app = appOf((it) => it.include(outer), { dependencies: [noting('app')] })
    await app.request('/x')
    expect(order).toEqual(['app', 'outer', 'include', 'router', 'base', 'needy', 'last', 'handler'])
  })

  test('of an app runs for each of its routes, and for none of the management API', async () => {
    const refusing = dependency(() => {
      throw new HttpError(403, 'Closed on Sundays')
    })
    const app = appOf((it) => it.get('/x', () => 1), {
      dependencies: [refusing],
      delivery: { store: sqlite(newPath()), authenticate: () => ({ tenant: 'acme' }) },
    })
    expect((await app.request('/x')).status).toBe(403)
    expect((await app.request('/webhooks/endpoints')).status).toBe(200)
    await app.close()
  })

  test('that throws answers in place of the handler, and those before it are released with the error', async () => {
    const log: string[] = []
    const missing = dependency(() => {
      throw new HttpError(404, 'No such shop')
    })
    const app = appOf((it) =>
      it.get('/x', { dependencies: { first: telling(log, 'first'), missing } }, () => log.push('handler')),
    )
    const response = await app.request('/x')
    expect([response.status, await response.json()]).toEqual([404, { detail: 'No such shop' }])
    expect(log).toEqual(['first made', 'first saw HttpError: No such shop'])
  })

  test('that throws what is no Error is answered with 500, and reported', async () => {
    const reported: unknown[] = []
    const odd = dependency(() => {
      // oxlint-disable-next-line typescript/only-throw-error -- what applications do
      throw 'odd'
    })
    const app = appOf((it) => it.get('/x', { dependencies: { odd } }, () => 1), {
      onError: (error) => reported.push(error),
    })
    expect((await app.request('/x')).status).toBe(500)
    expect(String(reported[0])).toMatch(/^Error: A dependency of GET \/x threw what is no Error: odd$/)
  })

  test.each([
    ['ended before it yielded a value', function* (): Generator<number> {}],
    [
      'yielded twice',
      function* (): Generator<number> {
        yield 1
        yield 2
      },
    ],
  ])('that %s is answered with 500 and its place', async (what, generator) => {
    const reported: unknown[] = []
    const app = appOf((it) => it.get('/x', { dependencies: { n: dependency(generator) } }, ({ n }) => n), {
      onError: (error) => reported.push(error),
    })
    expect((await app.request('/x')).status).toBe(500)
    expect(String(reported[0])).toContain(what)
    expect(String(reported[0])).toMatch(/The dependency declared at .*dependency\.test\.ts:\d+:\d+ /)
  })
})

describe('what a dependency declares', () => {
  const paging = dependency(
    { query: z.strictObject({ limit: z.int().default(10) }) },
    ({ query }) => query.limit,
  )
  const tenant = dependency(
    { headers: z.object({ x_tenant: z.string() }) },
    ({ headers }) => headers.x_tenant,
  )
  const shop = dependency({ params: z.object({ shop: z.int() }) }, ({ params }) => params.shop + 1)
  const seen = dependency({ cookies: z.object({ seen: z.boolean() }) }, ({ cookies }) => cookies.seen)

  test('is read from the request, beside what the route declares', async () => {
    const app = appOf((it) =>
      it.get(
        '/shops/{shop}/x',
        { query: z.strictObject({ q: z.string() }), dependencies: { paging, tenant, shop, seen } },
        ({ query, params, ...all }) => [query, params, all.paging, all.tenant, all.shop, all.seen],
      ),
    )
    const headers = { 'x-tenant': 'acme', cookie: 'seen=true' }
    const response = await app.request('/shops/7/x?q=a&limit=3', { headers })
    expect(await response.json()).toEqual([{ q: 'a' }, { shop: '7' }, 3, 'acme', 8, true])
    const strange = await app.request('/shops/7/x?q=a&other=3', { headers })
    expect(strange.status).toBe(422)
  })

  test('is refused all at once, with what the route declares, before anything is resolved', async () => {
    const log: string[] = []
    const twin = dependency({ headers: z.object({ x_tenant: z.string() }) }, () => 1)
    const app = appOf((it) =>
      it.get(
        '/shops/{shop}',
        {
          query: z.object({ q: z.string() }),
          dependencies: { t: telling(log, 't'), paging, tenant, twin, shop },
        },
        () => log.push('handler'),
      ),
    )
    const response = await app.request('/shops/x?limit=many')
    expect(response.status).toBe(422)
    const { detail }: { detail?: { loc: string[] }[] } = Object(await response.json())
    expect(detail?.map(({ loc }) => loc)).toEqual([
      ['query', 'limit'],
      ['header', 'x-tenant'],
      ['path', 'shop'],
      ['query', 'q'],
    ])
    expect(log).toEqual([])
  })

  test('guards, beside what the route asks for itself, and asks each scheme once', async () => {
    let asked = 0
    const staff = bearer({
      name: 'staff',
      authenticate: (token) => (asked++, token === 'a' ? { id: 1 } : null),
    })
    const partner = apiKey({
      name: 'p',
      in: 'header',
      key: 'x-key',
      authenticate: (key) => key === 'k' && 'P',
    })
    const user = dependency({ security: [staff] }, ({ auth }) => auth.id)
    const app = appOf((it) => {
      it.get('/both', { security: [partner], dependencies: { user } }, ({ auth, user: id }) => [auth, id])
      it.get('/twice', { security: [staff], dependencies: { user } }, ({ auth, user: id }) => [auth, id])
    })
    const ask = (path: string, headers: Record<string, string>) => app.request(path, { headers })
    expect((await ask('/both', { 'x-key': 'k' })).status).toBe(401)
    expect((await ask('/both', { authorization: 'Bearer a' })).status).toBe(401)
    const both = await ask('/both', { 'x-key': 'k', authorization: 'Bearer a' })
    expect(await both.json()).toEqual(['P', 1])
    asked = 0
    expect(await (await ask('/twice', { authorization: 'Bearer a' })).json()).toEqual([{ id: 1 }, 1])
    expect(asked).toBe(1)
  })
})

describe('release', () => {
  test('comes after the handler, the last made first, and before the answer is sent', async () => {
    const log: string[] = []
    const app = appOf((it) =>
      it.get('/x', { dependencies: { a: telling(log, 'a'), b: telling(log, 'b') } }, () => {
        log.push('handler')
        return Response.json('ok')
      }),
    )
    const response = await app.request('/x')
    expect(log).toEqual(['a made', 'b made', 'handler', 'b released', 'a released'])
    expect([response.headers.get('content-type'), await response.json()]).toEqual(['application/json', 'ok'])
  })

  test.each([
    ['the handler throws', () => Promise.reject(new Error('no')), 'Error: no'],
    ['the handler throws an answer', () => Promise.reject(new HttpError(409, 'taken')), 'HttpError: taken'],
    ['the answer is not what is declared', () => ({ n: 'x' }), 'returned what its response schema refuses'],
  ])('sees the error where %s', async (_, handler, seen) => {
    const log: string[] = []
    const app = appOf(
      (it) =>
        it.get(
          '/x',
          { dependencies: { a: telling(log, 'a') }, response: z.object({ n: z.unknown().pipe(z.int()) }) },
          handler,
        ),
      { onError: () => {} },
    )
    expect((await app.request('/x')).status).toBeGreaterThanOrEqual(409)
    expect(log).toEqual(['a made', expect.stringContaining(seen)])
  })

  test('may turn the error into another, which those before it see', async () => {
    const log: string[] = []
    const translating = dependency(async function* () {
      try {
        yield 1
      } catch (error) {
        throw new HttpError(409, `Taken: ${String(error)}`)
      }
    })
    const app = appOf((it) =>
      it.get('/x', { dependencies: { outer: telling(log, 'outer'), translating } }, () => {
        throw new Error('unique constraint')
      }),
    )
    expect((await app.request('/x')).status).toBe(409)
    expect(log).toEqual(['outer made', 'outer saw HttpError: Taken: Error: unique constraint'])
  })

  test('cannot hide an error by saying nothing of it', async () => {
    const silent = dependency(function* () {
      try {
        yield 1
      } catch {}
    })
    const app = appOf((it) =>
      it.get('/x', { dependencies: { silent } }, () => {
        throw new HttpError(418, 'teapot')
      }),
    )
    expect((await app.request('/x')).status).toBe(418)
  })

  test('that fails is answered with 500, though the handler had returned', async () => {
    const reported: string[] = []
    const failing = dependency(async function* () {
      yield 1
      throw new Error('commit failed')
    })
    const options = { onError: (error: unknown) => reported.push(String(error)) }
    const app = appOf((it) => {
      it.get('/x', { dependencies: { failing } }, () => 'ok')
      it.get('/response', { dependencies: { failing } }, () => new Response('ok'))
      it.get('/empty', { dependencies: { failing }, status: 204 }, () => {})
    }, options)
    for (const path of ['/x', '/response', '/empty']) expect((await app.request(path)).status).toBe(500)
    expect(reported).toEqual(Array(3).fill('Error: commit failed'))
  })

  test('that fails after the handler has reports what it hides', async () => {
    const reported: string[] = []
    const failing = dependency(async function* () {
      try {
        yield 1
      } finally {
        await Promise.reject(new Error('rollback failed'))
      }
    })
    const app = appOf(
      (it) =>
        it.get('/x', { dependencies: { failing } }, () => {
          throw new Error('handler failed')
        }),
      { onError: (error) => reported.push(String(error)) },
    )
    expect((await app.request('/x')).status).toBe(500)
    expect(reported).toEqual(['Error: handler failed', 'Error: rollback failed'])
  })
})
