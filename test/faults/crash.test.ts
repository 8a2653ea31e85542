import { setTimeout as real } from 'node:timers/promises'

import { expect } from 'vitest'

import { startReceiver } from '../../packages/hookwright/test/support/receiver.ts'
import { leaseMs, tenant } from './support/app.ts'
import { eventually } from './support/eventually.ts'
import { scenario } from './support/scenario.ts'

scenario(2, 'kill -9 between commit and wake-up: delivered after the restart', async (stage) => {
  await using receiver = await startReceiver((response) => response.end())
  await stage.endpoint(receiver.origin)
  // Without a worker of its own, whose poll could come upon the delivery before the process is dead.
  const sender = stage.start({ dieAfter: 'enqueue', worker: false, send: { bodies: ['committed'] } })
  expect(await sender.ended).toBe('SIGKILL')
  expect(sender.lines).not.toContainEqual(expect.stringMatching(/^acknowledged/))
  const [delivery] = await stage.deliveries()
  expect(delivery).toMatchObject({ state: 'pending', attempts: 0 })
  expect(receiver.requests).toHaveLength(0)

  stage.start()
  await eventually('it is delivered', async () => (await stage.deliveries())[0]?.state === 'succeeded')
  expect(receiver.requests.map(({ body }) => body.toString())).toEqual(['"committed"'])
})

scenario(
  3,
  'kill -9 during the HTTP exchange: redelivered when the lease ends, same id and body',
  async (stage) => {
    let answers = false
    await using receiver = await startReceiver((response) => {
      if (answers) response.end()
    })
    await stage.endpoint(receiver.origin)
    await stage.anything.send({ of: 'value' }, { tenant })
    const first = stage.start()
    await eventually('the exchange is under way', () => receiver.requests.length === 1)
    first.kill('SIGKILL')
    await first.ended
    answers = true
    expect((await stage.deliveries())[0]).toMatchObject({ state: 'leased', attempts: 0 })
    const claim = { leaseMs, limit: 10, skipEndpointIds: [] }
    expect(await stage.store.claim({ ...claim, now: Date.now() })).toMatchObject({ deliveries: [] })

    stage.start({ clockOffsetMs: leaseMs })
    await eventually('it is delivered', async () => (await stage.deliveries())[0]?.state === 'succeeded')
    expect((await stage.deliveries())[0]).toMatchObject({ attempts: 1 })
    expect(receiver.requests).toHaveLength(2)
    expect(new Set(receiver.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(new Set(receiver.requests.map(({ body }) => body.toString()))).toEqual(new Set(['{"of":"value"}']))
  },
)

scenario(
  4,
  'kill -9 after the 2xx, before the record: one duplicate with the same id, none lost',
  async (stage) => {
    await using receiver = await startReceiver((response) => response.end())
    await stage.endpoint(receiver.origin)
    await stage.anything.send('answered', { tenant })
    expect(await stage.start({ dieBefore: 'record' }).ended).toBe('SIGKILL')
    expect(receiver.requests).toHaveLength(1)
    expect((await stage.deliveries())[0]).toMatchObject({ state: 'leased', attempts: 0 })

    stage.start({ clockOffsetMs: leaseMs })
    await eventually('it is recorded', async () => (await stage.deliveries())[0]?.state === 'succeeded')
    expect(receiver.requests).toHaveLength(2)
    expect(new Set(receiver.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  },
)

scenario(
  5,
  'fan-out dies among 40 endpoints: each message has all its deliveries or does not exist',
  async (stage) => {
    const endpoints = 40
    for (let number = 0; number < endpoints; number++) await stage.endpoint(`http://127.0.0.1:9/${number}`)
    const acknowledged: string[] = []
    for (const acknowledgements of [1, 20, 60]) {
      const bodies = Array.from({ length: 5_000 }, (_, number) => number)
      const sender = stage.start({ worker: false, send: { bodies, atOnce: 8 } })
      await eventually('some are acknowledged', () => sender.lines.length > acknowledgements)
      // Somewhere within the transactions that follow one another without a pause.
      await real(acknowledgements % 7)
      sender.kill('SIGKILL')
      expect(await sender.ended).toBe('SIGKILL')
      // A line that the kill cut off is no whole id.
      for (const line of sender.lines)
        if (/^acknowledged msg_\w{26}$/.test(line)) acknowledged.push(line.slice(13))
    }
    const perMessage = new Map<string, number>()
    for (const { messageId } of await stage.deliveries()) {
      perMessage.set(messageId, (perMessage.get(messageId) ?? 0) + 1)
    }
    expect(acknowledged.length).toBeGreaterThan(80)
    expect(acknowledged.filter((id) => !perMessage.has(id))).toEqual([])
    expect(new Set(perMessage.values())).toEqual(new Set([endpoints]))
  },
)
