import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { serve, type Serving } from 'hookwright/node'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { createApp } from '../../examples/subscriptions/app.ts'
import { launchChromium } from './chromium.ts'
import { screenshot, watchPage } from './page-watch.ts'

let dataFolder: string
let serving: Serving
let browser: Browser

beforeAll(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'hookwright-docs-'))
  serving = await serve(createApp(dataFolder), { port: 0, handleSignals: false, print: () => {} })
  browser = await launchChromium()
}, 120_000)

afterAll(async () => {
  await browser.close()
  await serving.close()
  rmSync(dataFolder, { recursive: true })
})

it('the docs page of the example shows its webhook, with body and signature headers, and calls nobody else', async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
  const watch = await watchPage(page)
  await page.goto(`${serving.url}/docs`)
  await page.locator('aside').getByRole('link', { name: 'New Subscription' }).click()
  const webhook = page
    .locator('main section')
    .filter({ has: page.getByRole('heading', { name: 'New Subscription', exact: true }) })
    .last()
  await webhook.waitFor()

  for (const shown of [
    'new-subscription',
    'monthly_fee',
    'webhook-id',
    'webhook-signature',
    'webhook-event-type',
  ]) {
    await webhook.getByText(shown).first().waitFor()
  }
  expect(await page.locator('aside').getByRole('link', { name: 'Register an endpoint' }).count()).toBe(1)
  await screenshot(page, 'docs', 'view')

  expect(watch.requests.filter((url) => /^https?:/.test(url) && !url.startsWith(serving.url))).toEqual([])
  expect(watch.problems).toEqual([])
}, 60_000)
