import { inspect } from 'node:util'

import { postgres } from 'hookwright/postgres'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

import { newSchema, type TestSchema } from '../../packages/hookwright/test/support/postgres.ts'
import { openOffice, order, orderOfNobody, tables, type Office } from './office.ts'

const recipes = {
  pg: () => import('./pg.ts'),
  Drizzle: () => import('./drizzle.ts'),
  Kysely: () => import('./kysely.ts'),
}

let schema: TestSchema
let office: Office

beforeAll(async () => {
  schema = await newSchema()
  await schema.sql(tables)
  process.env['DATABASE_URL'] = schema.url
  office = await openOffice(postgres(schema.url))
})
beforeEach(async () => {
  await schema.sql('delete from orders')
  await schema.sql('delete from hookwright_delivery')
  office.received.length = 0
})
afterAll(async () => {
  const { app, pool } = await import('./shop-on-postgres.ts')
  await app.close()
  await pool.end()
  await office[Symbol.asyncDispose]()
  await schema[Symbol.asyncDispose]()
})

test.for(Object.entries(recipes))(
  'with %s, an order and its webhook are stored together or not at all',
  async ([, load]) => {
    const { placeOrder } = await load()
    const error: unknown = await placeOrder(orderOfNobody).catch((reason: unknown) => reason)
    expect(inspect(error)).toContain('violates foreign key constraint')
    await placeOrder(order)
    await office.hasReceived(1)
    expect(office.received).toEqual([order])
    expect(await office.stored()).toEqual([order])
    expect(await schema.sql('select id from orders')).toEqual([{ id: 'o1' }])
  },
)
