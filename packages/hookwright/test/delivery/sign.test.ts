import { readFile } from 'node:fs/promises'
import { generateSecret, verify } from '@hookwright/receiver'
import { describe, expect, test } from 'vitest'
import { signedHeaders, userAgent, type Signable } from '../../src/delivery/sign.ts'

const encode = (text: string) => new TextEncoder().encode(text)

function signable(
  changes: Partial<Omit<Signable, 'endpoint'>>,
  ...secrets: Signable['endpoint']['secrets'][number][]
) {
  return {
    messageId: 'msg_1',
    eventType: 'new-subscription',
    contentType: 'application/json',
    body: encode('{}'),
    endpoint: { secrets },
    ...changes,
  }
}

describe('the signature', () => {
  test.each([
    [
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      1614265330,
      '{"test": 2432232314}',
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    ],
    [
      'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD',
      'msg_27UH4WbU6Z5A5EzD8u03UvzRbpk',
      1649367553,
      '{"email":"test@example.com","username":"test_user"}',
      'v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=',
    ],
  ])('is that of the Standard Webhooks vector for %s', (secret, messageId, seconds, text, signature) => {
    const delivery = signable({ messageId, body: encode(text) }, { secret, expiresAt: null })
    const headers = signedHeaders(delivery, seconds * 1000 + 999)
    expect(headers).toMatchObject({
      'webhook-id': messageId,
      'webhook-timestamp': String(seconds),
      'webhook-signature': signature,
    })
  })

  test('verifies over bytes that are no text at all', async () => {
    const secret = generateSecret()
    const body = Uint8Array.from({ length: 256 }, (_, index) => index)
    const headers = signedHeaders(signable({ body }, { secret, expiresAt: null }), Date.now())
    await expect(verify({ headers, body, secret })).resolves.toMatchObject({ id: 'msg_1' })
    await expect(verify({ headers, body: body.slice(1), secret })).rejects.toThrow()
  })

  test('is made with every secret that has not expired, so that each alone verifies', async () => {
    const now = Date.now()
    const [current, older, expired] = [generateSecret(), generateSecret(), generateSecret()]
    const delivery = signable(
      {},
      { secret: current, expiresAt: null },
      { secret: older, expiresAt: now + 1 },
      { secret: expired, expiresAt: now },
    )
    const headers = signedHeaders(delivery, now)
    expect(headers['webhook-signature']?.split(' ')).toHaveLength(2)
    await verify({ headers, body: '{}', secret: current })
    await verify({ headers, body: '{}', secret: older })
    await expect(verify({ headers, body: '{}', secret: expired })).rejects.toThrow()
  })

  test('keeps being right when there are more secrets than keys are kept', async () => {
    const secrets = Array.from({ length: 5_000 }, () => generateSecret())
    const signAll = () =>
      secrets.map(
        (secret) => signedHeaders(signable({}, { secret, expiresAt: null }), 1_000)['webhook-signature'],
      )
    const first = signAll()
    expect(signAll()).toEqual(first)
    expect(new Set(first).size).toBe(secrets.length)
  })
})

test('no request is made without a secret that can sign', () => {
  expect(() => signedHeaders(signable({}, { secret: generateSecret(), expiresAt: 5 }), 5)).toThrow(
    'rotate its secret',
  )
  expect(() => signedHeaders(signable({}, { secret: 'whsec_???', expiresAt: null }), 5)).toThrow('base64')
})

test('the headers name the event type, the content type and this version of Hookwright', async () => {
  const headers = signedHeaders(signable({}, { secret: generateSecret(), expiresAt: null }), 0)
  expect(headers).toMatchObject({
    'webhook-event-type': 'new-subscription',
    'content-type': 'application/json',
  })
  const manifest: unknown = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'))
  expect(manifest).toMatchObject({ version: userAgent.split('/')[1] })
})
