import { connect } from 'node:net'
import type { LookupAddress } from 'node:dns'
import { describe, expect, test } from 'vitest'
import { LookupError, pinnedLookup, systemResolver, type Resolver } from '../../src/delivery/lookup.ts'
import { startReceiver } from '../support/receiver.ts'

const v4 = (address: string): LookupAddress => ({ address, family: 4 })
const v6 = (address: string): LookupAddress => ({ address, family: 6 })

function ask(
  resolver: Resolver,
  options: { all?: boolean; family?: number } = { all: true },
  allowPrivateNetworks: string[] = [],
): Promise<string | LookupAddress[]> {
  const lookup = pinnedLookup({ allowHttp: false, allowPrivateNetworks }, resolver)
  return new Promise((resolve, reject) => {
    lookup('hooks.example', options, (error, address) => (error ? reject(error) : resolve(address)))
  })
}

const answer =
  (...addresses: LookupAddress[]): Resolver =>
  async () =>
    addresses

describe('a lookup', () => {
  test('gives every address, in the order they came', async () => {
    const addresses = [v6('2606:4700::1'), v4('93.184.215.14')]
    expect(await ask(answer(...addresses))).toEqual(addresses)
  })

  test('gives the first where one is asked for, and of the family that is asked for', async () => {
    const resolver = answer(v6('2606:4700::1'), v4('93.184.215.14'))
    expect(await ask(resolver, {})).toBe('2606:4700::1')
    expect(await ask(resolver, { family: 4 })).toBe('93.184.215.14')
    expect(await ask(resolver, { family: 4, all: true })).toEqual([v4('93.184.215.14')])
  })

  test.each([
    ['a private address', [v4('10.0.0.1')]],
    ['a mapped private address', [v6('::ffff:10.0.0.1')]],
    ['public and private addresses mixed', [v4('93.184.215.14'), v4('169.254.169.254')]],
    ['public and private addresses mixed over families', [v4('93.184.215.14'), v6('fd00:ec2::254')]],
    ['something that is no address', [v4('127.1')]],
  ])('refuses %s', async (_, addresses) => {
    await expect(ask(answer(...addresses))).rejects.toMatchObject({ kind: 'blocked' })
  })

  test('lets listed private addresses pass, but not beside others', async () => {
    expect(await ask(answer(v4('10.0.0.1')), {}, ['10.0.0.0/8'])).toBe('10.0.0.1')
    await expect(ask(answer(v4('10.0.0.1'), v4('192.168.0.1')), {}, ['10.0.0.0/8'])).rejects.toThrow(
      '192.168.0.1',
    )
  })

  test.each([
    ['an empty answer', answer(), { all: true }],
    ['none of the family asked for', answer(v6('2606:4700::1')), { family: 4 }],
  ])('is unresolved with %s', async (_, resolver, options) => {
    await expect(ask(resolver, options)).rejects.toMatchObject({ kind: 'unresolved' })
  })

  test('is unresolved when the resolver fails, whatever it throws', async () => {
    await expect(ask(() => Promise.reject(new Error('no network')))).rejects.toBeInstanceOf(LookupError)
    await expect(ask(() => Promise.reject(new Error('no network')))).rejects.toMatchObject({
      kind: 'unresolved',
    })
  })

  test('shares one question among those who ask at once, and asks again later', async () => {
    let questions = 0
    const lookup = pinnedLookup({ allowHttp: false, allowPrivateNetworks: [] }, async () => {
      questions++
      return [v4('93.184.215.14')]
    })
    const once = () =>
      new Promise((resolve, reject) => {
        lookup('hooks.example', {}, (error, address) => (error ? reject(error) : resolve(address)))
      })
    await Promise.all([once(), once(), once()])
    expect(questions).toBe(1)
    await once()
    expect(questions).toBe(2)
  })
})

test('a name that turns private after the check is refused when it is dialled again', async () => {
  const answers = [[v4('127.0.0.1')], [v4('10.0.0.1')]]
  const resolver: Resolver = async () => answers.shift() ?? []
  await using receiver = await startReceiver((response) => response.end())
  const lookup = pinnedLookup({ allowHttp: true, allowPrivateNetworks: ['127.0.0.0/8'] }, resolver)
  const dial = () =>
    new Promise<string>((resolve) => {
      const socket = connect({ host: 'rebinding.example', port: receiver.port, lookup })
      socket.on('connect', () => {
        resolve(`connected to ${socket.remoteAddress}`)
        socket.destroy()
      })
      socket.on('error', (error) => resolve(error.message))
    })
  expect(await dial()).toBe('connected to 127.0.0.1')
  expect(await dial()).toContain('rebinding.example resolves to 10.0.0.1')
})

test('the system resolver finds localhost', async () => {
  const addresses = await systemResolver('localhost')
  expect(addresses.every(({ address }) => address === '127.0.0.1' || address === '::1')).toBe(true)
  expect(addresses.length).toBeGreaterThan(0)
})
