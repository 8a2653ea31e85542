import { publicKeyOf } from '@hookwright/receiver/sign'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import type { EndpointSecret } from '../../src/endpoints/endpoint.ts'
import type { EndpointRegistry } from '../../src/endpoints/registry.ts'
import { createManaged, type Managed } from '../support/management.ts'

let managed: Managed
let endpoints: EndpointRegistry

beforeEach(() => {
  managed = createManaged()
  endpoints = managed.app.delivery.endpoints
})
afterEach(() => managed.app.close())

const url = 'https://example.com/hooks'

/** The secrets of an endpoint of acme as the store has them. */
async function stored(id: string, { app } = managed): Promise<readonly EndpointSecret[]> {
  return (await app.delivery.line.store.findEndpoint('acme', id))?.secrets ?? []
}

describe('registering an endpoint', () => {
  test('makes one that wants every event type, with a secret of its own', async () => {
    const { endpoint, secret } = await endpoints.create('acme', { url })
    expect(endpoint).toEqual({
      tenant: 'acme',
      id: expect.stringMatching(/^ep_/),
      kind: 'registered',
      url,
      description: '',
      eventTypes: [],
      channels: [],
      ratePerSecond: null,
      concurrency: null,
      ordered: false,
      timeoutMs: null,
      headerNames: [],
      state: 'enabled',
      disabledReason: null,
      signing: 'v1',
      publicKey: null,
      pausedUntil: null,
      failingSince: null,
      createdAt: managed.clock.now(),
      updatedAt: managed.clock.now(),
    })
    expect(secret).toMatch(/^whsec_/)
    expect(await stored(endpoint.id)).toEqual([{ secret, expiresAt: null }])
    expect(await endpoints.find('acme', endpoint.id)).toEqual(endpoint)
    expect((await endpoints.create('acme', { url })).secret).not.toBe(secret)
  })

  test('keeps each event type once', async () => {
    const eventTypes = ['order.paid', 'ping', 'order.paid']
    const { endpoint } = await endpoints.create('acme', { url, eventTypes, description: 'Ours' })
    expect(endpoint).toMatchObject({ eventTypes: ['order.paid', 'ping'], description: 'Ours' })
  })

  test('refuses a URL that may not be called, with the reason and the cure', async () => {
    await expect(endpoints.create('acme', { url: 'https://127.0.0.1/' })).rejects.toMatchObject({
      code: 'endpoint_invalid',
      field: 'url',
      message:
        'https://127.0.0.1/ cannot be an endpoint. 127.0.0.1 is a loopback address; to allow it, add 127.0.0.0/8 to delivery.allowPrivateNetworks.',
    })
    expect(await endpoints.list('acme', { limit: 10 })).toEqual([])
  })

  test('refuses event types that are not declared, and names those that are', async () => {
    await expect(
      endpoints.create('acme', { url, eventTypes: ['order.paid', 'oder.paid', ''] }),
    ).rejects.toMatchObject({
      code: 'endpoint_invalid',
      field: 'eventTypes',
      message:
        'No webhook is declared for "oder.paid", "". The event types are: order.paid, order.canceled, ping.',
    })
  })

  test('takes `order.*` for all below a prefix, as long as there is one', async () => {
    const { endpoint } = await endpoints.create('acme', { url, eventTypes: ['order.*', 'ping'] })
    expect(endpoint.eventTypes).toEqual(['order.*', 'ping'])
    await expect(endpoints.update('acme', endpoint.id, { eventTypes: ['orders.*'] })).rejects.toMatchObject({
      code: 'endpoint_invalid',
      field: 'eventTypes',
      message:
        'No webhook is declared for "orders.*". The event types are: order.paid, order.canceled, ping.',
    })
    const sent = await managed.orderPaid.send({ id: 'o1', total: 1 }, { tenant: 'acme' })
    expect(sent.deliveries).toBe(1)
  })

  test('knows event types that were declared a moment ago', async () => {
    await expect(endpoints.create('acme', { url, eventTypes: ['late'] })).rejects.toMatchObject({
      field: 'eventTypes',
    })
    managed.app.webhooks.post('late')
    expect((await endpoints.create('acme', { url, eventTypes: ['late'] })).endpoint.eventTypes).toEqual([
      'late',
    ])
  })

  test.each(['', 'x'.repeat(201), 'a\nb', 'a\u0000'])('refuses the tenant %j', async (tenant) => {
    await expect(endpoints.create(tenant, { url })).rejects.toMatchObject({
      code: 'bad_option',
      message: expect.stringContaining('`tenant` must be a text of 1 to 200 characters'),
    })
  })
})

describe('bringing a secret along', () => {
  const secretOf = (bytes: number) => `whsec_${Buffer.alloc(bytes, 7).toString('base64')}`

  test.each([24, 32, 64])('of %i bytes makes it the secret of the endpoint', async (bytes) => {
    const brought = secretOf(bytes)
    const { endpoint, secret } = await endpoints.create('acme', { url, secret: brought })
    expect(secret).toBe(brought)
    expect(endpoint.signing).toBe('v1')
    expect(await stored(endpoint.id)).toEqual([{ secret: brought, expiresAt: null }])
  })

  test('leaves it to sign beside the one that a rotation makes', async () => {
    const { endpoint, secret } = await endpoints.create('acme', { url, secret: secretOf(24) })
    const rotated = await endpoints.rotateSecret('acme', endpoint.id)
    const kept = (await stored(endpoint.id)).map((each) => each.secret)
    expect(kept).toEqual([rotated?.secret, secret])
  })

  test.each([
    ['too few bytes', secretOf(23), ', and has 23:'],
    ['too many bytes', secretOf(65), ', and has 65:'],
    ['far too few bytes', secretOf(15), 'bytes: copy'],
    ['the base64 alone', secretOf(32).slice('whsec_'.length), 'bytes: copy'],
    ['no base64', `whsec_${'!'.repeat(40)}`, 'bytes: copy'],
    ['white space around it', `${secretOf(32)}\n`, 'bytes: copy'],
    ['the private key of v1a', `whsk_${Buffer.alloc(32, 7).toString('base64')}`, 'bytes: copy'],
    ['nothing', '', 'bytes: copy'],
  ])('refuses %s, and never repeats it', async (_, secret, found) => {
    const create = endpoints.create('acme', { url, secret })
    await expect(create).rejects.toMatchObject({
      code: 'endpoint_invalid',
      field: 'secret',
      message: expect.stringMatching(/^The secret must be whsec_ and the base64 of 24 to 64 bytes/),
    })
    await expect(create).rejects.toThrow(found)
    // Of one that is nothing, there is nothing to repeat.
    const traces = [secret.trim().slice('whsec_'.length)].filter((trace) => trace !== '')
    for (const trace of traces) await expect(create).rejects.not.toThrow(trace)
    expect(await endpoints.list('acme', { limit: 10 })).toEqual([])
  })

  test('is refused with v1a, whose key is made here', async () => {
    const secret = secretOf(32)
    await expect(endpoints.create('acme', { url, signing: 'v1a', secret })).rejects.toMatchObject({
      code: 'endpoint_invalid',
      field: 'secret',
      message: 'A secret can be brought along for v1 only: leave it out, since the key of v1a is made here.',
    })
  })

  test('is nothing that the management API does', async () => {
    const secret = secretOf(32)
    const { json } = await managed.call('acme', 'POST', '/endpoints', { url, secret })
    expect(json.secret).toMatch(/^whsec_/)
    expect(json.secret).not.toBe(secret)
    expect((await stored(json.id)).map((each) => each.secret)).toEqual([json.secret])
  })
})

describe('changing an endpoint', () => {
  test('leaves what is not named as it is', async () => {
    const { endpoint } = await endpoints.create('acme', { url, eventTypes: ['ping'], description: 'Ours' })
    managed.clock.advance(1_000)
    expect(await endpoints.update('acme', endpoint.id, { description: 'Theirs' })).toEqual({
      ...endpoint,
      description: 'Theirs',
      updatedAt: endpoint.createdAt + 1_000,
    })
  })

  test('is checked as registering is, and changes nothing when refused', async () => {
    const { endpoint } = await endpoints.create('acme', { url })
    const change = (what: object) =>
      endpoints.update('acme', endpoint.id, { description: 'changed', ...what })
    await expect(change({ url: 'http://example.com/' })).rejects.toMatchObject({ field: 'url' })
    await expect(change({ eventTypes: ['nothing'] })).rejects.toMatchObject({ field: 'eventTypes' })
    expect(await endpoints.find('acme', endpoint.id)).toEqual(endpoint)
  })

  test('finds none of another tenant, nor deletes or rotates it', async () => {
    const { endpoint } = await endpoints.create('acme', { url })
    expect(await endpoints.find('globex', endpoint.id)).toBeUndefined()
    expect(await endpoints.update('globex', endpoint.id, { description: 'x' })).toBeUndefined()
    expect(await endpoints.rotateSecret('globex', endpoint.id)).toBeUndefined()
    expect(await endpoints.delete('globex', endpoint.id)).toBe(false)
    expect(await endpoints.list('globex', { limit: 10 })).toEqual([])
    expect(await endpoints.find('acme', endpoint.id)).toEqual(endpoint)
  })
})

describe('rotating the secret', () => {
  test('puts a new one first and lets the old one sign for a day', async () => {
    const { endpoint, secret } = await endpoints.create('acme', { url })
    const rotated = await endpoints.rotateSecret('acme', endpoint.id)
    expect(rotated?.secret).not.toBe(secret)
    expect(await stored(endpoint.id)).toEqual([
      { secret: rotated?.secret, expiresAt: null },
      { secret, expiresAt: managed.clock.now() + 86_400_000 },
    ])
  })

  test('twice at once loses none of the three', async () => {
    const { endpoint, secret } = await endpoints.create('acme', { url })
    const rotated = await Promise.all([
      endpoints.rotateSecret('acme', endpoint.id),
      endpoints.rotateSecret('acme', endpoint.id),
    ])
    const kept = (await stored(endpoint.id)).map((each) => each.secret)
    expect(kept).toHaveLength(3)
    expect(new Set(kept)).toEqual(new Set([secret, ...rotated.map((each) => each?.secret)]))
  })

  test('lets the old one sign for as long as the app says', async () => {
    const brief = createManaged({ secretGraceSeconds: 60 })
    const { endpoint } = await brief.app.delivery.endpoints.create('acme', { url })
    await brief.app.delivery.endpoints.rotateSecret('acme', endpoint.id)
    expect((await stored(endpoint.id, brief))[1]?.expiresAt).toBe(brief.clock.now() + 60_000)
    await brief.app.close()
  })
})

describe('an endpoint that is signed for with v1a', () => {
  test('shows its public key whenever it is read, and its private key never', async () => {
    const { endpoint, secret } = await endpoints.create('acme', { url, signing: 'v1a' })
    expect([endpoint.signing, secret]).toEqual(['v1a', null])
    expect(endpoint.publicKey).toMatch(/^whpk_/)
    const [newest] = await stored(endpoint.id)
    expect(await publicKeyOf(newest?.secret ?? '')).toBe(endpoint.publicKey)
    const read = [
      await endpoints.find('acme', endpoint.id),
      ...(await endpoints.list('acme', { limit: 10 })),
      await endpoints.update('acme', endpoint.id, {}),
    ]
    for (const one of read) expect(one).toEqual(endpoint)
    expect(JSON.stringify(read)).not.toContain('whsk_')
  })

  test('keeps its kind when it is rotated, and the old key signs beside the new one', async () => {
    const { endpoint } = await endpoints.create('acme', { url, signing: 'v1a' })
    const rotated = await endpoints.rotateSecret('acme', endpoint.id)
    expect(rotated).toMatchObject({ secret: null, endpoint: { signing: 'v1a' } })
    const secrets = await stored(endpoint.id)
    expect(await Promise.all(secrets.map(({ secret }) => publicKeyOf(secret)))).toEqual([
      rotated?.endpoint.publicKey,
      endpoint.publicKey,
    ])
    expect(await endpoints.find('acme', endpoint.id)).toEqual(rotated?.endpoint)
  })

  test('cannot be one of another version', async () => {
    // @ts-expect-error what JavaScript lets through
    await expect(endpoints.create('acme', { url, signing: 'v2' })).rejects.toMatchObject({
      code: 'endpoint_invalid',
      field: 'signing',
      message: '"v2" is no version of signature: write v1 or v1a.',
    })
  })
})

test('a deleted endpoint is gone', async () => {
  const { endpoint } = await endpoints.create('acme', { url })
  expect(await endpoints.delete('acme', endpoint.id)).toBe(true)
  expect(await endpoints.find('acme', endpoint.id)).toBeUndefined()
  expect(await endpoints.delete('acme', endpoint.id)).toBe(false)
})

describe('the policy of an endpoint', () => {
  const policy = {
    channels: ['a', 'b'],
    ratePerSecond: 2.5,
    concurrency: 4,
    ordered: true,
    timeoutMs: 20_000,
  }

  test('is kept as it is given, changed by what is given, and taken away by null', async () => {
    const { endpoint } = await endpoints.create('acme', { url, ...policy, headers: { 'X-Shop': '7' } })
    expect(endpoint).toMatchObject({ ...policy, headerNames: ['x-shop'] })
    expect(endpoint).not.toHaveProperty('headers')
    const changed = await endpoints.update('acme', endpoint.id, { ratePerSecond: null, headers: null })
    expect(changed).toMatchObject({ ...policy, ratePerSecond: null, headerNames: [] })
  })

  test.each([
    ['ratePerSecond', { ratePerSecond: 0 }],
    ['ratePerSecond', { ratePerSecond: 1_001 }],
    ['ratePerSecond', { ratePerSecond: Number.NaN }],
    ['concurrency', { concurrency: 0 }],
    ['concurrency', { concurrency: 1.5 }],
    ['timeoutMs', { timeoutMs: 0 }],
    ['timeoutMs', { timeoutMs: 50_001 }],
    ['channels', { channels: ['a\nb'] }],
    ['headers', { headers: { 'webhook-id': 'msg_1' } }],
    ['headers', { headers: { 'x-a': 'b\r\nc: d' } }],
  ])('names %s where that cannot be, at the making and at a change', async (field, given) => {
    const { endpoint } = await endpoints.create('acme', { url })
    await expect(endpoints.create('acme', { url, ...given })).rejects.toMatchObject({
      code: 'endpoint_invalid',
      field,
    })
    await expect(endpoints.update('acme', endpoint.id, given)).rejects.toMatchObject({ field })
    expect(await endpoints.find('acme', endpoint.id)).toEqual(endpoint)
  })

  test('lets a timeout be as long as the lease allows, and says what to change for more', async () => {
    await expect(endpoints.create('acme', { url, timeoutMs: 50_000 })).resolves.toBeDefined()
    await expect(endpoints.create('acme', { url, timeoutMs: 50_001 })).rejects.toThrow('delivery.leaseMs')
  })

  test('keeps headers encrypted where there is a key, and shows only their names', async () => {
    const key = Buffer.alloc(32, 7).toString('base64')
    const sealed = createManaged({ encryptionKeys: [key], allowedHeaders: ['Tenant-Id'] })
    const headers = { authorization: 'Bearer t0p', 'tenant-id': '9' }
    const { endpoint } = await sealed.app.delivery.endpoints.create('acme', { url, headers })
    expect(endpoint.headerNames).toEqual(['authorization', 'tenant-id'])
    const row = await sealed.app.delivery.line.store.findEndpoint('acme', endpoint.id)
    expect(row?.headers).toMatch(/^enc1_[0-9a-f]{8}_headers_/)
    expect(row?.headers).not.toContain('t0p')
    await sealed.app.close()
  })
})

describe('listing', () => {
  test('takes 50 where no number is given, of callbacks as well', async () => {
    for (let n = 0; n < 51; n++) await endpoints.create('acme', { url })
    expect(await endpoints.list('acme')).toHaveLength(50)
    const [first] = await endpoints.list('acme', { limit: 1 })
    expect(await endpoints.list('acme', { after: first?.id })).toHaveLength(50)
    expect(await endpoints.list('acme', { kind: 'callback' })).toEqual([])
  })

  test.each([
    [{ limit: 0 }, '`limit` is 0; write 1 to 1,000'],
    [{ limit: 1.5 }, '`limit` is 1.5'],
    [{ limit: '10' }, '`limit` is "10"'],
    [{ limit: Number.NaN }, '`limit` is null'],
    [{ after: 7 }, '`after` is 7'],
    [{ kind: 'callback_secret' }, '`kind` is "callback_secret"; write registered or callback'],
  ])('refuses %j, and says what may be', async (page, words) => {
    // @ts-expect-error -- As from JavaScript.
    const listing = endpoints.list('acme', page)
    await expect(listing).rejects.toMatchObject({
      code: 'bad_option',
      message: expect.stringContaining(words),
    })
  })
})

describe('a pause', () => {
  const year9999 = Date.UTC(9999, 11, 31)

  test.each([
    ['a Date', new Date(Date.UTC(2027, 0, 1)), Date.UTC(2027, 0, 1)],
    ['milliseconds', year9999, year9999],
    ['null', null, null],
  ])('is given as %s', async (_, pausedUntil, expected) => {
    const { endpoint } = await endpoints.create('acme', { url })
    expect(await endpoints.update('acme', endpoint.id, { pausedUntil })).toEqual({
      ...endpoint,
      pausedUntil: expected,
    })
  })

  test.each([0, -1e30, new Date(0), Number.NaN, new Date('x'), Infinity, Date.UTC(10_000, 0, 1)])(
    'until %s is refused, with the cure',
    async (pausedUntil) => {
      const { endpoint } = await endpoints.create('acme', { url })
      await expect(endpoints.update('acme', endpoint.id, { pausedUntil })).rejects.toMatchObject({
        code: 'endpoint_invalid',
        field: 'pausedUntil',
        message: expect.stringMatching(/null to end/),
      })
    },
  )

  test('wakes the workers of this process when it is changed', async () => {
    const { endpoint } = await endpoints.create('acme', { url })
    let wakes = 0
    managed.app.delivery.line.onStored(() => wakes++)
    await endpoints.update('acme', endpoint.id, { description: 'x' })
    expect(wakes).toBe(0)
    await endpoints.update('acme', endpoint.id, { pausedUntil: null })
    expect(wakes).toBe(1)
  })
})
