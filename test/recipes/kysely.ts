import { CompiledQuery, Kysely, PostgresDialect } from 'kysely'
import type { Transaction } from 'kysely'

import { orderPlaced, pool, type Order } from './shop-on-postgres.ts'

interface Tables {
  orders: Order
}

const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })

/** What `send` asks of a transaction, said to Kysely. */
function within(transaction: Transaction<Tables>) {
  return {
    query: ({ text, values = [] }: { text: string; values?: unknown[] }) =>
      transaction.executeQuery<Record<string, unknown>>(CompiledQuery.raw(text, values)),
  }
}

export async function placeOrder(order: Order): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await transaction.insertInto('orders').values(order).execute()
    await orderPlaced.send(order, { tenant: 'acme', transaction: within(transaction) })
  })
}
