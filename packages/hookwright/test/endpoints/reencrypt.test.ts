import { afterEach, describe, expect, test } from 'vitest'
import { countSecrets, reencryptSecrets } from '../../src/endpoints/reencrypt.ts'
import { SecretBox } from '../../src/endpoints/secret-box.ts'
import { sqlite } from '../../src/sqlite.ts'
import type { Store } from '../../src/store/store.ts'
import { addEndpoint, minute, noon } from '../store/conformance/samples.ts'
import { FakeClock } from '../support/clock.ts'
import { withFaults } from '../support/faults.ts'

const key = (fill: number) => Buffer.alloc(32, fill).toString('base64')
const oldKey = key(1)
const newKey = key(2)
const lostKey = key(3)
const clock = new FakeClock(noon)

const stores: Store[] = []
afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()))
})

async function openStore(): Promise<Store> {
  const store = sqlite(':memory:')
  stores.push(store)
  await store.open()
  return store
}

const idOf = async (encryptionKey: string) => (await new SecretBox([encryptionKey]).keyIds())[0] ?? ''
const at = (store: Store, keys: readonly string[]) => ({ store, clock, secretBox: new SecretBox(keys) })

/** An endpoint with these secrets, the first the newest, each sealed with its key, or in plain. */
async function addSealed(
  store: Store,
  tenant: string,
  id: string,
  secrets: readonly { secret: string; key: string | null; expiresAt?: number }[],
) {
  const owner = { tenant, endpointId: id }
  const sealed = secrets.map(async ({ secret, key: under, expiresAt = null }) => ({
    secret: under === null ? secret : await new SecretBox([under]).seal(secret, owner),
    expiresAt,
  }))
  return addEndpoint(store, { tenant, id, secrets: await Promise.all(sealed) })
}

/** What the keys make of all that is stored. */
async function opened(store: Store, keys: readonly string[]): Promise<string[]> {
  const box = new SecretBox(keys)
  const all = await store.listSecrets({ limit: 10_000 })
  return Promise.all(
    all.flatMap(({ tenant, id, secrets }) =>
      secrets.map(async ({ secret }) => box.open(secret, { tenant, endpointId: id })),
    ),
  )
}

describe('re-encrypting', () => {
  test('takes headers along, encrypted with an older key or in plain', async () => {
    const store = await openStore()
    const text = '{"authorization":"Bearer t0p"}'
    const owner = { tenant: 'acme', endpointId: 'ep_1' }
    const sealed = await new SecretBox([oldKey]).seal(text, owner, 'headers')
    await addEndpoint(store, { tenant: 'acme', id: 'ep_1', headers: sealed })
    await addEndpoint(store, { tenant: 'acme', id: 'ep_2', headers: text })
    const line = at(store, [newKey, oldKey])
    await expect(reencryptSecrets(line)).resolves.toEqual({ reencrypted: 4, unreadable: [] })
    await expect(countSecrets(line)).resolves.toMatchObject({
      left: 0,
      secrets: 4,
      keys: { [await idOf(newKey)]: 4 },
    })
    const box = new SecretBox([newKey])
    for (const { tenant, id: endpointId, headers } of await store.listSecrets({ limit: 9 })) {
      expect(headers).toMatch(/^enc1_[0-9a-f]{8}_headers_/)
      expect(await box.open(headers ?? '', { tenant, endpointId })).toBe(text)
    }
  })

  test('takes every secret of every tenant to the first key, also those in plain, beyond one page', async () => {
    const store = await openStore()
    const expected: string[] = []
    for (let n = 0; n < 260; n++) {
      const [secret, older] = [`whsec_new${n}`, `whsec_old${n}`]
      expected.push(secret, older)
      await addSealed(store, `tenant${n % 7}`, `ep_${String(n).padStart(3, '0')}`, [
        { secret, key: [oldKey, newKey, null][n % 3] ?? null },
        { secret: older, key: n % 2 === 0 ? oldKey : null, expiresAt: noon + minute },
      ])
    }
    const line = at(store, [newKey, oldKey])
    const before = await countSecrets(line)
    expect(before).toEqual({
      endpoints: 260,
      secrets: 520,
      keys: { [await idOf(oldKey)]: 217, plain: 216, [await idOf(newKey)]: 87 },
      left: 433,
    })
    const seen: number[] = []
    expect(await reencryptSecrets(line, (secrets) => seen.push(secrets))).toEqual({
      reencrypted: 433,
      unreadable: [],
    })
    expect(seen).toEqual([200, 400, 520])
    expect(await countSecrets(line)).toEqual({
      endpoints: 260,
      secrets: 520,
      keys: { [await idOf(newKey)]: 520 },
      left: 0,
    })
    expect((await opened(store, [newKey])).toSorted()).toEqual(expected.toSorted())
    expect(await reencryptSecrets(line)).toEqual({ reencrypted: 0, unreadable: [] })
  })

  test('leaves a rotation that comes in between as it is, and takes what it kept', async () => {
    const inner = await openStore()
    await addSealed(inner, 'acme', 'ep_1', [{ secret: 'whsec_old', key: oldKey }])
    const owner = { tenant: 'acme', endpointId: 'ep_1' }
    const box = new SecretBox([newKey, oldKey])
    const store = withFaults(inner, {
      replaceSecrets: async (tenant, id, replacements) => {
        const secret = await box.seal('whsec_rotated', owner)
        await inner.rotateSecret(tenant, id, { secret, othersExpireAt: noon + minute, now: noon })
        return inner.replaceSecrets(tenant, id, replacements)
      },
    })
    expect(await reencryptSecrets({ store, clock, secretBox: box })).toMatchObject({ reencrypted: 1 })
    expect(await opened(inner, [newKey])).toEqual(['whsec_rotated', 'whsec_old'])
    const [after] = await inner.listSecrets({ limit: 1 })
    expect(after?.secrets.map(({ expiresAt }) => expiresAt)).toEqual([null, noon + minute])
  })

  test('brings back neither a secret that expired at once nor an endpoint that was deleted in between', async () => {
    const inner = await openStore()
    for (const id of ['ep_1', 'ep_2']) {
      await addSealed(inner, 'acme', id, [{ secret: 'whsec_leaked', key: oldKey }])
    }
    const store = withFaults(inner, {
      replaceSecrets: async (tenant, id, replacements) => {
        if (id === 'ep_2') await inner.deleteEndpoint(tenant, id, noon)
        else await inner.rotateSecret(tenant, id, { secret: 'whsec_new', othersExpireAt: noon, now: noon })
        return inner.replaceSecrets(tenant, id, replacements)
      },
    })
    expect(await reencryptSecrets({ ...at(inner, [newKey, oldKey]), store })).toMatchObject({
      reencrypted: 0,
    })
    expect(await inner.listSecrets({ limit: 9 })).toEqual([
      { tenant: 'acme', id: 'ep_1', secrets: [{ secret: 'whsec_new', expiresAt: null }], headers: null },
    ])
  })

  test('leaves what it cannot decrypt, says why, and does the rest', async () => {
    const store = await openStore()
    await addSealed(store, 'acme', 'ep_1', [
      { secret: 'whsec_a', key: lostKey },
      { secret: 'whsec_b', key: oldKey, expiresAt: noon + minute },
      { secret: 'whsec_expired', key: lostKey, expiresAt: noon },
    ])
    await addEndpoint(store, {
      tenant: 'globex',
      id: 'ep_2',
      secrets: [{ secret: 'enc2_x', expiresAt: null }],
    })
    const before = await store.listSecrets({ limit: 9 })
    const line = at(store, [newKey, oldKey])
    const { reencrypted, unreadable } = await reencryptSecrets(line)
    expect(reencrypted).toBe(1)
    expect(unreadable).toEqual([
      expect.stringContaining(
        `endpoint ep_1 of tenant "acme" cannot be decrypted: it was encrypted with the key ${await idOf(lostKey)}`,
      ),
      expect.stringContaining('endpoint ep_2 of tenant "globex" cannot be decrypted: it is damaged'),
    ])
    const after = await store.listSecrets({ limit: 9 })
    expect(after[0]?.secrets[0]).toEqual(before[0]?.secrets[0])
    expect(after[1]).toEqual(before[1])
    expect(await countSecrets(line)).toEqual({
      endpoints: 2,
      secrets: 4,
      keys: { [await idOf(lostKey)]: 2, [await idOf(newKey)]: 1, unknown: 1 },
      left: 2,
    })
  })

  test('stops at a failure of the store', async () => {
    const inner = await openStore()
    await addSealed(inner, 'acme', 'ep_1', [{ secret: 'whsec_a', key: null }])
    const store = withFaults(inner, { replaceSecrets: () => Promise.reject(new Error('the disk is full')) })
    await expect(reencryptSecrets({ ...at(inner, [newKey]), store })).rejects.toThrow('the disk is full')
  })
})

test('without a key nothing is changed, and all counts as left', async () => {
  const store = await openStore()
  await addSealed(store, 'acme', 'ep_1', [{ secret: 'whsec_a', key: null }])
  const line = { store, clock, secretBox: new SecretBox() }
  expect(await reencryptSecrets(line)).toEqual({ reencrypted: 0, unreadable: [] })
  expect(await countSecrets(line)).toEqual({ endpoints: 1, secrets: 1, keys: { plain: 1 }, left: 1 })
})
