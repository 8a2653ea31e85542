import { DatabaseSync } from 'node:sqlite'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'

import { App, dependency, HttpError } from '../../src/index.ts'
import { sqlite } from '../../src/sqlite.ts'
import { newPath } from '../store/sqlite/folder.ts'

const Order = z.object({ id: z.string() })

let file: string
let shop: App

beforeEach(async () => {
  file = newPath()
  shop = shopOn(file)
  await shop.delivery.line.open()
  await shop.delivery.endpoints.create('acme', { url: 'http://127.0.0.1:9/hook' })
  using database = new DatabaseSync(file)
  database.exec('create table orders (id text primary key)')
})

afterEach(async () => {
  await shop.close()
})

/** Stores an order and tells of it in the transaction of the request. */
function shopOn(path: string): App {
  const app = new App({
    title: 'Shop',
    version: '1',
    delivery: { store: sqlite(path), allowPrivateNetworks: ['127.0.0.0/8'] },
    onError: () => {},
  })
  const placed = app.webhooks.post('order.placed', { body: Order })
  const transaction = dependency(async function* () {
    using database = new DatabaseSync(path, { timeout: 5_000 })
    database.exec('begin immediate')
    try {
      yield database
    } catch (error) {
      database.exec('rollback')
      throw error
    }
    database.exec('commit')
  })
  app.post(
    '/orders',
    {
      body: Order,
      status: 201,
      query: z.object({ fail: z.string().optional() }),
      dependencies: { transaction },
    },
    async ({ body, query, transaction: database }) => {
      database.prepare('insert into orders (id) values (?)').run(body.id)
      await placed.send(body, { tenant: 'acme', transaction: database })
      if (query.fail === 'answer') throw new HttpError(409, 'Sold out')
      if (query.fail === 'commit') database.exec('rollback')
      return body
    },
  )
  return app
}

function order(query = ''): Promise<Response> {
  return shop.request(`/orders${query}`, {
    method: 'POST',
    body: JSON.stringify({ id: 'o1' }),
    headers: { 'content-type': 'application/json' },
  })
}

function stored(): unknown {
  using database = new DatabaseSync(file)
  return database
    .prepare(
      'select (select count(*) from orders) as orders, (select count(*) from hookwright_message) as messages, (select count(*) from hookwright_delivery) as deliveries',
    )
    .get()
}

describe('a transaction as a dependency', () => {
  test('is committed when the handler has answered: the order and its message are there', async () => {
    expect((await order()).status).toBe(201)
    expect(stored()).toEqual({ orders: 1, messages: 1, deliveries: 1 })
  })

  test('is rolled back when the handler throws: there is neither', async () => {
    expect((await order('?fail=answer')).status).toBe(409)
    expect(stored()).toEqual({ orders: 0, messages: 0, deliveries: 0 })
  })

  test('that cannot be committed is not answered with 201', async () => {
    expect((await order('?fail=commit')).status).toBe(500)
    expect(stored()).toEqual({ orders: 0, messages: 0, deliveries: 0 })
  })
})
