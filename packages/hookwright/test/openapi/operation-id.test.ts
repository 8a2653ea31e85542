import { describe, expect, test } from 'vitest'

import { appOf, mistakesOf } from '../support/declare.ts'

function ids(declare: Parameters<typeof appOf>[0]): unknown[] {
  const { paths = {}, webhooks = {} } = appOf(declare).openapi()
  return [paths, webhooks].flatMap((map) =>
    Object.values(map).flatMap((item) =>
      Object.values(item).map((operation) => Object(operation).operationId),
    ),
  )
}

describe('the operationId', () => {
  test('is made from method and path, or from the event type', () => {
    const made = ids((app) => {
      app.get('/', () => 1)
      app.get('/users/{id}', () => 1)
      app.delete('/users/{id}', () => 1)
      app.webhooks.post('new-subscription')
      app.webhooks.post('orders.line_added')
    })
    expect(made).toEqual(['getRoot', 'getUsersById', 'deleteUsersById', 'newSubscription', 'ordersLineAdded'])
  })

  test('names the method where one event has several', () => {
    const made = ids((app) => {
      app.webhooks.post('stock')
      app.webhooks.delete('stock')
      app.webhooks.post('other')
    })
    expect(made).toEqual(['stockPost', 'stockDelete', 'other'])
  })

  test('is the declared one as it is', () => {
    const made = ids((app) => {
      app.get('/a', { operationId: 'read_a' }, () => 1)
      app.webhooks.post('x', { operationId: 'X!' })
    })
    expect(made).toEqual(['read_a', 'X!'])
  })

  test('is not asked of what is hidden', () => {
    expect(
      mistakesOf((app) => {
        app.get('/a', { operationId: 'same' }, () => 1)
        app.get('/b', { operationId: 'same', includeInSchema: false }, () => 1)
      }),
    ).toEqual([])
  })
})

describe('one operationId twice', () => {
  const cure = 'Give one of them another: { operationId: … }.'

  test('is a mistake over routes and webhooks, which names both', () => {
    expect(
      mistakesOf((app) => {
        app.get('/subscription', { operationId: 'subscription' }, () => 1)
        app.webhooks.post('subscription')
      }),
    ).toEqual([
      `webhook "subscription": its operationId "subscription" is that of GET /subscription too. ${cure}`,
    ])
  })

  test('is a mistake between event types that differ in punctuation only', () => {
    expect(
      mistakesOf((app) => {
        app.webhooks.post('user.created')
        app.webhooks.post('user-created')
      }),
    ).toEqual([
      `webhook "user-created": its operationId "userCreated" is that of webhook "user.created" too. ${cure}`,
    ])
  })

  test('is a mistake between paths that differ by a slash only', () => {
    expect(
      mistakesOf((app) => {
        app.get('/users', () => 1)
        app.get('/users/', () => 1)
      }),
    ).toEqual([`GET /users/: its operationId "getUsers" is that of GET /users too. ${cure}`])
  })
})
