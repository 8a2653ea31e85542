import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { launchChromium } from '../chromium.ts'
import { watchPage } from '../page-watch.ts'
import { openShop } from './shop.ts'
import { visit } from './visit.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
}, 120_000)
afterAll(() => browser.close())

describe('signing in to the page', { timeout: 60_000 }, () => {
  it('takes the token out of the address at once, and keeps the session over a reload', async () => {
    await using shop = await openShop()
    await using visited = await visit(browser, shop, 'acme')
    const { page } = visited
    expect(page.url()).toBe(`${shop.url}/webhooks/#/endpoints`)
    expect(await page.evaluate('history.length')).toBeLessThanOrEqual(2)
    await page.reload()
    await page.getByRole('heading', { name: 'Endpoints' }).waitFor()
    expect(await page.title()).toBe('Webhooks · Bookshop')
  })

  it('says that a token is not known, and takes one that is', async () => {
    await using shop = await openShop()
    const link = await shop.delivery.portalLink('acme')
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(`${shop.url}/webhooks/#token=hwlink1.forged`)
    await page.getByText('This token is not known, or has expired. Ask for a new link.').waitFor()
    expect(page.url()).not.toContain('token=')
    await page.getByLabel('Token').fill(link.split('#token=')[1] ?? '')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Endpoints' }).waitFor()
    await context.close()
  })

  it('signs out, and is asked to sign in again when the session has ended elsewhere', async () => {
    await using shop = await openShop()
    await using visited = await visit(browser, shop, 'acme')
    const { page } = visited
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByText('You are signed out.').waitFor()
    await page.goto(await shop.delivery.portalLink('acme'))
    await page.getByRole('heading', { name: 'Endpoints' }).waitFor()
    await page.context().clearCookies()
    await page.getByRole('link', { name: 'Event types', exact: true }).click()
    await page.getByText('Your session has ended.').waitFor()
  })

  it('shows an operator the pages of a tenant, and each call names that tenant', async () => {
    await using shop = await openShop()
    await shop.delivery.endpoints.create('acme', { url: 'https://acme.example.com/hooks' })
    await shop.delivery.endpoints.create('other', { url: 'https://other.example.com/hooks' })
    const context = await browser.newContext()
    const page = await context.newPage()
    const watch = await watchPage(page)
    await page.goto(await shop.delivery.operatorLink())
    await page.getByRole('button', { name: 'Sign out' }).waitFor()
    await page.goto(`${shop.url}/webhooks/#/t/acme/endpoints`)
    await page.getByRole('link', { name: 'https://acme.example.com/hooks' }).click()
    await page.getByRole('heading', { name: 'https://acme.example.com/hooks' }).waitFor()
    expect(await page.getByText('other.example.com').count()).toBe(0)
    await page.getByRole('tab', { name: 'Settings' }).click()
    await page.getByRole('button', { name: 'Disable…' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Disable' }).click()
    await page.getByText('It was disabled by request.').waitFor()
    const calls = watch.requests.filter((url) => /\/webhooks\/(endpoints|deliveries|event-types)/.test(url))
    expect(calls.length).toBeGreaterThan(2)
    expect(calls.filter((url) => new URL(url).searchParams.get('tenant') !== 'acme')).toEqual([])
    await context.close()
  })

  it('says that there is no such page where an address was cut off in the middle of a character', async () => {
    await using shop = await openShop()
    await using visited = await visit(browser, shop, 'acme')
    await visited.page.goto(`${shop.url}/webhooks/#/t/%E0%A4%A/endpoints`)
    await visited.page.getByText('There is no such page').waitFor()
    expect(visited.problems()).toEqual([])
  })
})
