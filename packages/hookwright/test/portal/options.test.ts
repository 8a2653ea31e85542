import { describe, expect, test } from 'vitest'

import { portalSettings, type PortalOptions } from '../../src/portal/options.ts'
import { otherSecret, secret } from '../support/portal.ts'

test('everything has a default', () => {
  expect(portalSettings({})).toEqual({
    secrets: [],
    url: undefined,
    linkSeconds: 900,
    sessionSeconds: 28_800,
    frameAncestors: [],
    themeCss: '',
    clientAddress: undefined,
  })
})

describe('secret', () => {
  test('is one or several, without the white space around them', () => {
    expect(portalSettings({ secret: `${secret}\n` }).secrets).toEqual([secret])
    expect(portalSettings({ secret: [otherSecret, secret] }).secrets).toEqual([otherSecret, secret])
  })

  test.each<[unknown, string]>([
    [undefined, 'delivery.portal.secret is undefined; is the environment variable set?'],
    [null, 'delivery.portal.secret is null; is the environment variable set?'],
    [[secret, undefined], 'delivery.portal.secret[1] is undefined; is the environment variable set?'],
    [
      'too-short-to-be-one',
      'delivery.portal.secret has 19 bytes; it must have at least 32 (openssl rand -base64 32).',
    ],
    [' '.repeat(40), 'delivery.portal.secret has 0 bytes'],
    [[], 'delivery.portal.secret is an empty list; leave it out for no links.'],
    [[secret, otherSecret, secret], 'delivery.portal.secret[2] is given twice; leave one of them out.'],
  ])('cannot be %j', (given, message) => {
    const options = Object.assign<PortalOptions, object>({}, { secret: given })
    expect(() => portalSettings(options)).toThrow(
      expect.objectContaining({ code: 'bad_option', message: expect.stringContaining(message) }),
    )
  })

  test('is not repeated by an error', () => {
    expect(() => portalSettings({ secret: 'a-very-secret-thing' })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('a-very-secret-thing') }),
    )
  })
})

describe('url', () => {
  test.each([
    ['https://api.example.com/webhooks', 'https://api.example.com/webhooks/'],
    ['https://api.example.com/v1/webhooks/', 'https://api.example.com/v1/webhooks/'],
    ['http://localhost:8000/webhooks', 'http://localhost:8000/webhooks/'],
    ['http://127.0.0.1:8000/webhooks', 'http://127.0.0.1:8000/webhooks/'],
    ['http://[::1]:8000/webhooks', 'http://[::1]:8000/webhooks/'],
  ])('%s is meant as %s', (url, meant) => {
    expect(portalSettings({ url }).url).toBe(meant)
  })

  test.each([
    ['/webhooks', 'it must be absolute, such as https://api.example.com/webhooks'],
    ['http://api.example.com/webhooks', 'it must be https; http is for loopback only'],
    ['http://127.0.0.1.example.com/', 'it must be https; http is for loopback only'],
    ['ftp://localhost/', 'it must be https; http is for loopback only'],
    ['https://me:secret@api.example.com/', 'it must hold no user name or password'],
    ['https://api.example.com/webhooks?a=1', 'it must have neither a query nor a fragment'],
    ['https://api.example.com/webhooks#a', 'it must have neither a query nor a fragment'],
  ])('cannot be %s', (url, message) => {
    expect(() => portalSettings({ url })).toThrow(`delivery.portal.url is "${url}"; ${message}.`)
  })
})

test.each([
  ['linkSeconds', 0],
  ['linkSeconds', 604_801],
  ['linkSeconds', 1.5],
  ['sessionSeconds', 59],
  ['sessionSeconds', 2_592_001],
])('%s cannot be %d', (option, value) => {
  expect(() => portalSettings({ [option]: value })).toThrow(
    `delivery.portal.${option} is ${value}; it must be a whole number from`,
  )
})

describe('frameAncestors', () => {
  test('are origins; all below one may be meant', () => {
    const frameAncestors = ['https://app.example.com/', 'https://*.example.org:8443', 'http://localhost:3000']
    expect(portalSettings({ frameAncestors }).frameAncestors).toEqual([
      'https://app.example.com',
      'https://*.example.org:8443',
      'http://localhost:3000',
    ])
  })

  test.each([
    ['*', 'it must be an origin'],
    ['https:', 'it must be an origin'],
    ['app.example.com', 'it must be an origin'],
    ['https://app.example.com/path', 'it must be an origin'],
    ['https://*', 'it must be an origin'],
    ["https://a.example 'self'", 'it must be an origin'],
    ['https://a.example;script-src *', 'it must be an origin'],
    ['https://a.*.example', 'it must be an origin'],
    ['data:text/html,', 'it must be an origin'],
    ['http://app.example.com', 'it must be https'],
  ])('cannot be %s', (ancestor, message) => {
    expect(() => portalSettings({ frameAncestors: ['https://ok.example', ancestor] })).toThrow(
      `delivery.portal.frameAncestors[1] is ${JSON.stringify(ancestor)}; ${message}`,
    )
  })
})
