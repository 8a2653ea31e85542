/** How many are left, as a table for the office and as it changes for a shop window. */
import { on } from 'node:events'

import { eventStream, Router, text } from 'hookwright'
import { z } from 'zod'

import { Isbn } from './schemas.ts'
import type { Shop } from './shop.ts'
import { staff } from './staff.ts'

const Stock = z.object({ isbn: Isbn, stock: z.int().min(0) }).meta({ id: 'Stock' })

export function stockRouter(shop: Shop): Router {
  const router = new Router()

  router.get(
    '/stock',
    {
      security: [staff],
      query: z.object({ as: z.enum(['json', 'csv']).default('json') }),
      responses: {
        200: {
          description: 'What is on the shelves.',
          content: { 'application/json': z.array(Stock), 'text/csv': text() },
          headers: z.object({ x_titles: z.int().meta({ description: 'How many books there are.' }) }),
        },
      },
      examples: { query: { as: { table: { summary: 'For a spreadsheet', value: 'csv' } } } },
      summary: 'Count the books',
    },
    ({ query, reply }) => {
      const rows = [...shop.books.values()].map(({ isbn, stock }) => ({ isbn, stock }))
      const headers = { x_titles: rows.length }
      if (query.as === 'json') return reply(200, rows, { headers })
      const table = ['isbn,stock', ...rows.map(({ isbn, stock }) => `${isbn},${stock}`)].join('\n')
      return reply(200, table, { headers, contentType: 'text/csv' })
    },
  )

  router.get(
    '/stock/changes',
    {
      query: z.object({ isbn: Isbn.optional().meta({ description: 'Only this book.' }) }),
      response: eventStream({ stock: Stock, sold_out: z.object({ isbn: Isbn }) }),
      summary: 'Watch the stock',
      description: 'What is on the shelves now, and then each change, for as long as you listen.',
    },
    async function* ({ query, signal }) {
      const isMeant = ({ isbn }: { isbn: string }) => query.isbn === undefined || query.isbn === isbn
      // Listened to from the start, so that none is missed while the others are sent.
      const changes = on(shop.changes, 'stock', { signal })
      for (const { isbn, stock } of [...shop.books.values()].filter(isMeant)) {
        yield { event: 'stock', data: { isbn, stock } }
      }
      for await (const [change] of changes) {
        const { isbn, stock } = Stock.parse(change)
        if (!isMeant({ isbn })) continue
        if (stock > 0) yield { event: 'stock', data: { isbn, stock } }
        else yield { event: 'sold_out', data: { isbn } }
      }
    },
  )

  return router
}
