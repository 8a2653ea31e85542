import type { MiddlewareHandler } from 'hono'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { App } from '../src/app.ts'
import { CallbackRouter } from '../src/callback-router.ts'
import type { IncludeOptions, SharedOptions } from '../src/declarations.ts'
import type { OperationOptions } from '../src/operation.ts'
import { Router } from '../src/router.ts'

/** What is said at each level, from outside to inside, and what an operation then has of it. */
interface Rule {
  rule: string
  app?: Omit<SharedOptions, 'tags'>
  include?: IncludeOptions
  router?: SharedOptions
  nested?: IncludeOptions
  own?: OperationOptions
  merged: object
}

const [one, two, three, four] = ['one', 'two', 'three', 'four'].map((name) => {
  const router = new CallbackRouter()
  router.post(name, 'https://a.example/')
  return router
})
if (!one || !two || !three || !four) throw new Error('four were made')

const answer = (description: string) => ({ description })
const key = (name: string) => [{ [name]: [] }]

const rules: Rule[] = [
  {
    rule: 'prefixes concatenate outer first',
    include: { prefix: '/a' },
    nested: { prefix: '/b' },
    merged: { path: '/a/b/x' },
  },
  {
    rule: 'tags concatenate outer first',
    include: { tags: ['include'] },
    router: { tags: ['router'] },
    nested: { tags: ['nested'] },
    own: { tags: ['own'] },
    merged: { tags: ['include', 'router', 'nested', 'own'] },
  },
  {
    rule: 'callbacks concatenate outer first',
    include: { callbacks: [one] },
    router: { callbacks: [two] },
    nested: { callbacks: [three] },
    own: { callbacks: [four] },
    merged: { callbacks: ['one', 'two', 'three', 'four'] },
  },
  {
    rule: 'responses merge, and for one status the nearest stands',
    app: { responses: { 400: answer('app'), 401: answer('app'), 402: answer('app'), 403: answer('app') } },
    include: { responses: { 400: answer('include'), 401: answer('include'), 402: answer('include') } },
    router: { responses: { 400: answer('router'), 401: answer('router') } },
    own: { responses: { 400: answer('own') } },
    merged: { responses: { 400: 'own', 401: 'router', 402: 'include', 403: 'app' } },
  },
  {
    rule: 'deprecated of an inclusion is for all',
    include: { deprecated: true },
    own: { deprecated: false },
    merged: { deprecated: true },
  },
  {
    rule: 'deprecated of a router is for all',
    router: { deprecated: true },
    include: { deprecated: false },
    merged: { deprecated: true },
  },
  { rule: 'deprecated of an App is for all', app: { deprecated: true }, merged: { deprecated: true } },
  { rule: 'deprecated of one is its own', own: { deprecated: true }, merged: { deprecated: true } },
  {
    rule: 'what nobody calls deprecated is not',
    include: { deprecated: false },
    merged: { deprecated: undefined },
  },
  {
    rule: 'includeInSchema needs an inclusion to agree',
    include: { includeInSchema: false },
    own: { includeInSchema: true },
    merged: { path: undefined },
  },
  {
    rule: 'includeInSchema needs a router to agree',
    router: { includeInSchema: false },
    merged: { path: undefined },
  },
  {
    rule: 'includeInSchema needs an App to agree',
    app: { includeInSchema: false },
    include: { includeInSchema: true },
    merged: { path: undefined },
  },
  {
    rule: 'includeInSchema needs the operation to agree',
    own: { includeInSchema: false },
    merged: { path: undefined },
  },
  {
    rule: 'of security the own stands',
    include: { security: key('a') },
    own: { security: key('b') },
    merged: { security: key('b') },
  },
  {
    rule: 'an empty security opens',
    include: { security: key('a') },
    own: { security: [] },
    merged: { security: [] },
  },
  {
    rule: 'of security a router’s is nearer than an inclusion’s',
    include: { security: key('a') },
    router: { security: key('b') },
    merged: { security: key('b') },
  },
  {
    rule: 'of security the inner inclusion’s is nearer',
    include: { security: key('a') },
    nested: { security: key('b') },
    merged: { security: key('b') },
  },
  {
    rule: 'security of an App is for whatever has none',
    app: { security: key('a') },
    merged: { security: key('a') },
  },
]

function operationOf({ app: ofApp, include, router: ofRouter, nested, own = {} }: Rule) {
  const scheme = { type: 'http', scheme: 'bearer' }
  const app = new App({ title: 'Shop', version: '1', securitySchemes: { a: scheme, b: scheme }, ...ofApp })
  const outer = new Router(ofRouter)
  const inner = new Router()
  inner.get('/x', own, () => 1)
  outer.include(inner, nested)
  app.include(outer, include)
  const [[path, item] = []] = Object.entries(app.openapi().paths ?? {})
  const { tags, callbacks, responses, deprecated, security } = Object(item?.['get'])
  const described = Object.entries<{ description: string }>(responses ?? {}).map(
    ([status, { description }]) => [status, description],
  )
  return {
    path,
    tags,
    callbacks: Object.keys(callbacks ?? {}),
    responses: Object.fromEntries(described),
    deprecated,
    security,
  }
}

describe('what is said of a router, and where it is included', () => {
  test.each(rules)('$rule', (rule) => {
    expect(operationOf(rule)).toMatchObject(rule.merged)
  })

  test('reaches webhooks where it speaks of them: tags, deprecated, includeInSchema, namespace', () => {
    const app = new App({ title: 'Shop', version: '1', deprecated: true })
    const router = new Router({ tags: ['router'], responses: { 404: answer('none') }, callbacks: [one] })
    router.webhooks.post('paid', { tags: ['own'] })
    app.include(router, { namespace: 'orders.', tags: ['include'], prefix: '/orders' })
    const { webhooks } = app.openapi()
    expect(webhooks).toMatchObject({
      'orders.paid': { post: { tags: ['include', 'router', 'own'], deprecated: true } },
    })
    expect(JSON.stringify(webhooks)).not.toMatch(/404|callbacks/)
    app.include(new Router({ includeInSchema: false }))
    const hidden = new Router({ includeInSchema: false })
    hidden.webhooks.post('hidden')
    app.include(hidden)
    expect(Object.keys(app.openapi().webhooks ?? {})).toEqual(['orders.paid'])
  })

  test('runs middleware outer first: of the App, the inclusion, the router', async () => {
    const ran: string[] = []
    const note =
      (name: string): MiddlewareHandler =>
      async (_, next) => {
        ran.push(name)
        await next()
      }
    const app = new App({ title: 'Shop', version: '1' })
    const router = new Router()
    const inner = new Router()
    inner.use(note('inner'))
    inner.get('/x', () => 1)
    router.include(inner, { middleware: [note('nested')] })
    router.use(note('router'))
    app.use(note('app'))
    app.include(router, { middleware: [note('include')] })
    await app.request('/x')
    expect(ran).toEqual(['app', 'include', 'router', 'nested', 'inner'])
  })
})

describe('an App that is included', () => {
  test('brings its routes and webhooks, which the including App documents and delivers', async () => {
    const shop = new App({ title: 'Shop', version: '1' })
    shop.get('/books', () => ['Faust'])
    const sold = shop.webhooks.post('sold', { body: z.object({ id: z.string() }) })
    expect(sold.name).toBe('sold')
    const mall = new App({ title: 'Mall', version: '1' })
    mall.include(shop, { prefix: '/shop', namespace: 'shop.' })
    expect(sold.name).toBe('shop.sold')
    expect(Object.keys(mall.openapi().webhooks ?? {})).toEqual(['shop.sold'])
    expect(await (await mall.request('/shop/books')).json()).toEqual(['Faust'])
  })
})
