import { expect, test } from 'vitest'

import { blankEndpoint, type Endpoint } from '../../../src/endpoints/endpoint.ts'
import { addEndpoint, claim, endpoint, message, minute, noon, recordOf, send, sendOne } from './samples.ts'
import type { Subject } from './subject.ts'

const tenant = 'acme'
const id = 'ep_callback_1'
const page = { limit: 10 }

function callback(given: Partial<Endpoint> = {}): Endpoint {
  const secrets = [{ secret: 'whsec_first', expiresAt: null }]
  const url = 'https://caller.example/done'
  return { ...blankEndpoint({ tenant, id, kind: 'callback', url, secrets, now: noon }), ...given }
}

export function describeCallbacks(subject: Subject): void {
  const sendTo = (made: Endpoint, createdAt = noon) =>
    sendOne(subject.store, { callback: made, endpointIds: [made.id], createdAt, dueAt: createdAt })
  const prune = (before: number) =>
    subject.store.prune({
      now: before,
      limit: 100,
      keysBefore: before,
      bodiesBefore: before,
      attemptsBefore: before,
      deliveriesBefore: before,
      statisticsBefore: null,
    })

  test('a message makes the endpoint of its callback, once, and goes there alone', async () => {
    await addEndpoint(subject.store)
    const first = await sendTo(callback())
    const second = await sendTo(callback())
    expect([first.endpointId, second.endpointId]).toEqual([id, id])
    expect(await subject.store.findEndpoint(tenant, id)).toEqual(callback())
    const [claimed] = await claim(subject.store)
    expect(claimed?.endpoint).toMatchObject({ id, url: 'https://caller.example/done' })
  })

  test('two messages of one batch may go to one new callback, or to several', async () => {
    const other = callback({ id: 'ep_callback_2' })
    const results = await subject.store.enqueue(
      [callback(), other, callback()].map((made) => message({ callback: made, endpointIds: [made.id] })),
    )
    expect(results.map((result) => 'deliveries' in result && result.deliveries)).toEqual([1, 1, 1])
    expect(await subject.store.listEndpoints(tenant, { ...page, kind: 'callback' })).toEqual([
      callback(),
      other,
    ])
  })

  test('a message that names nobody passes callbacks by, also once they were changed', async () => {
    await sendTo(callback())
    await subject.store.updateEndpoint(tenant, id, { timeoutMs: 5, eventTypes: [] }, noon)
    expect(await send(subject.store)).toEqual([])
  })

  test('lists leave callbacks out unless they ask for them', async () => {
    const registered = await addEndpoint(subject.store)
    await sendTo(callback())
    await addEndpoint(subject.store, { ...callback(), id: 'ep_secret', kind: 'callback_secret', url: '' })
    expect(await subject.store.listEndpoints(tenant, page)).toEqual([registered])
    const callbacks = await subject.store.listEndpoints(tenant, { ...page, kind: 'callback' })
    expect(callbacks).toEqual([callback()])
  })

  test('a callback that was disabled by its failures is tried anew, with the secrets it is sent with', async () => {
    await addEndpoint(
      subject.store,
      callback({ state: 'disabled', disabledReason: 'gone', failingSince: noon, pausedUntil: noon }),
    )
    const updatedAt = noon + 2 * minute
    await sendTo(callback({ updatedAt, secrets: [{ secret: 'whsec_second', expiresAt: null }] }))
    expect(await subject.store.findEndpoint(tenant, id)).toEqual(
      callback({ updatedAt, secrets: [{ secret: 'whsec_second', expiresAt: null }] }),
    )
  })

  test('a key that was used before revives no callback, nor makes one', async () => {
    const gone = callback({ state: 'disabled', disabledReason: 'gone', failingSince: noon })
    const first = message({ callback: callback(), endpointIds: [id], idempotencyKey: 'order-1' })
    await subject.store.enqueue([first])
    const [claimed] = await claim(subject.store)
    if (claimed === undefined) throw new Error('nothing was due')
    const ended = recordOf(claimed, {
      next: { state: 'failed' },
      health: 'failing',
      endpoint: { disable: 'gone' },
      attempt: { outcome: 'gone', durationMs: 0 },
    })
    expect(await subject.store.record([ended])).toEqual(['disabled_endpoint'])
    const updatedAt = noon + 2 * minute
    const secrets = [{ secret: 'whsec_second', expiresAt: null }]
    const again = (given: Partial<Endpoint> = {}) =>
      message({
        callback: callback({ updatedAt, secrets, ...given }),
        endpointIds: [given.id ?? id],
        idempotencyKey: 'order-1',
      })
    const duplicate = { status: 'duplicate', messageId: first.id, deliveries: 1 }
    expect(await subject.store.enqueue([again(), again({ id: 'ep_callback_2' })])).toEqual([
      duplicate,
      duplicate,
    ])
    expect(await subject.store.findEndpoint(tenant, id)).toEqual(gone)
    expect(await subject.store.findEndpoint(tenant, 'ep_callback_2')).toBeUndefined()
  })

  test('of two messages of one batch and key only the first makes its callback', async () => {
    const send = (name: string) =>
      message({ callback: callback({ id: name }), endpointIds: [name], idempotencyKey: 'order-1' })
    const [first, second] = await subject.store.enqueue([send('ep_callback_1'), send('ep_callback_2')])
    expect([first?.status, second?.status]).toEqual(['stored', 'duplicate'])
    const made = await subject.store.listEndpoints(tenant, { ...page, kind: 'callback' })
    expect(made.map((one) => one.id)).toEqual(['ep_callback_1'])
  })

  test('one that was disabled by request stays so, and the message is not stored', async () => {
    const disabled = callback({ state: 'disabled', disabledReason: 'by_request' })
    await addEndpoint(subject.store, disabled)
    const refused = message({ callback: callback(), endpointIds: [id] })
    expect(await subject.store.enqueue([refused])).toEqual([
      { status: 'unknown_endpoint', endpointIds: [id] },
    ])
    expect(await subject.store.findMessage(tenant, refused.id)).toBeUndefined()
    expect(await subject.store.findEndpoint(tenant, id)).toEqual(disabled)
  })

  test('what only holds a secret, or was registered, is never changed by a callback', async () => {
    const holder = await addEndpoint(subject.store, { ...callback(), kind: 'callback_secret', url: '' })
    const later = callback({ updatedAt: noon + 5 * minute, secrets: [] })
    // It is nobody's to be sent to, either.
    expect(await subject.store.enqueue([message({ callback: later, endpointIds: [id] })])).toEqual([
      { status: 'unknown_endpoint', endpointIds: [id] },
    ])
    expect(await subject.store.findEndpoint(tenant, id)).toEqual(holder)
    const registered = await addEndpoint(subject.store, endpoint())
    await sendTo({ ...later, id: registered.id })
    expect(await subject.store.findEndpoint(tenant, registered.id)).toEqual(registered)
  })

  test('retention deletes callbacks that are no longer used, and neither other endpoints nor secrets', async () => {
    const registered = await addEndpoint(subject.store)
    const holder = await addEndpoint(subject.store, {
      ...callback(),
      id: 'ep_secret',
      kind: 'callback_secret',
    })
    const used = await sendTo(callback())
    await addEndpoint(subject.store, callback({ id: 'ep_callback_old' }))
    await addEndpoint(subject.store, callback({ id: 'ep_callback_new', updatedAt: noon + 2 * minute }))
    expect(await prune(noon + minute)).toMatchObject({ endpoints: 1 })
    const left = await subject.store.listEndpoints(tenant, { ...page, kind: 'callback' })
    expect(left.map((one) => one.id)).toEqual([used.endpointId, 'ep_callback_new'])
    expect(await subject.store.findEndpoint(tenant, registered.id)).toEqual(registered)
    expect(await subject.store.findEndpoint(tenant, 'ep_secret')).toEqual(holder)
  })
}
