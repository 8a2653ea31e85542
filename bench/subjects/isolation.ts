/** 1,000 endpoints, of which one may never answer: how long the messages of the others take. */
import { createWorker } from 'hookwright/node'
import { z } from 'zod'

import { repeat } from './deliveries/load.ts'
import { benchApp, tenant, type OnStore } from './hookwright.ts'
import { paced } from './paced.ts'
import { subject, type Setting } from './subject.ts'
import { readLatencies, stamped } from './timed-receiver.ts'

const endpoints = 1_000
const perSecond = 500

/** Of the messages, so many go to the last endpoint: far more than its share. */
const lastGetsEvery = 10

await subject(async (setting: Setting & OnStore & { hangs: boolean }) => {
  const { timed, scale, hangs } = setting
  const app = benchApp(setting)
  const event = app.webhooks.post('bench', { body: z.object({ sentAt: z.string(), text: z.string() }) })
  const ids: string[] = []
  await repeat(endpoints, 50, async (n) => {
    const path = n === endpoints - 1 ? (hangs ? 'hang' : 'quick') : `healthy/${n}`
    ids[n] = (await app.delivery.endpoints.create(tenant, { url: `${timed}/${path}` })).endpoint.id
  })
  const worker = createWorker(app)
  await worker.start()
  const last = ids.at(-1) ?? ''
  const send = (n: number) => {
    const id = n % lastGetsEvery === 0 ? last : (ids[n % (endpoints - 1)] ?? last)
    return event.send(stamped(), { tenant, endpoints: [id] })
  }
  const run = async (seconds: number) => {
    await paced(perSecond, seconds, send)
    return readLatencies(timed, { atLeast: perSecond * seconds * (1 - 1 / lastGetsEvery) })
  }
  await run(Math.max(0.4, scale))
  const { p50, p99 } = await run(Math.max(0.4, 3 * scale))
  // What hangs would be waited for.
  await worker.stop({ graceMs: 1 })
  await app.close()
  return { p50, p99 }
})
