import { join } from 'node:path'

import { sign } from '@hookwright/receiver/sign'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import { generate } from '../../../src/codegen/generate.ts'
import { order, shop } from './shop.ts'
import { serve, toolchains, type Served } from '../../../../../test/support/toolchain.ts'

/** Published vectors of Standard Webhooks: C is A, signed with a key pair. */
const vectors = {
  A: {
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    at: '1614265330',
    body: '{"test": 2432232314}',
    signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  },
  B: {
    secret: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD',
    id: 'msg_27UH4WbU6Z5A5EzD8u03UvzRbpk',
    at: '1649367553',
    body: '{"email":"test@example.com","username":"test_user"}',
    signature: 'v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=',
  },
  C: {
    secret: 'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=',
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    at: '1614265330',
    body: '{"test": 2432232314}',
    signature: 'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==',
  },
}

const environment = {
  SECRETS: Object.values(vectors)
    .map(({ secret }) => secret)
    .join(' '),
  MOMENTS: [vectors.A.at, vectors.B.at, Number(vectors.A.at) + 300, Number(vectors.A.at) + 301].join(' '),
}

const fixture = join(import.meta.dirname, 'fixture')

const languages = (['python', 'go'] as const).map((language) => {
  const { absent } = toolchains[language]
  // What is generated is still held to what is kept in git: see golden.test.ts.
  return { language, absent, but: absent === undefined ? '' : ` (skipped: ${absent})` }
})

for (const { language, absent, but } of languages) {
  describe.skipIf(absent)(`a receiver in ${language}${but}`, () => {
    let served: Served

    beforeAll(async () => {
      const { text } = generate(shop, { language, validation: 'warn' })
      served = await serve(toolchains[language], text, fixture, environment)
    })

    afterAll(() => served?.[Symbol.asyncDispose]())

    /** Posts a body, signed just now with one of the secrets. */
    async function post(
      body: unknown,
      changes: Record<string, string> = {},
      url = served.url,
    ): Promise<Response> {
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      const timestamp = Math.floor(Date.now() / 1000)
      const signature = await sign({ id: 'msg_1', timestamp, body: text, secret: vectors.B.secret })
      const headers = {
        'webhook-id': 'msg_1',
        'webhook-timestamp': String(timestamp),
        'webhook-signature': signature,
        ...changes,
      }
      return fetch(`${url}/webhooks`, { method: 'POST', headers, body: text })
    }

    const paid = (changes: object = {}) => ({ type: 'order.paid', data: { ...order, ...changes } })

    test('hands a signed event to its handler, typed, with what the document does not know left out', async () => {
      const response = await post(paid())
      expect(response.status).toBe(204)
      expect(await served.told()).toEqual([
        {
          event: 'order.paid',
          id: 'msg_1',
          method: 'card',
          last4: '4242',
          skus: ['a', 'b'],
          year: 2026,
          child: 'poems',
          klass: 'first',
          bytes: JSON.stringify(paid()).length,
        },
      ])
    })

    test('answers what a handler returns', async () => {
      const response = await post({ type: 'stock.check', sku: 'a' })
      expect(response.status).toBe(200)
      expect(await response.json()).toEqual({ inStock: true })
    })

    test('answers 410, 429 and 500 as handlers say', async () => {
      expect((await post(paid({ note: 'gone' }))).status).toBe(410)
      const later = await post(paid({ note: 'later' }))
      expect([later.status, later.headers.get('retry-after')]).toEqual([429, '30'])
      expect((await post(paid({ note: 'fail' }))).status).toBe(500)
      expect(await served.told()).toHaveLength(3)
    })

    test('answers 204 to events that it does not know, and to those without a handler', async () => {
      expect((await post({ type: 'brand.new' })).status).toBe(204)
      expect((await post({ type: 'order.lost' })).status).toBe(204)
      expect(await served.told()).toEqual([])
    })

    test('refuses what is not signed, not signed so, or no JSON', async () => {
      const refusals = [
        await post(paid(), { 'webhook-signature': 'v1,AAAA' }),
        await post(paid(), { 'webhook-id': 'msg_2' }),
        await post(paid(), { 'webhook-id': 'msg.1' }),
        await post(paid(), { 'webhook-timestamp': '1614265330' }),
        await post(paid(), { 'webhook-timestamp': 'now' }),
        await post('{"type":'),
        await post({}),
        await fetch(`${served.url}/webhooks`, { method: 'POST', body: '{}' }),
        await post('x'.repeat(1024 * 1024 + 1)),
        await fetch(`${served.url}/webhooks`),
      ]
      const found = await Promise.all(refusals.map(async (one) => [one.status, codeIn(await one.text())]))
      expect(found).toEqual([
        [401, 'no_matching_signature'],
        [401, 'no_matching_signature'],
        [400, 'invalid_header'],
        [401, 'timestamp_too_old'],
        [400, 'invalid_header'],
        [400, 'malformed_json'],
        [400, 'missing_event_type'],
        [400, 'missing_header'],
        [413, 'body_too_large'],
        // FastAPI's own answer has no code.
        [405, language === 'go' ? 'method_not_allowed' : undefined],
      ])
      expect(await served.told()).toEqual([])
    })

    test('hands on a body with a wrong value, and says so', async () => {
      const response = await post(paid({ lines: [{ sku: 'a', quantity: 'two' }], id: 7, totals: { a: 'b' } }))
      expect(response.status).toBe(204)
      expect(await served.told()).toMatchObject([{ method: 'card', skus: ['a'], child: 'poems' }])
      const mismatch = language === 'go' ? /is not of its type/ : /differs from its schema: \/data\/id /
      await vi.waitFor(() => expect(served.log()).toMatch(mismatch))
    })

    test('answers 422 to a body that differs, where it is strict', async () => {
      const { text } = generate(shop, { language, validation: 'strict' })
      await using strict = await serve(toolchains[language], text, fixture, environment)
      const refused = await post(paid({ id: 7 }), {}, strict.url)
      expect([refused.status, codeIn(await refused.text())]).toEqual([422, 'body_mismatch'])
      expect((await post(paid(), {}, strict.url)).status).toBe(204)
    })

    test('hands on what differs without a word, where nothing is held to its schema', async () => {
      const { text } = generate(shop, { language, validation: 'off' })
      await using lenient = await serve(toolchains[language], text, fixture, environment)
      expect((await post(paid({ id: 7 }), {}, lenient.url)).status).toBe(204)
      expect(await lenient.told()).toMatchObject([{ child: 'poems' }])
      expect(lenient.log()).not.toMatch(/differs|not of its type/)
    })

    test('hands on a choice that it does not know', async () => {
      expect((await post(paid({ payment: { method: 'barter', for: 'eggs' } }))).status).toBe(204)
      expect(await served.told()).toMatchObject([{ method: 'none', child: 'poems' }])
    })

    test('verifies the published vectors, of v1 and v1a, within 300 s', async () => {
      const send = async ({ id, at, body, signature }: typeof vectors.A, moment = at) => {
        const headers = { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature }
        return (await fetch(`${served.url}/at/${moment}`, { method: 'POST', headers, body })).status
      }
      expect(await send(vectors.A)).toBe(204)
      expect(await send(vectors.B)).toBe(204)
      expect(await send(vectors.C)).toBe(204)
      expect(await send({ ...vectors.A, signature: `v1,AAAA v9,AA== ${vectors.A.signature}` })).toBe(204)
      expect(await send({ ...vectors.A, body: '{"test":2432232314}' })).toBe(401)
      expect(await send(vectors.A, String(Number(vectors.A.at) + 300))).toBe(204)
      expect(await send(vectors.A, String(Number(vectors.A.at) + 301))).toBe(401)
      expect(await served.told()).toContainEqual({ event: '', id: vectors.A.id, body: { test: 2432232314 } })
    })
  })
}

function codeIn(text: string): string | undefined {
  return /"code": ?"(\w+)"/.exec(text)?.[1]
}
