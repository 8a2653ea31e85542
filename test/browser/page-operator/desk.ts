/** The page in a real Chromium, as an operator or a tenant sees it. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { expect } from 'vitest'

import { watchPage, type PageWatch } from '../page-watch.ts'
import { settle, violations } from '../page/visit.ts'
import { operatorToken, type Office } from './office.ts'

export const narrow = { width: 375, height: 800 }

export interface Desk {
  page: Page
  watch: PageWatch
}

/** Signs in and opens a page: `/operator/tenants`. */
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
  await page.evaluate(`location.hash = ${JSON.stringify(`#${path}`)}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  return { page, watch }
}

/** Checks a page, as it stands, by axe. */
export async function expectAccessible(page: Page): Promise<void> {
  await settle(page)
  expect(await violations(page)).toEqual([])
}

/** Checks that nothing sticks out of the window to its right. */
export async function expectNoOverflow(page: Page): Promise<void> {
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
}
