import axe from 'axe-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { expect } from 'vitest'

import { watchPage, type PageWatch } from '../page-watch.ts'
import type { Shop } from './shop.ts'

export interface Visit extends AsyncDisposable {
  page: Page
  watch: PageWatch
  /** What the browser complained about; that a stream which is no longer wanted was closed is no complaint. */
  problems(): string[]
  /** Dialogs that the page opened: there must be none. */
  dialogs: string[]
  /** Goes to a page by its place after the hash: `/endpoints`. */
  open(place: string): Promise<void>
}

/** Signs in as a tenant, by a link as the customer gets it, in a browser of one's own. */
export async function visit(
  browser: Browser,
  shop: Shop,
  tenant: string,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 860 },
    permissions: ['clipboard-read', 'clipboard-write'],
    ...options,
  })
  const page = await context.newPage()
  const watch = await watchPage(page)
  const dialogs: string[] = []
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  await page.goto(await shop.delivery.portalLink(tenant))
  await page.getByRole('navigation', { name: 'Pages' }).waitFor()
  return {
    page,
    watch,
    problems: () =>
      watch.problems.filter((problem) => !/deliveries\/stream\S*: net::ERR_ABORTED$/.test(problem)),
    dialogs,
    async open(place) {
      await page.goto(`${shop.url}/webhooks/#${place}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
    },
    [Symbol.asyncDispose]: () => context.close(),
  }
}

interface Violation {
  id: string
  help: string
  nodes: { html: string; failureSummary: string }[]
}

/** What axe finds wrong with what is shown, each with its place. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const found: Violation[] = JSON.parse(
    await page.evaluate('axe.run().then(({ violations }) => JSON.stringify(violations))'),
  )
  return found.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}\n${html}\n${failureSummary}`),
  )
}

/** Waits until nothing is said to be loading, and nothing moves. */
export async function settle(page: Page): Promise<void> {
  await expect
    .poll(() => page.getByText(/^(Loading|Writing the code)…$/).count(), { timeout: 20_000 })
    .toBe(0)
  await page.evaluate('Promise.all(document.getAnimations().map((one) => one.finished.catch(() => {})))')
}
