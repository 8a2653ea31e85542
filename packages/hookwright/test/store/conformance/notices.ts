import { expect, test } from 'vitest'
import type { AttemptRecord } from '../../../src/store/store.ts'
import {
  addEndpoint,
  bytesOf,
  claim,
  claimOne,
  failedAttempt,
  listAll,
  message,
  minute,
  noon,
  only,
  recordOf,
  send,
  sendOne,
} from './samples.ts'
import type { Subject } from './subject.ts'

const notice = (eventType: string) => message({ eventType, body: bytesOf('{}') })

export function describeNotices(subject: Subject): void {
  test('notes when an endpoint begins to fail, and that it has ceased to', async () => {
    const { store } = subject
    const receiver = await addEndpoint(store)
    const failingSince = async () => (await store.findEndpoint('acme', receiver.id))?.failingSince
    for (let n = 0; n < 3; n++) await sendOne(store)
    const [first, second, third] = await claim(store)
    if (!first || !second || !third) throw new Error('three were sent')
    const fails: Partial<AttemptRecord> = { next: { state: 'failed' }, health: 'failing' }
    await store.record([recordOf(first, { ...fails, attempt: { ...failedAttempt, durationMs: 10 } })])
    await expect(failingSince()).resolves.toBe(noon + 10)
    await store.record([
      recordOf(second, { ...fails, attempt: { ...failedAttempt, startedAt: noon + minute } }),
    ])
    await expect(failingSince()).resolves.toBe(noon + 10)
    await sendOne(store)
    await expect(claimOne(store)).resolves.toMatchObject({ endpoint: { failingSince: noon + 10 } })
    await store.record([recordOf(third, { health: 'well' })])
    await expect(failingSince()).resolves.toBeNull()
  })

  test('disables one that has failed since then, unless an attempt has succeeded in the meantime', async () => {
    const { store } = subject
    const receiver = await addEndpoint(store, { failingSince: noon - minute })
    for (let n = 0; n < 4; n++) await sendOne(store)
    const [first, second, third, fourth] = await claim(store)
    if (!first || !second || !third || !fourth) throw new Error('four were sent')
    const fails = (failingSince: number): Parameters<typeof recordOf>[1] => ({
      next: { state: 'failed' },
      endpoint: { disable: 'failing', failingSince },
      attempt: failedAttempt,
    })
    const stateOf = async () => (await store.findEndpoint('acme', receiver.id))?.state
    await expect(store.record([recordOf(first, { health: 'well' })])).resolves.toEqual(['recorded'])
    await expect(store.record([recordOf(second, fails(noon - minute))])).resolves.toEqual(['recorded'])
    await expect(stateOf()).resolves.toBe('enabled')

    // It fails anew, and what was judged by the failing before says nothing of that.
    const anew = { ...fails(noon - minute), health: 'failing' } as const
    await expect(store.record([recordOf(third, anew)])).resolves.toEqual(['recorded'])
    await expect(stateOf()).resolves.toBe('enabled')
    const since = (await store.findEndpoint('acme', receiver.id))?.failingSince ?? 0
    await expect(store.record([recordOf(fourth, fails(since))])).resolves.toEqual(['disabled_endpoint'])
    await expect(store.findEndpoint('acme', receiver.id)).resolves.toMatchObject({
      state: 'disabled',
      disabledReason: 'failing',
    })
  })

  test('enabling an endpoint again forgets that it failed', async () => {
    const { store } = subject
    const receiver = await addEndpoint(store, { failingSince: noon })
    await store.updateEndpoint('acme', receiver.id, { state: 'disabled' }, noon)
    await expect(
      store.updateEndpoint('acme', receiver.id, { state: 'enabled' }, noon),
    ).resolves.toMatchObject({
      failingSince: null,
    })
  })

  test('of attempts that all ask for it, one disables the endpoint, and only its notice is stored', async () => {
    const { store } = subject
    await addEndpoint(store, { eventTypes: ['order.paid'] })
    const told = await addEndpoint(store, { eventTypes: ['endpoint.disabled'] })
    for (let n = 0; n < 3; n++) await sendOne(store)
    const claimed = await claim(store)
    const results = await store.record(
      claimed.map((one) =>
        recordOf(one, {
          next: { state: 'failed' },
          endpoint: { disable: 'gone' },
          notices: { disabled: notice('endpoint.disabled'), exhausted: null },
          attempt: { outcome: 'gone', status: 410 },
        }),
      ),
    )
    expect(results.toSorted()).toEqual(['disabled_endpoint', 'recorded', 'recorded'])
    const { eventType, endpointId } = only(await listAll(store, 'acme', { endpointId: told.id }))
    expect({ eventType, endpointId }).toEqual({ eventType: 'endpoint.disabled', endpointId: told.id })
  })

  test('stores that a message is exhausted with the attempt, and not at all for one that came too late', async () => {
    const { store } = subject
    await addEndpoint(store, { eventTypes: ['order.paid'] })
    const told = await addEndpoint(store, { eventTypes: ['message.exhausted'] })
    await sendOne(store)
    const late = await claimOne(store)
    const again = await claimOne(store, { now: noon + minute })
    const exhausts = (claimed: typeof late) =>
      recordOf(claimed, {
        next: { state: 'failed' },
        notices: { disabled: null, exhausted: notice('message.exhausted') },
        attempt: failedAttempt,
      })
    await expect(store.record([exhausts(late)])).resolves.toEqual(['stale'])
    await expect(listAll(store, 'acme', { endpointId: told.id })).resolves.toEqual([])
    await expect(store.record([exhausts(again)])).resolves.toEqual(['recorded'])
    await expect(listAll(store, 'acme', { endpointId: told.id })).resolves.toHaveLength(1)
  })

  test('sends a message on channels to those who listen on one of them, or on none', async () => {
    const { store } = subject
    const all = await addEndpoint(store)
    const one = await addEndpoint(store, { channels: ['project:1', 'project:2'] })
    await addEndpoint(store, { channels: ['project:3'] })
    const receivers = async (channels: string[]) =>
      (await send(store, { channels })).map(({ endpointId }) => endpointId).toSorted()
    expect(await receivers(['project:2', 'project:9'])).toEqual([all.id, one.id].toSorted())
    expect(await receivers(['project:9'])).toEqual([all.id])
    expect(await receivers([])).toEqual([all.id])
  })

  test('keeps the channels and the schedule of a message', async () => {
    const { store } = subject
    await addEndpoint(store)
    const sent = message({ channels: ['project:1'], retryScheduleMs: [0, 1_000] })
    await store.enqueue([sent])
    await expect(store.findMessage('acme', sent.id)).resolves.toMatchObject({ channels: ['project:1'] })
    await expect(claimOne(store)).resolves.toMatchObject({ retryScheduleMs: [0, 1_000] })
  })

  test('a replay of what was missed keeps to the channels', async () => {
    const { store } = subject
    await send(store, { channels: ['project:1'] })
    await send(store, { channels: ['project:2'] })
    const late = await addEndpoint(store, { channels: ['project:2'] })
    const replay = {
      tenant: 'acme',
      id: 'rpl_1',
      endpointId: late.id,
      kind: 'missed',
      since: noon - minute,
      until: noon + minute,
      state: 'running',
      scanned: 0,
      created: 0,
      createdAt: noon,
      finishedAt: null,
    } as const
    await store.createReplay(replay)
    const step = await store.advanceReplay({ now: noon + minute, limit: 10, mostOpen: 10, restMs: 0 })
    expect(step).toMatchObject({ created: 1, replay: { scanned: 2 } })
  })

  test('keeps the policy of an endpoint, changes what is given and takes away what is null', async () => {
    const { store } = subject
    const policy = {
      channels: ['a'],
      ratePerSecond: 0.5,
      concurrency: 2,
      ordered: true,
      timeoutMs: 900,
      headers: '{"x-a":"b"}',
    }
    const receiver = await addEndpoint(store, policy)
    await expect(store.findEndpoint('acme', receiver.id)).resolves.toMatchObject(policy)
    await store.updateEndpoint('acme', receiver.id, { url: 'https://other.example/' }, noon)
    await expect(store.findEndpoint('acme', receiver.id)).resolves.toMatchObject(policy)
    const none = {
      channels: [],
      ratePerSecond: null,
      concurrency: null,
      ordered: false,
      timeoutMs: null,
      headers: null,
    }
    await store.updateEndpoint('acme', receiver.id, none, noon)
    await expect(store.findEndpoint('acme', receiver.id)).resolves.toMatchObject(none)
  })
}
