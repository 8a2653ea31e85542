import { expect, test } from 'vitest'
import { z } from 'zod'

import { apiKey, bearer, dependency, none, Router } from '../../src/index.ts'
import { appOf } from '../support/declare.ts'

const staff = bearer({ name: 'staff', authenticate: () => null, scopesOf: () => [] })
const partner = apiKey({ name: 'partner', in: 'header', key: 'x-key', authenticate: () => null })
const paging = dependency({ query: z.object({ limit: z.int().optional(), page: z.int() }) }, () => 1)

function operationOf(declare: Parameters<typeof appOf>[0]) {
  const { paths = {}, components } = appOf(declare).openapi()
  const [item = {}] = Object.values(paths)
  const [operation] = Object.values(item)
  return { operation, components }
}

test('parameters of what a route needs follow its own of that kind, each once, required where anyone requires them', () => {
  const shop = dependency(
    { params: z.object({ shop: z.int() }), headers: z.object({ x_a: z.string() }) },
    () => 1,
  )
  const other = dependency({ dependencies: { shop }, query: z.object({ limit: z.int() }) }, () => 1)
  const { operation } = operationOf((app) =>
    app.get(
      '/{name}/{shop}',
      { query: z.object({ q: z.string() }), dependencies: { paging, other } },
      () => 1,
    ),
  )
  expect(operation).toMatchObject({
    parameters: [
      { name: 'name', in: 'path', required: true, schema: { type: 'string' } },
      { name: 'shop', in: 'path', required: true, schema: { type: 'integer' } },
      { name: 'q', in: 'query', required: true },
      { name: 'limit', in: 'query', required: true, schema: { type: 'integer' } },
      { name: 'page', in: 'query', required: true },
      { name: 'x-a', in: 'header', required: true },
    ],
    responses: { 422: { description: 'Validation Error' } },
  })
})

test('what a router asks for is documented with each of its routes, and with no webhook', () => {
  const router = new Router({ dependencies: [paging] })
  router.get('/x', () => 1)
  router.webhooks.post('y', { body: z.object({}) })
  const document = appOf((app) => app.include(router)).openapi()
  expect(document.paths?.['/x']).toMatchObject({ get: { parameters: [{ name: 'limit' }, { name: 'page' }] } })
  expect(document.webhooks?.['y']).not.toHaveProperty('post.parameters')
})

test('a caller must satisfy the security of the route and of each thing that it needs', () => {
  const writer = dependency({ security: [staff.requires('write')] }, () => 1)
  const either = dependency({ security: [staff, partner] }, () => 1)
  const securityOf = (options: object) => {
    const { operation } = operationOf((app) => app.get('/x', options, () => 1))
    return Object(operation).security
  }
  expect(securityOf({ dependencies: { writer } })).toEqual([{ staff: ['write'] }])
  expect(securityOf({ security: [staff, none], dependencies: { writer } })).toEqual([{ staff: ['write'] }])
  expect(securityOf({ security: [partner], dependencies: { writer } })).toEqual([
    { partner: [], staff: ['write'] },
  ])
  expect(securityOf({ dependencies: { writer, either } })).toEqual([
    { staff: ['write'] },
    { staff: ['write'], partner: [] },
  ])
  const { operation, components } = operationOf((app) => app.get('/x', { dependencies: { writer } }, () => 1))
  expect(components?.['securitySchemes']).toHaveProperty('staff')
  expect(operation).toMatchObject({ responses: { 401: {}, 403: {} } })
})

test('answers of what a route needs are documented where it does not declare them itself', () => {
  const Problem = z.object({ detail: z.string() }).meta({ id: 'Problem' })
  const first = dependency(
    { responses: { 404: { description: 'No such shop', schema: Problem }, 409: { description: 'Closed' } } },
    () => 1,
  )
  const second = dependency({ responses: { 404: { description: 'No such user' } } }, () => 1)
  const { operation, components } = operationOf((app) =>
    app.get('/x', { responses: { 409: { description: 'Taken' } }, dependencies: { first, second } }, () => 1),
  )
  expect(operation).toMatchObject({
    responses: {
      200: { description: 'Successful Response' },
      404: {
        description: 'No such shop',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
      409: { description: 'Taken' },
    },
  })
  expect(components?.['schemas']).toHaveProperty('Problem')
})
