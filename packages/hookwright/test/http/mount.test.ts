import { bearerAuth } from 'hono/bearer-auth'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'
import { describe, expect, test, vi } from 'vitest'
import { z } from 'zod'

import type { App } from '../../src/app.ts'
import { methods } from '../../src/operation.ts'
import { Router } from '../../src/router.ts'
import { appOf } from '../support/declare.ts'

async function ask(app: App, method: string, path: string, init: RequestInit = {}) {
  const response = await app.request(path, { method, ...init })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    json: text === '' ? undefined : JSON.parse(text),
  }
}

describe('finding a route', () => {
  test('each method finds its own', async () => {
    const app = appOf(
      (it) => {
        for (const method of methods)
          it[method](
            '/x',
            { status: 200 },
            () => new Response(`"${method}"`, { headers: { 'x-method': method } }),
          )
      },
      { openapi: '3.2.0' },
    )
    for (const method of methods.filter((each) => each !== 'trace')) {
      const { status, headers } = await ask(app, method.toUpperCase(), '/x')
      expect([method, status, headers.get('x-method')]).toEqual([method, 200, method])
    }
  })

  test('the first that was declared wins, where several match', async () => {
    const app = appOf((it) => {
      it.get('/users/me', () => 'me')
      it.get('/users/{id}', () => 'one')
      it.get('/users/you', () => 'you')
    })
    expect((await ask(app, 'GET', '/users/me')).json).toBe('me')
    expect((await ask(app, 'GET', '/users/7')).json).toBe('one')
    expect((await ask(app, 'GET', '/users/you')).json).toBe('one')
  })

  test('a slash too many or too few is redirected, with the query, whatever the method', async () => {
    const app = appOf((it) => {
      it.get('/users/', () => 1)
      it.post('/users/{id}', () => 1)
    })
    const redirect = async (method: string, path: string) => {
      const { status, headers } = await ask(app, method, path)
      const location = headers.get('location') ?? ''
      return [status, location, new URL(location, `http://localhost${path}`).href]
    }
    expect(await redirect('GET', '/users')).toEqual([307, './users/', 'http://localhost/users/'])
    expect(await redirect('POST', '/users/a:b%2Fc/?q=%20')).toEqual([
      307,
      '../a:b%2Fc?q=%20',
      'http://localhost/users/a:b%2Fc?q=%20',
    ])
    expect((await redirect('PUT', '/users/7/')).slice(0, 2)).toEqual([307, '../7'])
    expect((await redirect('GET', '/docs/')).slice(0, 2)).toEqual([307, '../docs'])
  })

  test('a redirect stays below the prefix and at the host', async () => {
    const app = appOf((it) => it.get('/{a}/{b}', () => 1))
    const location = (await ask(app, 'GET', '/x/y/')).headers.get('location') ?? ''
    expect(new URL(location, 'http://host/prefix/x/y/').href).toBe('http://host/prefix/x/y')
    const response = await app.fetch(new Request('http://host//evil.example/'))
    expect(new URL(response.headers.get('location') ?? '/', 'http://host//evil.example/').host).toBe('host')
  })

  test('nothing is redirected where both exist, or neither', async () => {
    const app = appOf((it) => {
      it.get('/x', () => 'bare')
      it.get('/x/', { operationId: 'getSlashed' }, () => 'slashed')
    })
    expect((await ask(app, 'GET', '/x')).json).toBe('bare')
    expect((await ask(app, 'GET', '/x/')).json).toBe('slashed')
    expect((await ask(app, 'PUT', '/x/')).status).toBe(405)
    expect((await ask(app, 'GET', '/y/')).status).toBe(404)
    expect((await ask(app, 'GET', '/')).status).toBe(404)
  })

  test('what is declared after the first request is served', async () => {
    const router = new Router()
    const app = appOf((it) => it.include(router, { prefix: '/r' }))
    expect((await ask(app, 'GET', '/r/late')).status).toBe(404)
    router.get('/late', () => 'here')
    expect((await ask(app, 'GET', '/r/late')).json).toBe('here')
  })

  test('prefixes of nested routers add up, outermost first', async () => {
    const [outer, inner] = [new Router(), new Router()]
    inner.get('/{id}', ({ params }) => params.id)
    outer.include(inner, { prefix: '/inner' })
    const app = appOf((it) => it.include(outer, { prefix: '/outer' }))
    expect((await ask(app, 'GET', '/outer/inner/7')).json).toBe('7')
    expect((await ask(app, 'GET', '/inner/7')).status).toBe(404)
  })

  test('a prefix may hold a parameter', async () => {
    const router = new Router()
    router.get('/orders', { params: z.object({ shop: z.int() }) }, ({ params }) => params.shop)
    const app = appOf((it) => it.include(router, { prefix: '/shops/{shop}' }))
    expect((await ask(app, 'GET', '/shops/3/orders')).json).toBe(3)
  })
})

describe('finding none', () => {
  test('is 404 with a detail', async () => {
    const { status, json, headers } = await ask(
      appOf(() => {}),
      'GET',
      '/nowhere',
    )
    expect([status, json, headers.get('content-type')]).toEqual([
      404,
      { detail: 'Not Found' },
      'application/json',
    ])
  })

  test('is 405 where other methods would, which `allow` names', async () => {
    const app = appOf((it) => {
      it.get('/x', () => 1)
      it.put('/x', () => 1)
    })
    const { status, json, headers } = await ask(app, 'POST', '/x')
    expect([status, json, headers.get('allow')]).toEqual([
      405,
      { detail: 'Method Not Allowed' },
      'GET, HEAD, PUT',
    ])
  })

  test('`allow` names the methods of every route that the path fits', async () => {
    const app = appOf((it) => {
      it.get('/users/me', () => 1)
      it.delete('/users/{id}', () => 1)
    })
    expect((await ask(app, 'PUT', '/users/me')).headers.get('allow')).toBe('DELETE, GET, HEAD')
    expect((await ask(app, 'PUT', '/users/7')).headers.get('allow')).toBe('DELETE')
    expect((await ask(app, 'GET', '/users/7')).headers.get('allow')).toBe('DELETE')
  })

  test('is 405 for writing to the document', async () => {
    const { status, headers } = await ask(
      appOf(() => {}),
      'POST',
      '/openapi.json',
    )
    expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD'])
  })
})

describe('HEAD', () => {
  test('is answered as GET, without the body', async () => {
    const app = appOf((it) => it.get('/x/{id}', ({ params }) => params))
    const { status, json, headers } = await ask(app, 'HEAD', '/x/1')
    expect([status, json, headers.get('content-type')]).toEqual([200, undefined, 'application/json'])
  })

  test('is answered by its own route where there is one, in whatever order they were declared', async () => {
    const head = () => new Response(null, { headers: { 'x-head': '1' } })
    const app = appOf((it) => {
      it.get('/after', () => 'get')
      it.head('/after', head)
      it.head('/before', head)
      it.get('/before', () => 'get')
      it.head('/only/{id}', head)
    })
    for (const path of ['/after', '/before', '/only/1']) {
      const { status, headers } = await ask(app, 'HEAD', path)
      expect([path, status, headers.get('x-head')]).toEqual([path, 200, '1'])
    }
    expect((await ask(app, 'GET', '/after')).json).toBe('get')
    expect((await ask(app, 'GET', '/before')).json).toBe('get')
    const { status, headers } = await ask(app, 'GET', '/only/1')
    expect([status, headers.get('allow')]).toEqual([405, 'HEAD'])
  })

  test('runs the middleware of its own route only for itself', async () => {
    const seen: string[] = []
    const router = new Router()
    router.use(async (context, next) => {
      seen.push(context.req.method)
      await next()
    })
    router.head('/x', () => undefined)
    const app = appOf((it) => {
      it.include(router)
      it.get('/x', () => 1)
    })
    await ask(app, 'GET', '/x')
    await ask(app, 'HEAD', '/x')
    expect(seen).toEqual(['HEAD'])
  })
})

describe('an error in a handler', () => {
  test('is 500 without details, and told to onError with the request', async () => {
    const onError = vi.fn()
    const fault = new Error('password=hunter2')
    const app = appOf(
      (it) =>
        it.get('/x', () => {
          throw fault
        }),
      { onError },
    )
    const { status, json } = await ask(app, 'GET', '/x?a=1')
    expect([status, json]).toEqual([500, { detail: 'Internal Server Error' }])
    expect(onError).toHaveBeenCalledExactlyOnceWith(fault, expect.any(Request))
    expect(onError.mock.calls[0]?.[1]).toHaveProperty('url', 'http://localhost/x?a=1')
  })

  test('may be anything that was thrown', async () => {
    const onError = vi.fn()
    const app = appOf((it) => it.get('/x', () => Promise.reject('a text')), { onError })
    expect((await ask(app, 'GET', '/x')).status).toBe(500)
    expect(onError.mock.calls[0]?.[0]).toMatchObject({
      message: 'The handler of GET /x threw what is no Error: a text',
      cause: 'a text',
    })
  })

  test('goes to the console where no onError is given', async () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => {})
    const fault = new Error('x')
    await ask(
      appOf((it) =>
        it.get('/x', () => {
          throw fault
        }),
      ),
      'GET',
      '/x',
    )
    expect(error).toHaveBeenCalledExactlyOnceWith(fault)
    error.mockRestore()
  })
})

describe('middleware', () => {
  test('runs outermost first, around the handler, whenever it was added', async () => {
    const steps: string[] = []
    const step = (name: string) => async (_context: unknown, next: () => Promise<void>) => {
      steps.push(`${name} in`)
      await next()
      steps.push(`${name} out`)
    }
    const router = new Router()
    router.get('/x', () => {
      steps.push('handler')
      return 1
    })
    router.use(step('router'))
    const app = appOf((it) => {
      it.include(router)
      it.use(step('app 1'))
      it.use(step('app 2'))
    })
    await ask(app, 'GET', '/x')
    expect(steps).toEqual([
      'app 1 in',
      'app 2 in',
      'router in',
      'handler',
      'router out',
      'app 2 out',
      'app 1 out',
    ])
  })

  test('of one router leaves the others alone', async () => {
    const router = new Router()
    router.use(async (context) => context.json({ detail: 'closed' }, 403))
    router.get('/closed', () => 1)
    const app = appOf((it) => {
      it.include(router)
      it.get('/open', () => 1)
    })
    expect((await ask(app, 'GET', '/closed')).status).toBe(403)
    expect((await ask(app, 'GET', '/open')).status).toBe(200)
  })

  test('that answers itself keeps validation and handler from running', async () => {
    const handler = vi.fn(() => 1)
    const app = appOf((it) => {
      it.use(async () => new Response('"no"', { status: 401 }))
      it.post('/x', { body: z.object({}) }, handler)
    })
    expect(await ask(app, 'POST', '/x')).toMatchObject({ status: 401, json: 'no' })
    expect(handler).not.toHaveBeenCalled()
  })

  test('may add headers to the answer', async () => {
    const app = appOf((it) => {
      it.use(async (context, next) => {
        await next()
        context.header('x-added', '1')
      })
      it.get('/x', () => 1)
      it.get('/response', () => Response.json(1))
    })
    expect((await ask(app, 'GET', '/x')).headers.get('x-added')).toBe('1')
    expect((await ask(app, 'GET', '/response')).headers.get('x-added')).toBe('1')
  })

  test("from Hono refuses with Hono's own answer, and it is no fault of ours", async () => {
    const onError = vi.fn()
    const tokens = new Router()
    tokens.use(bearerAuth({ token: 'right' }))
    tokens.get('/token', () => 1)
    const limits = new Router()
    limits.use(bodyLimit({ maxSize: 5 }))
    limits.post('/limit', { body: z.string() }, () => 1)
    const app = appOf(
      (it) => {
        it.include(tokens)
        it.include(limits)
        it.get('/own', () => {
          throw new HTTPException(402, { res: new Response('pay', { status: 402 }) })
        })
      },
      { onError },
    )
    expect((await app.request('/token')).status).toBe(401)
    expect((await app.request('/token', { headers: { authorization: 'Bearer right' } })).status).toBe(200)
    const headers = { 'content-type': 'application/json' }
    expect((await app.request('/limit', { method: 'POST', body: '"too long"', headers })).status).toBe(413)
    expect((await app.request('/limit', { method: 'POST', body: '"ok"', headers })).status).toBe(200)
    const own = await app.request('/own')
    expect([own.status, await own.text()]).toEqual([402, 'pay'])
    expect(onError).not.toHaveBeenCalled()
  })
})
