/** A session that ends, or is another's all of a sudden, while the page is open. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { launchChromium } from '../chromium.ts'
import { openShop } from './shop.ts'
import { visit } from './visit.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
}, 120_000)
afterAll(() => browser.close())

const comeBack = (page: Page) => page.evaluate("dispatchEvent(new Event('focus'))")

async function fillForm(page: Page): Promise<void> {
  await page.getByLabel('URL').fill('https://example.com/hooks')
  await page.getByLabel('Description').fill('Looked after by Ada')
  await page.getByLabel('Every event type, also those to come').check()
}

describe('a session that ends while a form is filled in', { timeout: 60_000 }, () => {
  it('leads to the sign-in, after which everything that was typed is there and can be sent', async () => {
    await using shop = await openShop()
    await using visited = await visit(browser, shop, 'acme')
    const { page } = visited
    await visited.open('/endpoints/new')
    await fillForm(page)
    await page.context().clearCookies()
    await page.getByRole('button', { name: 'Register' }).click()
    await page.getByText('Your session has ended.').waitFor()
    expect(await page.getByLabel('URL').isVisible()).toBe(false)

    const [, token = ''] = (await shop.delivery.portalLink('acme')).split('#token=')
    await page.getByLabel('Token').fill(token)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect.poll(() => page.getByLabel('Description').inputValue()).toBe('Looked after by Ada')
    await page.getByText('Once you are signed in, try again.').waitFor()
    await page.getByRole('button', { name: 'Register' }).click()
    await page.getByRole('heading', { name: 'The endpoint is registered' }).waitFor()
    expect(await shop.delivery.endpoints.list('acme')).toHaveLength(1)
  })

  it('goes on as soon as the viewer has signed in by a link in another tab, and comes back', async () => {
    await using shop = await openShop()
    await using visited = await visit(browser, shop, 'acme')
    const { page } = visited
    await visited.open('/endpoints/new')
    await fillForm(page)
    await page.context().clearCookies()
    await comeBack(page)
    await page.getByText('Your session has ended.').waitFor()

    const other = await page.context().newPage()
    await other.goto(await shop.delivery.portalLink('acme'))
    await other.getByRole('heading', { name: 'Endpoints' }).waitFor()
    await comeBack(page)
    await expect.poll(() => page.getByLabel('URL').inputValue()).toBe('https://example.com/hooks')
    await page.getByRole('button', { name: 'Register' }).click()
    await page.getByRole('heading', { name: 'The endpoint is registered' }).waitFor()
  })

  it('is told to who only looks on, also where nothing but the stream is asked for', async () => {
    await using shop = await openShop()
    await using visited = await visit(browser, shop, 'acme')
    const { page } = visited
    await visited.open('/deliveries')
    await page.getByText('Live', { exact: true }).waitFor()
    await page.context().clearCookies()
    // Ends the streams, after which the page comes again.
    shop.delivery.listeners.end()
    await page.getByText('Your session has ended.').waitFor()
    expect(await page.getByText('Each message on its way').isVisible()).toBe(false)
  })
})

describe('two tabs', { timeout: 60_000 }, () => {
  it('both change things after one of them has begun the session anew', async () => {
    await using shop = await openShop()
    await using visited = await visit(browser, shop, 'acme')
    const { page } = visited
    await visited.open('/endpoints/new')
    await fillForm(page)
    const other = await page.context().newPage()
    await other.goto(await shop.delivery.portalLink('acme'))
    await other.getByRole('heading', { name: 'Endpoints' }).waitFor()
    await page.getByRole('button', { name: 'Register' }).click()
    await page.getByRole('heading', { name: 'The endpoint is registered' }).waitFor()
    expect(await shop.delivery.endpoints.list('acme')).toHaveLength(1)
  })

  it('show the same tenant: the first one begins anew when the second one has signed in as another', async () => {
    await using shop = await openShop()
    await shop.delivery.endpoints.create('acme', { url: 'https://acme.example.com/hooks' })
    await shop.delivery.endpoints.create('other', { url: 'https://other.example.com/hooks' })
    await using visited = await visit(browser, shop, 'acme')
    const { page } = visited
    await page.getByRole('link', { name: 'https://acme.example.com/hooks' }).waitFor()
    const second = await page.context().newPage()
    await second.goto(await shop.delivery.portalLink('other'))
    await second.getByRole('link', { name: 'https://other.example.com/hooks' }).waitFor()
    await comeBack(page)
    await page.getByRole('link', { name: 'https://other.example.com/hooks' }).waitFor()
    expect(await page.getByText('acme.example.com').count()).toBe(0)
  })

  it('sign out for good, whichever has the older session', async () => {
    await using shop = await openShop()
    await using visited = await visit(browser, shop, 'acme')
    const { page } = visited
    const other = await page.context().newPage()
    await other.goto(await shop.delivery.portalLink('acme'))
    await other.getByRole('heading', { name: 'Endpoints' }).waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByText('You are signed out.').waitFor()
    expect(await page.context().cookies()).toEqual([])
    await comeBack(other)
    await other.getByText('Your session has ended.').waitFor()
  })
})

describe('signing in to the page with what is no token', { timeout: 60_000 }, () => {
  it('says so where the link was cut off in the middle of a character', async () => {
    await using shop = await openShop()
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(`${shop.url}/webhooks/#token=hwlink1.%E0`)
    await page.getByText('This token is not known, or has expired. Ask for a new link.').waitFor()
    await context.close()
  })
})
