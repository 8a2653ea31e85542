import { expect, test } from 'vitest'
import type { AcceptedDocument } from '../../../src/store/store.ts'
import { minute, noon } from './samples.ts'
import type { Subject } from './subject.ts'

const shop: AcceptedDocument = {
  name: 'gateway',
  source: 'https://shop.test/openapi.json',
  text: new TextEncoder().encode('{"openapi":"3.1.0", "title":"Größe\\u0000 ✓"}'),
  acceptedAt: noon,
}

export function describeDocuments(subject: Subject): void {
  test('finds nothing under a name that nothing was put under', async () => {
    expect(await subject.store.findDocument('gateway')).toBeUndefined()
    await subject.store.putDocument(shop)
    expect(await subject.store.findDocument('Gateway')).toBeUndefined()
  })

  test('gives back exactly what was put, also to who opens the database later', async () => {
    await subject.store.putDocument(shop)
    expect(await subject.store.findDocument('gateway')).toEqual(shop)
    expect(await (await subject.reopen()).findDocument('gateway')).toEqual(shop)
  })

  test('keeps the newest of one name, and leaves other names alone', async () => {
    const newer = { ...shop, source: 'new.yaml', text: new Uint8Array([0, 255]), acceptedAt: noon + minute }
    await subject.store.putDocument(shop)
    await subject.store.putDocument({ ...shop, name: 'other' })
    await subject.store.putDocument(newer)
    expect(await subject.store.findDocument('gateway')).toEqual(newer)
    expect(await subject.store.findDocument('other')).toEqual({ ...shop, name: 'other' })
  })

  test('keeps one of two that are put at the same time, whole', async () => {
    const other = await subject.another()
    const second = { ...shop, source: 'second.yaml', text: new TextEncoder().encode('openapi: 3.1.0') }
    await Promise.all([subject.store.putDocument(shop), other.putDocument(second)])
    expect([shop, second]).toContainEqual(await subject.store.findDocument('gateway'))
  })
}
