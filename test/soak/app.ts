import { App } from 'hookwright'
import { z } from 'zod'

import { storeAt } from '../faults/support/store-at.ts'

export const tenant = 'soak'

/** What a receiver that is too slow waits longer than. */
export const timeoutMs = 1_000

/** After a kill, what was in hand is delivered again this much later. The shortest that is allowed. */
export const leaseMs = timeoutMs + 10_000

/** The app of every process on the store. */
export function createSoakApp(address: string, { worker }: { worker: boolean }) {
  const app = new App({
    title: 'Soak',
    version: '1',
    delivery: {
      store: storeAt(address),
      worker,
      allowPrivateNetworks: ['127.0.0.0/8'],
      timeoutMs,
      leaseMs,
      pollMs: 200,
      endpointConcurrency: 32,
      // More than any message can meet in faults and kills.
      retryScheduleMs: Array.from({ length: 50 }, (_, attempt) => Math.min(attempt * 200, 1_000)),
    },
  })
  const soaked = app.webhooks.post('soaked', { body: z.object({ number: z.int(), text: z.string() }) })
  return { app, soaked }
}
