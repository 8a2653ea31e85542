/** How long it takes from `send` to the receiver when there is little to do. */
import { createWorker } from 'hookwright/node'
import { z } from 'zod'

import { benchApp, tenant, type OnStore } from './hookwright.ts'
import { paced } from './paced.ts'
import { subject, type Setting } from './subject.ts'
import { readLatencies, stamped } from './timed-receiver.ts'

await subject(async (setting: Setting & OnStore) => {
  const { timed, scale } = setting
  const app = benchApp(setting)
  const event = app.webhooks.post('bench', { body: z.object({ sentAt: z.string(), text: z.string() }) })
  await app.delivery.endpoints.create(tenant, { url: `${timed}/` })
  const worker = createWorker(app)
  await worker.start()
  const send = () => event.send(stamped(), { tenant })
  const run = async (perSecond: number, seconds: number) => {
    await paced(perSecond, seconds, send)
    return readLatencies(timed, { atLeast: Math.round(perSecond * seconds) })
  }
  await run(1_000, Math.max(0.2, scale))
  const slow = await run(100, 2 * scale)
  const fast = await run(1_000, 1.5 * scale)
  await worker.stop()
  await app.close()
  return { p50At100: slow.p50, p99At100: slow.p99, p50At1000: fast.p50, p99At1000: fast.p99 }
})
