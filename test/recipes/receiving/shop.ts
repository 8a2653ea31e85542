import { createReceiver, gone, later, memorySeen } from '@hookwright/receiver'

import { customers, reserve } from './stock.ts'

interface Events {
  'order.created': { body: { id: string; customer: string; quantity: number } }
  'order.priced': { body: { quantity: number }; response: { unitPrice: number } }
}

export const receive = createReceiver<Events>({
  secret: process.env['WEBHOOK_SECRET'] ?? '', // whsec_… or whpk_…, as it was shown when you registered
  seen: memorySeen(),
  on: {
    'order.created': async ({ body }) => {
      if (!customers.has(body.customer)) return gone() // 410: send nothing more
      const isReserved = await reserve(body.id, body.quantity)
      return isReserved ? undefined : later(600) // 204, or 429: try again in ten minutes
    },
    'order.priced': ({ body }) => ({ unitPrice: body.quantity < 100 ? 12.5 : 11 }), // 200, as JSON
  },
  fallback: ({ type, id }) => console.log(`${id}: nothing here handles ${type}`), // 204
})
