import { createReceiver } from '@hookwright/receiver'
import { App } from 'hookwright'
import type { ReceivedBy } from 'hookwright'
import { expectTypeOf } from 'vitest'
import { z } from 'zod'

const app = new App({ title: 'Shop', version: '1' })
const placed = app.webhooks.post('order.placed', { body: z.object({ id: z.string() }) })
const stockCheck = app.webhooks.post('stock.check', {
  body: z.object({ isbn: z.string() }),
  response: z.object({ inStock: z.boolean() }),
})
const instant = z.codec(z.iso.datetime(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
})
const shipped = app.webhooks.post('order.shipped', { body: z.object({ at: instant }) })
const ping = app.webhooks.post('ping')

// What arrives is what was sent, not what was given to send().
expectTypeOf<ReceivedBy<typeof placed>>().toEqualTypeOf<{ body: { id: string } }>()
expectTypeOf<ReceivedBy<typeof shipped>>().toEqualTypeOf<{ body: { at: string } }>()
expectTypeOf<ReceivedBy<typeof ping>>().toEqualTypeOf<{ body: undefined }>()
expectTypeOf<ReceivedBy<typeof stockCheck>>().toEqualTypeOf<{
  body: { isbn: string }
  response: { inStock: boolean }
}>()

interface Events {
  'order.placed': ReceivedBy<typeof placed>
  'stock.check': ReceivedBy<typeof stockCheck>
}
createReceiver<Events>({
  secret: 'whsec_x',
  on: {
    'order.placed': ({ body }) => {
      expectTypeOf(body).toEqualTypeOf<{ id: string }>()
    },
    'stock.check': ({ body }) => ({ inStock: body.isbn !== '' }),
  },
})
createReceiver<Events>({
  secret: 'whsec_x',
  on: {
    // @ts-expect-error -- the sender was promised an answer
    'stock.check': () => undefined,
  },
})
