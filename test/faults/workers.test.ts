import type { ServerResponse } from 'node:http'

import { expect } from 'vitest'

import { startReceiver } from '../../packages/hookwright/test/support/receiver.ts'
import { leaseMs, tenant } from './support/app.ts'
import { eventually } from './support/eventually.ts'
import { scenario } from './support/scenario.ts'

scenario(
  6,
  'a worker stalls past its lease, then records: fenced out, the newer result stands',
  async (stage) => {
    const waiting: ServerResponse[] = []
    await using receiver = await startReceiver((response) => {
      if (receiver.requests.length === 1) waiting.push(response)
      else response.end()
    })
    await stage.endpoint(receiver.origin)
    await stage.anything.send('contested', { tenant })
    const stalled = stage.start()
    await eventually('the first worker waits for its answer', () => waiting.length === 1)
    stalled.kill('SIGSTOP')
    stage.start({ clockOffsetMs: leaseMs })
    await eventually('another delivers it', async () => (await stage.deliveries())[0]?.state === 'succeeded')
    const [result] = await stage.deliveries()

    waiting[0]?.writeHead(500).end()
    stalled.kill('SIGCONT')
    stalled.kill('SIGTERM')
    // Its end waits for its attempt, which it tries to record.
    expect(await stalled.ended).toBe('SIGTERM')
    expect(await stage.deliveries()).toEqual([result])
    expect(await stage.store.listAttempts(tenant, result?.id ?? '')).toMatchObject([
      { number: 1, status: 200 },
    ])
  },
)

/** All of it with `npm run faults`, fewer with `npm test`. */
const many = process.env['FAULTS'] === 'full' ? 10_000 : 2_000

scenario(7, `four workers and ${many} deliveries: nothing is claimed twice while leased`, async (stage) => {
  await using receiver = await startReceiver((response) => response.end())
  await stage.endpoint(receiver.origin)
  const workers = Array.from({ length: 4 }, () => stage.start())
  await Promise.all(workers.map((worker) => worker.printed('ready')))
  const sends = Array.from({ length: many }, (_, number) => stage.anything.send(number, { tenant }))
  const sent = await Promise.all(sends)
  await eventually('all have arrived', () => receiver.requests.length >= many)
  await eventually('all are recorded', async () => (await stage.store.nextDueAt()) === undefined)
  const received = receiver.requests.map(({ headers }) => headers['webhook-id'])
  expect(received).toHaveLength(many)
  expect(new Set(received)).toEqual(new Set(sent.map(({ messageId }) => messageId)))
  expect(new Set((await stage.deliveries()).map(({ state, attempts }) => `${state} ${attempts}`))).toEqual(
    new Set(['succeeded 1']),
  )
})

scenario(
  9,
  'no notification reaches the worker: the poll finds what another process stored',
  async (stage) => {
    await using receiver = await startReceiver((response) => response.end())
    await stage.endpoint(receiver.origin)
    const worker = stage.start({ deaf: true })
    await worker.printed('ready')
    for (const body of ['one', 'two', 'three']) {
      await stage.anything.send(body, { tenant })
      await eventually(`${body} arrives`, () => receiver.requests.at(-1)?.body.toString() === `"${body}"`)
    }
  },
)

scenario(
  10,
  'SIGTERM under load: what is under way finishes, the rest is given back uncounted',
  async (stage) => {
    const waiting: ServerResponse[] = []
    let holds = true
    await using receiver = await startReceiver((response) => {
      if (holds) waiting.push(response)
      else response.end()
    })
    await stage.endpoint(receiver.origin)
    await Promise.all(Array.from({ length: 500 }, (_, number) => stage.anything.send(number, { tenant })))
    const worker = stage.start()
    await eventually('its attempts are under way', () => waiting.length === 16)
    worker.kill('SIGTERM')
    await eventually('the rest is given back', async () => {
      const states = (await stage.deliveries()).map(({ state }) => state)
      return states.filter((state) => state === 'leased').length === waiting.length
    })
    holds = false
    for (const response of waiting) response.end()
    expect(await worker.ended).toBe('SIGTERM')

    const deliveries = await stage.deliveries()
    const finished = deliveries.filter(({ state }) => state === 'succeeded')
    expect(finished).toHaveLength(receiver.requests.length)
    const rest = deliveries.filter(({ state }) => state !== 'succeeded')
    expect(new Set(rest.map(({ state, attempts }) => `${state} ${attempts}`))).toEqual(new Set(['pending 0']))
    // Due now, not when the leases would have ended.
    stage.start()
    await eventually('the next worker delivers the rest', () => receiver.requests.length === 500)
  },
)

scenario(
  17,
  'one endpoint hangs with a long backlog, 999 are healthy: those wait for none of its attempts',
  async (stage) => {
    await using healthy = await startReceiver((response) => response.end())
    await using hanging = await startReceiver(() => {})
    const slowId = await stage.endpoint(hanging.origin)
    await Promise.all(
      Array.from({ length: 2_000 }, (_, number) =>
        stage.anything.send(number, { tenant, endpoints: [slowId] }),
      ),
    )
    const ids = await Promise.all(
      Array.from({ length: 999 }, (_, number) => stage.endpoint(`${healthy.origin}/${number}`)),
    )
    await stage.anything.send('to the healthy', { tenant, endpoints: ids })
    const worker = stage.start({ delivery: { timeoutMs: 600_000, leaseMs: 700_000, concurrency: 64 } })
    await eventually('the healthy ones have theirs', () => healthy.requests.length === 999)
    // All of that while none of the slow one's attempts has ended, and it holds a quarter of the slots at most.
    expect(hanging.requests).toHaveLength(16)
    await eventually('that is recorded', async () => {
      const states = (await stage.deliveries()).filter(({ endpointId }) => endpointId !== slowId)
      return states.every(({ state }) => state === 'succeeded')
    })
    worker.kill('SIGKILL')
  },
)
