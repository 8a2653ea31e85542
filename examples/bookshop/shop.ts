/** The shop's memory: lost when the process ends. */
import type { z } from 'zod'

import type { Book } from './books.ts'
import type { Customer } from './customers.ts'
import type { Order } from './orders.ts'

export class Shop {
  readonly books = new Map<string, z.output<typeof Book>>()
  readonly customers = new Map<string, z.output<typeof Customer>>()
  readonly orders = new Map<string, z.output<typeof Order>>()
  /** Which order a customer's idempotency key stands for. */
  readonly orderIdsByKey = new Map<string, string>()

  constructor(books: readonly z.output<typeof Book>[]) {
    for (const book of books) this.books.set(book.isbn, book)
  }
}
