/** Asks a server in another process for as much as it can answer. */
import { Pool } from 'undici'

import { startChild } from '../child.ts'
import { repeat } from './deliveries/load.ts'
import { processorMicrosOf } from './processor-time.ts'
import { subject, type Setting } from './subject.ts'

const connections = 64

await subject(async ({ server, scale }: Setting & { server: string }) => {
  await using child = startChild(`http/${server}.ts`, {})
  const pool = new Pool(`http://127.0.0.1:${await child.printed('listening ')}`, {
    connections,
    pipelining: 1,
  })
  const body = JSON.stringify({ name: 'Lamp', price: 19.5, inStock: true })
  const headers = { 'content-type': 'application/json' }
  const requests = {
    get: { method: 'GET', path: '/items' },
    post: { method: 'POST', path: '/items', headers, body },
  }
  const figures: Record<string, number> = {}
  for (const [name, request] of Object.entries(requests)) {
    const ask = async () => {
      const { statusCode, body: answer } = await pool.request(request)
      await answer.dump()
      if (statusCode >= 300) throw new Error(`${server} answered ${statusCode}.`)
    }
    await repeat(Math.round(5_000 * scale), connections, ask)
    const count = Math.round(15_000 * scale)
    const processorBefore = processorMicrosOf(child.pid)
    const startedAt = performance.now()
    await repeat(count, connections, ask)
    figures[`${name}PerSecond`] = count / ((performance.now() - startedAt) / 1000)
    figures[`${name}Micros`] = (processorMicrosOf(child.pid) - processorBefore) / count
  }
  await pool.close()
  return figures
})
