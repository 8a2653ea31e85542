import { z } from 'zod'

import { App } from '../../src/app.ts'
import type { DeliveryOptions } from '../../src/delivery/options.ts'
import type { AttemptReport } from '../../src/delivery/report.ts'
import { createWorker } from '../../src/delivery/worker.ts'
import { sqlite } from '../../src/sqlite.ts'
import type { Webhook } from '../../src/webhook.ts'
import { until } from '../support/until.ts'

const Order = z.object({ id: z.string() })

export const tenant = 'acme'

/** An app whose `POST /orders` sends `order.paid`, on a database file that others may share. */
export interface Shop extends AsyncDisposable {
  app: App
  orderPaid: Webhook<z.input<typeof Order>>
  reports: AttemptReport[]
  /** Registers a URL for all that is sent, and returns the endpoint's id. */
  subscribe(url: string): Promise<string>
  /** Starts a worker, which stops when the shop is disposed. */
  deliver(): Promise<void>
  /** Waits for so many attempts in all. */
  attempts(count: number): Promise<void>
}

export function openShop(path: string, delivery: Partial<DeliveryOptions> = {}): Shop {
  const reports: AttemptReport[] = []
  const stops: (() => Promise<void>)[] = []
  const app = new App({
    title: 'Shop',
    version: '1',
    delivery: {
      store: sqlite(path),
      worker: false,
      allowPrivateNetworks: ['127.0.0.0/8'],
      pollMs: 20,
      onAttempt: (report) => reports.push(report),
      ...delivery,
    },
  })
  const orderPaid = app.webhooks.post('order.paid', { body: Order })
  app.post('/orders', { body: Order, status: 201 }, async ({ body }) => {
    await orderPaid.send(body, { tenant })
    return body
  })
  return {
    app,
    orderPaid,
    reports,
    async subscribe(url) {
      const { endpoint } = await app.delivery.endpoints.create(tenant, { url })
      return endpoint.id
    },
    async deliver() {
      const worker = createWorker(app)
      stops.push(() => worker.stop({ graceMs: 0 }))
      await worker.start()
    },
    attempts: (count) => until(`${count} attempts are recorded`, () => reports.length >= count),
    async [Symbol.asyncDispose]() {
      for (const stop of stops) await stop()
      await app.close()
    },
  }
}
