/** What is on the shelves, and for how much. */
import { dependency, HttpError, Router } from 'hookwright'
import { z } from 'zod'

import { Isbn, Money, notFound, Problem } from './schemas.ts'
import { categories } from './shelves.ts'
import type { Shop } from './shop.ts'
import { staff } from './staff.ts'

const Author = z.object({ name: z.string().min(1), born: z.int().nullable() }).meta({ id: 'Author' })

export const Book = z
  .object({
    isbn: Isbn,
    title: z.string().min(1),
    authors: z.array(Author).min(1),
    category: z.string().meta({ description: 'The slug of a category.' }),
    price: Money,
    language: z.string().length(2).default('en').meta({ description: 'ISO 639-1.' }),
    publishedOn: z.iso.date().nullable(),
    stock: z.int().min(0).default(0),
  })
  .meta({ id: 'Book' })

export const Category = z
  .object({
    slug: z.string(),
    name: z.string(),
    get children() {
      return z.array(Category)
    },
  })
  .meta({ id: 'Category' })

const NewPrice = z.object({ isbn: Isbn, price: Money }).meta({ id: 'NewPrice' })

const PriceChange = z.object({ isbn: Isbn, before: Money, after: Money }).meta({ id: 'PriceChange' })

const Tagged = z.object({ etag: z.string().meta({ description: 'Changes with the book.' }) })

const BookQuery = z.object({
  category: z.string().optional(),
  maxAmount: z.int().min(0).optional().meta({ description: 'The highest price, in cents or pence.' }),
  inStock: z.boolean().default(false).meta({ description: 'Only what can be sent today.' }),
  language: z.array(z.string().length(2)).optional().meta({ description: 'Repeat it for several.' }),
  limit: z.int().min(1).max(100).default(20),
})

export function booksRouter(shop: Shop): Router {
  const router = new Router()
  announcements(router)
  const theBook = dependency({ params: z.object({ isbn: Isbn }), responses: notFound }, ({ params }) =>
    bookOf(shop, params.isbn),
  )

  router.get(
    '/books',
    { query: BookQuery, response: z.array(Book), summary: 'Find books' },
    ({ query: { category, maxAmount = Infinity, inStock, language, limit } }) =>
      [...shop.books.values()]
        .filter((book) => category === undefined || book.category === category)
        .filter((book) => book.price.amount <= maxAmount && (!inStock || book.stock > 0))
        .filter((book) => !language || language.includes(book.language))
        .slice(0, limit),
  )

  router.post(
    '/books',
    {
      security: [staff],
      body: Book,
      response: Book,
      status: 201,
      responses: {
        201: { description: 'It is on the shelves.', headers: z.object({ location: z.string() }) },
        409: { description: 'It is on the shelves already.', schema: Problem },
      },
      summary: 'Add a book',
    },
    ({ body, reply }) => {
      if (shop.books.has(body.isbn)) return reply(409, { detail: `${body.isbn} is on the shelves already` })
      shop.books.set(body.isbn, body)
      return reply(201, body, { headers: { location: `/books/${body.isbn}` } })
    },
  )

  router.get(
    '/books/{isbn}',
    {
      dependencies: { book: theBook },
      headers: z.object({ if_none_match: z.string().optional() }),
      response: Book,
      responses: {
        200: { description: 'The book.', headers: Tagged },
        304: { description: 'It is as you know it.', headers: Tagged },
      },
      summary: 'Read a book',
    },
    ({ book, headers, reply }) => {
      const etag = `"${book.price.amount}-${book.stock}"`
      if (headers.if_none_match === etag) return reply(304, { headers: { etag } })
      return reply(200, book, { headers: { etag } })
    },
  )

  router.delete(
    '/books/{isbn}',
    {
      security: [staff],
      dependencies: { book: theBook },
      status: 204,
      summary: 'Remove a book',
    },
    ({ book }) => {
      shop.books.delete(book.isbn)
    },
  )

  router.put(
    '/prices',
    {
      security: [staff],
      body: z.array(NewPrice).min(1),
      response: z.array(PriceChange),
      responses: notFound,
      summary: 'Change prices',
      description: 'All of them, or none where one of the books is unknown.',
    },
    ({ body }) => {
      const books = body.map(({ isbn }) => bookOf(shop, isbn))
      return body.map(({ isbn, price }, index) => {
        const before = books[index]?.price ?? price
        shop.books.set(isbn, { ...bookOf(shop, isbn), price })
        return { isbn, before, after: price }
      })
    },
  )

  router.get(
    '/categories',
    {
      query: z.object({
        root: z.string().optional().meta({ description: 'The slug of the topmost one shown.' }),
      }),
      response: z.array(Category),
      responses: notFound,
      summary: 'Read the tree of categories',
    },
    ({ query: { root } }) => {
      if (root === undefined) return [...categories]
      const found = findCategory(categories, root)
      if (!found) throw new HttpError(404, `There is no category ${root}`)
      return [found]
    },
  )

  return router
}

function announcements({ webhooks }: Router): void {
  webhooks.post('added', { body: Book, description: 'Sent when a book comes onto the shelves.' })
  webhooks.post('prices-changed', {
    body: z.array(PriceChange),
    description: 'Sent once for all the prices that were changed together.',
  })
}

function bookOf(shop: Shop, isbn: string): z.output<typeof Book> {
  const book = shop.books.get(isbn)
  if (book) return book
  throw new HttpError(404, `There is no book ${isbn}`)
}

function findCategory(
  among: readonly z.output<typeof Category>[],
  slug: string,
): z.output<typeof Category> | undefined {
  for (const category of among) {
    const found = category.slug === slug ? category : findCategory(category.children, slug)
    if (found) return found
  }
  return undefined
}
