/** The shop's memory: lost when the process ends. */
import { EventEmitter } from 'node:events'

import type { z } from 'zod'

import type { Book } from './books.ts'
import type { Customer } from './customers.ts'
import type { Order } from './orders.ts'

export class Shop {
  readonly books = new Map<string, z.output<typeof Book>>()
  readonly covers = new Map<string, Uint8Array>()
  readonly customers = new Map<string, z.output<typeof Customer>>()
  readonly orders = new Map<string, z.output<typeof Order>>()
  /** Which order a customer's idempotency key stands for. */
  readonly orderIdsByKey = new Map<string, string>()
  /** Tells of `stock` when that of a book has changed. */
  readonly changes = new EventEmitter<{ stock: [{ isbn: string; stock: number }] }>()

  constructor(books: readonly z.output<typeof Book>[]) {
    for (const book of books) this.books.set(book.isbn, book)
  }

  /** Puts so many more of a book on its shelf, or takes them when negative. */
  addStock(book: z.output<typeof Book>, quantity: number): void {
    const stock = book.stock + quantity
    this.books.set(book.isbn, { ...book, stock })
    this.changes.emit('stock', { isbn: book.isbn, stock })
  }
}
