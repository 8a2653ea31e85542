import { describe, expect, test, vi } from 'vitest'

import { App } from '../../src/app.ts'
import { noteAddress } from '../../src/http/client-address.ts'
import { toFetchHandler } from '../../src/http/prefix.ts'
import { createManaged } from '../support/management.ts'
import { browserOf, createSigned, origin, otherSecret, secret, tokenOf } from '../support/portal.ts'

const url = `${origin}/webhooks`

async function signedIn(...[delivery]: Parameters<typeof createSigned>) {
  const signed = createSigned(delivery)
  const session = await signed.signIn(tokenOf(await signed.app.delivery.portalLink('acme')))
  return { ...signed, ...session }
}

function attributesOf(response: Response): string[] {
  return (response.headers.get('set-cookie') ?? '').split('; ').slice(1).toSorted()
}

describe('a session', () => {
  test('is a cookie that scripts do not see, and no other site sends', async () => {
    const { response, cookie } = await signedIn()
    expect(cookie).toMatch(/^__Host-hookwright-session=hwsession1\.[\w-]+\.[\w-]{43}$/)
    expect(attributesOf(response)).toEqual([
      'HttpOnly',
      'Max-Age=28800',
      'Path=/',
      'SameSite=Strict',
      'Secure',
    ])
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  test('in a frame of another site is in a jar of its own', async () => {
    const frameAncestors = ['https://app.example.org']
    const { response, cookie } = await signedIn({ portal: { secret, url, frameAncestors } })
    expect(cookie).toMatch(/^__Host-hookwright-session=/)
    expect(attributesOf(response)).toEqual([
      'HttpOnly',
      'Max-Age=28800',
      'Partitioned',
      'Path=/',
      'SameSite=None',
      'Secure',
    ])
  })

  test('by plain http, on this machine, has a cookie that browsers take there', async () => {
    const { app } = createManaged({ portal: { secret, url: 'http://localhost:8000/webhooks' } })
    const token = tokenOf(await app.delivery.portalLink('acme'))
    const signIn = (headers = {}) =>
      app.request('/webhooks/session', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ token }),
      })
    const response = await signIn()
    expect(response.headers.get('set-cookie')).toMatch(/^hookwright-session=/)
    expect(attributesOf(response)).not.toContain('Secure')
    // What the browser says of itself, behind a proxy that ends TLS.
    expect(attributesOf(await signIn({ origin: 'https://localhost' }))).toContain('Secure')
  })

  test('is secure where the page is, however the request came through a proxy', async () => {
    const { app } = createSigned()
    const response = await app.request('/webhooks/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: tokenOf(await app.delivery.portalLink('acme')) }),
    })
    expect(response.headers.get('set-cookie')).toMatch(/^__Host-/)
  })

  test('tells who is signed in, and until when', async () => {
    const { ask, cookie, csrfToken, clock } = await signedIn()
    const response = await ask('/session', { headers: { cookie } })
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toEqual({
      role: 'tenant',
      tenant: 'acme',
      title: 'Shop',
      csrfToken,
      expiresAt: new Date(clock.now() + 28_800_000).toISOString(),
    })
  })

  test('opens the management API', async () => {
    const { ask, cookie, csrfToken } = await signedIn()
    const made = await ask('/endpoints', {
      method: 'POST',
      headers: { cookie, 'x-csrf-token': csrfToken, 'content-type': 'application/json' },
      body: JSON.stringify({ url: 'https://acme.example/hooks', eventTypes: ['order.paid'] }),
    })
    expect(made.status).toBe(201)
    const list = await ask('/endpoints', { headers: { cookie } })
    expect(await list.json()).toMatchObject([{ url: 'https://acme.example/hooks' }])
    expect(list.headers.get('cache-control')).toBe('no-store')
  })

  test('ends by itself', async () => {
    const { ask, cookie, clock } = await signedIn({ portal: { secret, url, sessionSeconds: 3_600 } })
    clock.advance(3_599_999)
    expect((await ask('/session', { headers: { cookie } })).status).toBe(200)
    clock.advance(1)
    expect((await ask('/session', { headers: { cookie } })).status).toBe(401)
    expect((await ask('/endpoints', { headers: { cookie } })).status).toBe(401)
  })

  test('ends by signing out: the cookie is taken away as it was given', async () => {
    for (const frameAncestors of [[], ['https://app.example.org']]) {
      const { ask, cookie, csrfToken, response } = await signedIn({ portal: { secret, url, frameAncestors } })
      const out = await ask('/session', { method: 'DELETE', headers: { cookie, 'x-csrf-token': csrfToken } })
      expect(out.status).toBe(204)
      expect(out.headers.get('set-cookie')).toMatch(/^__Host-hookwright-session=; Max-Age=0; /)
      expect(attributesOf(out).filter((one) => !one.startsWith('Max-Age'))).toEqual(
        attributesOf(response).filter((one) => !one.startsWith('Max-Age')),
      )
    }
  })

  test('that nobody has can be ended, too', async () => {
    expect((await createSigned().ask('/session', { method: 'DELETE' })).status).toBe(204)
  })

  test('lasts over a rotation of the secret, its csrf token included', async () => {
    const { cookie, csrfToken } = await signedIn()
    const { ask } = createSigned({ portal: { secret: [otherSecret, secret], url } })
    expect(await (await ask('/session', { headers: { cookie } })).json()).toMatchObject({ csrfToken })
    const after = createSigned({ portal: { secret: otherSecret, url } })
    expect((await after.ask('/session', { headers: { cookie } })).status).toBe(401)
  })

  test('is not taken from a cookie that a neighbour under the same domain could set', async () => {
    const { ask, cookie } = await signedIn()
    const plain = cookie.replace('__Host-', '')
    expect((await ask('/session', { headers: { cookie: plain } })).status).toBe(401)
  })

  test.each(['', 'x', 'hwsession1.e30.AAAA', '%E0%A4%A'])('is not had by the cookie %j', async (value) => {
    const { ask } = createSigned()
    const cookie = `__Host-hookwright-session=${value}`
    expect((await ask('/session', { headers: { cookie } })).status).toBe(401)
    expect((await ask('/endpoints', { headers: { cookie } })).status).toBe(401)
  })

  test('does not count where the caller shows other credentials that are good', async () => {
    const { ask, cookie } = await signedIn()
    const response = await ask('/session', { headers: { cookie, authorization: 'Bearer globex' } })
    expect(await response.json()).toMatchObject({ tenant: 'globex', csrfToken: null, expiresAt: null })
  })
})

describe('by the credentials of the host', () => {
  test('somebody is signed in, without a session of ours', async () => {
    const { ask } = createManagedByCookie()
    const response = await ask('/session', { headers: { cookie: 'shop=acme' } })
    expect(await response.json()).toEqual({
      role: 'tenant',
      tenant: 'acme',
      title: 'Shop',
      csrfToken: null,
      expiresAt: null,
    })
    expect((await ask('/session')).status).toBe(401)
  })

  test('a bearer token begins a session', async () => {
    const { signIn, ask } = createSigned()
    const { response, cookie } = await signIn('globex')
    expect(await response.json()).toMatchObject({ role: 'tenant', tenant: 'globex' })
    expect((await ask('/endpoints', { headers: { cookie } })).status).toBe(200)
    expect(await (await signIn('operator')).response.json()).toMatchObject({ role: 'operator' })
  })

  test('it is the token that is judged, not the cookies that came along', async () => {
    const { signIn } = createManagedByCookie()
    expect((await signIn('whatever', { cookie: 'shop=acme' })).response.status).toBe(401)
  })

  test('a token that no header can hold is refused like any other', async () => {
    const { signIn } = createSigned()
    for (const token of ['a b', 'a\r\nx-admin: 1', 'ключ']) {
      expect((await signIn(token)).response.status).toBe(401)
    }
  })

  test('without portal.secret the session is of this process', async () => {
    const first = createManaged()
    const { cookie } = await browserOf(first.app).signIn('acme')
    expect((await browserOf(first.app).ask('/session', { headers: { cookie } })).status).toBe(200)
    expect((await browserOf(createManaged().app).ask('/session', { headers: { cookie } })).status).toBe(401)
  })
})

describe('in development', () => {
  test('the development token begins a session, and links can be made', async () => {
    const { app } = createManaged({ authenticate: undefined })
    const token = app.delivery.access.openForDevelopment()
    app.delivery.portal.openForDevelopment(origin)
    const { signIn, ask } = browserOf(app)
    const { response, cookie } = await signIn(token)
    expect(await response.json()).toMatchObject({ role: 'operator' })
    expect((await ask('/endpoints?tenant=acme', { headers: { cookie } })).status).toBe(200)
    const link = await app.delivery.portalLink('acme')
    expect(link).toMatch(/^https:\/\/api\.example\.com\/webhooks\/#token=/)
    expect((await signIn(tokenOf(link))).response.status).toBe(200)
  })

  test('with portal.secret alone only links let in', async () => {
    const { app, ask, signIn } = createSigned({ authenticate: undefined })
    expect(app.delivery.access.closed).toBe(false)
    const refused = await ask('/endpoints')
    expect([refused.status, await refused.json()]).toEqual([401, { detail: 'Not authenticated' }])
    expect((await signIn('anything')).response.status).toBe(401)
    expect((await signIn(tokenOf(await app.delivery.portalLink('acme')))).response.status).toBe(200)
  })
})

describe('failed sign-ins are limited', () => {
  test('all that come without an address together, and links still sign in', async () => {
    const { app, clock, signIn } = createSigned()
    for (let count = 0; count < 200; count++) {
      expect((await signIn('hwlink1.guess')).response.status).toBe(401)
    }
    const { response } = await signIn('acme')
    expect(response.status).toBe(429)
    expect(response.headers.get('retry-after')).toBe('1')
    expect(await response.json()).toEqual({ detail: 'Too many tries: come again in 1 s' })
    const token = tokenOf(await app.delivery.portalLink('acme'))
    expect((await signIn(token)).response.status).toBe(200)
    clock.advance(1_000)
    expect((await signIn('acme')).response.status).toBe(200)
  })

  test('those of one address, which only the server is believed', async () => {
    const { app } = createSigned()
    const tryFrom = (address: string, token: string, headers = {}) =>
      app.fetch(noteAddress(signInRequest(token, headers), address))
    for (let count = 0; count < 10; count++) {
      const response = await tryFrom('192.0.2.1', '\n', { 'x-forwarded-for': `198.51.100.${count}` })
      expect(response.status).toBe(401)
    }
    expect((await tryFrom('192.0.2.1', 'acme')).status).toBe(429)
    expect((await tryFrom('192.0.2.2', 'acme')).status).toBe(200)
  })

  test('those of one address also where the app is below another, or below a prefix', async () => {
    const { app } = createSigned()
    const outer = new App({ title: 'Outer', version: '1' })
    outer.mount('/shop', app)
    const handle = toFetchHandler(outer, { prefix: '/api' })
    const tryFrom = (address: string, token: string) => {
      const { headers, body } = signInRequest(token, {})
      const place = `${origin}/api/shop/webhooks/session`
      return handle(
        noteAddress(new Request(place, { method: 'POST', headers, body, duplex: 'half' }), address),
      )
    }
    for (let count = 0; count < 10; count++) await tryFrom('192.0.2.1', '\n')
    expect((await tryFrom('192.0.2.1', 'acme')).status).toBe(429)
    expect((await tryFrom('192.0.2.2', 'acme')).status).toBe(200)
  })

  test('those of one address as the configuration finds it', async () => {
    const clientAddress = (request: Request) => request.headers.get('x-real-ip')
    const { app } = createSigned({ portal: { secret, url, clientAddress } })
    const tryFrom = (address: string, token: string) =>
      app.fetch(noteAddress(signInRequest(token, { 'x-real-ip': address }), '10.0.0.1'))
    for (let count = 0; count < 10; count++) await tryFrom('192.0.2.1', '\n')
    expect((await tryFrom('192.0.2.1', 'acme')).status).toBe(429)
    expect((await tryFrom('192.0.2.2', 'acme')).status).toBe(200)
  })

  test('the host is not asked about a token while there are too many', async () => {
    const authenticate = vi.fn(() => null)
    const { signIn } = createSigned({ authenticate })
    for (let count = 0; count < 205; count++) await signIn('guess')
    expect(authenticate).toHaveBeenCalledTimes(200)
  })
})

function signInRequest(token: string, headers: Record<string, string>): Request {
  return new Request(`${url}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ token }),
  })
}

/** A host that knows its customers by a cookie of its own. */
function createManagedByCookie() {
  const { app } = createManaged({
    authenticate: ({ headers }) => {
      const tenant = /shop=(\w+)/.exec(headers.get('cookie') ?? '')?.[1]
      return tenant === undefined ? null : { tenant }
    },
  })
  return browserOf(app)
}
