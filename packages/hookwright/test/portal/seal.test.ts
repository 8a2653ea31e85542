import { expect, test } from 'vitest'

import { Seal } from '../../src/portal/seal.ts'
import { otherSecret, secret } from '../support/portal.ts'

const acme = { caller: { tenant: 'acme' }, expiresAt: 1_800_000_000_000 }

test('what was signed can be read again, and has a tag that does not change', async () => {
  const seal = new Seal([secret])
  for (const grant of [acme, { ...acme, caller: { operator: true } as const }]) {
    const text = await seal.sign('hwlink1', grant)
    expect(text).toMatch(/^hwlink1\.[\w-]+\.[\w-]{43}$/)
    const [first, second] = [await seal.open('hwlink1', text), await new Seal([secret]).open('hwlink1', text)]
    expect(first).toMatchObject(grant)
    expect(await first?.tag()).toBe(await second?.tag())
    expect(text).not.toContain(await first?.tag())
  }
})

test('no two are alike, and neither are their tags', async () => {
  const seal = new Seal([secret])
  const texts = [await seal.sign('hwlink1', acme), await seal.sign('hwlink1', acme)]
  expect(texts[0]).not.toBe(texts[1])
  const tags = await Promise.all(texts.map(async (text) => (await seal.open('hwlink1', text))?.tag()))
  expect(tags[0]).not.toBe(tags[1])
})

test('a text of one purpose does not pass for another', async () => {
  const seal = new Seal([secret])
  const link = await seal.sign('hwlink1', acme)
  expect(await seal.open('hwsession1', link)).toBeNull()
  expect(await seal.open('hwsession1', link.replace('hwlink1', 'hwsession1'))).toBeNull()
})

test('whatever was changed is not taken', async () => {
  const seal = new Seal([secret])
  const text = await seal.sign('hwlink1', acme)
  const [purpose, payload = '', signature = ''] = text.split('.')
  const forged = Buffer.from(JSON.stringify({ id: 'x', ...acme, caller: { operator: true } })).toString(
    'base64url',
  )
  const flipped = signature.startsWith('A') ? 'B' : 'A'
  for (const other of [
    '',
    'hwlink1',
    `${purpose}.${forged}.${signature}`,
    `${purpose}.${payload}.${flipped}${signature.slice(1)}`,
    `${purpose}.${payload}.${signature.slice(1)}`,
    `${purpose}.${payload}.`,
    `${purpose}..${signature}`,
    `${purpose}.${payload}`,
    ` ${text}`,
    `${text}\n`,
    `${text}.${signature}`,
    text.toUpperCase(),
    await new Seal([otherSecret]).sign('hwlink1', acme),
  ]) {
    expect({ other, opened: await seal.open('hwlink1', other) }).toEqual({ other, opened: null })
  }
})

test('the first secret signs, and all verify', async () => {
  const before = new Seal([secret])
  const during = new Seal([otherSecret, secret])
  const after = new Seal([otherSecret])
  const old = await before.sign('hwsession1', acme)
  const fresh = await during.sign('hwsession1', acme)
  expect(await during.open('hwsession1', old)).toMatchObject(acme)
  expect(await (await during.open('hwsession1', old))?.tag()).toBe(
    await (await before.open('hwsession1', old))?.tag(),
  )
  expect(await after.open('hwsession1', fresh)).toMatchObject(acme)
  expect(await after.open('hwsession1', old)).toBeNull()
  expect(await before.open('hwsession1', fresh)).toBeNull()
})

test('without a secret only the same one reads it', async () => {
  const seal = new Seal([])
  const text = await seal.sign('hwlink1', acme)
  expect(await seal.open('hwlink1', text)).toMatchObject(acme)
  expect(await new Seal([]).open('hwlink1', text)).toBeNull()
})
