/** What more than one subject of the shop speaks of. */
import { z } from 'zod'

const Currency = z.enum(['EUR', 'GBP', 'USD']).meta({ id: 'Currency' })

export const Money = z
  .object({
    amount: z.int().min(0).meta({ description: 'In the smallest unit of the currency: cents, pence.' }),
    currency: Currency.default('EUR'),
  })
  .meta({ id: 'Money' })

export const Isbn = z
  .string()
  .regex(/^97[89]\d{10}$/)
  .meta({ description: 'ISBN-13, digits only.', examples: ['9780141439518'] })

export const Problem = z.object({ detail: z.string() }).meta({ id: 'Problem' })

export const notFound = { 404: { description: 'There is no such thing.', schema: Problem } }
