import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign as signByNode,
  verify as verifyByNode,
} from 'node:crypto'
import { describe, expect, test, vi } from 'vitest'
import { createReceiver, verify, WebhookVerificationError } from '../src/index.ts'
import { generateKeyPair, generateSecret, parsePrivateKey, publicKeyOf, sign } from '../src/sign.ts'
import type { VerifyOptions, WebhookVerificationErrorCode } from '../src/index.ts'
import { headersOf, vectorA, vectorC } from './vectors.ts'

function options(change: Partial<VerifyOptions> & { signature?: string } = {}): VerifyOptions {
  const { signature = vectorC.signature, ...rest } = change
  return {
    headers: headersOf({ ...vectorC, signature }),
    body: vectorC.body,
    secret: vectorC.secret,
    now: () => vectorC.timestamp * 1000,
    ...rest,
  }
}

function refusal(code: WebhookVerificationErrorCode, message = /./) {
  return expect.objectContaining({
    constructor: WebhookVerificationError,
    code,
    message: expect.stringMatching(message),
  })
}

const signedText = `${vectorC.id}.${vectorC.timestamp}.${vectorC.body}`
const bytesOf = (key: string) => Buffer.from(key.slice('whpk_'.length), 'base64')
const seedOnly = `whsk_${bytesOf(vectorC.privateKey).subarray(0, 32).toString('base64')}`
const { publicKey: other, privateKey: otherPrivate } = await generateKeyPair()

describe('vector C', () => {
  test('is what sign makes, of the seed and the public key or of the seed alone', async () => {
    expect(await sign({ ...vectorC, secret: vectorC.privateKey })).toBe(vectorC.signature)
    expect(await sign({ ...vectorC, secret: seedOnly })).toBe(vectorC.signature)
    expect(await sign({ ...vectorC, secret: ` ${seedOnly}\n` })).toBe(vectorC.signature)
  })

  test('verifies with the public key', async () => {
    expect(await verify(options())).toEqual({
      id: vectorC.id,
      timestamp: new Date(vectorC.timestamp * 1000),
    })
  })

  test('has the public key that publicKeyOf tells', async () => {
    expect(await publicKeyOf(vectorC.privateKey)).toBe(vectorC.secret)
    expect(await publicKeyOf(seedOnly)).toBe(vectorC.secret)
  })

  test.each([
    ['body', { body: `${vectorC.body} ` }],
    ['key', { secret: other }],
    ['id', { headers: headersOf({ ...vectorC, id: `${vectorC.id}x` }) }],
    ['timestamp', { headers: headersOf({ ...vectorC, timestamp: vectorC.timestamp + 1 }) }],
    ['bit in the signature', { signature: vectorC.signature.replace('v1a,h', 'v1a,i') }],
    ['length of the signature', { signature: vectorC.signature.slice(0, -4) }],
  ])('does not verify with another %s', async (_, change) => {
    await expect(verify(options(change))).rejects.toEqual(refusal('no_matching_signature'))
  })
})

describe('node:crypto', () => {
  test('verifies what sign makes, and signs what verify takes', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519')
    const x = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')
    const d = Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url')
    const signature = await sign({ ...vectorC, secret: `whsk_${Buffer.concat([d, x]).toString('base64')}` })
    const bytes = Buffer.from(signature.slice('v1a,'.length), 'base64')
    expect(verifyByNode(null, Buffer.from(signedText), publicKey, bytes)).toBe(true)
    expect(verifyByNode(null, Buffer.from(`${signedText} `), publicKey, bytes)).toBe(false)

    const theirs = `v1a,${signByNode(null, Buffer.from(signedText), privateKey).toString('base64')}`
    const secret = `whpk_${x.toString('base64')}`
    await expect(verify(options({ signature: theirs, secret }))).resolves.toMatchObject({ id: vectorC.id })
  })

  test('agrees on the public key of a generated pair', () => {
    const { seed, claimedPublicKey } = parsePrivateKey(otherPrivate)
    const key = createPrivateKey({
      key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
      format: 'der',
      type: 'pkcs8',
    })
    const x = Buffer.from(createPublicKey(key).export({ format: 'jwk' }).x ?? '', 'base64url')
    expect(`whpk_${x.toString('base64')}`).toBe(other)
    expect(Buffer.from(claimedPublicKey ?? [])).toEqual(x)
  })
})

describe('secrets of both versions at once', () => {
  const secret = vectorA.secret

  test('sign once each, and each alone verifies', async () => {
    const signature = await sign({ ...vectorC, secret: [secret, vectorC.privateKey, otherPrivate] })
    expect(signature.split(' ').slice(0, 2)).toEqual([vectorA.signature, vectorC.signature])
    for (const key of [secret, vectorC.secret, other]) {
      await expect(verify(options({ signature, secret: key }))).resolves.toMatchObject({ id: vectorC.id })
    }
  })

  test('verify while a sender migrates from one version to the other, and while it rotates', async () => {
    for (const keys of [
      [secret, vectorC.secret],
      [vectorC.secret, secret],
    ]) {
      await expect(verify(options({ secret: keys }))).resolves.toBeDefined()
      await expect(verify(options({ secret: keys, signature: vectorA.signature }))).resolves.toBeDefined()
    }
    await expect(verify(options({ secret: [other, vectorC.secret] }))).resolves.toBeDefined()
    await expect(verify(options({ secret: [other, generateSecret()] }))).rejects.toEqual(
      refusal('no_matching_signature'),
    )
  })

  test('a receiver takes a public key, and is told which version its key would verify', async () => {
    await expect(verify(options({ signature: vectorA.signature }))).rejects.toEqual(
      refusal('no_matching_signature', /they are v1, the secret is for v1a/),
    )
    const receive = createReceiver({ secret: vectorC.secret, on: {}, now: () => vectorC.timestamp * 1000 })
    const request = new Request('https://receiver.example/', {
      method: 'POST',
      headers: { ...headersOf(vectorC), 'webhook-event-type': 'ping' },
      body: vectorC.body,
    })
    expect((await receive(request)).status).toBe(204)
  })
})

describe('a signature of one version never verifies under a key of the other', () => {
  const hmac = (key: string | Uint8Array) => createHmac('sha256', key).update(signedText).digest('base64')

  test.each([
    ['the bytes of the public key', bytesOf(vectorC.secret)],
    ['the text of the public key', vectorC.secret],
    ['its base64', vectorC.secret.slice('whpk_'.length)],
  ])('an HMAC keyed with %s, which everyone knows, is refused under either name', async (_, key) => {
    for (const version of ['v1', 'v1a']) {
      await expect(verify(options({ signature: `${version},${hmac(key)}` }))).rejects.toEqual(
        refusal('no_matching_signature'),
      )
      const both = { secret: [generateSecret(), vectorC.secret], signature: `${version},${hmac(key)}` }
      await expect(verify(options(both))).rejects.toEqual(refusal('no_matching_signature'))
    }
  })

  test('the right Ed25519 signature under the name of v1, and the right HMAC under that of v1a', async () => {
    const renamed = vectorC.signature.replace('v1a,', 'v1,')
    await expect(verify(options({ signature: renamed }))).rejects.toEqual(refusal('no_matching_signature'))
    const hmacAsV1a = vectorA.signature.replace('v1,', 'v1a,')
    await expect(verify(options({ signature: hmacAsV1a, secret: vectorA.secret }))).rejects.toEqual(
      refusal('no_matching_signature'),
    )
  })

  test('one text made for both is not mixed up by what is kept ready', async () => {
    await sign({ ...vectorC, secret: vectorC.privateKey })
    await expect(verify(options({ secret: vectorC.privateKey }))).rejects.toEqual(refusal('invalid_secret'))
    await verify(options())
    await expect(sign({ ...vectorC, secret: vectorC.secret })).rejects.toEqual(refusal('invalid_secret'))
  })
})

describe('keys that cannot be meant', () => {
  test('a private key is refused where a receiver verifies, with the cure', async () => {
    const message = /the sender's private key \("whsk_"\): verify with the "whpk_" key/
    await expect(verify(options({ secret: vectorC.privateKey }))).rejects.toEqual(
      refusal('invalid_secret', message),
    )
    expect(() => createReceiver({ secret: [vectorC.secret, seedOnly], on: {} })).toThrow(
      refusal('invalid_secret', message),
    )
  })

  test('a public key is refused where a sender signs', async () => {
    await expect(sign({ ...vectorC, secret: vectorC.secret })).rejects.toEqual(
      refusal('invalid_secret', /a public key \("whpk_"\), which cannot sign: sign with the "whsk_" key/),
    )
  })

  test('a private key with the public key of another is refused', async () => {
    const mixed = Buffer.concat([bytesOf(seedOnly), bytesOf(other)]).toString('base64')
    const message = /second half is not the public key of its first/
    await expect(sign({ ...vectorC, secret: `whsk_${mixed}` })).rejects.toEqual(
      refusal('invalid_secret', message),
    )
    await expect(publicKeyOf(`whsk_${mixed}`)).rejects.toEqual(refusal('invalid_secret', message))
  })

  test.each([
    ['whpk_', /decode|base64/],
    [`whpk_${Buffer.alloc(31).toString('base64')}`, /must be "whpk_" and the base64 of 32 bytes, but has 31/],
    [`whpk_${Buffer.alloc(64).toString('base64')}`, /but has 64/],
    ['whpk_not base64', /must be "whpk_" and the base64 of 32 bytes, but is not: copy it whole/],
  ])('to verify, %s', async (secret, message) => {
    await expect(verify(options({ secret }))).rejects.toEqual(refusal('invalid_secret', message))
    expect(() => createReceiver({ secret, on: {} })).toThrow(refusal('invalid_secret', message))
  })

  test.each([
    [`whsk_${Buffer.alloc(31).toString('base64')}`, /the base64 of 32 or 64 bytes, but has 31/],
    [`whsk_${Buffer.alloc(33).toString('base64')}`, /but has 33/],
    [`whsk_${Buffer.alloc(96).toString('base64')}`, /but has 96/],
    ['whsk_not base64', /must be "whsk_" and the base64 of 32 or 64 bytes, but is not/],
    ['whsec_AAAA', /must be "whsk_" and the base64 of 32 or 64 bytes, but begins with "whsec_"/],
    ['', /is empty/],
  ])('as a private key, %s', async (secret, message) => {
    expect(() => parsePrivateKey(secret)).toThrow(refusal('invalid_secret', message))
    await expect(publicKeyOf(secret)).rejects.toEqual(refusal('invalid_secret', message))
  })

  test('are never repeated in errors', async () => {
    for (const secret of ['whsk_hunter2hunter2', 'whsk_hunter2!', `whsk_hunter2${'A'.repeat(80)}`]) {
      for (const attempt of [
        sign({ ...vectorC, secret }),
        verify(options({ secret })),
        publicKeyOf(secret),
      ]) {
        const error: unknown = await attempt.catch((thrown: unknown) => thrown)
        expect(error).toEqual(refusal('invalid_secret'))
        expect(String(error)).not.toContain('hunter2')
      }
    }
  })

  test('a runtime whose Web Crypto has no Ed25519 is told so', async () => {
    const none = new DOMException('Unrecognized name.', 'NotSupportedError')
    const importKey = vi.spyOn(crypto.subtle, 'importKey').mockRejectedValue(none)
    try {
      const fresh = `whpk_${Buffer.alloc(32, 7).toString('base64')}`
      await expect(verify(options({ secret: fresh }))).rejects.toEqual(
        refusal('unsupported_runtime', /no Ed25519, which v1a needs/),
      )
      await expect(generateKeyPair()).rejects.toEqual(refusal('unsupported_runtime'))
    } finally {
      importKey.mockRestore()
    }
  })
})

describe('generateKeyPair', () => {
  test('makes a pair of which one signs and the other verifies', async () => {
    const { privateKey, publicKey } = await generateKeyPair()
    expect(parsePrivateKey(privateKey).seed).toHaveLength(32)
    expect(await publicKeyOf(privateKey)).toBe(publicKey)
    const signature = await sign({ ...vectorC, secret: privateKey })
    await expect(verify(options({ signature, secret: publicKey }))).resolves.toBeDefined()
  })

  test('makes another one each time, and the same of the same bytes', async () => {
    const pairs = await Promise.all(Array.from({ length: 50 }, () => generateKeyPair()))
    expect(new Set(pairs.map(({ privateKey }) => privateKey)).size).toBe(50)
    expect(await generateKeyPair(() => bytesOf(seedOnly))).toEqual({
      privateKey: vectorC.privateKey,
      publicKey: vectorC.secret,
    })
  })
})
