/** The page in a real Chromium, as an operator or a tenant sees it. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { expect } from 'vitest'

import { watchPage, type PageWatch } from '../page-watch.ts'
import { operatorToken, type Office } from './office.ts'

export const narrow = { width: 375, height: 800 }

export interface Desk {
  page: Page
  watch: PageWatch
  /** Opens another page of the same session: `/operator/tenants`. */
  go(path: string): Promise<void>
}

/** Signs in and opens a page. */
export async function openDesk(
  browser: Browser,
  { url }: Office,
  path: string,
  { token = operatorToken, ...options }: BrowserContextOptions & { token?: string } = {},
): Promise<Desk> {
  const context = await browser.newContext({
    locale: 'en-GB',
    timezoneId: 'UTC',
    viewport: { width: 1280, height: 900 },
    ...options,
  })
  const page = await context.newPage()
  const watch = await watchPage(page)
  // Its time goes on as ours does, until a test makes more of it pass.
  await page.clock.install()
  await page.goto(`${url}/webhooks/#token=${token}`)
  await page.getByRole('navigation', { name: 'Pages' }).waitFor()
  async function go(to: string) {
    await page.evaluate(`location.hash = ${JSON.stringify(`#${to}`)}`)
    await page.getByRole('heading', { level: 1 }).waitFor()
  }
  await go(path)
  return { page, watch, go }
}

const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

/** Checks a page against the rules of WCAG 2.2 AA and axe's best practices, as it stands. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe)
  const found = await page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ target, failureSummary }) => target + ' ' + failureSummary).join('; ')))`,
  )
  expect(found).toEqual([])
}

/** Checks that nothing sticks out of the window to its right. */
export async function expectNoOverflow(page: Page): Promise<void> {
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
}
