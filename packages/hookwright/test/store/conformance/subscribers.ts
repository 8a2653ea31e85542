import { expect, test } from 'vitest'
import type { Subscriber } from '../../../src/store/subscribers.ts'
import { addEndpoint, endpoint, minute, noon, send } from './samples.ts'
import type { Subject } from './subject.ts'

export function describeSubscribers(subject: Subject): void {
  const idsOf = async (eventTypes: readonly string[] | null) =>
    (await subject.store.listSubscribers({ eventTypes, limit: 100 })).map(({ id }) => id)

  test('lists who wants one of these event types, by name, by prefix or as every one', async () => {
    const wanting = (id: string, ...eventTypes: string[]) => addEndpoint(subject.store, { id, eventTypes })
    await wanting('ep_1', 'order.paid')
    await wanting('ep_2', 'order.*', 'user.created')
    await wanting('ep_3')
    await wanting('ep_4', 'order.item.*')
    await wanting('ep_5', 'user.created', 'user.deleted')
    expect(await idsOf(['order.paid'])).toEqual(['ep_1', 'ep_2', 'ep_3'])
    expect(await idsOf(['order.item.added'])).toEqual(['ep_2', 'ep_3', 'ep_4'])
    expect(await idsOf(['user.deleted', 'user.created'])).toEqual(['ep_2', 'ep_3', 'ep_5'])
    expect(await idsOf(['nobody\\"\'s, {own}'])).toEqual(['ep_3'])
    expect(await idsOf([])).toEqual([])
    expect(await idsOf(null)).toEqual(['ep_1', 'ep_2', 'ep_3', 'ep_4', 'ep_5'])
  })

  test('follows what an endpoint wants as that changes, and forgets those that are deleted', async () => {
    const { id } = await addEndpoint(subject.store, { eventTypes: ['order.paid'] })
    await subject.store.updateEndpoint('acme', id, { eventTypes: ['user.*'] }, noon)
    expect([await idsOf(['order.paid']), await idsOf(['user.created'])]).toEqual([[], [id]])
    await subject.store.deleteEndpoint('acme', id, noon)
    expect(await idsOf(['user.created'])).toEqual([])
  })

  test('leaves out those that are disabled, until they are enabled again, and those of callbacks', async () => {
    const { id } = await addEndpoint(subject.store)
    await addEndpoint(subject.store, { kind: 'callback' })
    await subject.store.updateEndpoint('acme', id, { state: 'disabled' }, noon)
    expect([await idsOf(['order.paid']), await idsOf(null)]).toEqual([[], []])
    await subject.store.updateEndpoint('acme', id, { state: 'enabled' }, noon)
    expect([await idsOf(['order.paid']), await idsOf(null)]).toEqual([[id], [id]])
  })

  test('goes through every tenant, each endpoint once, page by page, in order of tenant and id', async () => {
    const made = ['globex', 'acme', 'Ümlaut', 'acme '].flatMap((tenant) =>
      [2, 1, 3].map((n) => endpoint({ tenant, id: `ep_${n}`, eventTypes: n === 2 ? ['user.created'] : [] })),
    )
    for (const one of made) await subject.store.createEndpoint(one)
    const pages: Subscriber[][] = []
    for (let after: Subscriber | undefined; ;) {
      const page = await subject.store.listSubscribers({ eventTypes: ['order.paid'], limit: 3, after })
      if (page.length === 0) break
      pages.push(page)
      after = page.at(-1)
    }
    const keyOf = ({ tenant, id }: Pick<Subscriber, 'tenant' | 'id'>) => Buffer.from(`${tenant}\0${id}`)
    const wanted = made.filter(({ eventTypes }) => eventTypes.length === 0)
    const inOrder = wanted.toSorted((a, b) => Buffer.compare(keyOf(a), keyOf(b)))
    expect(pages.map((page) => page.length)).toEqual([3, 3, 2])
    expect(pages.flat().map(keyOf)).toEqual(inOrder.map(keyOf))
  })

  test('tells where it is, what it wants and when something was last for it, and no secret', async () => {
    const { id } = await addEndpoint(subject.store, { eventTypes: ['order.paid'], url: 'https://a.test/x' })
    const expected = { tenant: 'acme', id, url: 'https://a.test/x', eventTypes: ['order.paid'] }
    const list = () => subject.store.listSubscribers({ eventTypes: ['order.paid'], limit: 9 })
    expect(await list()).toEqual([{ ...expected, lastDeliveryAt: null }])
    await send(subject.store, { createdAt: noon + minute })
    await send(subject.store, { createdAt: noon + 2 * minute })
    await send(subject.store, { tenant: 'globex', createdAt: noon + 3 * minute })
    expect(await list()).toEqual([{ ...expected, lastDeliveryAt: noon + 2 * minute }])
  })
}
