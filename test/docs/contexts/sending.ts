import { CallbackRouter } from 'hookwright'
import type { Webhook } from 'hookwright'
import { z } from 'zod'

export const Payment = z.object({ amount: z.number() })
export const Invoice = z.object({ callbackUrl: z.url() })
export const order = { id: 'order-1' }
export declare const created: Webhook<typeof order>
export const callbacks = new CallbackRouter()
