import { bearer, dependency } from 'hookwright'
import { z } from 'zod'

export const Book = z.object({ isbn: z.string(), title: z.string() })
export const Order = z.object({ id: z.int(), paidBy: z.string().optional() })
export const Shipment = z.object({ id: z.string() })
export const Report = z.object({ rows: z.int() })
export const Isbn = z.string()
export const Stock = z.object({ isbn: z.string(), stock: z.int() })

export declare const books: {
  get(isbn: string): z.infer<typeof Book>
  has(isbn: string): boolean
  set(isbn: string, book: z.infer<typeof Book>): void
}
export declare const table: string
export declare function findOrder(id: string): z.infer<typeof Order>
export declare function changes(signal: AbortSignal): AsyncIterable<z.infer<typeof Stock>>
export declare function store(caption: string, image: Uint8Array, pages: readonly File[]): string
export declare function digest(token: string): Promise<string>
export declare function log(line: string): void

interface User {
  id: string
  name: string
  scopes: readonly string[]
}
export declare const sessions: { find(digest: string): User | null }
export const db = dependency(() => ({
  userOf: async (id: string): Promise<User> => ({ id, name: '', scopes: [] }),
  ordersOf: async (user: User) => [user.id],
}))
export const staff = bearer({ name: 'staff', authenticate: (token): User | null => sessions.find(token) })
