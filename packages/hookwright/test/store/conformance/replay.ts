import { expect, test } from 'vitest'
import type { Endpoint } from '../../../src/endpoints/endpoint.ts'
import { newId } from '../../../src/id.ts'
import type { AdvanceRequest, Delivery, Replay, Store } from '../../../src/store/store.ts'
import {
  addEndpoint,
  claim,
  claimOne,
  failedAttempt,
  ids,
  listAll,
  message,
  minute,
  noon,
  recordOf,
  reread,
  send,
  sendOne,
} from './samples.ts'
import type { Subject } from './subject.ts'

const later = noon + 60 * minute

function replayOf({ tenant, id }: Endpoint, given: Partial<Replay> = {}): Replay {
  const createdAt = given.createdAt ?? later
  return {
    tenant,
    id: newId('rpl', createdAt),
    endpointId: id,
    kind: 'failed',
    since: noon,
    until: later,
    reachedAt: given.since ?? noon,
    state: 'running',
    scanned: 0,
    created: 0,
    createdAt,
    finishedAt: null,
    ...given,
  }
}

async function start(store: Store, endpoint: Endpoint, given: Partial<Replay> = {}): Promise<Replay> {
  const replay = replayOf(endpoint, given)
  expect(await store.createReplay(replay)).toBe(true)
  return replay
}

function advance(store: Store, given: Partial<AdvanceRequest> = {}) {
  return store.advanceReplay({ now: later, limit: 100, mostOpen: 1000, restMs: 250, ...given })
}

/** Advances until no replay runs, and returns how many deliveries each step made. */
async function runAll(store: Store, given: Partial<AdvanceRequest> = {}): Promise<number[]> {
  const created: number[] = []
  for (let n = 0; n < 1000; n++) {
    const step = await advance(store, given)
    if (step === undefined) return created
    created.push(step.created)
  }
  throw new Error('the replays do not end')
}

/** Ends all that is due at `now`. */
async function endAll(store: Store, state: 'failed' | 'succeeded', now = later): Promise<void> {
  const claimed = await claim(store, { now, limit: 10_000 })
  const attempt = state === 'failed' ? failedAttempt : {}
  await store.record(claimed.map((one) => recordOf(one, { next: { state }, attempt })))
}

const replayed = async (store: Store, replay: Replay): Promise<Delivery[]> =>
  (await listAll(store, replay.tenant, { replayId: replay.id })).toReversed()

export function describeReplaying(subject: Subject): void {
  test('resends one message to the same endpoint now, and leaves the old delivery as it is', async () => {
    await addEndpoint(subject.store)
    await addEndpoint(subject.store)
    const [old] = await send(subject.store)
    if (old === undefined) throw new Error('nothing was sent')
    await endAll(subject.store, 'failed', noon)
    const before = await reread(subject.store, old)
    const result = await subject.store.resend('acme', old.id, later)
    if (result.status !== 'created') throw new Error(result.status)
    expect(result.delivery).toEqual({
      ...old,
      id: result.delivery.id,
      dueAt: later,
      createdAt: later,
      replayId: null,
    })
    expect(result.delivery.id).not.toBe(old.id)
    expect(await reread(subject.store, result.delivery)).toEqual(result.delivery)
    expect(await reread(subject.store, old)).toEqual(before)
    const claimed = await claimOne(subject.store, { now: later })
    expect(claimed).toMatchObject({ id: result.delivery.id, messageId: old.messageId, attempts: 0, fence: 1 })
  })

  test('a resend that fails leaves the retry of the old delivery where it was (scenario 19)', async () => {
    await addEndpoint(subject.store)
    const old = await sendOne(subject.store)
    const retry = { state: 'pending', dueAt: later } as const
    const first = await claimOne(subject.store)
    await subject.store.record([recordOf(first, { next: retry, attempt: failedAttempt })])
    const before = await reread(subject.store, old)
    await subject.store.resend('acme', old.id, noon + minute)
    await endAll(subject.store, 'failed', noon + minute)
    expect(await reread(subject.store, old)).toEqual(before)
    expect(await claimOne(subject.store, { now: later })).toMatchObject({ id: old.id, attempts: 1 })
  })

  test('resends nothing that is unknown, another tenant’s, or has no endpoint to go to', async () => {
    const receiver = await addEndpoint(subject.store)
    const { id } = await sendOne(subject.store)
    const statusOf = async (tenant: string, delivery: string) =>
      (await subject.store.resend(tenant, delivery, later)).status
    expect(await statusOf('acme', 'dlv_none')).toBe('unknown')
    expect(await statusOf('globex', id)).toBe('unknown')
    await subject.store.updateEndpoint('acme', receiver.id, { state: 'disabled' }, noon)
    expect(await statusOf('acme', id)).toBe('endpoint_disabled')
    await subject.store.deleteEndpoint('acme', receiver.id, noon)
    expect(await statusOf('acme', id)).toBe('endpoint_deleted')
    expect(await listAll(subject.store, 'acme')).toHaveLength(1)
  })

  test('stores a replay, finds and lists it for its tenant alone, newest first', async () => {
    const receiver = await addEndpoint(subject.store)
    const one = await start(subject.store, receiver, { createdAt: later })
    const two = await start(subject.store, receiver, { createdAt: later + 1, kind: 'missed' })
    await start(subject.store, await addEndpoint(subject.store))
    expect(await subject.store.findReplay('acme', one.id)).toEqual(one)
    expect(await subject.store.findReplay('globex', one.id)).toBeUndefined()
    expect(await subject.store.listReplays('acme', receiver.id, { limit: 9 })).toEqual([two, one])
    expect(await subject.store.listReplays('acme', receiver.id, { limit: 9, after: two.id })).toEqual([one])
    expect(await subject.store.listReplays('globex', receiver.id, { limit: 9 })).toEqual([])
  })

  test('starts no replay for an endpoint that is unknown, another tenant’s or disabled', async () => {
    const receiver = await addEndpoint(subject.store)
    expect(await subject.store.createReplay(replayOf({ ...receiver, id: 'ep_none' }))).toBe(false)
    expect(await subject.store.createReplay(replayOf({ ...receiver, tenant: 'globex' }))).toBe(false)
    await subject.store.updateEndpoint('acme', receiver.id, { state: 'disabled' }, noon)
    const refused = replayOf(receiver)
    expect(await subject.store.createReplay(refused)).toBe(false)
    expect(await subject.store.findReplay('acme', refused.id)).toBeUndefined()
  })

  test('delivers what failed or was canceled again, oldest first, within the time asked for', async () => {
    const receiver = await addEndpoint(subject.store)
    await addEndpoint(subject.store, { tenant: 'globex' })
    const sent: Delivery[] = []
    for (const n of [0, 1, 2, 3, 4]) sent.push(await sendOne(subject.store, { createdAt: noon + n }))
    await send(subject.store, { tenant: 'globex', createdAt: noon + 2 })
    await endAll(subject.store, 'failed', noon + 3)
    // Cancels the last one.
    await subject.store.updateEndpoint('acme', receiver.id, { state: 'disabled' }, noon)
    await subject.store.updateEndpoint('acme', receiver.id, { state: 'enabled' }, noon)
    const replay = await start(subject.store, receiver, { since: noon + 1, until: noon + 4 })
    await runAll(subject.store)
    const made = await replayed(subject.store, replay)
    expect(made.map(({ messageId }) => messageId).toSorted()).toEqual(
      sent
        .slice(1)
        .map(({ messageId }) => messageId)
        .toSorted(),
    )
    for (const one of made) {
      expect(one).toMatchObject({ state: 'pending', dueAt: later, createdAt: later, endpointId: receiver.id })
    }
    expect(await subject.store.findReplay('acme', replay.id)).toEqual({
      ...replay,
      reachedAt: noon + 4,
      state: 'done',
      scanned: 4,
      created: 4,
      finishedAt: later,
    })
    expect(await advance(subject.store)).toBeUndefined()
  })

  test('replays each message once, and none that has succeeded since or is on its way', async () => {
    const receiver = await addEndpoint(subject.store)
    const [twice, mended, underWay] = [
      await sendOne(subject.store),
      await sendOne(subject.store),
      await sendOne(subject.store),
    ]
    await endAll(subject.store, 'failed', noon)
    await subject.store.resend('acme', twice.id, noon + 1)
    await endAll(subject.store, 'failed', noon + 1)
    await subject.store.resend('acme', mended.id, noon + 2)
    await endAll(subject.store, 'succeeded', noon + 2)
    await subject.store.resend('acme', underWay.id, noon + 3)
    const replay = await start(subject.store, receiver)
    // One at a time, each failing at once: what this replay has made counts, also when it has ended.
    for (let n = 0; n < 20; n++) {
      const step = await advance(subject.store, { limit: 1 })
      if (step === undefined) break
      for (const one of await claim(subject.store, { now: later })) {
        if (one.messageId === twice.messageId) {
          await subject.store.record([recordOf(one, { next: { state: 'failed' }, attempt: failedAttempt })])
        }
      }
    }
    const made = await replayed(subject.store, replay)
    expect(made.map(({ messageId }) => messageId)).toEqual([twice.messageId])
    expect(await subject.store.findReplay('acme', replay.id)).toMatchObject({ state: 'done', created: 1 })
  })

  test('delivers what an endpoint missed: of event types it wants now, and has no delivery of', async () => {
    const other = await addEndpoint(subject.store)
    await send(subject.store, { createdAt: noon - 1, eventType: 'order.paid' })
    const before = message({ eventType: 'order.paid', createdAt: noon })
    const below = message({ eventType: 'order.item.added', createdAt: noon + 1 })
    const unwanted = message({ eventType: 'user.added', createdAt: noon + 2 })
    const addressed = message({ eventType: 'order.paid', createdAt: noon + 3, endpointIds: [other.id] })
    const scheduled = message({ eventType: 'order.paid', createdAt: noon + 4, dueAt: later + 1 })
    const foreign = message({ eventType: 'order.paid', createdAt: noon + 4, tenant: 'globex' })
    await subject.store.enqueue([before, below, unwanted, addressed, scheduled, foreign])
    const receiver = await addEndpoint(subject.store, { eventTypes: ['order.*'], createdAt: noon + 5 })
    await sendOne(subject.store, { createdAt: noon + 6, endpointIds: [receiver.id] })
    await subject.store.updateEndpoint('acme', receiver.id, { state: 'disabled' }, noon + 7)
    const during = message({ eventType: 'order.paid', createdAt: noon + 8 })
    await subject.store.enqueue([during])
    await subject.store.updateEndpoint('acme', receiver.id, { state: 'enabled' }, noon + 9)
    const after = message({ eventType: 'order.paid', createdAt: noon + 10 })
    await subject.store.enqueue([after])

    const replay = await start(subject.store, receiver, { kind: 'missed' })
    await runAll(subject.store, { limit: 2 })
    const made = await replayed(subject.store, replay)
    expect(made.map(({ messageId }) => messageId).toSorted()).toEqual(ids([before, below, during]).toSorted())
    expect(made.map(({ eventType }) => eventType).toSorted()).toEqual([
      'order.item.added',
      'order.paid',
      'order.paid',
    ])
    const again = await start(subject.store, receiver, { kind: 'missed', createdAt: later + 1 })
    await runAll(subject.store)
    expect(await replayed(subject.store, again)).toEqual([])
  })

  test('never leaves an endpoint with more open replayed deliveries than asked for', async () => {
    const receiver = await addEndpoint(subject.store)
    await subject.store.enqueue(Array.from({ length: 25 }, () => message()))
    await endAll(subject.store, 'failed', noon)
    const replay = await start(subject.store, receiver)
    const pace = { mostOpen: 10, restMs: 250 }
    expect(await advance(subject.store, pace)).toMatchObject({ created: 10, replay: { state: 'running' } })
    // It rests, and then finds no room.
    expect(await advance(subject.store, { ...pace, now: later + 249 })).toBeUndefined()
    expect(await advance(subject.store, { ...pace, now: later + 250 })).toMatchObject({ created: 0 })
    for (const one of await claim(subject.store, { now: later, limit: 4 })) {
      await subject.store.record([recordOf(one)])
    }
    expect(await advance(subject.store, { ...pace, now: later + 499 })).toBeUndefined()
    expect(await advance(subject.store, { ...pace, now: later + 500 })).toMatchObject({ created: 4 })
    let now = later + 500
    for (let n = 0; n < 5; n++) {
      await endAll(subject.store, 'succeeded', now)
      now += 250
      await advance(subject.store, { ...pace, now })
    }
    expect(await subject.store.findReplay('acme', replay.id)).toMatchObject({ state: 'done', created: 25 })
    expect(new Set((await replayed(subject.store, replay)).map(({ messageId }) => messageId)).size).toBe(25)
  })

  test('a message sent during a replay is claimed before most of it (scenario 30)', async () => {
    const receiver = await addEndpoint(subject.store)
    for (let n = 0; n < 10; n++) await subject.store.enqueue(Array.from({ length: 500 }, () => message()))
    await endAll(subject.store, 'failed', noon)
    const replay = await start(subject.store, receiver)
    await advance(subject.store, { limit: 500, mostOpen: 100 })
    const live = await sendOne(subject.store, { createdAt: later + 1 })
    await advance(subject.store, { limit: 500, mostOpen: 100, now: later + 300 })
    const claimed = ids(await claim(subject.store, { now: later + 300, limit: 101 }))
    expect(claimed).toContain(live.id)
    expect(await subject.store.findReplay('acme', replay.id)).toMatchObject({ created: 100 })
  })

  test('takes the replay that has waited for longest', async () => {
    const [one, two] = [await addEndpoint(subject.store), await addEndpoint(subject.store)]
    await subject.store.enqueue(Array.from({ length: 5 }, () => message()))
    await endAll(subject.store, 'failed', noon)
    const first = await start(subject.store, one, { createdAt: later })
    const second = await start(subject.store, two, { createdAt: later + 1 })
    const taken: (string | undefined)[] = []
    for (const n of [2, 3, 4, 5])
      taken.push((await advance(subject.store, { now: later + n, limit: 2 }))?.replay.id)
    expect(taken).toEqual([first.id, second.id, first.id, second.id])
  })

  test('is advanced by several at the same time without making a delivery twice', async () => {
    const receiver = await addEndpoint(subject.store)
    await subject.store.enqueue(Array.from({ length: 300 }, () => message()))
    await endAll(subject.store, 'failed', noon)
    const replay = await start(subject.store, receiver)
    const stores = [subject.store, await subject.another(), await subject.another()]
    const advanceLong = async (store: Store) => {
      // Undefined only says that another has it in hand just now.
      for (let idle = 0; idle < 1000;) {
        if ((await advance(store, { limit: 7 })) === undefined) idle++
        if ((await store.findReplay('acme', replay.id))?.state === 'done') return
      }
    }
    await Promise.all(stores.map(advanceLong))
    const made = await replayed(subject.store, replay)
    expect(made).toHaveLength(300)
    expect(new Set(made.map(({ messageId }) => messageId)).size).toBe(300)
    expect(await subject.store.findReplay('acme', replay.id)).toMatchObject({ scanned: 300, created: 300 })
  })

  test('goes on where it was when the store is opened again', async () => {
    const receiver = await addEndpoint(subject.store)
    await subject.store.enqueue(Array.from({ length: 5 }, () => message()))
    await endAll(subject.store, 'failed', noon)
    const replay = await start(subject.store, receiver)
    await advance(subject.store, { limit: 2 })
    const store = await subject.reopen()
    await runAll(store, { limit: 2 })
    expect(await store.findReplay('acme', replay.id)).toMatchObject({ scanned: 5, created: 5, state: 'done' })
  })

  test('ends when it is canceled, and its deliveries go on', async () => {
    const receiver = await addEndpoint(subject.store)
    await subject.store.enqueue(Array.from({ length: 5 }, () => message()))
    await endAll(subject.store, 'failed', noon)
    const replay = await start(subject.store, receiver)
    await advance(subject.store, { limit: 2 })
    expect(await subject.store.cancelReplay('globex', replay.id, later)).toBeUndefined()
    const canceled = await subject.store.cancelReplay('acme', replay.id, later + 1)
    expect(canceled).toEqual({ ...replay, state: 'canceled', scanned: 2, created: 2, finishedAt: later + 1 })
    expect(await subject.store.cancelReplay('acme', replay.id, later + 2)).toEqual(canceled)
    expect(await advance(subject.store)).toBeUndefined()
    expect(await claim(subject.store, { now: later })).toHaveLength(2)
  })

  test('is canceled when its endpoint is disabled or deleted', async () => {
    const [one, two] = [await addEndpoint(subject.store), await addEndpoint(subject.store)]
    const replays = [await start(subject.store, one), await start(subject.store, two)]
    await subject.store.updateEndpoint('acme', one.id, { state: 'disabled' }, later)
    await subject.store.deleteEndpoint('acme', two.id, later)
    expect(await runAll(subject.store)).toEqual([0, 0])
    for (const { id } of replays) {
      expect(await subject.store.findReplay('acme', id)).toMatchObject({
        state: 'canceled',
        finishedAt: later,
      })
    }
  })
}
