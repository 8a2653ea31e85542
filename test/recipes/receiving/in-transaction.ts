import { createReceiver } from '@hookwright/receiver'
import { Pool } from 'pg'

export const pool = new Pool({ connectionString: process.env['DATABASE_URL'] })

export const table =
  'create table if not exists webhook_handled (id text primary key, at timestamptz default now())'

interface Events {
  'order.created': { body: { id: string; total: number } }
}

export const receive = createReceiver<Events>({
  secret: process.env['WEBHOOK_SECRET'] ?? '',
  on: {
    'order.created': async ({ id, body }) => {
      const client = await pool.connect()
      try {
        await client.query('begin')
        // A second delivery of the same message waits here until the first has committed or rolled back.
        const fresh = await client.query(
          'insert into webhook_handled (id) values ($1) on conflict do nothing',
          [id],
        )
        if (fresh.rowCount === 1) {
          await client.query('insert into invoices (order_id, total) values ($1, $2)', [body.id, body.total])
        }
        await client.query('commit')
      } catch (error) {
        await client.query('rollback')
        throw error
      } finally {
        client.release()
      }
    },
  },
})
