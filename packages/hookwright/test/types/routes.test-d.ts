/** Not run: `tsc -b packages/hookwright/test` is the test. */
import { expectTypeOf } from 'vitest'
import { z } from 'zod'

import type { App, HttpError, RouteHandler, Router } from '../../src/index.ts'

declare const app: App
declare const router: Router

const User = z.object({ name: z.string(), role: z.string().default('guest') })

// Path parameters come from the template.
app.get('/users/{userId}/posts/{post-id}', ({ params, query, headers, cookies, body, request }) => {
  expectTypeOf(params).toEqualTypeOf<{ userId: string; 'post-id': string }>()
  expectTypeOf(query).toEqualTypeOf<undefined>()
  expectTypeOf(headers).toEqualTypeOf<undefined>()
  expectTypeOf(cookies).toEqualTypeOf<undefined>()
  expectTypeOf(body).toEqualTypeOf<undefined>()
  expectTypeOf(request).toEqualTypeOf<Request>()
})
app.get('/users/{userId}', { summary: 'One' }, ({ params }) => {
  expectTypeOf(params).toEqualTypeOf<{ userId: string }>()
})
app.get('/', ({ params }) => {
  // @ts-expect-error -- the path has no parameters
  return params.id
})

// Every part is typed by what validation makes of it.
app.post(
  '/users/{id}',
  {
    params: z.object({ id: z.coerce.number() }),
    query: z.object({ limit: z.int().default(10), tag: z.array(z.string()).optional() }),
    headers: z.object({ x_token: z.string() }),
    cookies: z.object({ session: z.string().transform((text) => text.length) }),
    body: User,
  },
  ({ params, query, headers, cookies, body }) => {
    expectTypeOf(params).toEqualTypeOf<{ id: number }>()
    expectTypeOf(query).toEqualTypeOf<{ limit: number; tag?: string[] | undefined }>()
    expectTypeOf(headers).toEqualTypeOf<{ x_token: string }>()
    expectTypeOf(cookies).toEqualTypeOf<{ session: number }>()
    expectTypeOf(body).toEqualTypeOf<{ name: string; role: string }>()
  },
)

// The same on routers, and by route().
router.route('put', '/a/{id}', { body: User }, ({ params, body }) => {
  expectTypeOf(params).toEqualTypeOf<{ id: string }>()
  expectTypeOf(body.role).toEqualTypeOf<string>()
})
router.route('get', '/a/{id}', ({ params }) => params.id)

// What is returned is what `response` accepts, a promise of it, or a Response.
app.get('/a', { response: User }, () => ({ name: 'Ada' }))
app.get('/a', { response: User }, async () => ({ name: 'Ada', role: 'admin' }))
app.get('/a', { response: User }, () => new Response(null, { status: 304 }))
app.get('/a', { response: User }, async () => (Math.random() > 0.5 ? new Response() : { name: 'Ada' }))
app.get('/a', () => 'anything')
app.get('/a', { status: 204 }, () => {})
// @ts-expect-error -- a name is missing
app.get('/a', { response: User }, () => ({ role: 'admin' }))
// @ts-expect-error -- the name is no text
app.get('/a', { response: User }, async () => ({ name: 7 }))
// @ts-expect-error -- nothing is returned
app.get('/a', { response: User }, () => {})
// @ts-expect-error -- the same by route()
app.route('get', '/a', { response: User }, () => ({ name: 7 }))

// @ts-expect-error -- a route needs a handler
app.get('/a')
// @ts-expect-error -- also with options
app.get('/a', { summary: 'x' })
// @ts-expect-error -- also by route()
app.route('get', '/a')
// @ts-expect-error -- no such method
app.route('fetch', '/a', () => 1)
// @ts-expect-error -- misspelled
app.get('/a', { sumary: 'x' }, () => 1)
// @ts-expect-error -- misspelled, beside a schema
app.post('/a', { body: User, respones: User }, () => 1)
// @ts-expect-error -- no schema
app.post('/a', { body: { name: 'string' } }, () => 1)
// @ts-expect-error -- misspelled
router.include(router, { perfix: '/a' })

app.get(
  '/a',
  { tags: ['A'], security: [{ key: [] }], responses: { 404: { description: 'x', schema: User } } },
  () => 1,
)
// @ts-expect-error -- an answer needs a description
app.get('/a', { responses: { 404: { schema: User } } }, () => 1)

expectTypeOf<HttpError>().toExtend<Error>()

// A handler can be declared apart, typed by what its route declares.
const handler: RouteHandler<'/users/{id}', { body: typeof User; response: typeof User }> = ({
  params,
  body,
}) => {
  expectTypeOf(params).toEqualTypeOf<{ id: string }>()
  expectTypeOf(body).toEqualTypeOf<{ name: string; role: string }>()
  return body
}
app.put('/users/{id}', { body: User, response: User }, handler)
// @ts-expect-error -- the route has no such parameter
app.put('/users/{name}', { body: User, response: User }, handler)
// @ts-expect-error -- the name is no text
const wrong: RouteHandler<'/', { response: typeof User }> = () => ({ name: 7 })
void wrong
