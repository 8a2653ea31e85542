import { createHmac } from 'node:crypto'

import { generateKeyPair, generateSecret, parseSecret, sign } from '@hookwright/receiver/sign'
import { describe, expect, test } from 'vitest'

import { diagnose } from '../../../src/cli/verify/diagnose.ts'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek'
const timestamp = 1_614_265_330
const at = timestamp * 1_000 + 5_000
const signedBody = '{"name":"Zoë <zoe@example.com>","path":"a/b","items":[1,2],"id":7}'

const utf8 = (text: string) => new TextEncoder().encode(text)

function headersWith(signature: string): Headers {
  return new Headers({
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signature,
  })
}

async function headersFor(body: string | Uint8Array = signedBody): Promise<Headers> {
  return headersWith(await sign({ id, timestamp, body, secret }))
}

/** The code, and what is said of the part that is wrong. */
async function wrong(
  headers: Headers,
  body: string | Uint8Array,
  options: { secret?: string; at?: number } = {},
) {
  const capture = { headers, body: typeof body === 'string' ? utf8(body) : body }
  const { code, findings } = await diagnose(capture, { secret, at, toleranceSeconds: 300, ...options })
  return { code, text: findings.find(({ isGood }) => !isGood)?.text ?? '' }
}

test('a request that is as it was sent verifies, in every part', async () => {
  const capture = { headers: await headersFor(), body: utf8(signedBody) }
  const { code, findings } = await diagnose(capture, { secret, at, toleranceSeconds: 300 })
  expect(code).toBe('verified')
  expect(findings.map(({ part, isGood }) => [part, isGood])).toEqual([
    ['headers', true],
    ['timestamp', true],
    ['secret', true],
    ['signature', true],
  ])
})

test('a published vector verifies', async () => {
  const headers = headersWith('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  expect((await wrong(headers, '{"test": 2432232314}')).code).toBe('verified')
})

describe('headers', () => {
  test.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('without %s are told', async (name) => {
    const headers = await headersFor()
    headers.delete(name)
    const { code, text } = await wrong(headers, signedBody)
    expect(code).toBe('missing_header')
    expect(text).toContain(`"${name}" is missing`)
  })

  test('an id with a dot, a timestamp in milliseconds and a bare signature are malformed', async () => {
    for (const [name, value] of [
      ['webhook-id', 'msg.1'],
      ['webhook-timestamp', '1614265330000'],
      ['webhook-signature', 'g0hM9SsE'],
    ] as const) {
      const headers = await headersFor()
      headers.set(name, value)
      const { code, text } = await wrong(headers, signedBody)
      expect(code).toBe('invalid_header')
      expect(text).toContain(`"${name}" is malformed`)
    }
  })

  test('by their older names will do', async () => {
    const headers = new Headers()
    for (const [name, value] of await headersFor()) headers.set(name.replace('webhook', 'svix'), value)
    expect((await wrong(headers, signedBody)).code).toBe('verified')
  })
})

describe('the timestamp', () => {
  test('is too old or too new by so much, while all else is good', async () => {
    const old = await wrong(await headersFor(), signedBody, { at: at + 2 * 3_600_000 })
    expect(old).toEqual({
      code: 'timestamp_too_old',
      text: expect.stringContaining('2021-02-25T15:02:10.000Z, 2 h 5 s ago, more than the 5 min allowed'),
    })
    const young = await wrong(await headersFor(), signedBody, { at: at - 600_000 })
    expect(young).toEqual({
      code: 'timestamp_too_new',
      text: expect.stringContaining('9 min 55 s in the future'),
    })
  })

  test('that is old hides nothing else: the code names what was changed', async () => {
    const { code } = await wrong(await headersFor(), `${signedBody}\n`, { at: at + 86_400_000 })
    expect(code).toBe('body_changed')
  })
})

describe('a body that was changed', () => {
  const value: unknown = JSON.parse(signedBody)
  const lines = '{\n  "a": 1\n}'
  test.each([
    ['a newline at the end', signedBody, `${signedBody}\n`, 'a newline was added at its end'],
    ['a lost newline', `${signedBody}\n`, signedBody, 'the newline at its end was lost'],
    ['white space around it', signedBody, `  ${signedBody} \n`, 'white space was added around it'],
    ['CRLF for LF', lines, lines.replaceAll('\n', '\r\n'), 'from LF to CRLF'],
    ['LF for CRLF', lines.replaceAll('\n', '\r\n'), lines, 'from CRLF to LF'],
    ['a byte order mark', signedBody, `\uFEFF${signedBody}`, 'a byte order mark was put before it'],
    ['Latin-1 for UTF-8', signedBody, Buffer.from(signedBody).toString('latin1'), 'decoded as Latin-1'],
    ['pretty JSON', signedBody, JSON.stringify(value, null, 2), 'without white space it fits'],
    ['compact JSON for indented', JSON.stringify(value, null, 4), signedBody, 'indented by 4 it fits'],
    ['compact JSON for spaced', '{"a": [1, 2], "b": "c"}', '{"a":[1,2],"b":"c"}', 'as Python writes it'],
    ['escapes lost', '{"a":"Zo\\u00eb"}', '{"a":"Zoë"}', 'letters beyond ASCII as \\u escapes'],
    ['PHP’s slashes lost', '{"a":"b\\/c"}', '{"a":"b/c"}', 'as PHP writes them'],
    ['Go’s escapes lost', '{"a":"\\u003cb\\u003e"}', '{"a":"<b>"}', 'as Go writes them'],
    ['another order of keys', '{"a":1,"b":2}', '{"b":2,"a":1}', 'sorted it fits'],
    ['JSON without its last newline', '{"a":1}\n', '{ "a": 1 }', 'the newline at its end was lost'],
  ])('by %s is told as that', async (_, signed, captured, expected) => {
    const { code, text } = await wrong(await headersFor(signed), captured)
    expect(code).toBe('body_changed')
    expect(text).toContain(expected)
  })

  test('in what it says matches nothing', async () => {
    const { code, text } = await wrong(await headersFor(), signedBody.replace('7', '8'))
    expect(code).toBe('no_matching_signature')
    expect(text).not.toContain('The body is empty')
    expect((await wrong(await headersFor(), '')).text).toContain('The body is empty: was it captured?')
  })

  test('is told of v1a too', async () => {
    const { privateKey, publicKey } = await generateKeyPair()
    const headers = headersWith(await sign({ id, timestamp, body: signedBody, secret: privateKey }))
    expect((await wrong(headers, signedBody, { secret: publicKey })).code).toBe('verified')
    const changed = await wrong(headers, JSON.stringify(value, null, 2), { secret: publicKey })
    expect(changed).toMatchObject({
      code: 'body_changed',
      text: expect.stringContaining('without white space'),
    })
  })
})

describe('a key of the wrong form', () => {
  const encoded = secret.slice('whsec_'.length)
  const hmac = (key: string | Uint8Array, content = `${id}.${timestamp}.${signedBody}`) =>
    createHmac('sha256', key).update(content)
  test.each([
    ['the text behind the prefix', encoded, 'the text behind "whsec_" itself was taken for the key'],
    ['the whole text', secret, 'the whole text, "whsec_" included, was taken for the key'],
    ['all of it decoded', Buffer.from(secret, 'base64'), '"whsec_" included, was decoded from base64'],
    ['a newline at its end', `${secret}\n`, 'with a newline at its end'],
  ])('is told: %s', async (_, key, expected) => {
    const { code, text } = await wrong(headersWith(`v1,${hmac(key).digest('base64')}`), signedBody)
    expect(code).toBe('wrong_key_form')
    expect(text).toContain(expected)
  })

  test('and a body that was changed are told together', async () => {
    const headers = headersWith(`v1,${hmac(encoded).digest('base64')}`)
    const { code, text } = await wrong(headers, `${signedBody}\n`)
    expect(code).toBe('wrong_key_form')
    expect(text).toContain('taken for the key')
    expect(text).toContain('a newline was added at its end')
  })

  test('that cannot be a secret at all is told, and whether the sender used it so', async () => {
    const odd = 'whsec_not base64 at all!'
    expect((await wrong(await headersFor(), signedBody, { secret: odd })).code).toBe('invalid_secret')
    const headers = headersWith(`v1,${hmac(odd).digest('base64')}`)
    const { code, text } = await wrong(headers, signedBody, { secret: odd })
    expect(code).toBe('invalid_secret')
    expect(text).toContain('The sender signed with it all the same: the whole text')
  })

  test('is no reason where the sender put something else together, or wrote it otherwise', async () => {
    const key = parseSecret(secret)
    const bodyOnly = headersWith(`v1,${hmac(key, signedBody).digest('base64')}`)
    expect(await wrong(bodyOnly, signedBody)).toEqual({
      code: 'wrong_signed_content',
      text: 'the body alone was signed; it must be id.timestamp.body',
    })
    const hex = headersWith(`v1,${hmac(key).digest('hex')}`)
    expect(await wrong(hex, signedBody)).toMatchObject({ code: 'wrong_encoding' })
  })
})

test('a secret of the other version, or of another endpoint, is told as that', async () => {
  const { privateKey, publicKey } = await generateKeyPair()
  const headers = await headersFor()
  expect(await wrong(headers, signedBody, { secret: publicKey })).toEqual({
    code: 'wrong_version',
    text: 'it verifies v1a, but the signatures are v1: use the secret (whsec_…) of the endpoint',
  })
  const v1a = headersWith(await sign({ id, timestamp, body: signedBody, secret: privateKey }))
  expect((await wrong(v1a, signedBody)).text).toContain('use the public key (whpk_…)')
  const other = await wrong(headers, signedBody, { secret: generateSecret() })
  expect(other).toMatchObject({
    code: 'no_matching_signature',
    text: expect.stringContaining('another endpoint'),
  })
})
