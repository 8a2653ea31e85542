/** Hookwright with every feature on, as `npm start` has it: each message sent by a call of its own. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { App } from 'hookwright'
import { createWorker } from 'hookwright/node'
import { postgres } from 'hookwright/postgres'
import { sqlite } from 'hookwright/sqlite'
import { z } from 'zod'

import { subject } from '../subject.ts'
import { concurrency, Counter, payload, repeat, senders, timeDeliveries } from './load.ts'

await subject<{ store: 'sqlite' | 'postgres' }>(async (setting) => {
  const { store, folder, postgresUrl, bare } = setting
  const counter = new Counter()
  const app = new App({
    title: 'Bench',
    version: '1',
    delivery: {
      store: store === 'sqlite' ? sqlite(join(folder, 'hookwright.db')) : postgres(postgresUrl),
      allowPrivateNetworks: ['127.0.0.0/8'],
      encryptionKeys: [randomBytes(32).toString('base64')],
      operationalWebhooks: true,
      metricsUrl: '/metrics',
      endpointConcurrency: concurrency,
      onAttempt: ({ outcome }) => {
        if (outcome !== 'succeeded') throw new Error(`An attempt ended as ${outcome}.`)
        counter.add()
      },
    },
  })
  const event = app.webhooks.post('bench', { body: z.object({ text: z.string() }) })
  await app.delivery.endpoints.create('acme', { url: `${bare}/` })
  const worker = createWorker(app)
  await worker.start()
  let total = 0
  const figures = await timeDeliveries(
    setting,
    async (count) => {
      total += count
      await repeat(count, senders, () => event.send(payload, { tenant: 'acme' }))
      await counter.until(total)
    },
    store === 'postgres' ? 'postgres' : 'none',
  )
  await worker.stop()
  await app.close()
  return figures
})
