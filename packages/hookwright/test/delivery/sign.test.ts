import { readFile } from 'node:fs/promises'
import { verify } from '@hookwright/receiver'
import { generateKeyPair, generateSecret } from '@hookwright/receiver/sign'
import { describe, expect, test } from 'vitest'
import { signedHeaders, usableSecrets, type Signable } from '../../src/delivery/sign.ts'
import { userAgent } from '../../src/version.ts'
import type { EndpointSecret } from '../../src/endpoints/endpoint.ts'
import { SecretBox } from '../../src/endpoints/secret-box.ts'

const encode = (text: string) => new TextEncoder().encode(text)

function signable(changes: Partial<Signable> = {}): Signable {
  return {
    messageId: 'msg_1',
    eventType: 'new-subscription',
    contentType: 'application/json',
    body: encode('{}'),
    ...changes,
  }
}

/** What signs for an endpoint with these secrets, all of them in plain. */
function usable(now: number, ...secrets: EndpointSecret[]): Promise<string[]> {
  return usableSecrets({ tenant: 'acme', endpoint: { id: 'ep_1', secrets } }, now, new SecretBox())
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
    [
      'whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==',
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      1614265330,
      '{"test": 2432232314}',
      'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==',
    ],
    [
      'whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbc=',
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      1614265330,
      '{"test": 2432232314}',
      'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==',
    ],
  ])('is that of the Standard Webhooks vector for %s', (secret, messageId, seconds, text, signature) => {
    const delivery = signable({ messageId, body: encode(text) })
    const headers = signedHeaders(delivery, [secret], seconds * 1000 + 999)
    expect(headers).toMatchObject({
      'webhook-id': messageId,
      'webhook-timestamp': String(seconds),
      'webhook-signature': signature,
    })
  })

  test('verifies over bytes that are no text at all', async () => {
    const secret = generateSecret()
    const body = Uint8Array.from({ length: 256 }, (_, index) => index)
    const headers = signedHeaders(signable({ body }), [secret], Date.now())
    await expect(verify({ headers, body, secret })).resolves.toMatchObject({ id: 'msg_1' })
    await expect(verify({ headers, body: body.slice(1), secret })).rejects.toThrow()
  })

  test('is made with every secret that has not expired, so that each alone verifies', async () => {
    const now = Date.now()
    const [current, older, expired] = [generateSecret(), generateSecret(), generateSecret()]
    const secrets = await usable(
      now,
      { secret: current, expiresAt: null },
      { secret: older, expiresAt: now + 1 },
      { secret: expired, expiresAt: now },
    )
    const headers = signedHeaders(signable(), secrets, now)
    expect(headers['webhook-signature']?.split(' ')).toHaveLength(2)
    await verify({ headers, body: '{}', secret: current })
    await verify({ headers, body: '{}', secret: older })
    await expect(verify({ headers, body: '{}', secret: expired })).rejects.toThrow()
  })

  test('keeps being right when there are more secrets than keys are kept', async () => {
    const secrets = Array.from({ length: 5_000 }, () => generateSecret())
    const signAll = () =>
      secrets.map((secret) => signedHeaders(signable(), [secret], 1_000)['webhook-signature'])
    const first = signAll()
    expect(signAll()).toEqual(first)
    expect(new Set(first).size).toBe(secrets.length)
  })
})

describe('v1a', () => {
  test('is verified over bytes that are no text, each of two keys alone', async () => {
    const [ours, next] = [await generateKeyPair(), await generateKeyPair()]
    const body = Uint8Array.from({ length: 256 }, (_, index) => index)
    const headers = signedHeaders(signable({ body }), [next.privateKey, ours.privateKey], Date.now())
    expect(headers['webhook-signature']).toMatch(/^v1a,\S{88} v1a,\S{88}$/)
    for (const { publicKey } of [ours, next]) await verify({ headers, body, secret: publicKey })
    await expect(verify({ headers, body: body.slice(1), secret: ours.publicKey })).rejects.toThrow()
  })

  test('does not sign with a key that names the public key of another', async () => {
    const [ours, other] = [await generateKeyPair(), await generateKeyPair()]
    const half = (key: string, from: number, to: number) =>
      Buffer.from(key.slice(5), 'base64').subarray(from, to)
    const mixed = Buffer.concat([half(ours.privateKey, 0, 32), half(other.publicKey, 0, 32)])
    expect(() => signedHeaders(signable(), [`whsk_${mixed.toString('base64')}`], 0)).toThrow(
      'holds the public key of another; rotate its secret',
    )
  })
})

describe('no request is made', () => {
  test('without a secret that has not expired', async () => {
    await expect(usable(5, { secret: generateSecret(), expiresAt: 5 })).rejects.toThrow('rotate its secret')
  })

  test('with one that is malformed', () => {
    expect(() => signedHeaders(signable(), ['whsec_???'], 5)).toThrow('base64')
    expect(() => signedHeaders(signable(), ['whsk_AAAA'], 5)).toThrow('but has 3: copy it whole')
  })
})

describe('secrets that were encrypted', () => {
  const owner = { tenant: 'acme', endpointId: 'ep_1' }
  const newKey = () => Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64')

  test('sign decrypted, beside one in plain', async () => {
    const box = new SecretBox([newKey()])
    const [current, older] = [generateSecret(), generateSecret()]
    const secrets = [
      { secret: await box.seal(current, owner), expiresAt: null },
      { secret: older, expiresAt: 10 },
    ]
    const endpoint = { id: 'ep_1', secrets }
    expect(await usableSecrets({ tenant: 'acme', endpoint }, 5, box)).toEqual([current, older])
    await expect(usableSecrets({ tenant: 'globex', endpoint }, 5, box)).rejects.toMatchObject({
      code: 'secret_unreadable',
    })
  })

  test('are left out where they are old and unreadable, so that a rotation heals at once', async () => {
    const [lost, box] = [new SecretBox([newKey()]), new SecretBox([newKey()])]
    const current = generateSecret()
    const unreadable = await lost.seal(generateSecret(), owner)
    const secrets = [
      { secret: await box.seal(current, owner), expiresAt: null },
      { secret: unreadable, expiresAt: 10 },
    ]
    expect(await usableSecrets({ tenant: 'acme', endpoint: { id: 'ep_1', secrets } }, 5, box)).toEqual([
      current,
    ])
  })
})

test('the headers name the event type, the content type and this version of Hookwright', async () => {
  const headers = signedHeaders(signable(), [generateSecret()], 0)
  expect(headers).toMatchObject({
    'webhook-event-type': 'new-subscription',
    'content-type': 'application/json',
  })
  const manifest: unknown = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'))
  expect(manifest).toMatchObject({ version: userAgent.split('/')[1] })
})
