import { createDecipheriv } from 'node:crypto'
import { generateKeyPair, generateSecret } from '@hookwright/receiver/sign'
import { describe, expect, test } from 'vitest'
import { SecretBox, signingOf } from '../../src/endpoints/secret-box.ts'

const owner = { tenant: 'acme', endpointId: 'ep_1' }
const rawKey = (fill: number) => Buffer.alloc(32, fill)
const key = (fill: number) => rawKey(fill).toString('base64')
const secret = generateSecret()

/** Waits as well where it throws at once. */
const open = async (box: SecretBox, stored: string, whose = owner) => box.open(stored, whose)
const unreadable = (message: RegExp) =>
  expect.objectContaining({ code: 'secret_unreadable', message: expect.stringMatching(message) })

describe('a secret in a box', () => {
  test('comes back, and at once when it was opened before', async () => {
    const box = new SecretBox([key(1)])
    const stored = await box.seal(secret, owner)
    expect(stored).toMatch(/^enc1_[0-9a-f]{8}_v1_[\w-]+$/)
    expect(box.open(stored, owner)).toBeInstanceOf(Promise)
    expect(await open(box, stored)).toBe(secret)
    expect(box.open(stored, owner)).toBe(secret)
  })

  test('is AES-256-GCM as node:crypto knows it, bound to tenant, endpoint and kind', async () => {
    const stored = await new SecretBox([key(1)]).seal(secret, owner)
    const bytes = Buffer.from(stored.split('_v1_')[1] ?? '', 'base64url')
    const cipher = createDecipheriv('aes-256-gcm', rawKey(1), bytes.subarray(0, 12))
    cipher.setAAD(Buffer.from('["enc1","v1","acme","ep_1"]')).setAuthTag(bytes.subarray(-16))
    expect(cipher.update(bytes.subarray(12, -16), undefined, 'utf8') + cipher.final('utf8')).toBe(secret)
  })

  test('looks different each time, and never holds the secret', async () => {
    const box = new SecretBox([key(1)])
    const sealed = await Promise.all(Array.from({ length: 100 }, () => box.seal(secret, owner)))
    expect(new Set(sealed.map((each) => each.slice(0, 32))).size).toBe(100)
    expect(sealed.join('')).not.toContain(secret.slice('whsec_'.length))
  })

  test('tells its kind also to who cannot decrypt it', async () => {
    const box = new SecretBox([key(1)])
    const { privateKey } = await generateKeyPair()
    for (const [kind, each] of [
      ['v1', secret],
      ['v1a', privateKey],
    ] as const) {
      expect(signingOf(each)).toBe(kind)
      const stored = await box.seal(each, owner)
      expect(signingOf(stored)).toBe(kind)
      expect(await open(box, stored)).toBe(each)
    }
  })

  test('stays readable when more are opened than are kept', async () => {
    const box = new SecretBox([key(1)])
    const all = await Promise.all(Array.from({ length: 4200 }, (_, n) => box.seal(`whsec_${n}`, owner)))
    for (const [n, stored] of all.entries()) expect(await open(box, stored)).toBe(`whsec_${n}`)
    expect(await open(box, all[0] ?? '')).toBe('whsec_0')
    expect(box.open(all.at(-1) ?? '', owner)).toBe('whsec_4199')
  })
})

describe('keys', () => {
  test('the first encrypts and all decrypt, so that they can be rotated', async () => {
    const before = await new SecretBox([key(1)]).seal(secret, owner)
    const during = new SecretBox([key(2), key(1)])
    const after = await during.seal(secret, owner)
    expect(await open(during, before)).toBe(secret)
    expect(await open(new SecretBox([key(2)]), after)).toBe(secret)
    await expect(open(new SecretBox([key(2)]), before)).rejects.toEqual(
      unreadable(
        /encrypted with the key [0-9a-f]{8}, which is not among delivery.encryptionKeys \([0-9a-f]{8}\)/,
      ),
    )
  })

  test('without any, secrets stay in plain, and what was encrypted says what is missing', async () => {
    const plain = new SecretBox()
    expect(await plain.seal(secret, owner)).toBe(secret)
    expect(plain.open(secret, owner)).toBe(secret)
    const stored = await new SecretBox([key(1)]).seal(secret, owner)
    await expect(open(plain, stored)).rejects.toEqual(unreadable(/\(none\); add it, or rotate the secret/))
  })

  test('what was stored in plain before there was one is taken as it is', () => {
    expect(new SecretBox([key(1)]).open(secret, owner)).toBe(secret)
  })

  test.each([
    ['too short', [key(1), Buffer.from('hunter2hunter2').toString('base64')], /\[1\] decodes to 14 bytes/],
    ['too long', [Buffer.alloc(64, 'hunter2').toString('base64')], /\[0\] decodes to 64 bytes.*openssl rand/],
    ['in hexadecimal', [Buffer.alloc(32, 'hunter2').toString('hex')], /\[0\] decodes to 48 bytes/],
    ['not base64', ['hunter2!hunter2'], /\[0\] is not base64/],
    ['empty', [''], /\[0\] is not base64/],
    ['given twice', [key(3), key(1), key(3)], /\[2\] is given twice/],
  ])('are refused when one is %s, and never repeated', (_, keys, message) => {
    const refused = () => new SecretBox(keys)
    expect(refused).toThrow(
      expect.objectContaining({ code: 'bad_option', message: expect.stringMatching(message) }),
    )
    for (const each of keys.filter((text) => text !== '')) {
      expect(refused).toThrow(expect.objectContaining({ message: expect.not.stringContaining(each) }))
    }
  })

  test('are refused when there are none in the list, or no list', () => {
    expect(() => new SecretBox([])).toThrow('must be a list of at least one key')
    // @ts-expect-error what JavaScript lets through
    expect(() => new SecretBox(key(1))).toThrow('must be a list of at least one key')
    // @ts-expect-error what `process.env.KEY!` lets through
    expect(() => new SecretBox([undefined])).toThrow('[0] is undefined; is the environment variable set?')
  })
})

describe('a ciphertext', () => {
  test('of another endpoint or tenant does not decrypt, also where the right one was decrypted before', async () => {
    const box = new SecretBox([key(1)])
    const stored = await box.seal(secret, owner)
    expect(await open(box, stored)).toBe(secret)
    for (const other of [
      { tenant: 'acme', endpointId: 'ep_2' },
      { tenant: 'globex', endpointId: 'ep_1' },
      { tenant: 'acme","ep_1', endpointId: '' },
    ]) {
      await expect(open(box, stored, other)).rejects.toEqual(
        unreadable(/is damaged, or was moved here from another endpoint; rotate the secret/),
      )
    }
  })

  test('does not decrypt with any bit changed, nor under another key id or kind', async () => {
    const box = new SecretBox([key(1), key(2)])
    const stored = await box.seal(secret, owner)
    const [head = '', encoded = ''] = stored.split('_v1_')
    const bytes = Buffer.from(encoded, 'base64url')
    for (let index = 0; index < bytes.length; index++) {
      const changed = Buffer.from(bytes)
      changed[index] = (changed[index] ?? 0) ^ 1
      await expect(open(box, `${head}_v1_${changed.toString('base64url')}`)).rejects.toEqual(
        unreadable(/damaged/),
      )
    }
    const otherHead = (await new SecretBox([key(2)]).seal(secret, owner)).split('_v1_')[0] ?? ''
    const forged = [
      `${otherHead}_v1_${encoded}`,
      `${head}_v1a_${encoded}`,
      `${head}_v1_`,
      `${head}_v1_AAAA`,
      `${head}_v2_${encoded}`,
      stored.replace('enc1_', 'enc2_'),
      stored.slice(0, -4),
    ]
    for (const each of forged) {
      const error: unknown = await open(box, each).catch((thrown: unknown) => thrown)
      expect(error).toEqual(unreadable(/damaged/))
      expect(String(error)).not.toContain(secret.slice(6))
    }
  })
})
