import { describe, expect, test } from 'vitest'
import { memorySeen } from '../../src/index.ts'
import { stripe } from '../../src/presets.ts'
import { hmacOf, nowSeconds, receive, refused } from './opening.ts'

// Stripe publishes the scheme, and a header without the secret it was made with, but no vector: the
// signatures here are made by node:crypto, as the scheme says.
const secret = 'whsec_test_secret'
const body = '{"id":"evt_1","object":"event","type":"invoice.paid"}'

function header({ at = nowSeconds, key = secret, content = body } = {}) {
  return { 'stripe-signature': `t=${at},v1=${hmacOf(key, `${at}.${content}`)},v0=${'6f'.repeat(32)}` }
}

describe('Stripe', () => {
  test('an event has the type and the id of its body, and the time that was signed', async () => {
    const { status, event } = await receive(stripe(secret), header({ at: nowSeconds - 100 }), body)
    expect(status).toBe(204)
    expect(event).toMatchObject({
      id: 'evt_1',
      type: 'invoice.paid',
      timestamp: new Date((nowSeconds - 100) * 1000),
    })
  })

  test('the text of the secret is the key, not what it would decode to', async () => {
    const encoded = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
    expect((await receive(stripe(encoded), header({ key: encoded }), body)).status).toBe(204)
  })

  test('while a secret is rolled, one of two signatures is enough', async () => {
    const old = hmacOf('whsec_old', `${nowSeconds}.${body}`)
    const current = hmacOf(secret, `${nowSeconds}.${body}`)
    const both = { 'stripe-signature': `t=${nowSeconds}, v1=${old}, v1=${current}` }
    expect((await receive(stripe(secret), both, body)).status).toBe(204)
    expect((await receive(stripe('whsec_old'), both, body)).status).toBe(204)
  })

  test('the signature of test events (v0) does not verify', async () => {
    const v0 = { 'stripe-signature': header()['stripe-signature'].replace('v1=', 'v0=') }
    expect(await receive(stripe(secret), v0, body)).toEqual(refused(400, 'invalid_header'))
  })

  test('what is out of tolerance is refused, though it is genuine', async () => {
    const old = header({ at: nowSeconds - 301 })
    expect(await receive(stripe(secret), old, body)).toEqual(refused(401, 'timestamp_too_old'))
    expect((await receive(stripe(secret), old, body, { toleranceSeconds: 301 })).status).toBe(204)
    const early = header({ at: nowSeconds + 301 })
    expect(await receive(stripe(secret), early, body)).toEqual(refused(401, 'timestamp_too_new'))
  })

  test('another timestamp than the signed one is refused', async () => {
    const moved = header()['stripe-signature'].replace(`t=${nowSeconds}`, `t=${nowSeconds + 1}`)
    expect(await receive(stripe(secret), { 'stripe-signature': moved }, body)).toEqual(
      refused(401, 'no_matching_signature'),
    )
  })

  test.each(['', 'garbage', 't=1', `v1=${'00'.repeat(32)}`, `t=soon,v1=${'00'.repeat(32)}`, 't=1.5,v1=00'])(
    'the header %j is refused',
    async (value) => {
      const code = value === '' ? 'missing_header' : 'invalid_header'
      expect(await receive(stripe(secret), { 'stripe-signature': value }, body)).toEqual(refused(400, code))
    },
  )

  test('an event that comes again is handled once, though it is signed anew', async () => {
    const seen = memorySeen()
    expect((await receive(stripe(secret), header(), body, { seen })).event?.id).toBe('evt_1')
    const again = await receive(stripe(secret), header({ at: nowSeconds + 60 }), body, { seen })
    expect(again).toEqual({ status: 204, answer: undefined, event: undefined })
  })
})
