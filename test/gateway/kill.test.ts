import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'

import { expect, test } from 'vitest'
import { z } from 'zod'

import { listenOnLoopback } from '../support/listen.ts'
import { Folder, startGateway } from './serving.ts'
import { shopDocument } from './shop.ts'

const Order = z.object({ number: z.int() })

test('killed with -9 under load and started again, it has lost nothing that it acknowledged', async () => {
  using folder = new Folder()
  const idsByNumber = new Map<number, Set<unknown>>()
  const receiver = createServer((request, response) => {
    void json(request).then((body) => {
      const { number } = Order.parse(body)
      idsByNumber.set(number, (idsByNumber.get(number) ?? new Set()).add(request.headers['webhook-id']))
      response.end()
    })
  })
  const port = await listenOnLoopback(receiver)
  const file = folder.write('openapi.json', shopDocument())
  const start = () => startGateway(file, folder.file('h.db'), ['--timeout', '500ms'])

  const acknowledged = new Set<number>()
  let next = 1
  let isRegistered = false
  for (const killAfter of [5, 30, 60]) {
    await using gateway = await start()
    if (!isRegistered) await gateway.register(`http://127.0.0.1:${port}/`)
    isRegistered = true
    const before = acknowledged.size
    const publisher = async () => {
      while (acknowledged.size < before + killAfter) {
        const number = next++
        const headers = { 'idempotency-key': `order-${number}` }
        const { status } = await gateway.publish('order.paid', JSON.stringify({ number }), { headers })
        if (status === 202) acknowledged.add(number)
      }
      gateway.kill('SIGKILL')
    }
    // Some are under way when it is killed: those fail, and may have been stored or not.
    await Promise.allSettled(Array.from({ length: 8 }, publisher))
    expect(await gateway.ended).toBe('SIGKILL')
  }

  await using gateway = await start()
  await expect
    .poll(() => [...acknowledged].filter((number) => !idsByNumber.has(number)), { timeout: 90_000 })
    .toEqual([])
  for (const ids of idsByNumber.values()) expect(ids.size).toBe(1)
  expect(gateway.log()).not.toContain('request_failed')
  receiver.close()
  receiver.closeAllConnections()
}, 150_000)
