import { App } from 'hookwright'
import { postgres } from 'hookwright/postgres'
import { Pool } from 'pg'
import { z } from 'zod'

export const Order = z.object({ id: z.string(), customer: z.string(), total: z.number() })
export type Order = z.infer<typeof Order>

const url = process.env['DATABASE_URL'] ?? 'postgres://localhost/shop'
export const pool = new Pool({ connectionString: url })
export const app = new App({ title: 'Shop', version: '1.0.0', delivery: { store: postgres(url) } })
export const orderPlaced = app.webhooks.post('order.placed', { body: Order })
