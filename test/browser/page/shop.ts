/** A real app whose page the tests open: `hookwright/node`, SQLite, and receivers in other processes. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { App, type Delivery } from 'hookwright'
import { serve } from 'hookwright/node'
import { sqlite } from 'hookwright/sqlite'
import { z } from 'zod'

const Order = z
  .object({
    id: z.int().meta({ description: 'Counted from 1.' }),
    customer: z.object({ name: z.string(), email: z.email().optional() }),
    items: z.array(z.object({ sku: z.string(), price: z.number() })),
    note: z.string().optional(),
  })
  .meta({
    id: 'Order',
    examples: [
      { id: 17, customer: { name: 'Ada', email: 'ada@example.com' }, items: [{ sku: 'BK-1', price: 12.5 }] },
    ],
  })

export interface Shop extends AsyncDisposable {
  /** Without a slash at its end. */
  url: string
  delivery: Delivery
  /** Sends `orders.created`. */
  order(tenant: string, order?: Partial<z.input<typeof Order>>): Promise<string>
}

export interface ShopOptions {
  /** Of each attempt; after the last one a delivery has failed. */
  retryScheduleMs?: readonly number[]
  theme?: Readonly<Record<`--hw-${string}`, string>>
}

export async function openShop({ retryScheduleMs, theme }: ShopOptions = {}): Promise<Shop> {
  const folder = mkdtempSync(join(tmpdir(), 'hookwright-page-'))
  const app = new App({
    title: 'Bookshop',
    version: '1.0.0',
    delivery: {
      store: sqlite(join(folder, 'hookwright.db')),
      allowPrivateNetworks: ['127.0.0.0/8'],
      ...(theme && { portal: { theme } }),
      ...(retryScheduleMs && { retryScheduleMs: [...retryScheduleMs] }),
    },
  })
  const created = app.webhooks.post('orders.created', {
    summary: 'An order was placed',
    description: 'Sent when a customer has placed an order and paid for it.',
    body: Order,
  })
  app.webhooks.post('orders.shipped', {
    description: 'Sent when an order has left the house.',
    body: z.object({ order: Order, parcel: z.string() }),
  })
  app.webhooks.post('orders.cancelled', {
    description: 'Sent when an order is called off.',
    body: z.object({ id: z.int(), reason: z.enum(['by_customer', 'not_in_stock']) }),
  })
  app.webhooks.post('customer.registered', {
    description: 'Sent when somebody opens an account.',
    body: z.object({ name: z.string(), since: z.iso.datetime() }),
  })
  app.webhooks.post('newsletter.sent', {
    description: 'Sent once a week.',
    deprecated: true,
    body: z.object({ issue: z.int() }),
  })
  const serving = await serve(app, { port: 0, handleSignals: false, print: () => {} })
  return {
    url: serving.url,
    delivery: app.delivery,
    async order(tenant, order = {}) {
      const body = { id: 1, customer: { name: 'Ada' }, items: [{ sku: 'BK-1', price: 12.5 }], ...order }
      return (await created.send(body, { tenant })).messageId
    },
    async [Symbol.asyncDispose]() {
      await serving.close()
      rmSync(folder, { recursive: true })
    },
  }
}
