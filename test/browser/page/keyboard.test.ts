import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { launchChromium } from '../chromium.ts'
import { startReceiver } from './receiver.ts'
import { openShop } from './shop.ts'
import { visit } from './visit.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
}, 120_000)
afterAll(() => browser.close())

/** Presses Tab until that has the focus; fails where it cannot be reached. */
async function tabTo(page: Page, role: Parameters<Page['getByRole']>[0], name: string | RegExp) {
  const focused = page.getByRole(role, { name }).and(page.locator(':focus'))
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab')
    if ((await focused.count()) === 1) return
  }
  throw new Error(`Tab does not come to the ${role} ${String(name)}`)
}

describe('with the keyboard only', { timeout: 60_000 }, () => {
  it('an endpoint is registered, its secret copied, tested, and the delivery opened', async () => {
    await using shop = await openShop()
    await using receiver = await startReceiver()
    await using visited = await visit(browser, shop, 'acme')
    const { page } = visited
    const { keyboard } = page
    await receiver.answer({ status: 200, body: 'taken' })
    await page.getByText('Have events sent to you').waitFor()

    await keyboard.press('Tab')
    expect(await page.locator(':focus').innerText()).toBe('Skip to the content')
    await keyboard.press('Enter')
    await tabTo(page, 'link', 'Register an endpoint')
    await keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Register an endpoint' }).waitFor()
    await tabTo(page, 'textbox', 'URL')
    await keyboard.type(receiver.url)
    await tabTo(page, 'checkbox', /^orders\.\*/)
    await keyboard.press('Space')
    await tabTo(page, 'button', 'Register')
    await keyboard.press('Enter')
    await page.getByRole('heading', { name: 'The endpoint is registered' }).waitFor()

    await tabTo(page, 'button', 'Copy: Secret')
    await keyboard.press('Enter')
    await page.getByRole('button', { name: 'Copied: Secret' }).waitFor()
    await tabTo(page, 'tab', 'TypeScript')
    await keyboard.press('ArrowRight')
    await keyboard.press('Enter')
    await page.getByRole('tab', { name: 'Python', selected: true }).waitFor()
    await tabTo(page, 'link', 'Send a test event')
    await keyboard.press('Enter')
    await page.getByRole('tab', { name: 'Test', selected: true }).waitFor()
    await tabTo(page, 'combobox', 'Event type')
    await keyboard.press('ArrowDown')
    await tabTo(page, 'button', 'Send a test event')
    await keyboard.press('Enter')
    await page.getByRole('article', { name: 'Attempt 1' }).waitFor()
    expect(receiver.received.at(-1)?.headers['webhook-event-type']).toBe('orders.shipped')
    await tabTo(page, 'link', 'Open the delivery')
    await keyboard.press('Enter')
    await page.getByRole('heading', { name: 'orders.shipped' }).waitFor()
    // The exact time is told to the keyboard too.
    await tabTo(page, 'button', /\d:\d\d/)
    await page.getByText(/ UTC$/).waitFor()
  })

  it('a question is asked within its dialog, and Escape takes one back to where one was', async () => {
    await using shop = await openShop()
    await using visited = await visit(browser, shop, 'acme')
    const { page } = visited
    const { endpoint } = await shop.delivery.endpoints.create('acme', { url: 'https://example.com/hooks' })
    await visited.open(`/endpoints/${endpoint.id}?tab=settings`)
    await tabTo(page, 'button', 'Delete…')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('alertdialog')
    // It comes first, then the focus.
    await dialog.locator(':focus').waitFor()
    for (let presses = 0; presses < 6; presses++) {
      await page.keyboard.press('Tab')
      expect(await page.locator('#page :focus').count()).toBe(0)
    }
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await expect
      .poll(() => page.getByRole('button', { name: 'Delete…' }).and(page.locator(':focus')).count())
      .toBe(1)
  })
})
