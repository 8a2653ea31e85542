import { expect, test } from 'vitest'
import type { Endpoint } from '../../../src/endpoints/endpoint.ts'
import {
  addEndpoint,
  attempt,
  claim,
  claimOne,
  endpoint,
  ids,
  minute,
  noon,
  recordOf,
  reread,
  send,
  sendOne,
} from './samples.ts'
import type { Subject } from './subject.ts'

const later = noon + minute

export function describeEndpoints(subject: Subject): void {
  const find = async ({ tenant, id }: Endpoint) => subject.store.findEndpoint(tenant, id)

  test('gives an endpoint back as it was created', async () => {
    const plain = await addEndpoint(subject.store)
    const full = await addEndpoint(subject.store, {
      url: 'https://пример.example/hooks?a=1&b=ü#\u2028',
      description: 'Строка "two"\nlines',
      eventTypes: ['order.refunded', 'order.paid'],
      state: 'disabled',
      disabledReason: 'gone',
      secrets: [
        { secret: 'whsec_new', expiresAt: null },
        { secret: 'whsec_old', expiresAt: later },
      ],
      pausedUntil: later,
    })
    expect(await find(plain)).toEqual(plain)
    expect(await find(full)).toEqual(full)
    expect(await subject.store.findEndpoint('acme', 'ep_none')).toBeUndefined()
  })

  test('refuses an id that the tenant has already, and changes nothing', async () => {
    const first = await addEndpoint(subject.store)
    const second = { ...first, url: 'https://other.example/', eventTypes: ['order.paid'] }
    await expect(subject.store.createEndpoint(second)).rejects.toMatchObject({ code: 'store_failed' })
    expect(await find(first)).toEqual(first)
    expect(await send(subject.store)).toHaveLength(1)
  })

  test('keeps endpoints of one id apart when they are two tenants’', async () => {
    const ours = await addEndpoint(subject.store, { id: 'ep_same' })
    const theirs = await addEndpoint(subject.store, {
      ...ours,
      tenant: 'globex',
      url: 'https://globex.example/',
    })
    expect(await find(ours)).toEqual(ours)
    expect(await find(theirs)).toEqual(theirs)
    await subject.store.updateEndpoint('globex', 'ep_same', { state: 'disabled' }, later)
    expect(await find(ours)).toEqual(ours)
    expect(await subject.store.deleteEndpoint('globex', 'ep_same', later)).toBe(true)
    expect(await find(ours)).toEqual(ours)
    expect(await send(subject.store)).toHaveLength(1)
  })

  test('lists a tenant’s endpoints in order of id, page by page', async () => {
    const made = [3, 1, 2, 5, 4].map((n) => endpoint({ createdAt: noon + n }))
    for (const one of made) await subject.store.createEndpoint(one)
    await addEndpoint(subject.store, { tenant: 'globex' })
    const inOrder = made.toSorted((a, b) => a.createdAt - b.createdAt)

    const first = await subject.store.listEndpoints('acme', { limit: 2 })
    const second = await subject.store.listEndpoints('acme', { limit: 2, after: first[1]?.id })
    const third = await subject.store.listEndpoints('acme', { limit: 2, after: second[1]?.id })
    expect([first.length, second.length, third.length]).toEqual([2, 2, 1])
    expect([...first, ...second, ...third]).toEqual(inOrder)
    expect(await subject.store.listEndpoints('acme', { limit: 2, after: third[0]?.id })).toEqual([])
  })

  test('changes what is given and leaves the rest', async () => {
    const before = await addEndpoint(subject.store, { description: 'before', eventTypes: ['order.paid'] })
    const moved = await subject.store.updateEndpoint(
      'acme',
      before.id,
      { url: 'https://new.example/' },
      later,
    )
    expect(moved).toEqual({ ...before, url: 'https://new.example/', updatedAt: later })
    const change = { description: 'after', eventTypes: ['order.refunded'] }
    const after = await subject.store.updateEndpoint('acme', before.id, change, later + 1)
    expect(after).toEqual({ ...before, ...change, url: 'https://new.example/', updatedAt: later + 1 })
    expect(await find(before)).toEqual(after)
  })

  test('answers undefined or false for an endpoint that the tenant does not have, and changes nothing', async () => {
    const ours = await addEndpoint(subject.store)
    const delivery = await sendOne(subject.store)
    const rotation = { secret: 'whsec_new', othersExpireAt: later, now: later }
    for (const [tenant, id] of [
      ['globex', ours.id],
      ['acme', 'ep_none'],
    ] as const) {
      expect(await subject.store.findEndpoint(tenant, id)).toBeUndefined()
      expect(await subject.store.updateEndpoint(tenant, id, { state: 'disabled' }, later)).toBeUndefined()
      expect(await subject.store.rotateSecret(tenant, id, rotation)).toBeUndefined()
      expect(await subject.store.deleteEndpoint(tenant, id, later)).toBe(false)
    }
    expect(await subject.store.listEndpoints('globex', { limit: 10 })).toEqual([])
    expect(await find(ours)).toEqual(ours)
    expect(await reread(subject.store, delivery)).toEqual(delivery)
  })

  test('cancels what is pending when an endpoint is disabled, and leaves what is leased', async () => {
    const receiver = await addEndpoint(subject.store)
    const other = await addEndpoint(subject.store)
    const [leased] = await send(subject.store, { endpointIds: [receiver.id], dueAt: noon - 1 })
    await claimOne(subject.store, { now: noon - 1 })
    const pending = await sendOne(subject.store, { endpointIds: [receiver.id] })
    const others = await sendOne(subject.store, { endpointIds: [other.id] })

    const disabled = await subject.store.updateEndpoint('acme', receiver.id, { state: 'disabled' }, later)

    expect(disabled).toEqual({
      ...receiver,
      state: 'disabled',
      disabledReason: 'by_request',
      updatedAt: later,
    })
    expect(await find(receiver)).toEqual(disabled)
    expect(await reread(subject.store, pending)).toEqual({
      ...pending,
      state: 'canceled',
      dueAt: null,
      finishedAt: later,
    })
    expect(await subject.store.findDelivery('acme', leased?.id ?? '')).toMatchObject({ state: 'leased' })
    expect(await reread(subject.store, others)).toEqual(others)
  })

  test('clears the reason and the pause when an endpoint is enabled, and revives nothing', async () => {
    const receiver = await addEndpoint(subject.store, { pausedUntil: later })
    const delivery = await sendOne(subject.store)
    await subject.store.updateEndpoint('acme', receiver.id, { state: 'disabled' }, later)
    const enabled = await subject.store.updateEndpoint('acme', receiver.id, { state: 'enabled' }, later + 1)
    expect(enabled).toEqual({ ...receiver, pausedUntil: null, updatedAt: later + 1 })
    expect(await find(receiver)).toEqual(enabled)
    expect(await reread(subject.store, delivery)).toMatchObject({ state: 'canceled' })
    expect(await send(subject.store)).toHaveLength(1)
  })

  test('keeps the reason and the pause when the state is given as it is already', async () => {
    const gone = await addEndpoint(subject.store, { state: 'disabled', disabledReason: 'gone' })
    expect(await subject.store.updateEndpoint('acme', gone.id, { state: 'disabled' }, later)).toEqual({
      ...gone,
      updatedAt: later,
    })
    const paused = await addEndpoint(subject.store, { pausedUntil: later })
    expect(await subject.store.updateEndpoint('acme', paused.id, { state: 'enabled' }, later)).toEqual({
      ...paused,
      updatedAt: later,
    })
  })

  test('puts a rotated secret first and lets the others expire, those sooner that already do', async () => {
    const receiver = await addEndpoint(subject.store, {
      secrets: [
        { secret: 'whsec_current', expiresAt: null },
        { secret: 'whsec_sooner', expiresAt: noon + 10 },
        { secret: 'whsec_later', expiresAt: noon + 1000 },
        { secret: 'whsec_expired', expiresAt: noon },
      ],
    })
    const rotation = { secret: 'whsec_new', othersExpireAt: noon + 100, now: noon }
    const rotated = await subject.store.rotateSecret('acme', receiver.id, rotation)
    expect(rotated).toEqual({
      ...receiver,
      secrets: [
        { secret: 'whsec_new', expiresAt: null },
        { secret: 'whsec_current', expiresAt: noon + 100 },
        { secret: 'whsec_sooner', expiresAt: noon + 10 },
        { secret: 'whsec_later', expiresAt: noon + 100 },
      ],
      updatedAt: noon,
    })
    expect(await find(receiver)).toEqual(rotated)
  })

  test('drops the others at once when they expire at once', async () => {
    const receiver = await addEndpoint(subject.store)
    const rotation = { secret: 'whsec_new', othersExpireAt: noon, now: noon }
    const rotated = await subject.store.rotateSecret('acme', receiver.id, rotation)
    expect(rotated?.secrets).toEqual([{ secret: 'whsec_new', expiresAt: null }])
  })

  test('loses none of the secrets that are rotated at the same time', async () => {
    const receiver = await addEndpoint(subject.store)
    const other = await subject.another()
    const secrets = Array.from({ length: 10 }, (_, n) => `whsec_${n}`)
    await Promise.all(
      secrets.map((secret, n) =>
        (n % 2 === 0 ? subject.store : other).rotateSecret('acme', receiver.id, {
          secret,
          othersExpireAt: later,
          now: noon,
        }),
      ),
    )
    const after = await find(receiver)
    const kept = new Set(after?.secrets.map(({ secret }) => secret))
    expect(kept).toEqual(new Set([...secrets, receiver.secrets[0]?.secret]))
    expect(after?.secrets.map(({ expiresAt }) => expiresAt)).toEqual([null, ...secrets.map(() => later)])
  })

  test('cancels what is pending when an endpoint is deleted, and keeps its history readable', async () => {
    const receiver = await addEndpoint(subject.store)
    const finished = await sendOne(subject.store, { dueAt: noon - 2 })
    await subject.store.record([recordOf(await claimOne(subject.store, { now: noon - 2 }))])
    const leased = await sendOne(subject.store, { dueAt: noon - 1 })
    await claimOne(subject.store, { now: noon - 1 })
    const pending = await sendOne(subject.store)

    expect(await subject.store.deleteEndpoint('acme', receiver.id, later)).toBe(true)

    expect(await find(receiver)).toBeUndefined()
    expect(await subject.store.listEndpoints('acme', { limit: 10 })).toEqual([])
    expect(await reread(subject.store, pending)).toMatchObject({ state: 'canceled', finishedAt: later })
    expect(await reread(subject.store, leased)).toMatchObject({ state: 'leased' })
    expect(await reread(subject.store, finished)).toMatchObject({ state: 'succeeded' })
    expect(await subject.store.listAttempts('acme', finished.id)).toEqual([attempt()])
    const listed = await subject.store.listDeliveries('acme', { endpointId: receiver.id }, { limit: 10 })
    expect(ids(listed).toSorted()).toEqual(ids([finished, leased, pending]).toSorted())
    expect(await send(subject.store)).toEqual([])
    expect(await subject.store.deleteEndpoint('acme', receiver.id, later)).toBe(false)
    expect(await claim(subject.store, { now: noon })).toEqual([])
  })
}
