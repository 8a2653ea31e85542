import { App } from 'hookwright'
import { sqlite } from 'hookwright/sqlite'
import { z } from 'zod'

export const Order = z.object({ id: z.string(), customer: z.string(), total: z.number() })
export type Order = z.infer<typeof Order>

export const file = process.env['DATABASE_FILE'] ?? 'shop.db'
export const app = new App({ title: 'Shop', version: '1.0.0', delivery: { store: sqlite(file) } })
export const orderPlaced = app.webhooks.post('order.placed', { body: Order })
