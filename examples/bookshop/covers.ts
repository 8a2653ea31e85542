/** What the books look like. */
import { bytes, file, HttpError, Router } from 'hookwright'
import { z } from 'zod'

import { Isbn, notFound } from './schemas.ts'
import type { Shop } from './shop.ts'
import { staff } from './staff.ts'

const params = z.object({ isbn: Isbn })

const Cover = z.object({ caption: z.string(), bytes: z.int() }).meta({ id: 'Cover' })

export function coversRouter(shop: Shop): Router {
  const router = new Router()

  router.put(
    '/books/{isbn}/cover',
    {
      security: [staff],
      params,
      form: z.object({ caption: z.string().max(100).default('') }),
      files: {
        image: file({ maxBytes: 500_000, accept: ['image/png'], description: 'The front, as printed.' }),
      },
      response: Cover,
      responses: notFound,
      summary: 'Give a book its cover',
    },
    async ({ params: { isbn }, form, files }) => {
      if (!shop.books.has(isbn)) throw new HttpError(404, `There is no book ${isbn}`)
      shop.covers.set(isbn, await files.image.bytes())
      return { caption: form.caption, bytes: files.image.size }
    },
  )

  router.get(
    '/books/{isbn}/cover',
    { params, response: bytes({ contentType: 'image/png' }), responses: notFound, summary: 'See a cover' },
    ({ params: { isbn } }) => {
      const cover = shop.covers.get(isbn)
      if (!cover) throw new HttpError(404, `There is no cover of ${isbn}`)
      return cover
    },
  )

  return router
}
