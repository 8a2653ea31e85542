import { describe, expect, test } from 'vitest'
import { egressProxy } from '../../src/delivery/egress-proxy.ts'
import { createManaged } from '../support/management.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')

test.each([
  ['http://proxy.internal:4750', 'http://proxy.internal:4750', false, 'proxy.internal', 4750, null],
  ['http://proxy.internal', 'http://proxy.internal', false, 'proxy.internal', 80, null],
  ['https://proxy.internal/', 'https://proxy.internal', true, 'proxy.internal', 443, null],
  ['http://[fd00::7]:3128', 'http://[fd00::7]:3128', false, 'fd00::7', 3128, null],
  ['http://ada:love@10.0.0.7:3128', 'http://10.0.0.7:3128', false, '10.0.0.7', 3128, 'ada:love'],
  ['http://ada@proxy.internal', 'http://proxy.internal', false, 'proxy.internal', 80, 'ada:'],
  [
    'http://a%3Ab:p%40%2F%C3%BC@proxy.internal',
    'http://proxy.internal',
    false,
    'proxy.internal',
    80,
    'a:b:p@/ü',
  ],
])('%s is a proxy', (proxyUrl, name, isSecure, hostname, port, credentials) => {
  expect(egressProxy({ proxyUrl })).toEqual({
    name,
    isSecure,
    hostname,
    port,
    authorization: credentials === null ? null : `Basic ${base64(credentials)}`,
    resolves: false,
  })
})

test('none is used where none is given, whatever the environment says', () => {
  process.env['HTTPS_PROXY'] = 'http://127.0.0.1:1'
  try {
    expect(egressProxy({})).toBeNull()
    expect(egressProxy({ proxyUrl: undefined, proxyResolves: true })).toBeNull()
    expect(createManaged().app.delivery.line.proxy).toBeNull()
  } finally {
    delete process.env['HTTPS_PROXY']
  }
})

describe('what cannot be a proxy is refused, without being repeated', () => {
  test.each([
    ['', 'it is empty; leave it out to use none'],
    ['hunter2:4750', 'its scheme is "hunter2"'],
    ['//ada:hunter2@proxy.internal', 'it is none'],
    ['socks5://ada:hunter2@proxy.internal', 'its scheme is "socks5"'],
    ['http://ada:hunter2@proxy.internal/path', 'it goes on behind the host and port'],
    ['http://ada:hunter2@proxy.internal/?a', 'it goes on behind the host and port'],
    ['http://ada:hunter2%@proxy.internal', 'its user or password holds a "%" that is not written "%25"'],
  ])('%s', (proxyUrl, found) => {
    const message = `delivery.proxyUrl must be a URL such as "http://user:password@proxy.internal:4750", of http or https; ${found}.`
    const refusal = expect.objectContaining({ code: 'bad_option', message })
    expect(() => egressProxy({ proxyUrl })).toThrow(refusal)
    expect(() => createManaged({ proxyUrl })).toThrow(refusal)
  })
})
