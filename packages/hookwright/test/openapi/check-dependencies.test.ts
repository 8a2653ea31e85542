import { expect, test } from 'vitest'
import { z } from 'zod'

import { dependency, Router, type Dependency } from '../../src/index.ts'
import { mistakesOf } from '../support/declare.ts'

const missing: { readonly [name: string]: Dependency } = {}
const number = dependency(() => 1)
const shop = dependency({ params: z.object({ shop: z.int() }) }, ({ params }) => params.shop)
const undefinedCure =
  'Its module is not loaded yet, since modules import each other: declare it in one that imports neither.'

test('nothing is wrong with what is shared, nested and declared alike', () => {
  const other = dependency(
    { dependencies: { shop, number }, params: z.object({ shop: z.int() }) },
    ({ params }) => params.shop,
  )
  const found = mistakesOf((app) =>
    app.get('/{shop}', { params: z.object({ shop: z.int() }), dependencies: { shop, other } }, () => 1),
  )
  expect(found).toEqual([])
})

test('a dependency that needs itself is told, with the way', () => {
  const needs: { [name: string]: Dependency } = {}
  const db = dependency({ dependencies: needs }, () => 1)
  needs['session'] = dependency({ dependencies: { db } }, () => 2)
  expect(mistakesOf((app) => app.get('/x', { dependencies: { db } }, () => 1))).toEqual([
    'GET /x: its dependency "session" needs itself, by db → session. Take one of these out of `dependencies`, and make in it what it needs of the other.',
    'GET /x: its dependency "db" needs itself, by session → db. Take one of these out of `dependencies`, and make in it what it needs of the other.',
  ])
})

test('one that is undefined, since modules import each other, is told', () => {
  const { db } = missing
  const inner = dependency({ dependencies: { db } }, () => 1)
  const router = new Router()
  router.get('/x', { dependencies: { db, inner } }, () => 1)
  expect(
    mistakesOf((app) => app.include(router, { dependencies: Object.values({ db }).filter(always) })),
  ).toEqual([
    `GET /x: its \`dependencies\` have "db" undefined. ${undefinedCure}`,
    `GET /x: number 1 of its routers' dependencies is undefined. ${undefinedCure}`,
    `GET /x: its dependency "inner": \`dependencies\` have "db" undefined. ${undefinedCure}`,
  ])
})

/** To TypeScript, whatever it lets through is there. */
function always(given: Dependency | undefined): given is Dependency {
  return given === undefined || given instanceof Object
}

test('a name that every handler gets is told', () => {
  const named: { readonly [name: string]: Dependency } = { body: number }
  expect(mistakesOf((app) => app.get('/x', { dependencies: named }, () => 1))).toEqual([
    'GET /x: its `dependencies` name one "body", which is what every handler gets under that name. Rename it.',
  ])
})

test('a path parameter that the path does not hold is told, also for a router', () => {
  expect(
    mistakesOf((app) => {
      app.get('/x', { dependencies: { shop } }, () => 1)
      const router = new Router({ dependencies: [shop] })
      router.get('/y', () => 1)
      app.include(router)
      app.include(router, { prefix: '/shops/{shop}' })
    }),
  ).toEqual([
    'GET /x: its dependency "shop" takes "shop" from the path, which does not hold it. Write {shop} into the path, or need it elsewhere.',
    'GET /y: its dependency takes "shop" from the path, which does not hold it. Write {shop} into the path, or need it elsewhere.',
  ])
})

test('a parameter that is declared in two ways is told', () => {
  const paging = dependency({ query: z.object({ limit: z.int() }) }, () => 1)
  expect(
    mistakesOf((app) =>
      app.get('/x', { query: z.object({ limit: z.string() }), dependencies: { paging } }, () => 1),
    ),
  ).toEqual([
    'GET /x: "limit" in `query` is declared one way by itself and another by its dependency "paging". Share one schema, or rename one of them.',
  ])
})

test('parameters that are no object are told', () => {
  const odd = dependency({ query: z.string() }, () => 1)
  expect(mistakesOf((app) => app.get('/x', { dependencies: { odd } }, () => 1))).toEqual([
    'GET /x: the `query` of its dependency "odd" is no object schema. Declare an object with a property for each parameter.',
  ])
})

test('an answer that is no error is told', () => {
  const eager = dependency({ responses: { 200: { description: 'Cached' } } }, () => 1)
  expect(mistakesOf((app) => app.get('/x', { dependencies: { eager } }, () => 1))).toEqual([
    'GET /x: its dependency "eager" declares an answer with 200, but can answer only by an error. Declare it on the route.',
  ])
})

test('a webhook that needs something is told', () => {
  const options: object = { dependencies: { number } }
  expect(mistakesOf((app) => void app.webhooks.post('x', options))).toEqual([
    'webhook "x": it has `dependencies`, but nothing of a webhook runs here. Leave them out.',
  ])
})
