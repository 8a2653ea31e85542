import { bearer, dependency, Router } from 'hookwright'
import type { Webhook } from 'hookwright'
import { z } from 'zod'

interface User {
  id: number
  name: string
}
export const pool = {
  userOf: async (id: number): Promise<User> => ({ id, name: '' }),
  ordersOf: async (asked: User) => [asked.id],
}
export const staff = bearer({ name: 'staff', authenticate: (): User | null => null })
export const Order = z.object({ id: z.string() })
export declare const orderPlaced: Webhook<z.infer<typeof Order>>
export const Problem = z.object({ detail: z.string() })
export declare const shops: { find(region: string, id: number): Promise<{ id: number } | undefined> }
export const shelves = new Router()
export const user = dependency((): User => ({ id: 1, name: '' }))
