import { describe, expect, test } from 'vitest'

import { createManaged } from '../support/management.ts'
import { browserOf, createSigned, origin, secret, tokenOf, type Signed } from '../support/portal.ts'

type Headers = Record<string, string>

/** What changes something: the status tells whether it was let through. */
async function change(ask: Signed['ask'], headers: Headers, method = 'DELETE'): Promise<number> {
  return (await ask('/endpoints/ep_none', { method, headers })).status
}

/** It was let through: there is no such endpoint. */
const passed = 404

describe('with our cookie', () => {
  async function signedIn() {
    const signed = createSigned()
    return { ...signed, ...(await signed.signIn(tokenOf(await signed.app.delivery.portalLink('acme')))) }
  }

  test('what changes something needs the csrf token of that very session', async () => {
    const { ask, cookie, csrfToken, signIn } = await signedIn()
    const other = await signIn('acme')
    expect(await change(ask, { cookie, 'x-csrf-token': csrfToken })).toBe(passed)
    expect(await change(ask, { cookie: other.cookie, 'x-csrf-token': other.csrfToken })).toBe(passed)
    for (const wrong of ['', 'x', csrfToken.slice(1), `${csrfToken}x`, other.csrfToken]) {
      expect(await change(ask, { cookie, 'x-csrf-token': wrong })).toBe(403)
    }
    const refused = await ask('/endpoints/ep_none', { method: 'DELETE', headers: { cookie } })
    expect(await refused.json()).toEqual({
      detail: 'The header `x-csrf-token` must be the `csrfToken` that GET …/session tells',
    })
  })

  test.each(['POST', 'PATCH', 'DELETE'])('%s is refused without it', async (method) => {
    const { ask, cookie } = await signedIn()
    expect(await change(ask, { cookie }, method)).toBe(method === 'POST' ? 405 : 403)
    const post = await ask('/endpoints', { method: 'POST', headers: { cookie } })
    expect(post.status).toBe(403)
  })

  test('reading needs none', async () => {
    const { ask, cookie } = await signedIn()
    const headers = { cookie, 'sec-fetch-site': 'cross-site' }
    expect((await ask('/endpoints', { headers })).status).toBe(200)
  })

  test("another site's page is refused even with the right one", async () => {
    const { ask, cookie, csrfToken } = await signedIn()
    const headers = { cookie, 'x-csrf-token': csrfToken, 'sec-fetch-site': 'cross-site' }
    expect(await change(ask, headers)).toBe(403)
  })

  test('signing out needs it, too', async () => {
    const { ask, cookie } = await signedIn()
    const out = await ask('/session', { method: 'DELETE', headers: { cookie } })
    expect(out.status).toBe(403)
    expect(out.headers.get('set-cookie')).toBeNull()
  })

  test('a bearer token that nobody knows does not stand for it', async () => {
    const signed = createSigned({ authenticate: () => null })
    const { cookie } = await signed.signIn(tokenOf(await signed.app.delivery.portalLink('acme')))
    expect(await change(signed.ask, { cookie, authorization: 'Bearer x' })).toBe(403)
  })
})

describe("with the host's cookies", () => {
  const { app } = createManaged({
    authenticate: ({ headers }) => (headers.get('cookie') === 'shop=acme' ? { tenant: 'acme' } : null),
    portal: { secret, url: 'https://hooks.example.com/' },
  })
  const { ask } = browserOf(app)
  const cookie = 'shop=acme'

  test.each<[string, Headers, number]>([
    ['our own page', { 'sec-fetch-site': 'same-origin', origin }, passed],
    ['somebody by hand', { 'sec-fetch-site': 'none' }, passed],
    ["another site's page", { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, 403],
    ["a neighbour's page", { 'sec-fetch-site': 'same-site', origin: 'https://app.example.com' }, 403],
    ['who lies about our origin', { 'sec-fetch-site': 'cross-site', origin }, 403],
    ['an older browser on our page', { origin }, passed],
    ['the same by http behind a proxy', { origin: 'http://api.example.com' }, passed],
    ['an older browser on our page as it is configured', { origin: 'https://hooks.example.com' }, passed],
    ["an older browser on another site's page", { origin: 'https://evil.example' }, 403],
    ['an older browser on another port', { origin: 'https://api.example.com:8443' }, 403],
    ['a sandboxed frame in an older browser', { origin: 'null' }, 403],
    ['what is no browser', {}, passed],
  ])('%s is answered as it should be', async (_, headers, status) => {
    expect(await change(ask, { cookie, ...headers })).toBe(status)
  })

  test('the password that a browser sends by itself is no excuse', async () => {
    const basic = createManaged({
      authenticate: ({ headers }) =>
        headers.get('authorization') === 'Basic eDp5' ? { tenant: 'acme' } : null,
    })
    const { ask: askBasic } = browserOf(basic.app)
    const authorization = 'Basic eDp5'
    expect(await change(askBasic, { authorization })).toBe(passed)
    expect(await change(askBasic, { authorization, 'sec-fetch-site': 'cross-site' })).toBe(403)
  })

  test('a stranger is told that, wherever the request was made', async () => {
    expect(await change(ask, { 'sec-fetch-site': 'cross-site' })).toBe(401)
  })

  test('signing somebody in from another site is refused', async () => {
    const { signIn } = browserOf(app)
    const token = tokenOf(await app.delivery.portalLink('mallory'))
    const { response } = await signIn(token, { 'sec-fetch-site': 'cross-site' })
    expect(response.status).toBe(403)
    expect(response.headers.get('set-cookie')).toBeNull()
  })
})

describe('what a client wrote into the request itself passes from anywhere', () => {
  test.each<Headers>([
    { 'sec-fetch-site': 'cross-site', origin: 'https://spa.example' },
    { origin: 'https://spa.example' },
    {},
  ])('a bearer token, with %j', async (headers) => {
    const { ask } = createSigned()
    expect(await change(ask, { authorization: 'Bearer acme', ...headers })).toBe(passed)
  })

  test('a key in another header, from what is no browser', async () => {
    const { app } = createManaged({
      authenticate: ({ headers }) => (headers.get('x-api-key') === 'k' ? { tenant: 'acme' } : null),
    })
    const { ask } = browserOf(app)
    expect(await change(ask, { 'x-api-key': 'k' })).toBe(passed)
  })
})
