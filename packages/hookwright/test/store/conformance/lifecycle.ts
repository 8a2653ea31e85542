import { expect, test } from 'vitest'
import type { Store } from '../../../src/store/store.ts'
import {
  addEndpoint,
  attempt,
  claimLimited,
  claimOne,
  endpoint,
  message,
  minute,
  noon,
  recordOf,
  sendOne,
} from './samples.ts'
import type { Subject } from './subject.ts'

/** Each method of `Store` once, on nothing that exists. */
const calls = {
  createEndpoint: (store: Store) => store.createEndpoint(endpoint()),
  findEndpoint: (store: Store) => store.findEndpoint('acme', 'ep_none'),
  listEndpoints: (store: Store) => store.listEndpoints('acme', { limit: 1 }),
  updateEndpoint: (store: Store) => store.updateEndpoint('acme', 'ep_none', {}, noon),
  rotateSecret: (store: Store) =>
    store.rotateSecret('acme', 'ep_none', { secret: 'whsec_new', othersExpireAt: noon, now: noon }),
  listSecrets: (store: Store) => store.listSecrets({ limit: 1 }),
  replaceSecrets: (store: Store) => store.replaceSecrets('acme', 'ep_none', [{ from: 'a', to: 'b' }]),
  deleteEndpoint: (store: Store) => store.deleteEndpoint('acme', 'ep_none', noon),
  enqueue: (store: Store) => store.enqueue([message()]),
  claim: (store: Store) => store.claim({ now: noon, leaseMs: minute, limit: 1, skipEndpointIds: [] }),
  record: (store: Store) => store.record([]),
  release: (store: Store) => store.release([]),
  nextDueAt: (store: Store) => store.nextDueAt(),
  measure: (store: Store) => store.measure({ now: noon, most: 1 }),
  findMessage: (store: Store) => store.findMessage('acme', 'msg_none'),
  listMessages: (store: Store) =>
    store.listMessages('acme', { above: '', below: 'msg_~', order: 'newest_first' }, 1),
  listDeliveries: (store: Store) => store.listDeliveries('acme', {}, { limit: 1 }),
  findDelivery: (store: Store) => store.findDelivery('acme', 'dlv_none'),
  listAttempts: (store: Store) => store.listAttempts('acme', 'dlv_none'),
  resend: (store: Store) => store.resend('acme', 'dlv_none', noon),
  createReplay: (store: Store) =>
    store.createReplay({
      tenant: 'acme',
      id: 'rpl_none',
      endpointId: 'ep_none',
      kind: 'failed',
      since: noon,
      until: noon,
      state: 'running',
      scanned: 0,
      created: 0,
      createdAt: noon,
      finishedAt: null,
    }),
  findReplay: (store: Store) => store.findReplay('acme', 'rpl_none'),
  listReplays: (store: Store) => store.listReplays('acme', 'ep_none', { limit: 1 }),
  cancelReplay: (store: Store) => store.cancelReplay('acme', 'rpl_none', noon),
  advanceReplay: (store: Store) => store.advanceReplay({ now: noon, limit: 1, mostOpen: 1, restMs: 0 }),
  cancelDelivery: (store: Store) => store.cancelDelivery('acme', 'dlv_none', noon),
  claimLimited: (store: Store) => claimLimited(store),
  findPauses: (store: Store) => store.findPauses([{ tenant: 'acme', id: 'ep_none' }], noon),
  writeStatistics: (store: Store) => store.writeStatistics([]),
  readStatistics: (store: Store) => store.readStatistics({ since: noon, until: noon + 1, limit: 1 }),
  survey: (store: Store) => store.survey(noon),
  listTenants: (store: Store) => store.listTenants({ search: '', after: '', limit: 1 }),
  listByHealth: (store: Store) => store.listByHealth({ health: 'paused', now: noon, limit: 1 }),
  locateEndpoint: (store: Store) => store.locateEndpoint('ep_none'),
  locateMessage: (store: Store) => store.locateMessage('msg_none'),
  prune: (store: Store) =>
    store.prune({
      now: noon,
      limit: 1,
      keysBefore: noon,
      bodiesBefore: noon,
      attemptsBefore: noon,
      deliveriesBefore: noon,
      statisticsBefore: noon,
    }),
} satisfies Record<
  Exclude<keyof Store, 'name' | 'open' | 'close' | 'migrate' | 'subscribe' | 'enqueueWithin'>,
  (store: Store) => Promise<unknown>
>

export function describeLifecycle(subject: Subject): void {
  test('answers every method while it is open, and rejects every one once it is closed', async () => {
    const { store } = subject
    for (const call of Object.values(calls)) await call(store)
    await store.close()
    for (const [name, call] of Object.entries(calls)) {
      await expect(call(store)).rejects.toMatchObject({
        code: 'store_closed',
        message: expect.stringContaining(name),
      })
    }
  })

  test('may be opened and closed more than once, also at the same time', async () => {
    const { store } = subject
    await Promise.all([store.open(), store.open()])
    await expect(store.nextDueAt()).resolves.toBeUndefined()
    await Promise.all([store.close(), store.close()])
    await store.close()
    await Promise.all([store.open(), store.open()])
    await expect(store.nextDueAt()).resolves.toBeUndefined()
  })

  test('finishes what was asked before it closes', async () => {
    const sent = Array.from({ length: 20 }, (_, n) => message({ createdAt: noon + n }))
    const results = sent.map((one) => subject.store.enqueue([one]))
    await subject.store.close()
    await expect(Promise.all(results)).resolves.toHaveLength(20)
    const store = await subject.reopen()
    for (const { id } of sent) await expect(store.findMessage('acme', id)).resolves.toMatchObject({ id })
  })

  test('keeps endpoints, messages, deliveries and attempts when it is opened again', async () => {
    const receiver = await addEndpoint(subject.store, {
      eventTypes: ['order.paid'],
      description: 'Überweisung',
    })
    const sent = message({ idempotencyKey: 'order-1', body: new Uint8Array([0, 255, 10]) })
    await subject.store.enqueue([sent])
    const first = await claimOne(subject.store)
    await subject.store.record([recordOf(first, { next: { state: 'pending', dueAt: noon + minute } })])
    const deliveries = await subject.store.listDeliveries('acme', {}, { limit: 10 })

    const store = await subject.reopen()

    await expect(store.findEndpoint('acme', receiver.id)).resolves.toEqual(receiver)
    const {
      endpointIds: _,
      callback: _____,
      dueAt: __,
      retryScheduleMs: ___,
      traceContext: ____,
      ...stored
    } = sent
    await expect(store.findMessage('acme', sent.id)).resolves.toEqual(stored)
    await expect(store.listDeliveries('acme', {}, { limit: 10 })).resolves.toEqual(deliveries)
    await expect(store.listAttempts('acme', first.id)).resolves.toEqual([attempt()])
    await expect(store.nextDueAt()).resolves.toBe(noon + minute)
    const [again] = await store.enqueue([{ ...sent, id: 'msg_again' }])
    expect(again).toEqual({ status: 'duplicate', messageId: sent.id, deliveries: 1 })
    const second = await claimOne(store, { now: noon + minute })
    expect(second).toMatchObject({ id: first.id, fence: first.fence + 1, attempts: 1 })
  })

  test('shows at once to every other store what one of them acknowledged', async () => {
    const other = await subject.another()
    await addEndpoint(subject.store)
    const delivery = await sendOne(other)
    await expect(subject.store.findDelivery('acme', delivery.id)).resolves.toEqual(delivery)
  })

  test('fails a call alone, when it fails among others that were made at once', async () => {
    const taken = await addEndpoint(subject.store)
    const before = message()
    const after = message()
    const [first, bad, second] = await Promise.allSettled([
      subject.store.enqueue([before]),
      subject.store.createEndpoint(taken),
      subject.store.enqueue([after]),
    ])
    expect(first).toMatchObject({ status: 'fulfilled', value: [{ status: 'stored', deliveries: 1 }] })
    expect(second).toMatchObject({ status: 'fulfilled', value: [{ status: 'stored', deliveries: 1 }] })
    expect(bad).toMatchObject({ status: 'rejected', reason: { code: 'store_failed' } })
    await expect(subject.store.findMessage('acme', before.id)).resolves.toBeDefined()
    await expect(subject.store.findMessage('acme', after.id)).resolves.toBeDefined()
  })

  test('names itself and the operation in an error, and keeps the cause', async () => {
    const taken = await addEndpoint(subject.store)
    await expect(subject.store.createEndpoint(taken)).rejects.toMatchObject({
      name: 'HookwrightError',
      code: 'store_failed',
      message: expect.stringContaining(`${subject.store.name}: createEndpoint failed: `),
      cause: expect.any(Error),
    })
  })
}
