import { createServer } from 'node:http'
import { once } from 'node:events'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import type { ReceiverOptions } from '../src/index.ts'
import { publishedKeys } from '../src/keys.ts'
import type { PublishedKeysOptions } from '../src/keys.ts'
import { generateKeyPair, generateSecret } from '../src/sign.ts'
import type { KeyPair } from '../src/sign.ts'
import { receiverOf, signedRequest, vectorTime } from './signed.ts'

const url = 'https://sender.example/keys'
let first: KeyPair
let second: KeyPair
beforeAll(async () => {
  first = await generateKeyPair()
  second = await generateKeyPair()
})

/** A receiver of a sender whose list holds these, and a clock that stands. */
function subscriber(published: () => unknown, options: PublishedKeysOptions = {}) {
  let time = vectorTime
  const asked = vi.fn<NonNullable<PublishedKeysOptions['fetch']>>(async () => {
    const list = published()
    return list instanceof Response ? list : Response.json(list)
  })
  const onError = vi.fn<NonNullable<ReceiverOptions['onError']>>()
  const receive = receiverOf({
    secret: publishedKeys(url, { fetch: asked, ...options }),
    fallback: () => undefined,
    toleranceSeconds: Infinity,
    now: () => time,
    onError,
  })
  return {
    asked,
    onError,
    pass: (seconds: number) => (time += seconds * 1000),
    deliver: async (key: string) => (await receive(await signedRequest('ping', '{}', { key }))).status,
  }
}

describe('a published list', () => {
  test('is fetched when the first request comes, and then kept', async () => {
    const { asked, deliver } = subscriber(() => ({ keys: [first.publicKey, second.publicKey] }))
    expect(asked).not.toHaveBeenCalled()
    for (const key of [first, second, first]) expect(await deliver(key.privateKey)).toBe(204)
    expect(asked).toHaveBeenCalledExactlyOnceWith(url, expect.objectContaining({ redirect: 'manual' }))
  })

  test('may hold JSON Web Keys, and other things that are passed over', async () => {
    const base64 = first.publicKey.slice('whpk_'.length)
    const x = base64.replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_')
    const others = [
      null,
      7,
      {},
      { kty: 'EC', crv: 'P-256', x, y: x },
      { kty: 'OKP', crv: 'Ed25519', x: 'short' },
      'whpk_short',
    ]
    const { deliver } = subscriber(() => ({ keys: [...others, { kty: 'OKP', crv: 'Ed25519', x, kid: '1' }] }))
    expect(await deliver(first.privateKey)).toBe(204)
  })

  test('is no place for secrets: one in it verifies nothing, since everyone knows it', async () => {
    const secret = generateSecret()
    const { deliver } = subscriber(() => ({ keys: [secret, first.publicKey] }))
    expect(await deliver(secret)).toBe(401)
  })

  test('is fetched anew for a key that it does not hold: a rotation loses nothing', async () => {
    let keys = [first.publicKey]
    const { asked, pass, deliver } = subscriber(() => ({ keys }))
    expect(await deliver(first.privateKey)).toBe(204)
    pass(30)
    keys = [second.publicKey]
    expect(await deliver(second.privateKey)).toBe(204)
    expect(await deliver(first.privateKey)).toBe(401)
    expect(asked).toHaveBeenCalledTimes(2)
  })

  test('is not asked for sooner than `refetchAfterSeconds`, however many strangers send', async () => {
    const { asked, pass, deliver } = subscriber(() => ({ keys: [first.publicKey] }), {
      refetchAfterSeconds: 10,
    })
    for (let tries = 0; tries < 5; tries++) expect(await deliver(second.privateKey)).toBe(401)
    expect(asked).toHaveBeenCalledTimes(1)
    pass(10)
    for (let tries = 0; tries < 5; tries++) expect(await deliver(second.privateKey)).toBe(401)
    expect(asked).toHaveBeenCalledTimes(2)
  })

  test('is fetched once for all requests that wait for it', async () => {
    const { asked, deliver } = subscriber(() => ({ keys: [first.publicKey] }))
    const statuses = await Promise.all(Array.from({ length: 20 }, () => deliver(first.privateKey)))
    expect(new Set(statuses)).toEqual(new Set([204]))
    expect(asked).toHaveBeenCalledTimes(1)
  })

  test('is trusted for `maxAgeSeconds`: a key that was taken off verifies no longer then', async () => {
    let keys = [first.publicKey, second.publicKey]
    const { pass, deliver } = subscriber(() => ({ keys }))
    expect(await deliver(second.privateKey)).toBe(204)
    keys = [first.publicKey]
    pass(3600)
    expect(await deliver(second.privateKey)).toBe(204)
    pass(1)
    expect(await deliver(second.privateKey)).toBe(401)
  })

  test('that cannot be fetched leaves the last one in use for a day', async () => {
    let answer: unknown = { keys: [first.publicKey] }
    const { pass, deliver, onError } = subscriber(() => answer)
    expect(await deliver(first.privateKey)).toBe(204)
    answer = new Response(null, { status: 503 })
    pass(24 * 60 * 60)
    expect(await deliver(first.privateKey)).toBe(204)
    expect(await deliver(first.privateKey)).toBe(204)
    pass(1)
    expect(await deliver(first.privateKey)).toBe(500)
    expect(onError).toHaveBeenLastCalledWith(expect.objectContaining({ code: 'keys_unavailable' }), undefined)
  })

  test.each([
    ['is not there', () => new Response(null, { status: 404 }), /answered 404/],
    ['is elsewhere', () => new Response(null, { status: 301, headers: { location: url } }), /answered 301/],
    ['is no JSON', () => new Response('<html>'), /not JSON/],
    ['is empty', () => ({ keys: [] }), /holds no Ed25519 key/],
    ['is of another shape', () => [first.publicKey], /holds no Ed25519 key/],
    ['is too long', () => ({ keys: Array.from({ length: 33 }, () => first.publicKey) }), /more than 32 keys/],
    ['is too large', () => new Response('x'.repeat(70_000)), /larger than 65536 bytes/],
    [
      'cannot be reached',
      () => {
        throw new TypeError('fetch failed')
      },
      /fetch failed/,
    ],
  ])(
    'that %s is a fault of the set-up: 500, so that the sender tries again',
    async (_, published, message) => {
      const { asked, deliver, onError } = subscriber(published)
      expect(await deliver(first.privateKey)).toBe(500)
      expect(await deliver(first.privateKey)).toBe(500)
      expect(asked).toHaveBeenCalledTimes(1)
      expect(onError).toHaveBeenNthCalledWith(
        1,
        expect.objectContaining({ code: 'keys_unavailable', message: expect.stringMatching(message) }),
        undefined,
      )
    },
  )

  test('is not asked for while a secret matches, as when a sender changes over', async () => {
    const secret = generateSecret()
    const { asked, deliver } = subscriber(() => ({ keys: [first.publicKey] }), { secret: [secret] })
    expect(await deliver(secret)).toBe(204)
    expect(asked).not.toHaveBeenCalled()
    expect(await deliver(first.privateKey)).toBe(204)
  })
})

test('over HTTP, the list of a sender on loopback is fetched by the global fetch', async () => {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(request.url === '/keys' ? JSON.stringify({ keys: [first.publicKey] }) : '{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const { port } = Object.assign({ port: 0 }, server.address())
    const receive = receiverOf({
      secret: publishedKeys(`http://127.0.0.1:${port}/keys`),
      fallback: () => undefined,
    })
    const request = await signedRequest('ping', '{}', { key: first.privateKey })
    expect((await receive(request)).status).toBe(204)
  } finally {
    server.close()
    server.closeAllConnections()
  }
})

test.each(['http://sender.example/keys', 'ftp://sender.example/', 'keys', ''])(
  'the URL %j is refused at once, since what it says could be changed on the way',
  (wrong) => {
    expect(() => publishedKeys(wrong)).toThrow(
      expect.objectContaining({ code: 'invalid_option', message: expect.stringMatching(/"https:"/) }),
    )
  },
)

test('options that cannot work are refused at once', () => {
  expect(() => publishedKeys(url, { maxAgeSeconds: NaN })).toThrow(/maxAgeSeconds must be a number from 0 up/)
})
