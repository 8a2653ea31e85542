/** Hookwright with every feature on, as `npm start` has it: each message sent by a call of its own. */
import { createWorker } from 'hookwright/node'
import { z } from 'zod'

import { benchApp, tenant, type OnStore } from '../hookwright.ts'
import { subject, type Setting } from '../subject.ts'
import { concurrency, Counter, payload, repeat, senders, timeDeliveries } from './load.ts'

await subject(async (setting: Setting & OnStore) => {
  const counter = new Counter()
  const app = benchApp(setting, {
    endpointConcurrency: concurrency,
    onAttempt: ({ outcome }) => {
      if (outcome !== 'succeeded') throw new Error(`An attempt ended as ${outcome}.`)
      counter.add()
    },
  })
  const event = app.webhooks.post('bench', { body: z.object({ text: z.string() }) })
  await app.delivery.endpoints.create(tenant, { url: `${setting.bare}/` })
  const worker = createWorker(app)
  await worker.start()
  let total = 0
  const figures = await timeDeliveries(
    setting,
    async (count) => {
      total += count
      await repeat(count, senders, () => event.send(payload, { tenant }))
      await counter.until(total)
    },
    setting.store === 'postgres' ? 'postgres' : 'none',
  )
  await worker.stop()
  await app.close()
  return figures
})
