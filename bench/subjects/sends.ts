/** Durable sends, each awaited by its sender before the next; nobody delivers meanwhile. */
import { z } from 'zod'

import { payload, repeat } from './deliveries/load.ts'
import { benchApp, tenant, type OnStore } from './hookwright.ts'
import { subject, type Setting } from './subject.ts'

/** How many there are at once, and how many sends that makes for about a second. */
const parties = [
  { senders: 1, sends: 3_000 },
  { senders: 16, sends: 20_000 },
  { senders: 64, sends: 30_000 },
]

await subject(async (setting: Setting & OnStore) => {
  const app = benchApp(setting)
  const event = app.webhooks.post('bench', { body: z.object({ text: z.string() }) })
  await app.delivery.endpoints.create(tenant, { url: `${setting.bare}/` })
  const send = () => event.send(payload, { tenant })
  await repeat(Math.round(5_000 * setting.scale), 64, send)
  const figures: Record<string, number> = {}
  for (const { senders, sends } of parties) {
    const count = Math.round(sends * setting.scale)
    const startedAt = performance.now()
    await repeat(count, senders, send)
    figures[`by${senders}`] = count / ((performance.now() - startedAt) / 1000)
  }
  await app.close()
  return figures
})
