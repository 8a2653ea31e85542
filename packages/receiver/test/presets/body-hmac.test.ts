import { expect, test } from 'vitest'
import { bodyHmac } from '../../src/presets.ts'
import { hmacOf, receive, refused } from './opening.ts'

const secret = 'of any form'
const body = '{"event":"pages.published","nested":{"type":"no"}}'
const eventType = (_: unknown, headers: Headers) => headers.get('x-event') ?? undefined

test('a sender with a scheme of its own: header, prefix and encoding are told', async () => {
  const scheme = bodyHmac({
    secret,
    header: 'X-Acme-Signature',
    prefix: 'v1:',
    encoding: 'base64',
    eventType,
  })
  const headers = { 'x-acme-signature': `v1:${hmacOf(secret, body, 'base64')}`, 'x-event': 'pages.published' }
  expect((await receive(scheme, headers, body)).event).toMatchObject({ type: 'pages.published' })
  expect(await receive(scheme, headers, `${body}\n`)).toEqual(refused(401, 'no_matching_signature'))
})

test('the id is that of the option, or else the same for the same body', async () => {
  const headers = { signature: hmacOf(secret, body), 'x-id': 'n1' }
  const idOf = async (options: object) =>
    (await receive(bodyHmac({ secret, header: 'signature', eventType, ...options }), headers, body)).event?.id
  expect(await idOf({ id: (_: unknown, got: Headers) => got.get('x-id') })).toBe('n1')
  expect(await idOf({})).toMatch(/^[0-9a-f]{64}$/)
  expect(await idOf({})).toBe(await idOf({}))
})
