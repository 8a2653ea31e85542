import { describe, expect, test } from 'vitest'
import { generateSecret, parseSecret } from '../src/sign.ts'
import { vectorA } from './vectors.ts'

const bytes24 = Uint8Array.from({ length: 24 }, (_, index) => index)
const encoded24 = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYX'

describe('parseSecret', () => {
  test('decodes the base64 after whsec_', () => {
    expect(parseSecret(`whsec_${encoded24}`)).toEqual(bytes24)
  })

  test('takes the base64 without its prefix', () => {
    expect(parseSecret(encoded24)).toEqual(bytes24)
  })

  test('overlooks white space around the secret, such as the newline that ends a file', () => {
    expect(parseSecret(` whsec_${encoded24}\n`)).toEqual(bytes24)
  })

  test('takes 16 to 64 bytes, with padding or without', () => {
    for (const length of [16, 24, 25, 26, 32, 64]) {
      const bytes = new Uint8Array(length).fill(length)
      const base64 = Buffer.from(bytes).toString('base64')
      expect(parseSecret(`whsec_${base64}`)).toEqual(bytes)
      expect(parseSecret(`whsec_${base64.replace(/=+$/, '')}`)).toEqual(bytes)
    }
  })

  test.each([
    ['an empty one', '', /is empty: is the environment variable set/],
    ['only the prefix', 'whsec_', /but has 0/],
    ['a short one', 'whsec_c2hvcnQ=', /16 or more bytes, but has 5/],
    [
      'a prefix of another product',
      `sk_live_${encoded24}`,
      /must be "whsec_" and the base64 of 16 or more bytes, but is not/,
    ],
    [
      'the alphabet of URLs',
      'whsec_-_ECAwQFBgcICQoLDA0ODxAREhMUFRYX',
      /must be "whsec_" and the base64 of 16 or more bytes, but is not/,
    ],
    [
      'white space within',
      'whsec_AAECAwQFBgcI CQoLDA0ODxAREhMUFRYX',
      /must be "whsec_" and the base64 of 16 or more bytes, but is not/,
    ],
    [
      'a length that base64 cannot have',
      `whsec_${encoded24}A`,
      /must be "whsec_" and the base64 of 16 or more bytes, but is not/,
    ],
    ['a private Ed25519 key', `whsk_${encoded24}`, /must be "whsec_" .* but begins with "whsk_"/],
    ['a public Ed25519 key', `whpk_${encoded24}`, /must be "whsec_" .* but begins with "whpk_"/],
  ])('refuses %s, and says why', (_, secret, message) => {
    expect(() => parseSecret(secret)).toThrow(
      expect.objectContaining({ code: 'invalid_secret', message: expect.stringMatching(message) }),
    )
  })

  test('asks for the environment variable where the secret is undefined', () => {
    // @ts-expect-error what `process.env.SECRET!` lets through
    expect(() => parseSecret(undefined)).toThrow(
      /is undefined, not a string: is the environment variable set/,
    )
  })

  test('never repeats the secret in its errors', () => {
    for (const secret of ['hunter2hunter2!', 'whsec_hunter2', 'whsk_hunter2', 'whsec_hunter2 hunter2']) {
      expect(() => parseSecret(secret)).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
      )
    }
  })
})

describe('generateSecret', () => {
  test('makes whsec_ and the base64 of 32 bytes', () => {
    const secret = generateSecret((length) => new Uint8Array(length).fill(255))
    expect(secret).toBe('whsec_//////////////////////////////////////////8=')
    expect(parseSecret(secret)).toEqual(new Uint8Array(32).fill(255))
  })

  test('makes another one each time', () => {
    const secrets = Array.from({ length: 100 }, () => generateSecret())
    expect(new Set(secrets).size).toBe(100)
    expect(parseSecret(secrets[0] ?? '')).toHaveLength(32)
  })

  test('gives what parseSecret takes apart into the length of the published vectors or more', () => {
    expect(parseSecret(generateSecret()).length).toBeGreaterThanOrEqual(parseSecret(vectorA.secret).length)
  })
})
