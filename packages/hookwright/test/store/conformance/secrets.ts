import { expect, test } from 'vitest'
import type { StoredSecrets } from '../../../src/store/store.ts'
import { addEndpoint, endpoint, minute, noon } from './samples.ts'
import type { Subject } from './subject.ts'

const later = noon + minute

export function describeSecrets(subject: Subject): void {
  test('lists those of every tenant, each endpoint once, page by page, in order of tenant and id', async () => {
    const made = ['globex', 'acme', 'Ümlaut', 'acme ', 'Zeta'].flatMap((tenant, t) =>
      [2, 1, 3].map((n) =>
        endpoint({ tenant, id: `ep_${n}`, secrets: [{ secret: `whsec_${t}${n}`, expiresAt: null }] }),
      ),
    )
    for (const one of made) await subject.store.createEndpoint(one)
    const pages: StoredSecrets[][] = []
    for (let after: StoredSecrets | undefined; ;) {
      const page = await subject.store.listSecrets({ limit: 4, after })
      if (page.length === 0) break
      pages.push(page)
      after = page.at(-1)
    }
    const keyOf = ({ tenant, id }: StoredSecrets) => Buffer.from(`${tenant}\0${id}`)
    const inOrder = made.toSorted((a, b) => Buffer.compare(keyOf(a), keyOf(b)))
    expect(pages.map((page) => page.length)).toEqual([4, 4, 4, 3])
    expect(pages.flat()).toEqual(
      inOrder.map(({ tenant, id, secrets }) => ({ tenant, id, secrets, headers: null })),
    )
  })

  test('replaces headers like secrets, where exactly these still stand', async () => {
    const { id } = await addEndpoint(subject.store, { headers: '{"x-a":"b"}' })
    const replace = () =>
      subject.store.replaceSecrets('acme', id, [{ from: '{"x-a":"b"}', to: 'enc1_headers' }])
    expect([await replace(), await replace()]).toEqual([1, 0])
    expect(await subject.store.listSecrets({ limit: 1 })).toMatchObject([{ headers: 'enc1_headers' }])
    expect(await subject.store.findEndpoint('acme', id)).toMatchObject({ headers: 'enc1_headers' })
  })

  test('replaces exactly what is named, and nothing else of the endpoint', async () => {
    const before = await addEndpoint(subject.store, {
      secrets: [
        { secret: 'whsec_new', expiresAt: null },
        { secret: 'whsec_old', expiresAt: later },
        { secret: 'whsec_older', expiresAt: noon },
      ],
    })
    const other = await addEndpoint(subject.store, { tenant: 'globex', id: before.id })
    const count = await subject.store.replaceSecrets('acme', before.id, [
      { from: 'whsec_old', to: 'enc1_old' },
      { from: 'whsec_new', to: 'enc1_new' },
      { from: 'whsec_none', to: 'enc1_none' },
    ])
    expect(count).toBe(2)
    expect(await subject.store.findEndpoint('acme', before.id)).toEqual({
      ...before,
      secrets: [
        { secret: 'enc1_new', expiresAt: null },
        { secret: 'enc1_old', expiresAt: later },
        { secret: 'whsec_older', expiresAt: noon },
      ],
    })
    expect(await subject.store.findEndpoint('globex', before.id)).toEqual(other)
  })

  test('replaces nothing where the text is another by now, or the endpoint is gone', async () => {
    const before = await addEndpoint(subject.store)
    const [{ secret: from } = { secret: '' }] = before.secrets
    const replace = () => subject.store.replaceSecrets('acme', before.id, [{ from, to: 'enc1_x' }])
    expect(await replace()).toBe(1)
    expect(await replace()).toBe(0)
    expect(await subject.store.findEndpoint('acme', before.id)).toEqual({
      ...before,
      secrets: [{ secret: 'enc1_x', expiresAt: null }],
    })
    await subject.store.deleteEndpoint('acme', before.id, later)
    expect(await replace()).toBe(0)
    expect(await subject.store.replaceSecrets('globex', before.id, [{ from: 'enc1_x', to: 'y' }])).toBe(0)
  })

  test('loses no secret that is rotated at the same time, and replaces what the rotation kept', async () => {
    const other = await subject.another()
    const made = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        addEndpoint(subject.store, { id: `ep_${n}`, secrets: [{ secret: 'whsec_old', expiresAt: null }] }),
      ),
    )
    await Promise.all(
      made.flatMap(({ id }, n) => {
        const replace = () =>
          subject.store.replaceSecrets('acme', id, [{ from: 'whsec_old', to: 'enc1_old' }])
        const rotate = () =>
          other.rotateSecret('acme', id, { secret: `whsec_${id}`, othersExpireAt: later, now: noon })
        return n % 2 === 0 ? [replace(), rotate()] : [rotate(), replace()]
      }),
    )
    for (const { id } of made) {
      const after = await subject.store.findEndpoint('acme', id)
      expect(after?.secrets).toEqual([
        { secret: `whsec_${id}`, expiresAt: null },
        { secret: 'enc1_old', expiresAt: later },
      ])
    }
  })
}
