/** The list of deliveries, while more comes than one connection tells. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { launchChromium } from '../chromium.ts'
import { startReceiver } from './receiver.ts'
import { openShop, type Shop } from './shop.ts'
import { visit } from './visit.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
}, 120_000)
afterAll(() => browser.close())

const orderMany = (shop: Shop, count: number) =>
  Promise.all(Array.from({ length: count }, (_, index) => shop.order('acme', { id: index })))

/** How many the list has, for who goes on scrolling down. */
async function lengthOf(page: Page): Promise<number> {
  await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)')
  const places = await page
    .getByRole('listitem')
    .evaluateAll((items) => items.map((item) => Number(item.ariaPosInSet)))
  return Math.max(0, ...places)
}

const become = (page: Page, state: 'hidden' | 'visible') =>
  page.evaluate(`Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true })
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))`)

describe('the live list', { timeout: 60_000 }, () => {
  it('leaves none out when many are made at once', async () => {
    await using shop = await openShop()
    await using receiver = await startReceiver()
    await using visited = await visit(browser, shop, 'acme')
    const { page } = visited
    await shop.delivery.endpoints.create('acme', { url: receiver.url })
    await orderMany(shop, 5)
    await visited.open('/deliveries')
    await page.getByText('Live', { exact: true }).waitFor()
    await expect.poll(() => lengthOf(page)).toBe(5)
    await orderMany(shop, 300)
    await expect.poll(() => lengthOf(page), { timeout: 30_000 }).toBe(305)
  })

  it('listens not while its tab is hidden, and then leaves out nothing that was made meanwhile', async () => {
    await using shop = await openShop()
    await using receiver = await startReceiver()
    await using visited = await visit(browser, shop, 'acme')
    const { page } = visited
    await shop.delivery.endpoints.create('acme', { url: receiver.url })
    await orderMany(shop, 5)
    await visited.open('/deliveries')
    await page.getByText('Live', { exact: true }).waitFor()
    await become(page, 'hidden')
    await page.getByText('Connecting…', { exact: true }).waitFor()
    await orderMany(shop, 120)
    expect(await lengthOf(page)).toBe(5)
    await become(page, 'visible')
    await page.getByText('Live', { exact: true }).waitFor()
    await expect.poll(() => lengthOf(page), { timeout: 30_000 }).toBe(125)
  })
})
