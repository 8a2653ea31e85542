import { describe, expect, test } from 'vitest'

import { Seal } from '../../src/portal/seal.ts'
import { createManaged } from '../support/management.ts'
import { createSigned, origin, otherSecret, secret, tokenOf } from '../support/portal.ts'

describe('a link', () => {
  test('leads to the page, with its token where no server sees it', async () => {
    const { app } = createSigned()
    const link = new URL(await app.delivery.portalLink('acme'))
    expect(link.href).toMatch(/^https:\/\/api\.example\.com\/webhooks\/#token=hwlink1\./)
    expect(link.search).toBe('')
  })

  test('of a tenant signs in as that tenant, as often as it is followed', async () => {
    const { app, signIn } = createSigned()
    const token = tokenOf(await app.delivery.portalLink('Ütrecht & søn'))
    for (let time = 0; time < 2; time++) {
      const { response } = await signIn(token)
      expect(response.status).toBe(200)
      expect(await response.json()).toMatchObject({ role: 'tenant', tenant: 'Ütrecht & søn', title: 'Shop' })
    }
  })

  test('of an operator signs in as one, who is no tenant', async () => {
    const { app, signIn } = createSigned()
    const { response } = await signIn(tokenOf(await app.delivery.operatorLink()))
    expect(await response.json()).toMatchObject({ role: 'operator', tenant: null })
  })

  test('expires, after a time of its own where it has one', async () => {
    const { app, clock, signIn } = createSigned()
    const usual = tokenOf(await app.delivery.portalLink('acme'))
    const brief = tokenOf(await app.delivery.portalLink('acme', { linkSeconds: 60 }))
    clock.advance(60_000)
    const { response } = await signIn(brief)
    expect(response.status).toBe(401)
    expect(await response.json()).toEqual({
      detail: 'The link has expired: ask for a new one where you got it',
    })
    clock.advance(839_999)
    expect((await signIn(usual)).response.status).toBe(200)
    clock.advance(1)
    expect((await signIn(usual)).response.status).toBe(401)
  })

  test('that was forged, or made with another secret, signs nobody in and says nothing', async () => {
    const { app, clock, signIn } = createSigned({ authenticate: () => null })
    const token = tokenOf(await app.delivery.portalLink('acme'))
    const [purpose, , signature] = token.split('.')
    const expiresAt = clock.now() + 60_000
    const payload = Buffer.from(JSON.stringify({ id: 'x', expiresAt, caller: { operator: true } }))
    const caller = { tenant: 'acme' }
    for (const other of [
      `${purpose}.${payload.toString('base64url')}.${signature}`,
      `${token}x`,
      token.slice(0, -1),
      await new Seal([otherSecret]).sign('hwlink1', { caller, expiresAt }),
      // The right key for what is no link.
      await new Seal([secret]).sign('hwsession1', { caller, expiresAt }),
    ]) {
      const { response } = await signIn(other)
      expect(response.status).toBe(401)
      expect(response.headers.get('set-cookie')).toBeNull()
      expect(await response.json()).toEqual({ detail: 'The token is not known' })
    }
  })

  test('is no bearer token of the management API', async () => {
    const { app, ask } = createSigned({ authenticate: () => null })
    const authorization = `Bearer ${tokenOf(await app.delivery.operatorLink())}`
    expect((await ask('/endpoints?tenant=acme', { headers: { authorization } })).status).toBe(401)
  })

  test('outlives a rotation of the secret as long as the old one is listed', async () => {
    const url = `${origin}/webhooks`
    const token = tokenOf(await createSigned().app.delivery.portalLink('acme'))
    const during = createSigned({ portal: { secret: [otherSecret, secret], url } })
    expect((await during.signIn(token)).response.status).toBe(200)
    const after = createSigned({ portal: { secret: otherSecret, url } })
    expect((await after.signIn(token)).response.status).toBe(401)
    const fresh = tokenOf(await during.app.delivery.portalLink('acme'))
    expect((await after.signIn(fresh)).response.status).toBe(200)
  })
})

describe('without', () => {
  test('a secret there are no links, and it is said what to configure', async () => {
    const { app } = createManaged({ portal: { url: `${origin}/webhooks` } })
    for (const link of [app.delivery.portalLink('acme'), app.delivery.operatorLink()]) {
      await expect(link).rejects.toMatchObject({
        code: 'portal_not_configured',
        message: expect.stringMatching(
          /portal: \{ secret: process\.env\.PORTAL_SECRET.*openssl rand -base64 32/,
        ),
      })
    }
  })

  test('a URL likewise', async () => {
    const { app } = createManaged({ portal: { secret } })
    await expect(app.delivery.portalLink('acme')).rejects.toMatchObject({
      code: 'portal_not_configured',
      message: expect.stringContaining("url: 'https://api.example.com/webhooks'"),
    })
  })
})

test.each([
  ['tenant', '', undefined],
  ['tenant', 'a\nb', undefined],
  ['linkSeconds', 'acme', 0],
  ['linkSeconds', 'acme', 604_801],
])('a %s that cannot be meant is refused', async (option, tenant, linkSeconds) => {
  const { app } = createSigned()
  const link = app.delivery.portalLink(tenant, linkSeconds === undefined ? {} : { linkSeconds })
  await expect(link).rejects.toMatchObject({
    code: 'bad_option',
    message: expect.stringContaining(option),
  })
})
