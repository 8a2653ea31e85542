import { setTimeout as real } from 'node:timers/promises'

import { HookwrightError } from 'hookwright'
import { expect } from 'vitest'

import { startReceiver } from '../../packages/hookwright/test/support/receiver.ts'
import { tenant } from './support/app.ts'
import { eventually } from './support/eventually.ts'
import { scenario } from './support/scenario.ts'

scenario(
  8,
  'the database is away: workers back off and recover alone, none is stranded',
  async (stage) => {
    await using receiver = await startReceiver((response) => response.end())
    await stage.endpoint(receiver.origin)
    const workers = [stage.start(), stage.start()]
    await Promise.all(workers.map((worker) => worker.printed('ready')))
    const acknowledged = new Set<string>()
    let refused = 0
    const stop = new AbortController()
    const keepSending = async () => {
      while (!stop.signal.aborted) {
        try {
          acknowledged.add((await stage.anything.send('kept', { tenant })).messageId)
          await real(5)
        } catch (error) {
          if (!(error instanceof HookwrightError && error.code === 'store_failed')) throw error
          refused++
          await real(50)
        }
      }
    }
    const sending = keepSending()
    await eventually('deliveries are under way', () => receiver.requests.length > 20)
    const giveBack = await stage.place.takeAway()
    await eventually('sends are refused', () => refused > 0)
    // Long enough for every call of the workers to have failed several times.
    await real(3_000)
    const before = acknowledged.size
    await giveBack()
    await eventually('sends are acknowledged again', () => acknowledged.size > before + 20)
    stop.abort()
    await sending

    await eventually('nothing is left to do', async () => (await stage.store.nextDueAt()) === undefined)
    const deliveries = await stage.deliveries()
    expect(new Set(deliveries.map(({ state }) => state))).toEqual(new Set(['succeeded']))
    const received = new Set(receiver.requests.map(({ headers }) => headers['webhook-id']))
    expect([...acknowledged].filter((id) => !received.has(id))).toEqual([])
    // The same processes as before.
    for (const worker of workers) {
      worker.kill('SIGTERM')
      expect(await worker.ended).toBe('SIGTERM')
    }
  },
  { waitMs: 200 },
)
