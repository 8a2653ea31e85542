import { expect, test } from 'vitest'
import type { Endpoint } from '../../../src/endpoints/endpoint.ts'
import { healths } from '../../../src/endpoints/health.ts'
import type { HealthPage, TenantPage } from '../../../src/store/operator.ts'
import { addEndpoint, claim, failedAttempt, ids, message, minute, noon, recordOf, send } from './samples.ts'
import type { Subject } from './subject.ts'

const disabled = { state: 'disabled', disabledReason: 'gone' } as const
const later = noon + minute

/** One of each health and tenant, two that are failing, and one that is nobody's to see. */
async function addAll(subject: Subject): Promise<Record<string, Endpoint>> {
  const add = (tenant: string, given: Partial<Endpoint> = {}) =>
    addEndpoint(subject.store, { tenant, ...given })
  return {
    well: await add('acme'),
    failing: await add('acme', { failingSince: noon - 1 }),
    failingLonger: await add('globex', { failingSince: noon - 9, pausedUntil: later }),
    disabled: await add('acme', { ...disabled, failingSince: noon - 99 }),
    paused: await add('globex', { pausedUntil: later }),
    over: await add('globex', { pausedUntil: noon }),
    callback: await add('initech', { kind: 'callback' }),
    holder: await add('initech', { kind: 'callback_secret', url: '' }),
  }
}

export function describeOperating(subject: Subject): void {
  const tenants = (given: Partial<TenantPage> = {}) =>
    subject.store.listTenants({ search: '', after: '', limit: 100, ...given })
  const names = async (given: Partial<TenantPage> = {}) => (await tenants(given)).map(({ tenant }) => tenant)

  test('counts endpoints by health, and finds nothing where there is nothing', async () => {
    expect(await subject.store.survey(noon)).toEqual({
      endpoints: { healthy: 0, failing: 0, disabled: 0, paused: 0 },
      oldestKeyAt: null,
      oldestBodyAt: null,
      oldestAttemptsAt: null,
      oldestDeliveryAt: null,
      databaseBytes: expect.any(Number),
    })
    await addAll(subject)
    const { endpoints, databaseBytes } = await subject.store.survey(noon)
    expect(endpoints).toEqual({ healthy: 3, failing: 2, disabled: 1, paused: 1 })
    expect(databaseBytes).toBeGreaterThan(8_192)
    expect((await subject.store.survey(later)).endpoints).toMatchObject({ healthy: 4, paused: 0 })
  })

  test('finds the oldest of all that retention deletes, and no longer what was deleted', async () => {
    const { store } = subject
    await addEndpoint(store)
    await send(store, { createdAt: noon - 40 })
    await send(store, { createdAt: noon - 30, idempotencyKey: 'order-1' })
    const claimed = await claim(store)
    const ended = { next: { state: 'failed' }, attempt: { ...failedAttempt, durationMs: 0 } } as const
    await store.record(
      claimed.map((one, n) =>
        recordOf(one, { ...ended, attempt: { ...ended.attempt, startedAt: noon - 20 + 10 * n } }),
      ),
    )
    expect(await store.survey(noon)).toMatchObject({
      oldestKeyAt: noon - 30,
      oldestBodyAt: noon - 40,
      oldestAttemptsAt: noon - 20,
      oldestDeliveryAt: noon - 20,
    })
    await store.prune({
      now: noon,
      limit: 10,
      keysBefore: noon,
      bodiesBefore: noon - 35,
      attemptsBefore: noon - 15,
      deliveriesBefore: null,
      statisticsBefore: null,
    })
    expect(await store.survey(noon)).toMatchObject({
      oldestKeyAt: null,
      oldestBodyAt: noon - 30,
      oldestAttemptsAt: noon - 10,
      oldestDeliveryAt: noon - 20,
    })
  })

  test('lists tenants by name, with their endpoints and the time of their newest message', async () => {
    await addAll(subject)
    for (const createdAt of [noon - 5, noon + 5, noon]) {
      await subject.store.enqueue([message({ tenant: 'globex', createdAt })])
    }
    await subject.store.enqueue([message({ tenant: 'Umbrella' })])
    // By their bytes, whatever the locale.
    expect(await tenants()).toEqual([
      { tenant: 'Umbrella', endpoints: 0, failing: 0, disabled: 0, lastMessageAt: noon },
      { tenant: 'acme', endpoints: 3, failing: 1, disabled: 1, lastMessageAt: null },
      { tenant: 'globex', endpoints: 3, failing: 1, disabled: 0, lastMessageAt: noon + 5 },
      { tenant: 'initech', endpoints: 1, failing: 0, disabled: 0, lastMessageAt: null },
    ])
  })

  test('finds tenants by how their names begin, a page at a time', async () => {
    const known = ['a', 'a%', 'a_b', 'ab', 'ab1', 'ab2', 'ä', 'äb', 'äb😀', 'äb😀c', 'b', 'Ab']
    for (const tenant of known) await addEndpoint(subject.store, { tenant })
    for (const tenant of ['ab2', 'ab3']) await subject.store.enqueue([message({ tenant })])
    expect(await names({ search: 'ab' })).toEqual(['ab', 'ab1', 'ab2', 'ab3'])
    expect(await names({ search: 'ab', limit: 2 })).toEqual(['ab', 'ab1'])
    expect(await names({ search: 'ab', after: 'ab1', limit: 2 })).toEqual(['ab2', 'ab3'])
    expect(await names({ search: 'ab', after: 'ab3' })).toEqual([])
    expect(await names({ search: 'a%' })).toEqual(['a%'])
    expect(await names({ search: 'a_' })).toEqual(['a_b'])
    expect(await names({ search: 'äb😀' })).toEqual(['äb😀', 'äb😀c'])
    expect(await names({ search: 'c' })).toEqual([])
    expect(await names({ search: 'zz', after: 'a' })).toEqual([])
    const all: string[] = []
    for (let after = ''; ;) {
      const page = await names({ after, limit: 3 })
      all.push(...page)
      after = page.at(-1) ?? after
      if (page.length < 3) break
    }
    expect(all).toEqual(await names())
    expect(new Set(all)).toEqual(new Set([...known, 'ab3']))
  })

  test('lists endpoints of one health, those that are failing longest first', async () => {
    const { well, failing, failingLonger, disabled: off, paused, over, callback } = await addAll(subject)
    const found = async (given: Pick<HealthPage, 'health'> & Partial<HealthPage>) =>
      ids(await subject.store.listByHealth({ now: noon, limit: 10, ...given }))
    expect(await found({ health: 'failing' })).toEqual([failingLonger?.id, failing?.id])
    expect(await found({ health: 'disabled' })).toEqual([off?.id])
    expect(await found({ health: 'paused' })).toEqual([paused?.id])
    expect(await found({ health: 'healthy' })).toEqual([well?.id, over?.id, callback?.id])
    expect(await found({ health: 'failing', tenant: 'acme' })).toEqual([failing?.id])
    expect(await found({ health: 'healthy', tenant: 'globex' })).toEqual([over?.id])
    expect(await found({ health: 'healthy', now: later })).toContain(paused?.id)
  })

  test('pages of them leave none out, also where several began to fail at the same time', async () => {
    for (const tenant of ['a', 'b', 'c']) {
      for (let n = 0; n < 3; n++) {
        for (const given of [{ failingSince: noon - (n % 2) }, disabled, { pausedUntil: later }, {}])
          await addEndpoint(subject.store, { tenant, ...given })
      }
    }
    for (const health of healths) {
      const list = (after: Endpoint | undefined, limit: number) =>
        subject.store.listByHealth({ health, now: noon, after, limit })
      const paged: Endpoint[] = []
      for (let after: Endpoint | undefined; ;) {
        const page = await list(after, 2)
        paged.push(...page)
        after = page.at(-1)
        if (page.length < 2) break
      }
      expect(paged).toHaveLength(9)
      expect(paged).toEqual(await list(undefined, 100))
    }
  })

  test('finds an endpoint and a message whosever they are', async () => {
    const { paused, holder } = await addAll(subject)
    expect(await subject.store.locateEndpoint(paused?.id ?? '')).toEqual(paused)
    expect(await subject.store.locateEndpoint(holder?.id ?? '')).toBeUndefined()
    expect(await subject.store.locateEndpoint('ep_none')).toBeUndefined()
    expect(await subject.store.locateMessage('msg_none')).toBeUndefined()
    const sent = ['acme', 'globex', 'initech'].map((tenant) => message({ tenant }))
    await subject.store.enqueue(sent)
    for (const { tenant, id } of sent) {
      expect(await subject.store.locateMessage(id)).toMatchObject({ tenant, id, eventType: 'order.paid' })
    }
    expect(await subject.store.locateMessage('msg_none')).toBeUndefined()
  })
}
