/** What the recipes of docs/receiving.md work on. */
export const customers = new Set(['zoe'])

export const reserved = new Map<string, number>()

export async function reserve(orderId: string, quantity: number): Promise<boolean> {
  if (quantity > 100) return false
  reserved.set(orderId, quantity)
  return true
}
