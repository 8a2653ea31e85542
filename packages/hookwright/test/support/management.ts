import { z } from 'zod'

import { App } from '../../src/app.ts'
import type { DeliveryOptions } from '../../src/delivery/options.ts'
import type { Webhook } from '../../src/webhook.ts'
import { sqlite } from '../../src/sqlite.ts'
import { FakeClock } from './clock.ts'

export const Order = z.object({ id: z.string(), total: z.number() })

export interface Managed {
  app: App
  clock: FakeClock
  orderPaid: Webhook<z.input<typeof Order>>
  /** Calls the management API as a tenant (`acme`), as an operator (`operator`) or as nobody (null). */
  call: (as: string | null, method: string, path: string, body?: unknown) => Promise<Answer>
}

export interface Answer {
  status: number
  headers: Headers
  // oxlint-disable-next-line typescript/no-explicit-any -- the tests look into whatever JSON came.
  json: any
}

/** An app that delivers from a database in memory, and takes `Bearer <tenant>` for a proof. */
export function createManaged(delivery: Partial<DeliveryOptions> = {}): Managed {
  const clock = new FakeClock()
  const app = new App({
    title: 'Shop',
    version: '1',
    delivery: {
      store: sqlite(':memory:'),
      clock,
      authenticate: (request) => {
        const name = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1]
        return name === undefined ? null : name === 'operator' ? { operator: true } : { tenant: name }
      },
      ...delivery,
    },
  })
  const orderPaid = app.webhooks.post('order.paid', {
    body: Order,
    description: 'Sent when an order was paid.',
  })
  app.webhooks.post('order.canceled', { body: Order, summary: 'An order was canceled', deprecated: true })
  app.webhooks.post('ping')
  const call: Managed['call'] = async (as, method, path, body) => {
    const response = await app.request(`/webhooks${path}`, {
      method,
      headers: {
        ...(as !== null && { authorization: `Bearer ${as}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      json: text === '' ? undefined : JSON.parse(text),
    }
  }
  return { app, clock, orderPaid, call }
}
