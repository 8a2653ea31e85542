import { createHash } from 'node:crypto'

import { expect, test } from 'vitest'

import { KeyRing, refusalOfKey } from '../../src/gateway/keys.ts'

const digest = `sha256:${createHash('sha256').update('second-key-second').digest('hex')}`

test('any of several keys is found, given as itself or by its SHA-256, with its tenants', () => {
  const ring = new KeyRing([{ key: 'first-key-first' }, { key: digest, tenants: ['acme'] }])
  expect(ring.find('first-key-first')).toMatchObject({ tenants: undefined })
  expect(ring.find('second-key-second')).toMatchObject({ tenants: ['acme'] })
  for (const wrong of ['', 'first-key-firs', 'first-key-firsT', digest])
    expect(ring.find(wrong)).toBeUndefined()
})

test('what cannot be a key, or is too short to be one, is refused without being repeated', () => {
  expect(refusalOfKey('0123456789abcdef')).toBeNull()
  expect(refusalOfKey(digest)).toBeNull()
  for (const bad of ['0123456789abcde', 'with space in the middle', 'sha256:abc']) {
    expect(refusalOfKey(bad)).toEqual(expect.any(String))
    expect(refusalOfKey(bad)).not.toContain(bad)
  }
})
