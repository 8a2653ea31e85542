/** What customers bought, and where it is. */
import { randomUUID } from 'node:crypto'

import { CallbackRouter, dependency, HttpError, jsonLines, Router, type Examples } from 'hookwright'
import { z } from 'zod'

import { Isbn, Money, notFound, Problem } from './schemas.ts'
import type { Shop } from './shop.ts'
import { staff } from './staff.ts'

const OrderStatus = z.enum(['placed', 'shipped', 'cancelled']).meta({ id: 'OrderStatus' })

const OrderLine = z
  .object({
    isbn: Isbn,
    quantity: z.int().min(1).default(1),
    giftWrap: z.boolean().default(false),
  })
  .meta({ id: 'OrderLine' })

const Payment = z
  .discriminatedUnion('method', [
    z.object({ method: z.literal('card'), last4: z.string().regex(/^\d{4}$/) }).meta({ id: 'CardPayment' }),
    z.object({ method: z.literal('invoice'), dueOn: z.iso.date() }).meta({ id: 'InvoicePayment' }),
  ])
  .meta({ id: 'Payment' })

const NewOrder = z
  .object({
    customerId: z.uuid(),
    lines: z.array(OrderLine).min(1),
    payment: Payment,
    trackingCallback: z.url().optional().meta({ description: 'Where to tell of the parcel.' }),
    note: z.string().max(500).nullable().default(null),
  })
  .meta({ id: 'NewOrder' })

const anOrder = {
  customerId: '7f1a4c52-9d3e-4b8a-8a61-2f0c5d9e7b34',
  lines: [{ isbn: '9780141439518', quantity: 2 }],
}
const newOrders = {
  card: { summary: 'Paid by card', value: { ...anOrder, payment: { method: 'card', last4: '4242' } } },
  invoice: {
    summary: 'Paid by invoice',
    value: {
      ...anOrder,
      payment: { method: 'invoice', dueOn: '2026-12-24' },
      note: 'Leave it at the door',
    },
  },
} as const satisfies Examples<z.input<typeof NewOrder>>

export const Order = NewOrder.extend({
  id: z.uuid(),
  status: OrderStatus,
  total: Money,
  placedAt: z.iso.datetime(),
  referrer: z.string().nullable().meta({ description: 'The partner whose link led here.' }),
}).meta({ id: 'Order' })

const Shipment = z
  .object({ order: Order, carrier: z.string(), trackingUrl: z.url().optional() })
  .meta({ id: 'Shipment' })

const StockDecision = z
  .object({ accepted: z.boolean(), readyOn: z.iso.date().optional() })
  .meta({ id: 'StockDecision' })

/** A reader's own URL, asked for with an order, is told how far the parcel is. */
const tracking = new CallbackRouter()
tracking.post('parcel-moved', '{$request.body#/trackingCallback}/orders/{$response.body#/id}', {
  body: z.object({ order: Order, place: z.string(), at: z.iso.datetime() }).meta({ id: 'ParcelMoved' }),
  responses: { 410: { description: 'Nothing more is to be told of this order.' } },
  description: 'Sent to the URL that the order named, each time the parcel is seen.',
})

export function ordersRouter(shop: Shop): Router {
  const router = new Router()
  announcements(router)
  const theOrder = dependency(
    { params: z.object({ orderId: z.string() }), responses: notFound },
    ({ params }) => orderOf(shop, params.orderId),
  )

  router.get(
    '',
    {
      query: z.object({ status: OrderStatus.optional(), customerId: z.uuid().optional() }),
      response: z.array(Order),
      summary: 'Find orders',
    },
    ({ query: { status, customerId } }) =>
      [...shop.orders.values()]
        .filter((order) => status === undefined || order.status === status)
        .filter((order) => customerId === undefined || order.customerId === customerId),
  )

  router.post(
    '',
    {
      headers: z.object({
        idempotency_key: z
          .string()
          .min(1)
          .max(64)
          .optional()
          .meta({ description: 'The same key places the same order only once.' }),
      }),
      cookies: z.object({ referrer: z.string().optional() }),
      body: NewOrder,
      response: Order,
      status: 201,
      responses: {
        200: { description: 'It was placed before, with the same key.', schema: Order },
        409: { description: 'A book or the customer is unknown, or too few are left.', schema: Problem },
      },
      examples: { body: newOrders, headers: { idempotency_key: { cart: { value: 'cart-4711' } } } },
      callbacks: [tracking],
      summary: 'Place an order',
    },
    ({ body, headers, cookies, reply }) => {
      const key = headers.idempotency_key && `${body.customerId} ${headers.idempotency_key}`
      const before = key && shop.orders.get(shop.orderIdsByKey.get(key) ?? '')
      if (before) return reply(200, before)
      if (!shop.customers.has(body.customerId))
        throw new HttpError(409, `There is no customer ${body.customerId}`)
      const total = takeFromShelves(shop, body.lines)
      const placed: z.output<typeof Order> = {
        ...body,
        id: randomUUID(),
        status: 'placed',
        total,
        placedAt: new Date().toISOString(),
        referrer: cookies.referrer ?? null,
      }
      shop.orders.set(placed.id, placed)
      if (key) shop.orderIdsByKey.set(key, placed.id)
      return placed
    },
  )

  router.get(
    '/export',
    {
      security: [staff],
      response: jsonLines(Order),
      summary: 'Export all orders',
      description: 'One on each line, the oldest first.',
    },
    () => [...shop.orders.values()],
  )

  router.get(
    '/{orderId}',
    { response: Order, dependencies: { order: theOrder }, summary: 'Read an order' },
    ({ order }) => order,
  )

  router.post(
    '/{orderId}/cancel',
    {
      body: z.object({ reason: z.string().min(1) }).meta({ id: 'Cancellation' }),
      response: Order,
      responses: { 409: { description: 'It has left the shop.', schema: Problem } },
      dependencies: { order: theOrder },
      summary: 'Cancel an order',
    },
    ({ order }) => {
      if (order.status === 'shipped') throw new HttpError(409, 'It has left the shop')
      if (order.status === 'placed') returnToShelves(shop, order.lines)
      const cancelled: z.output<typeof Order> = { ...order, status: 'cancelled' }
      shop.orders.set(order.id, cancelled)
      return cancelled
    },
  )

  return router
}

function announcements({ webhooks }: Router): void {
  webhooks.post('placed', { body: Order, description: 'Sent when an order is placed, before it is packed.' })

  webhooks.post('cancelled', {
    // Without a name of its own, it is documented under the event's.
    body: z.object({ order: Order, reason: z.string() }),
    description: 'Sent when an order is cancelled, by the customer or by us.',
  })

  webhooks.post('shipped', { body: Shipment, description: 'Sent when a parcel leaves the shop.' })

  webhooks.put('dispatched', {
    body: Shipment,
    deprecated: true,
    description: 'The former name of `orders.shipped`, sent beside it. Subscribe to that one.',
  })

  webhooks.post('stock-check', {
    body: z.object({ lines: z.array(OrderLine) }).meta({ id: 'StockCheck' }),
    response: StockDecision,
    status: 200,
    summary: 'May we sell these?',
    description: 'Sent to the warehouse, which answers whether it can deliver, and when.',
  })
}

function orderOf(shop: Shop, id: string): z.output<typeof Order> {
  const order = shop.orders.get(id)
  if (order) return order
  throw new HttpError(404, `There is no order ${id}`)
}

/** Takes all lines from the shelves, or none, and returns what they cost together. */
function takeFromShelves(shop: Shop, lines: readonly z.output<typeof OrderLine>[]): z.output<typeof Money> {
  const wanted = new Map<string, number>()
  for (const { isbn, quantity } of lines) wanted.set(isbn, (wanted.get(isbn) ?? 0) + quantity)
  const taken = [...wanted].map(([isbn, quantity]) => {
    const book = shop.books.get(isbn)
    if (!book) throw new HttpError(409, `There is no book ${isbn}`)
    if (book.stock < quantity) throw new HttpError(409, `Of ${isbn}, only ${book.stock} are left`)
    return { book, quantity }
  })
  const currency = taken[0]?.book.price.currency ?? 'EUR'
  if (taken.some(({ book }) => book.price.currency !== currency)) {
    throw new HttpError(409, 'The books are priced in several currencies: order them apart')
  }
  for (const { book, quantity } of taken) shop.addStock(book, -quantity)
  return {
    amount: taken.reduce((sum, { book, quantity }) => sum + book.price.amount * quantity, 0),
    currency,
  }
}

function returnToShelves(shop: Shop, lines: readonly z.output<typeof OrderLine>[]): void {
  for (const { isbn, quantity } of lines) {
    const book = shop.books.get(isbn)
    // What the shop no longer sells is not put back.
    if (book) shop.addStock(book, quantity)
  }
}
