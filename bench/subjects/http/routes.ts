/** What every server answers: the same two routes. */
import { z } from 'zod'

export const Item = z.object({ name: z.string(), price: z.number(), inStock: z.boolean() })

export const item = { name: 'Lamp', price: 19.5, inStock: true }

/** Tells where it listens; ends when its standard input does. */
export function listening(port: number): void {
  console.log(`listening ${port}`)
  process.stdin.resume().on('end', () => process.exit())
}
