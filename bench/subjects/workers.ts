/** Empties a backlog with so many worker processes on one PostgreSQL. */
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'

import { startChild } from '../child.ts'
import { payload, repeat, senders } from './deliveries/load.ts'
import { benchApp, tenant } from './hookwright.ts'
import { subject, type Setting } from './subject.ts'

await subject(async (setting: Setting & { workers: number }) => {
  const { bare, timed, scale, workers } = setting
  const app = benchApp({ ...setting, store: 'postgres' })
  const event = app.webhooks.post('bench', { body: z.object({ text: z.string() }) })
  await app.delivery.endpoints.create(tenant, { url: `${bare}/` })
  const send = () => event.send(payload, { tenant })
  await using stack = new AsyncDisposableStack()
  const children = Array.from({ length: workers }, () => stack.use(startChild('worker.ts', setting)))
  await Promise.all(children.map((child) => child.printed('ready')))
  const received = async () => Number(await (await fetch(`${timed}/count`)).text())

  const empty = async (count: number, begin: () => void) => {
    await repeat(count, senders, send)
    const target = (await received()) + count
    const startedAt = performance.now()
    begin()
    while ((await received()) < target) await pause(10)
    return count / ((performance.now() - startedAt) / 1000)
  }
  const start = () => {
    for (const child of children) child.tell('start')
  }
  const stop = async () => {
    for (const child of children) child.tell('stop')
    await pause(100)
  }
  await empty(Math.round(4_000 * scale), start)
  await stop()
  const perSecond = await empty(Math.round(12_000 * scale), start)
  await app.close()
  return { perSecond }
})
