import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { verify, WebhookVerificationError } from '../src/index.ts'
import { generateSecret, parseSecret, sign, signedPrefix } from '../src/sign.ts'
import type { RawBody, VerifyOptions, WebhookVerificationErrorCode } from '../src/index.ts'
import { headersOf, vectorA, vectorB } from './vectors.ts'
import type { Vector } from './vectors.ts'

function options(vector: Vector, change: Partial<VerifyOptions> = {}): VerifyOptions {
  const { secret, body, timestamp } = vector
  return { headers: headersOf(vector), body, secret, now: () => timestamp * 1000, ...change }
}

function refusal(code: WebhookVerificationErrorCode, message = /./) {
  return expect.objectContaining({
    constructor: WebhookVerificationError,
    code,
    message: expect.stringMatching(message),
  })
}

/** Signed by means of node:crypto, so that nothing of ours is on both sides. */
function signWithNode(key: Uint8Array | string, id: string, timestamp: number, body: string | Uint8Array) {
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`
}

describe.each([
  ['A', vectorA],
  ['B', vectorB],
])('vector %s', (_, vector) => {
  test('is what sign makes', async () => {
    expect(await sign(vector)).toBe(vector.signature)
  })

  test('verifies', async () => {
    expect(await verify(options(vector))).toEqual({
      id: vector.id,
      timestamp: new Date(vector.timestamp * 1000),
    })
  })

  test('does not verify with the text of the secret as the key', async () => {
    for (const text of [vector.secret, vector.secret.slice('whsec_'.length)]) {
      const signature = signWithNode(text, vector.id, vector.timestamp, vector.body)
      await expect(verify(options({ ...vector, signature }))).rejects.toEqual(
        refusal('no_matching_signature'),
      )
    }
  })

  test.each([
    ['body', { body: vector.body.replace('t', 'T') }],
    ['white space of the body', { body: `${vector.body} ` }],
    ['id', { id: `${vector.id}x` }],
    ['timestamp', { timestamp: vector.timestamp + 1 }],
    ['secret', { secret: `whsec_A${vector.secret.slice('whsec_A'.length)}` }],
    ['last bit of the signature', { signature: vector.signature.replace(/.=$/, 'A=') }],
  ])('does not verify with another %s', async (_what, change) => {
    await expect(verify(options({ ...vector, ...change }))).rejects.toEqual(refusal('no_matching_signature'))
  })
})

describe('bodies', () => {
  const { secret, id, timestamp } = vectorA

  test.each([
    ['U+2028 and U+2029', '{"text":"a\u2028b\u2029c"}'],
    ['letters beyond ASCII', '{"name":"Zoë 雪 🪝"}'],
    ['escapes that a serialiser would undo', '{"name":"Zo\\u00eb\\/"}'],
    ['keys in an order of their own', '{"b":1,"a":2,"1":3}'],
    ['integers beyond 2^53', '{"amount":12345678901234567890123,"cents":1.10}'],
    ['white space', ' {\r\n\t"a" : 1 }\n'],
    ['a byte order mark', '\ufeff{}'],
    ['nothing in it', ''],
    ['something other than JSON', 'type=ping&n=1'],
  ])('with %s verify byte for byte', async (_, body) => {
    const bytes = new TextEncoder().encode(body)
    const signature = signWithNode(parseSecret(secret), id, timestamp, bytes)
    expect(await sign({ id, timestamp, body, secret })).toBe(signature)
    for (const form of [body, bytes, bytes.buffer, Buffer.from(bytes)] satisfies RawBody[]) {
      const verified = verify(options({ ...vectorA, signature }, { body: form }))
      await expect(verified).resolves.toEqual({ id, timestamp: new Date(timestamp * 1000) })
    }
  })

  test('that are not UTF-8 verify too', async () => {
    const body = Uint8Array.of(0xff, 0xfe, 0, 0x80)
    const signature = signWithNode(parseSecret(secret), id, timestamp, body)
    await expect(verify(options({ ...vectorA, signature }, { body }))).resolves.toMatchObject({ id })
  })

  test('that are a part of a larger buffer are taken alone', async () => {
    const larger = new TextEncoder().encode(`>>${vectorA.body}<<`)
    await expect(verify(options(vectorA, { body: larger.subarray(2, -2) }))).resolves.toMatchObject({ id })
  })

  test('that were parsed are refused with the cure', async () => {
    // @ts-expect-error the mistake that `express.json()` leads to
    const parsed = verify(options(vectorA, { body: { test: 2432232314 } }))
    await expect(parsed).rejects.toEqual(refusal('invalid_body', /pass it raw/))
  })
})

/** Verifies vector A so many seconds after it was signed. */
function at(seconds: number, toleranceSeconds?: number) {
  return verify(options(vectorA, { now: () => (vectorA.timestamp + seconds) * 1000, toleranceSeconds }))
}

describe('tolerance', () => {
  test('is five minutes either way by default', async () => {
    await expect(at(300)).resolves.toBeDefined()
    await expect(at(-300)).resolves.toBeDefined()
    await expect(at(301)).rejects.toEqual(refusal('timestamp_too_old', /is 301 s old, not within 300 s/))
    await expect(at(-301)).rejects.toEqual(refusal('timestamp_too_new', /is 301 s ahead/))
  })

  test('can be set, down to 0 and up to none', async () => {
    await expect(at(10, 10)).resolves.toBeDefined()
    await expect(at(11, 10)).rejects.toEqual(refusal('timestamp_too_old'))
    await expect(at(-11, 10)).rejects.toEqual(refusal('timestamp_too_new'))
    await expect(at(0, 0)).resolves.toBeDefined()
    await expect(at(1, 0)).rejects.toEqual(refusal('timestamp_too_old'))
    await expect(at(1e9, Infinity)).resolves.toBeDefined()
  })

  test('is measured against the system clock where no other is given', async () => {
    const timestamp = Math.floor(Date.now() / 1000)
    const fresh = { ...vectorA, timestamp, signature: await sign({ ...vectorA, timestamp }) }
    await expect(verify(options(fresh, { now: undefined }))).resolves.toBeDefined()
    await expect(verify(options(vectorA, { now: undefined }))).rejects.toEqual(refusal('timestamp_too_old'))
  })

  test('that is no number is refused rather than letting everything through', async () => {
    for (const tolerance of [NaN, -1]) {
      await expect(at(1e9, tolerance)).rejects.toEqual(
        refusal('invalid_option', /toleranceSeconds must be a number from 0 up/),
      )
    }
  })
})

describe('several secrets and signatures', () => {
  const other = generateSecret()

  test('of two secrets either verifies, in any order', async () => {
    for (const secret of [
      [vectorA.secret, other],
      [other, vectorA.secret],
    ]) {
      await expect(verify(options(vectorA, { secret }))).resolves.toMatchObject({ id: vectorA.id })
    }
    await expect(verify(options(vectorA, { secret: [other, generateSecret()] }))).rejects.toEqual(
      refusal('no_matching_signature'),
    )
  })

  test('a message signed with the old and the new secret verifies with each of them', async () => {
    const signature = await sign({ ...vectorA, secret: [vectorA.secret, other] })
    expect(signature.split(' ')).toEqual([vectorA.signature, await sign({ ...vectorA, secret: other })])
    for (const secret of [vectorA.secret, other]) {
      await expect(verify(options({ ...vectorA, signature, secret }))).resolves.toMatchObject({
        id: vectorA.id,
      })
    }
  })

  test.each([
    ['after one that does not match', `v1,${'A'.repeat(43)}= ${vectorA.signature}`],
    ['after a version that is unknown', `v9,abc= ${vectorA.signature}`],
    ['after a v1a, which is of another length', `v1a,${'A'.repeat(86)}== ${vectorA.signature}`],
    ['after one that is not base64', `v1,*** ${vectorA.signature}`],
    ['after one that is cut off', `v1,g0hM9SsE ${vectorA.signature}`],
    ['between double spaces', `v9,abc=  ${vectorA.signature}  v9,abc=`],
    ['from a header that came twice and was joined', `v1,${'A'.repeat(43)}=, ${vectorA.signature}, v9,abc=`],
  ])('one that matches is found %s', async (_, signature) => {
    await expect(verify(options({ ...vectorA, signature }))).resolves.toMatchObject({ id: vectorA.id })
  })

  test('the right bytes under another version do not verify', async () => {
    const signature = vectorA.signature.replace('v1,', 'v2,')
    await expect(verify(options({ ...vectorA, signature }))).rejects.toEqual(
      refusal('no_matching_signature', /they are v2, the secret is for v1/),
    )
  })

  test('no secret at all is refused', async () => {
    await expect(verify(options(vectorA, { secret: [] }))).rejects.toEqual(
      refusal('invalid_secret', /secret is missing: pass at least one/),
    )
    await expect(verify(options(vectorA, { secret: '' }))).rejects.toEqual(
      refusal('invalid_secret', /is empty/),
    )
  })

  test('more secrets than are kept ready still verify', async () => {
    for (let count = 0; count < 300; count++) await sign({ ...vectorA, secret: generateSecret() })
    await expect(verify(options(vectorA))).resolves.toMatchObject({ id: vectorA.id })
  })
})

describe('headers', () => {
  const plain = headersOf(vectorA)

  test.each([
    ['a Headers object', new Headers(plain)],
    ['a plain record', plain],
    [
      'a record in other letter case',
      Object.fromEntries(Object.entries(plain).map(([k, v]) => [k.toUpperCase(), v])),
    ],
    ['a record of arrays', Object.fromEntries(Object.entries(plain).map(([k, v]) => [k, [v]]))],
    [
      'a record with other headers around',
      { host: 'x', 'set-cookie': ['a', 'b'], none: undefined, ...plain },
    ],
    ['signatures in an array', { ...plain, 'webhook-signature': ['v9,abc=', vectorA.signature] }],
  ])('may be %s', async (_, headers) => {
    await expect(verify(options(vectorA, { headers }))).resolves.toMatchObject({ id: vectorA.id })
  })

  test.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])(
    'lacking %s are refused',
    async (name) => {
      for (const absent of [undefined, '', '  ', []]) {
        const verified = verify(options(vectorA, { headers: { ...plain, [name]: absent } }))
        await expect(verified).rejects.toEqual(refusal('missing_header', new RegExp(`"${name}" is missing`)))
      }
    },
  )

  test.each([
    ['webhook-timestamp', 'soon'],
    ['webhook-timestamp', '1614265330.5'],
    ['webhook-timestamp', '-1614265330'],
    ['webhook-timestamp', '+1614265330'],
    ['webhook-timestamp', '01614265330'],
    ['webhook-timestamp', '1.614265330e9'],
    ['webhook-timestamp', '0x6037BC32'],
    ['webhook-timestamp', '1614265330000'],
    ['webhook-timestamp', '99999999999999999999'],
    ['webhook-timestamp', ['1614265330', '1614265330']],
    ['webhook-id', 'msg.1'],
    ['webhook-id', 'msg 1'],
    ['webhook-id', ['msg_1', 'msg_2']],
    ['webhook-signature', 'g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='],
    ['webhook-signature', 'v1,'],
    ['webhook-signature', Array.from({ length: 17 }, () => vectorA.signature).join(' ')],
  ])('with %s: %s are refused', async (name, value) => {
    const verified = verify(options(vectorA, { headers: { ...plain, [name]: value } }))
    await expect(verified).rejects.toEqual(refusal('invalid_header', new RegExp(`"${name}" is malformed`)))
  })

  test('cannot move the border between id, timestamp and body', async () => {
    const body = `${vectorA.timestamp}.{}`
    const signature = await sign({ ...vectorA, id: 'msg', body })
    const moved = { ...vectorA, id: `msg.${vectorA.timestamp}`, body: '{}', signature }
    await expect(verify(options(moved))).rejects.toEqual(refusal('invalid_header'))
  })
})

describe('signedPrefix', () => {
  test('is what stands before the body', () => {
    expect(signedPrefix('msg_1', 1614265330)).toBe('msg_1.1614265330.')
    const hmac = createHmac('sha256', parseSecret(vectorA.secret))
    hmac.update(signedPrefix(vectorA.id, vectorA.timestamp)).update(vectorA.body)
    expect(`v1,${hmac.digest('base64')}`).toBe(vectorA.signature)
  })

  test.each(['', 'a.b', 'a b', 'a\n', 'a,b', 'zoë'])('refuses the id %j', async (id) => {
    expect(() => signedPrefix(id, 1)).toThrow(refusal('invalid_id'))
    await expect(sign({ ...vectorA, id })).rejects.toEqual(refusal('invalid_id'))
  })

  test.each([1.5, -1, NaN, Infinity, 1614265330000])('refuses the timestamp %d', async (timestamp) => {
    expect(() => signedPrefix('msg_1', timestamp)).toThrow(refusal('invalid_timestamp', /whole Unix seconds/))
    await expect(sign({ ...vectorA, timestamp })).rejects.toEqual(refusal('invalid_timestamp'))
  })
})
