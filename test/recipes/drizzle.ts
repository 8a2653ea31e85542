import { drizzle } from 'drizzle-orm/node-postgres'
import { doublePrecision, pgTable, text } from 'drizzle-orm/pg-core'

import { orderPlaced, pool, type Order } from './shop-on-postgres.ts'

const orders = pgTable('orders', {
  id: text().primaryKey(),
  customer: text().notNull(),
  total: doublePrecision().notNull(),
})

export async function placeOrder(order: Order): Promise<void> {
  const client = await pool.connect()
  try {
    await drizzle({ client }).transaction(async (transaction) => {
      await transaction.insert(orders).values(order)
      await orderPlaced.send(order, { tenant: 'acme', transaction: client })
    })
  } finally {
    client.release()
  }
}
