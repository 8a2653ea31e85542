import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from './chromium.ts'
import { screenshot, watchPage } from './page-watch.ts'
import { serveDocs } from './served-docs.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
}, 120_000)
afterAll(() => browser.close())

/** The part of the page about one operation; Scalar draws it when its entry in the sidebar is clicked, or scrolled to. */
async function openOperation(page: Page, name: string) {
  await page.locator('aside').getByRole('link', { name }).click()
  const heading = page.getByRole('heading', { name, exact: true })
  const section = page.locator('main section').filter({ has: heading }).last()
  await section.waitFor()
  return section
}

describe('the docs page in Chromium', { timeout: 60_000 }, () => {
  it.each(['light', 'dark'] as const)(
    'shows every webhook with its properties in %s mode',
    async (colorScheme) => {
      await using docs = await serveDocs('')
      const page = await browser.newPage({ colorScheme, viewport: { width: 1280, height: 900 } })
      await page.goto(docs.url)

      const created = await openOperation(page, 'new-subscription')
      for (const text of [
        'Webhook',
        'Sent when a user subscribes.',
        'username',
        'monthly_fee',
        'start_date',
      ]) {
        await created.getByText(text, { exact: true }).first().waitFor()
      }
      expect(await created.getByText(/^(username|monthly_fee|start_date)$/).allInnerTexts()).toEqual([
        'username',
        'monthly_fee',
        'start_date',
      ])
      const cancelled = await openOperation(page, 'subscription.cancelled')
      await cancelled.getByText('reason', { exact: true }).first().waitFor()
      await (await openOperation(page, 'service.ping')).getByText('Webhook', { exact: true }).waitFor()

      expect(await page.title()).toBe('Subscriptions')
      await screenshot(page, `docs-${colorScheme}`)
      await page.close()
    },
  )

  it('calls no other server, and the browser has nothing to complain about', async () => {
    await using docs = await serveDocs('')
    const page = await browser.newPage()
    const watch = await watchPage(page)
    await page.goto(docs.url)
    for (const name of ['List users', 'subscription.cancelled', 'new-subscription']) {
      await openOperation(page, name)
    }
    await page.evaluate(
      'document.fonts.ready.then(() => new Promise((idle) => requestIdleCallback(() => idle())))',
    )

    expect(watch.requests.map((url) => url.replace(/[0-9a-f]{8}\.js$/, '*.js'))).toEqual([
      docs.url,
      `${docs.origin}/docs/scalar-*.js`,
      `${docs.origin}/openapi.json`,
    ])
    expect(watch.problems).toEqual([])
    expect(await page.locator('a[href*="scalar.com"]:visible').count()).toBe(0)
    await page.close()
  })

  it('refuses, by its policy, a call to another server', async () => {
    await using docs = await serveDocs('')
    await using other = await serveDocs('')
    const page = await browser.newPage()
    const watch = await watchPage(page)
    await page.goto(docs.url)
    const reached = await page.evaluate(
      (url) =>
        fetch(url, { mode: 'no-cors' })
          .then(() => true)
          .catch(() => false),
      `${other.origin}/openapi.json`,
    )
    expect(reached).toBe(false)
    await expect
      .poll(() => watch.problems)
      .toContain(`Content Security Policy: connect-src ${other.origin}/openapi.json`)
    await page.close()
  })

  it('offers to try a request on a route and not on a webhook', async () => {
    await using docs = await serveDocs('')
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
    await page.goto(docs.url)
    const button = { name: 'Test Request' }

    for (const name of ['new-subscription', 'subscription.cancelled', 'service.ping']) {
      const webhook = await openOperation(page, name)
      await webhook.getByText(name, { exact: true }).last().waitFor()
      expect(await webhook.getByRole('button', button).count()).toBe(0)
    }

    await (await openOperation(page, 'List users')).getByRole('button', button).click()
    const form = page.getByRole('dialog', { name: 'API Client' })
    await form.getByRole('button', { name: /^Send/ }).first().click()
    await form.getByText('Morty').waitFor()
    expect(await form.getByText('new-subscription').count()).toBe(0)
    expect(await form.getByRole('button', { name: /sidebar/ }).count()).toBe(0)
    await screenshot(page, 'docs-test-request')
    await page.close()
  })

  it('works behind a path prefix', async () => {
    await using docs = await serveDocs('/some/prefix')
    const page = await browser.newPage()
    const watch = await watchPage(page)
    await page.goto(docs.url)
    await openOperation(page, 'new-subscription')
    expect(watch.requests.at(-1)).toBe(`${docs.origin}/some/prefix/openapi.json`)
    expect(watch.problems).toEqual([])
    await page.close()
  })
})
