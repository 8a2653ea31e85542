/** The docs page by Swagger UI and Redoc, and what is configurable of all three. */
import type { DocsUi } from 'hookwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { launchChromium } from './chromium.ts'
import { screenshot, watchPage } from './page-watch.ts'
import { createApp, serveApp, serveDocs } from './served-docs.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
}, 120_000)
afterAll(() => browser.close())

/** Waits until everything is loaded and drawn. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(
    'document.fonts.ready.then(() => new Promise((idle) => requestIdleCallback(() => idle())))',
  )
}

const size = { viewport: { width: 1280, height: 900 } }

describe('Swagger UI in Chromium', { timeout: 60_000 }, () => {
  it('shows every webhook with its properties, and a request to try on routes only', async () => {
    await using docs = await serveDocs('', { docs: { ui: 'swagger' } })
    const page = await browser.newPage(size)
    await page.goto(docs.url)
    const webhooks = page.locator('.webhooks')
    for (const name of ['new-subscription', 'subscription.cancelled', 'service.ping']) {
      await webhooks.getByText(name, { exact: true }).first().waitFor()
    }
    await webhooks.locator('.opblock-summary-control').first().click()
    await webhooks.getByText('monthly_fee').first().waitFor()
    expect(await webhooks.getByRole('button', { name: 'Try it out' }).count()).toBe(0)

    await page.locator('.opblock-summary-control', { hasText: 'List users' }).click()
    await page.getByRole('button', { name: 'Try it out' }).click()
    await page.getByRole('button', { name: 'Execute' }).click()
    await page.locator('.live-responses-table').getByText('Morty').first().waitFor()
    await screenshot(page, 'docs-swagger')
    await page.close()
  })

  it('does not say that there is nothing where there are webhooks only', async () => {
    const app = createApp({ docs: { ui: 'swagger' } }, { routes: false })
    await using docs = await serveApp(app, '')
    const page = await browser.newPage(size)
    await page.goto(docs.url)
    await page.locator('.webhooks').getByText('service.ping', { exact: true }).first().waitFor()
    expect(await page.getByText('No operations defined').isVisible()).toBe(false)
    await page.close()
  })

  it('signs in by OAuth with PKCE, filled in as configured, and sends the token along', async () => {
    const grants: unknown[] = []
    const app = createApp({
      docs: { ui: 'swagger', oauth: { clientId: 'docs-page', scopes: ['read'] } },
      securitySchemes: {
        login: {
          type: 'oauth2',
          flows: {
            authorizationCode: {
              authorizationUrl: './login',
              tokenUrl: './token',
              scopes: { read: 'Read', write: 'Write' },
            },
          },
        },
      },
    })
    // The authorisation server of this API: it says yes to everyone.
    app.get('/login', { includeInSchema: false }, ({ request }) => {
      const { searchParams } = new URL(request.url)
      const back = new URL(searchParams.get('redirect_uri') ?? '')
      back.searchParams.set('code', `code-for-${searchParams.get('scope')}`)
      back.searchParams.set('state', searchParams.get('state') ?? '')
      grants.push(Object.fromEntries(searchParams))
      return Response.redirect(back.href)
    })
    app.post('/token', { includeInSchema: false }, async ({ request }) => {
      grants.push(Object.fromEntries(new URLSearchParams(await request.text())))
      return { access_token: 'secret-token', token_type: 'bearer' }
    })
    app.get(
      '/me',
      { summary: 'Who am I', security: [{ login: ['read'] }], response: z.string() },
      ({ request }) => String(request.headers.get('authorization')),
    )
    await using docs = await serveApp(app, '/prefix')
    const page = await browser.newPage(size)
    const watch = await watchPage(page)
    await page.goto(docs.url)
    await page.locator('.auth-wrapper .authorize').first().click()
    const dialog = page.locator('.dialog-ux')
    const popup = page.waitForEvent('popup')
    await dialog.locator('button.authorize').first().click()
    await popup
    await dialog.locator('button', { hasText: 'Logout' }).waitFor()
    await dialog.locator('.btn-done').click()
    await page.locator('.opblock-summary-control', { hasText: 'Who am I' }).click()
    await page.getByRole('button', { name: 'Try it out' }).click()
    await page.getByRole('button', { name: 'Execute' }).click()
    await page.locator('.live-responses-table').getByText('Bearer secret-token').first().waitFor()

    expect(grants).toMatchObject([
      {
        client_id: 'docs-page',
        scope: 'read',
        redirect_uri: `${docs.url}/oauth2-redirect`,
        code_challenge_method: 'S256',
      },
      {
        grant_type: 'authorization_code',
        code: 'code-for-read',
        code_verifier: expect.stringMatching(/.{43,}/),
      },
    ])
    expect(watch.problems).toEqual([])
    await page.close()
  })
})

describe('Redoc in Chromium', { timeout: 60_000 }, () => {
  it('shows every webhook with its properties, and offers no other company', async () => {
    await using docs = await serveDocs('', { docs: { ui: 'redoc' } })
    const page = await browser.newPage(size)
    await page.goto(docs.url)
    await page.getByText('new-subscription', { exact: true }).first().click()
    await page.getByText('monthly_fee', { exact: true }).first().waitFor()
    for (const name of ['subscription.cancelled', 'service.ping']) {
      await page.getByText(name, { exact: true }).first().waitFor({ state: 'attached' })
    }
    await settle(page)
    expect(await page.getByText(/ChatGPT|Claude/).count()).toBe(0)
    await screenshot(page, 'docs-redoc', 'view')
    await page.close()
  })

  it('finds by its search what was declared', async () => {
    await using docs = await serveDocs('', { docs: { ui: 'redoc' } })
    const page = await browser.newPage(size)
    const watch = await watchPage(page)
    await page.goto(docs.url)
    await page
      .getByText(/^Search/)
      .first()
      .click()
    await page.getByRole('textbox').last().fill('cancelled')
    await page
      .getByText(/cancelled/)
      .last()
      .waitFor()
    expect(watch.problems).toEqual([])
    await page.close()
  })
})

describe.each<[DocsUi, string[]]>([
  ['scalar', ['scalar-*.js']],
  ['swagger', ['swagger-*.css', 'swagger-*.js']],
  ['redoc', ['redoc-*.js']],
])('the docs page by %s', { timeout: 60_000 }, (ui, files) => {
  it.each(['', '/some/prefix'])('calls no other server, and nothing is amiss, under "%s"', async (prefix) => {
    await using docs = await serveDocs(prefix, { docs: { ui } })
    const page = await browser.newPage(size)
    const watch = await watchPage(page)
    await page.goto(docs.url)
    await page.getByText('new-subscription', { exact: true }).first().waitFor()
    await settle(page)
    const requests = watch.requests.filter((url) => !url.startsWith('data:'))
    expect(requests.map((url) => url.replace(/[0-9a-f]{8}\.(js|css)$/, '*.$1')).toSorted()).toEqual(
      [
        docs.url,
        ...files.map((file) => `${docs.origin}${prefix}/docs/${file}`),
        `${docs.origin}${prefix}/openapi.json`,
      ].toSorted(),
    )
    expect(watch.problems).toEqual([])
    await page.close()
  })

  it('shows the title, logo, favicon and colours that it is given', async () => {
    const picture = (colour: string) =>
      `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" width="120" height="36"><rect width="120" height="36" fill="${colour}"/></svg>`)}`
    await using docs = await serveDocs('', {
      docs: {
        ui,
        title: 'Docs of Acme',
        logo: { url: picture('teal'), alt: 'Acme', href: 'https://acme.example/' },
        favicon: picture('red'),
        theme: { mode: 'dark', primaryColor: 'rgb(200, 100, 50)', css: 'html { scroll-behavior: smooth }' },
      },
    })
    const page = await browser.newPage({ ...size, colorScheme: 'light' })
    const watch = await watchPage(page)
    await page.goto(docs.url)
    await page.getByText('new-subscription', { exact: true }).first().waitFor()
    await page.getByRole('img', { name: 'Acme' }).first().waitFor()
    await settle(page)
    expect(await page.title()).toBe('Docs of Acme')
    expect(await page.locator('a[href="https://acme.example/"] img').count()).toBe(1)
    expect(await page.locator('link[rel=icon]').getAttribute('href')).toBe(picture('red'))
    expect(await page.evaluate('getComputedStyle(document.documentElement).scrollBehavior')).toBe('smooth')
    const background = String(
      await page.evaluate(`(() => {
        const seen = [document.body, ...document.body.querySelectorAll('*')].map((element) => getComputedStyle(element))
        return seen.map((style) => style.backgroundColor).find((colour) => !/^rgba\\(.*, 0\\)$/.test(colour))
      })()`),
    )
    const brightness = background.match(/\d+/g)?.slice(0, 3).map(Number) ?? [255]
    expect(Math.max(...brightness)).toBeLessThan(90)
    await screenshot(page, `docs-themed-${ui}`, 'view')
    expect(watch.problems).toEqual([])
    await page.close()
  })
})
