import { expect } from 'vitest'

import { startReceiver } from '../../packages/hookwright/test/support/receiver.ts'
import { tenant } from './support/app.ts'
import { eventually } from './support/eventually.ts'
import { startProxy } from './support/proxy.ts'
import { scenario, type Stage } from './support/scenario.ts'
import { anyStore } from './support/stores.ts'

async function attemptsOf(stage: Stage): Promise<string[]> {
  const [delivery] = await stage.deliveries()
  const attempts = await stage.store.listAttempts(tenant, delivery?.id ?? '')
  return attempts.map(({ outcome, status }) => `${outcome} ${status}`)
}

scenario(
  12,
  'an answer that drips: the total deadline holds and frees the only slot',
  async (stage) => {
    await using receiver = await startReceiver((response) => response.end('x'.repeat(1_000)))
    await using proxy = await startProxy(receiver.port, (connection) => (connection === 1 ? 'drip' : 'none'))
    await stage.endpoint(proxy.origin)
    await stage.anything.send('dripped on', { tenant })
    stage.start({ delivery: { timeoutMs: 1_000, concurrency: 1 } })
    await eventually('it is delivered', async () => (await stage.deliveries())[0]?.state === 'succeeded')
    expect((await attemptsOf(stage))[0]).toMatch(/^timed_out/)
  },
  { kinds: anyStore },
)

scenario(
  12,
  'an answer of 10 GB: cut off at the cap, the answer stands, the slot is freed',
  async (stage) => {
    let written = 0
    await using receiver = await startReceiver((response) => {
      response.writeHead(200, { 'content-length': 10_000_000_000 })
      const block = Buffer.alloc(65_536)
      const pour = () => {
        while (!response.destroyed && response.write(block)) written += block.length
      }
      response.on('drain', pour)
      pour()
    })
    await stage.endpoint(receiver.origin)
    await stage.anything.send('one', { tenant })
    await stage.anything.send('two', { tenant })
    stage.start({ delivery: { concurrency: 1 } })
    await eventually('both are delivered', async () =>
      (await stage.deliveries()).every(({ state }) => state === 'succeeded'),
    )
    await eventually('the connections are closed', () => receiver.open() === 0)
    expect(receiver.requests).toHaveLength(2)
    expect(written).toBeLessThan(200_000_000)
    const [delivery] = await stage.deliveries()
    const [attempt] = await stage.store.listAttempts(tenant, delivery?.id ?? '')
    expect(attempt?.responseBody).toHaveLength(16_384)
  },
  { kinds: anyStore },
)

scenario(
  13,
  'a proxy resets and truncates 2xx answers: logged failures, retried with the same id',
  async (stage) => {
    await using receiver = await startReceiver((response) => response.end('x'.repeat(1_000)))
    const faults = ['reset', 'cut', 'reset'] as const
    await using proxy = await startProxy(receiver.port, (connection) => faults[connection - 1] ?? 'none')
    await stage.endpoint(proxy.origin)
    await stage.anything.send('broken off', { tenant })
    stage.start()
    await eventually('it is delivered', async () => (await stage.deliveries())[0]?.state === 'succeeded')
    const attempts = await attemptsOf(stage)
    expect(attempts.map((attempt) => attempt.split(' ')[0])).toEqual([
      'interrupted',
      'interrupted',
      'interrupted',
      'succeeded',
    ])
    expect(receiver.requests).toHaveLength(4)
    expect(new Set(receiver.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  },
  { kinds: anyStore },
)
