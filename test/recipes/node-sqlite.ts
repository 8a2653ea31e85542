import { DatabaseSync } from 'node:sqlite'

import { file, orderPlaced, type Order } from './shop-on-sqlite.ts'

export async function placeOrder(order: Order): Promise<void> {
  const database = new DatabaseSync(file, { timeout: 5_000 })
  try {
    database.exec('begin immediate')
    database
      .prepare('insert into orders (id, customer, total) values (?, ?, ?)')
      .run(order.id, order.customer, order.total)
    await orderPlaced.send(order, { tenant: 'acme', transaction: database })
    database.exec('commit')
  } finally {
    // Rolls back what was not committed.
    database.close()
  }
}
