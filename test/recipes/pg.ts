import { orderPlaced, pool, type Order } from './shop-on-postgres.ts'

export async function placeOrder(order: Order): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query('insert into orders (id, customer, total) values ($1, $2, $3)', [
      order.id,
      order.customer,
      order.total,
    ])
    await orderPlaced.send(order, { tenant: 'acme', transaction: client })
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}
