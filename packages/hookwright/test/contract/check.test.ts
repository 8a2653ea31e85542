import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import type { Change } from '../../src/contract/change.ts'
import { checkContract } from '../../src/contract/check.ts'
import { compareDocuments } from '../../src/contract/compare.ts'
import { affectedSubscribers, type AffectedSubscriber } from '../../src/contract/subscribers.ts'
import type { Endpoint } from '../../src/endpoints/endpoint.ts'
import { sqlite } from '../../src/sqlite.ts'
import type { Store } from '../../src/store/store.ts'
import { addEndpoint, noon, send } from '../store/conformance/samples.ts'
import { documentOf, sent } from './documents.ts'

const text = { type: 'string' }
const number = { type: 'number' }
const older = documentOf({ 'order.paid': sent(text), 'order.lost': sent(text), 'user.created': sent(text) })
/** Breaks `order.paid`, takes `order.lost` away and adds another. */
const newer = documentOf({
  'order.paid': sent(number),
  'user.created': sent(text),
  'user.deleted': sent(number),
})

let store: Store

beforeEach(async () => {
  store = sqlite(':memory:')
  await store.open()
})

afterEach(() => store.close())

const add = (id: string, given: Partial<Endpoint> = {}) => addEndpoint(store, { id, ...given })

const check = (isBreakingAllowed = false, from: typeof older | undefined = older, to = newer) =>
  checkContract({ older: from, newer: to, store, isBreakingAllowed })

describe('affectedSubscribers', () => {
  const gather = async (changes: readonly Change[]) => {
    const found: AffectedSubscriber[] = []
    for await (const subscriber of affectedSubscribers(store, changes)) found.push(subscriber)
    return found
  }

  test('names who wants a changed event type, of all tenants, and by which it is hit', async () => {
    await add('ep_1', { eventTypes: ['order.*'], url: 'https://hooks.test:8443/secret-path?token=x' })
    await add('ep_2', { tenant: 'globex' })
    await add('ep_3', { eventTypes: ['user.deleted'] })
    await add('ep_4', { state: 'disabled', disabledReason: 'by_request' })
    await send(store, { eventType: 'order.paid', createdAt: noon })
    const changes = compareDocuments(older, newer).filter(({ level }) => level === 'breaking')
    const found = await gather(changes)
    expect(found).toEqual([
      {
        tenant: 'acme',
        endpointId: 'ep_1',
        host: 'hooks.test:8443',
        eventTypes: ['order.*'],
        hitBy: ['order.lost', 'order.paid'],
        lastDeliveryAt: '2026-11-23T12:00:00.000Z',
      },
      {
        tenant: 'globex',
        endpointId: 'ep_2',
        host: 'receiver.example',
        eventTypes: [],
        hitBy: ['order.lost', 'order.paid'],
        lastDeliveryAt: null,
      },
    ])
  })

  test('goes through more than a page of them', async () => {
    await Promise.all(Array.from({ length: 1_001 }, (_, n) => add(`ep_${n}`)))
    const changes = compareDocuments(older, newer)
    const found = await gather(changes)
    expect(new Set(found.map(({ endpointId }) => endpointId)).size).toBe(1_001)
  })

  test('names everyone where a change is of every event type, and nobody where there is none', async () => {
    await add('ep_1', { eventTypes: ['user.created'] })
    const signed = (algorithm: string) =>
      documentOf({ a: sent(text) }, { 'x-speakeasy-webhooks': { security: { headerName: 'x', algorithm } } })
    const changes = compareDocuments(signed('one'), signed('two'))
    expect(await gather(changes)).toMatchObject([{ hitBy: [] }])
    expect(await gather([])).toEqual([])
  })
})

describe('checkContract', () => {
  test('refuses what breaks a live endpoint, and says what, whom and the cure', async () => {
    await add('ep_1', { eventTypes: ['order.paid'], url: 'https://hooks.test/secret-path' })
    const { isRefused, message, affected } = await check()
    expect({ isRefused, ...affected }).toMatchObject({ isRefused: true, endpoints: 1, tenants: 1 })
    expect(message).toContain('order.paid\n  breaking    post › body: was string, is number now')
    expect(message).toContain(
      '1 live endpoint of one tenant receives what breaks:\n  acme  ep_1  hooks.test  (wants order.paid, hit by order.paid; nothing delivered yet)',
    )
    expect(message).toContain('--allow-breaking')
    expect(message).not.toMatch(/secret-path|whsec_|user\.deleted/)
  })

  test('refuses a removed event type that somebody gets by a prefix', async () => {
    await add('ep_1', { eventTypes: ['order.*'] })
    const gone = documentOf({ 'order.paid': sent(text), 'user.created': sent(text) })
    expect(await check(false, older, gone)).toMatchObject({ isRefused: true })
  })

  test('takes it where breaking is allowed, and warns all the same', async () => {
    await add('ep_1')
    const { isRefused, message } = await check(true)
    expect(isRefused).toBe(false)
    expect(message).toContain('1 live endpoint of one tenant receives what breaks')
    expect(message).not.toContain('--allow-breaking')
  })

  test('warns where nobody live receives what breaks', async () => {
    await add('ep_1', { eventTypes: ['user.created'] })
    await add('ep_2', { state: 'disabled', disabledReason: 'by_request' })
    const { isRefused, message } = await check()
    expect(isRefused).toBe(false)
    expect(message).toContain('2 breaking changes:')
    expect(message).toContain('No live endpoint receives what they change.')
  })

  test('says nothing of changes that break nobody, nor of a first document', async () => {
    await add('ep_1')
    const wider = documentOf({
      'order.paid': sent(text),
      'order.lost': sent(text),
      'user.created': sent({ ...text, description: 'New.' }),
      'user.deleted': sent(text),
    })
    const harmless = await check(false, older, wider)
    expect(harmless).toMatchObject({ isRefused: false, message: '', affected: { endpoints: 0 } })
    expect(harmless.changes.map(({ kind }) => kind)).toEqual(['text_changed', 'event_added'])
    const first = await checkContract({ older: undefined, newer, store, isBreakingAllowed: false })
    expect(first).toMatchObject({ isRefused: false, message: '', changes: [] })
  })

  test('names twenty of many, and counts all', async () => {
    for (let n = 0; n < 23; n++) await add(`ep_${n}`, { tenant: `t${n % 3}` })
    const { message, affected } = await check()
    expect(affected).toMatchObject({ endpoints: 23, tenants: 3 })
    expect(message).toContain('23 live endpoints of 3 tenants receive what breaks')
    expect(message).toContain('\n  and 3 more\n')
  })
})
