/** A bookshop's API: seventeen operations, a callback and eight webhooks. It documents its webhooks, and delivers none. */
import { App } from 'hookwright'
import { serve } from 'hookwright/node'

import { booksRouter } from './books.ts'
import { coversRouter } from './covers.ts'
import { customersRouter } from './customers.ts'
import { ordersRouter } from './orders.ts'
import { Shop } from './shop.ts'
import { stockedShelves } from './shelves.ts'
import { stockRouter } from './stock.ts'

/** A shop of its own for each caller, so that tests do not see each other's orders. */
export function createBookshop(): App {
  const shop = new Shop(stockedShelves)
  const app = new App({
    title: 'Bookshop',
    version: '1.0.0',
    description: 'Books, orders and customers of a small shop, and the events that its partners are told of.',
    contact: { name: 'Bookshop API team', url: 'https://bookshop.example/support' },
    license: { name: 'MIT', identifier: 'MIT' },
    termsOfService: 'https://bookshop.example/terms',
    externalDocs: { url: 'https://bookshop.example/partners', description: 'How to become a partner' },
    servers: [{ url: 'https://api.bookshop.example/v1', description: 'The shop itself' }],
    tags: [
      { name: 'Books', description: 'What is on the shelves, and for how much.' },
      {
        name: 'Orders',
        description: 'What customers bought, and where it is.',
        externalDocs: { url: 'https://bookshop.example/delivery', description: 'Where we deliver to' },
      },
      { name: 'Customers', description: 'Who buys.' },
    ],
  })
  app.include(booksRouter(shop), { namespace: 'books.', tags: ['Books'] })
  app.include(coversRouter(shop), { tags: ['Books'] })
  app.include(stockRouter(shop), { tags: ['Books'] })
  app.include(ordersRouter(shop), { prefix: '/orders', namespace: 'orders.', tags: ['Orders'] })
  app.include(customersRouter(shop), { prefix: '/customers', namespace: 'customers.', tags: ['Customers'] })
  return app
}

export const app = createBookshop()

if (import.meta.main) {
  const { url } = await serve(app)
  console.log(`Docs: ${url}/docs`)
}
