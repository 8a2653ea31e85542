/** Delivers as many as are sent meanwhile, while so many more wait, due and older. */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { App, Store } from 'hookwright'
import { createWorker } from 'hookwright/node'
import { Client } from 'pg'
import { z } from 'zod'

import { concurrency, Counter, inChunks, payload, payloadText, repeat, senders } from './deliveries/load.ts'
import { benchApp, tenant, type OnStore } from './hookwright.ts'
import { subject, type Setting } from './subject.ts'

await subject(async (setting: Setting & OnStore & { backlog: number }) => {
  const { folder, bare, scale, backlog } = setting
  const counter = new Counter()
  const app = benchApp(setting, { endpointConcurrency: concurrency, onAttempt: () => counter.add() })
  const event = app.webhooks.post('bench', { body: z.object({ text: z.string() }) })
  const filled = join(folder, 'filled')
  if (!existsSync(filled)) {
    await app.delivery.endpoints.create(tenant, { url: `${bare}/` })
    await fill(app, Math.round(backlog * scale))
    if (setting.store === 'postgres') await tidy(setting.postgresUrl)
    writeFileSync(filled, '')
  }
  const worker = createWorker(app)
  await worker.start()
  const deliver = async (count: number, upTo: number) => {
    await repeat(count, senders, () => event.send(payload, { tenant }))
    await counter.until(upTo)
  }
  const [warmUp, count] = [Math.round(5_000 * scale), Math.round(10_000 * scale)]
  await deliver(warmUp, warmUp)
  const startedAt = performance.now()
  await deliver(count, warmUp + count)
  const seconds = (performance.now() - startedAt) / 1000
  const megabytes = process.memoryUsage.rss() / 2 ** 20
  await worker.stop()
  await app.close()
  return { perSecond: count / seconds, megabytes }
})

/** What autovacuum would do soon, and in the midst of it. */
async function tidy(url: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query('vacuum analyze')
  await client.end()
}

/** Straight into the store, many at once. */
async function fill(app: App, count: number): Promise<void> {
  const { store } = app.delivery.line
  await store.open()
  const bytes = new TextEncoder().encode(payloadText)
  const from = Date.now() - count
  await inChunks(count, 1_000, (first, length) =>
    store.enqueue(Array.from({ length }, (_, n) => message(first + n, from + first + n, bytes))),
  )
}

function message(number: number, at: number, body: Uint8Array): Parameters<Store['enqueue']>[0][number] {
  return {
    tenant,
    id: `msg_waiting${String(number).padStart(16, '0')}`,
    eventType: 'bench',
    contentType: 'application/json',
    body,
    idempotencyKey: null,
    createdAt: at,
    dueAt: at,
    channels: [],
    endpointIds: null,
    retryScheduleMs: null,
    traceContext: null,
    callback: null,
  }
}
