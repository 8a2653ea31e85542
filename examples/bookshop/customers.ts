/** Who buys. */
import { randomUUID } from 'node:crypto'

import { HttpError, Router } from 'hookwright'
import { z } from 'zod'

import { notFound } from './schemas.ts'
import type { Shop } from './shop.ts'

const NewCustomer = z
  .object({
    name: z.string().min(1),
    email: z.email(),
    newsletter: z.boolean().default(false),
  })
  .meta({ id: 'NewCustomer' })

export const Customer = NewCustomer.extend({
  id: z.uuid(),
  registeredAt: z.iso.datetime(),
}).meta({ id: 'Customer' })

export function customersRouter(shop: Shop): Router {
  const router = new Router()

  router.webhooks.post('registered', {
    body: Customer,
    description: 'Sent when a customer registers, and never for changes afterwards.',
  })

  router.post(
    '',
    { body: NewCustomer, response: Customer, status: 201, summary: 'Register a customer' },
    ({ body }) => {
      const customer = { ...body, id: randomUUID(), registeredAt: new Date().toISOString() }
      shop.customers.set(customer.id, customer)
      return customer
    },
  )

  router.get(
    '/{customerId}',
    { response: Customer, responses: notFound, summary: 'Read a customer' },
    ({ params }) => {
      const customer = shop.customers.get(params.customerId)
      if (!customer) throw new HttpError(404, `There is no customer ${params.customerId}`)
      return customer
    },
  )

  return router
}
