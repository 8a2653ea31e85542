/** What is longer than there is room for. */
import { App } from 'hookwright'
import { serve } from 'hookwright/node'
import { sqlite } from 'hookwright/sqlite'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { launchChromium } from '../chromium.ts'
import { settle } from './visit.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
}, 120_000)
afterAll(() => browser.close())

describe('names, URLs and texts without a blank', { timeout: 60_000 }, () => {
  it.each([375, 1280])('are broken, and push nothing out of sight, at %i pixels', async (width) => {
    const app = new App({ title: 'Long', version: '1.0.0', delivery: { store: sqlite(':memory:') } })
    const name = 'orders.'.padEnd(120, 'abc')
    app.webhooks.post(name, { description: 'x'.repeat(300), body: z.object({ id: z.int() }) })
    const serving = await serve(app, { port: 0, handleSignals: false, print: () => {} })
    const { endpoint } = await app.delivery.endpoints.create('acme', {
      url: `https://example.com/${'y'.repeat(900)}`,
      description: 'z'.repeat(300),
      eventTypes: [name],
    })
    const page = await browser.newPage({ viewport: { width, height: 740 } })
    await page.goto(await app.delivery.portalLink('acme'))
    for (const place of [
      '/endpoints',
      `/endpoints/${endpoint.id}?tab=settings`,
      '/endpoints/new',
      '/event-types',
      `/event-types/${name}`,
    ]) {
      // From nowhere, so that nothing of the place before is still there.
      await page.goto('about:blank')
      await page.goto(`${serving.url}/webhooks/#${place}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await settle(page)
      expect.soft(await page.evaluate('document.documentElement.scrollWidth'), place).toBe(width)
      // A table scrolls in its frame.
      const widest =
        "Math.max(0, ...[...document.querySelectorAll('.table')].map((table) => table.offsetWidth))"
      expect.soft(await page.evaluate(widest), place).toBeLessThanOrEqual(width)
    }
    await page.close()
    await serving.close()
  })
})
