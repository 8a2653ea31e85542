/** Not run: `tsc -b packages/hookwright/test` is the test. */
import { expectTypeOf } from 'vitest'
import { z } from 'zod'

import { App, bearer, dependency, Router, type Dependency, type RouteHandler } from '../../src/index.ts'

interface Db {
  query(sql: string): Promise<unknown>
}
interface User {
  id: number
}
declare const connect: () => Promise<Db>
declare const app: App

// The value is what `resolve` returns, a promise of it, or what a generator yields.
const db = dependency(connect)
expectTypeOf(db).toEqualTypeOf<Dependency<Db>>()
const transaction = dependency({ dependencies: { db } }, async function* ({ db: own }) {
  expectTypeOf(own).toEqualTypeOf<Db>()
  yield own
})
expectTypeOf(transaction).toEqualTypeOf<Dependency<Db>>()
expectTypeOf(
  dependency(function* () {
    yield 7
  }),
).toEqualTypeOf<Dependency<number>>()
expectTypeOf(dependency(() => 'x')).toEqualTypeOf<Dependency<string>>()
expectTypeOf(dependency(() => {})).toEqualTypeOf<Dependency<void>>()

// What it declares types what it is given.
const staff = bearer({
  name: 'staff',
  authenticate: (token): User | null => (token === 'x' ? { id: 1 } : null),
})
const page = dependency(
  {
    params: z.object({ shop: z.int() }),
    query: z.object({ limit: z.int().default(10) }),
    headers: z.object({ x_tenant: z.string() }),
    cookies: z.object({ seen: z.string().optional() }),
    security: [staff],
    responses: { 404: { description: 'No such shop' }, '4XX': { description: 'x' } },
  },
  ({ params, query, headers, cookies, auth, request, signal }) => {
    expectTypeOf(params).toEqualTypeOf<{ shop: number }>()
    expectTypeOf(query).toEqualTypeOf<{ limit: number }>()
    expectTypeOf(headers).toEqualTypeOf<{ x_tenant: string }>()
    expectTypeOf(cookies).toEqualTypeOf<{ seen?: string | undefined }>()
    expectTypeOf(auth).toEqualTypeOf<User>()
    expectTypeOf(request).toEqualTypeOf<Request>()
    expectTypeOf(signal).toEqualTypeOf<AbortSignal>()
    return { limit: query.limit }
  },
)
dependency(({ query, auth }) => {
  expectTypeOf(query).toEqualTypeOf<undefined>()
  expectTypeOf(auth).toEqualTypeOf<undefined>()
})

// A handler gets the values by their names, beside all else.
app.get('/x/{id}', { dependencies: { db, page } }, ({ db: own, page: its, params, query }) => {
  expectTypeOf(own).toEqualTypeOf<Db>()
  expectTypeOf(its).toEqualTypeOf<{ limit: number }>()
  expectTypeOf(params).toEqualTypeOf<{ id: string }>()
  expectTypeOf(query).toEqualTypeOf<undefined>()
})
app.route('get', '/x', { dependencies: { db } }, ({ db: own }) => expectTypeOf(own).toEqualTypeOf<Db>())
new Router({ dependencies: [db, page] }).get(
  '/x',
  { security: [staff], dependencies: { db } },
  ({ db: own, auth }) => {
    expectTypeOf(own).toEqualTypeOf<Db>()
    expectTypeOf(auth).toEqualTypeOf<User>()
  },
)
app.include(new Router(), { dependencies: [page] })
const elsewhere: RouteHandler<'/x', { dependencies: { db: typeof db } }> = ({ db: own }) => own.query('')
app.get('/x', { dependencies: { db } }, elsewhere)

// @ts-expect-error -- not declared
app.get('/x', { dependencies: { db } }, ({ user }) => user)
// @ts-expect-error -- nothing is declared
app.get('/x', ({ db: own }) => own)
// @ts-expect-error -- a value is no dependency
app.get('/x', { dependencies: { db: connect } }, () => 1)
// @ts-expect-error -- a handler's `body` is the body
app.get('/x', { dependencies: { body: db } }, () => 1)
// @ts-expect-error -- also in what a dependency needs
dependency({ dependencies: { request: db } }, () => 1)
// @ts-expect-error -- misspelled
dependency({ dependences: { db } }, () => 1)
// @ts-expect-error -- it answers by errors only
dependency({ responses: { default: { description: 'x' } } }, () => 1)
// @ts-expect-error -- nothing of a webhook runs here
app.webhooks.post('x', { dependencies: { db } })
// @ts-expect-error -- a list has no names
app.get('/x', { dependencies: [db] }, () => 1)

// What stands for one in tests is of its type.
expectTypeOf(app.override(db, dependency(connect))).toEqualTypeOf<Disposable>()
app.override(db, () => ({ query: async () => 1 }))
app.override(db, async function* () {
  yield { query: async () => 1 }
})
// @ts-expect-error -- no Db
app.override(db, () => ({ ask: 1 }))
const seven = dependency(() => 7)
// @ts-expect-error -- no Db
app.override(db, seven)
