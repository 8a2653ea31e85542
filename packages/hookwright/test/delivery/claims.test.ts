import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Claims } from '../../src/delivery/claims.ts'
import { dispatcherSettings } from '../../src/delivery/settings.ts'
import { sqlite } from '../../src/sqlite.ts'
import type { Store } from '../../src/store/store.ts'
import { addEndpoint, noon, sendOne } from '../store/conformance/samples.ts'
import { withFaults } from '../support/faults.ts'

const settings = dispatcherSettings({})
const skip: ReadonlySet<string> = new Set()

let store: Store
beforeEach(async () => {
  store = sqlite(':memory:')
  await store.open()
})
afterEach(() => store.close())

describe('claiming', () => {
  test('gives a single place to limited endpoints and to others in turn', async () => {
    const limited = await addEndpoint(store, { concurrency: 50 })
    const other = await addEndpoint(store)
    for (let n = 0; n < 4; n++) await sendOneTo(limited.id)
    for (let n = 0; n < 4; n++) await sendOneTo(other.id)
    const claims = new Claims(store, settings)
    const taken: string[] = []
    for (let turn = 0; turn < 4; turn++) {
      for (const { endpoint } of await claims.take({ now: noon, limit: 1, spare: 0, skip }))
        taken.push(endpoint.id)
    }
    expect(taken.toSorted()).toEqual([limited.id, limited.id, other.id, other.id].toSorted())
  })

  test('keeps what it leased of limited endpoints when the store fails to give the rest', async () => {
    const limited = await addEndpoint(store, { ordered: true })
    await sendOneTo(limited.id)
    const broken = withFaults(store, { claim: () => Promise.reject(new Error('no answer')) })
    const claims = new Claims(broken, settings)
    await expect(claims.take({ now: noon, limit: 8, spare: 0, skip })).resolves.toHaveLength(1)
    await expect(claims.take({ now: noon, limit: 8, spare: 0, skip })).rejects.toThrow('no answer')
  })

  test('keeps what it leased of others when the store fails to give those of limited endpoints', async () => {
    const other = await addEndpoint(store)
    await sendOneTo(other.id)
    const broken = withFaults(store, { claimLimited: () => Promise.reject(new Error('no answer')) })
    const claims = new Claims(broken, settings)
    await expect(claims.take({ now: noon, limit: 8, spare: 8, skip })).resolves.toHaveLength(1)
    await expect(claims.take({ now: noon, limit: 8, spare: 8, skip })).rejects.toThrow('no answer')
  })

  test('asks for both at once where there is room for all of both, and else takes no more than the limit', async () => {
    const limited = await addEndpoint(store, { concurrency: 50 })
    const other = await addEndpoint(store)
    for (let n = 0; n < 16; n++) await sendOneTo(limited.id)
    for (let n = 0; n < 16; n++) await sendOneTo(other.id)
    const claims = new Claims(store, settings)
    await expect(claims.take({ now: noon, limit: 8, spare: 3, skip })).resolves.toHaveLength(8)
    await expect(claims.take({ now: noon, limit: 8, spare: 4, skip })).resolves.toHaveLength(12)
  })
})

async function sendOneTo(endpointId: string): Promise<void> {
  await sendOne(store, { endpointIds: [endpointId] })
}
