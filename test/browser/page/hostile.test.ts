/** What others say is shown as text: nothing of it runs, loads or leads away. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { launchChromium } from '../chromium.ts'
import { startReceiver } from './receiver.ts'
import { openShop } from './shop.ts'
import { settle, visit } from './visit.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
}, 120_000)
afterAll(() => browser.close())

const image = (where: string) => `<img src="x" onerror="window.ran='${where}';alert('${where}')">`
const script = (where: string) =>
  `</code></pre><script>window.ran='${where}';alert('${where}')</script><svg onload="alert('${where}')">`

describe('hostile content', { timeout: 90_000 }, () => {
  it('in payload, header, URL, description and answer is shown as text, and nothing of it runs', async () => {
    await using shop = await openShop({ retryScheduleMs: [0, 600_000] })
    await using receiver = await startReceiver()
    await using visited = await visit(browser, shop, 'acme')
    const { page, watch, dialogs } = visited
    const { endpoint } = await shop.delivery.endpoints.create('acme', {
      url: `${receiver.url}?next=javascript:alert('url')&"><script>alert('url')</script>`,
      description: image('description'),
      headers: { 'x-note': script('header') },
    })
    await receiver.answer({ status: 500, body: script('answer') + image('answer'), contentType: 'text/html' })
    const messageId = await shop.order('acme', {
      customer: { name: image('payload') },
      note: `${script('payload')} javascript:alert(1) \u202e\u2028`,
    })
    const { store } = shop.delivery.line
    await expect
      .poll(async () => (await store.listDeliveries('acme', { messageId }, { limit: 1 })).at(0)?.attempts)
      .toBe(1)
    const [delivery] = await store.listDeliveries('acme', { messageId }, { limit: 1 })

    await visited.open('/endpoints')
    await page.getByText(image('description')).waitFor()
    for (const tab of ['deliveries', 'test', 'recover', 'settings']) {
      await visited.open(`/endpoints/${endpoint.id}?tab=${tab}`)
      await settle(page)
      await page.getByRole('heading', { level: 1, name: "javascript:alert('url')" }).waitFor()
    }
    await visited.open(`/endpoints/${endpoint.id}/edit`)
    await expect.poll(() => page.getByLabel('Description').inputValue()).toBe(image('description'))
    await visited.open('/deliveries')
    await page.getByRole('link', { name: /Retrying/ }).waitFor()
    await visited.open(`/deliveries/${delivery?.id}`)
    await page.getByText('Request headers').click()

    const textOf = (name: string) => page.getByRole('region', { name, exact: true }).innerText()
    expect(await textOf('Body of the request')).toContain(JSON.stringify(image('payload')))
    expect(await textOf('Response body of attempt 1')).toBe(script('answer') + image('answer'))
    expect(await textOf('Request headers of attempt 1')).toContain('x-note: (not shown)')
    expect(await page.content()).not.toContain('alert(&#39;header')

    // Neither does the address itself: what follows the hash is no markup, and no link leaves the page.
    await page.goto(`${shop.url}/webhooks/#/deliveries?messageId=${encodeURIComponent(image('address'))}`)
    await page.getByText('No delivery matches').waitFor()
    const links = await page
      .locator('a[href]')
      .evaluateAll((all) => all.map((link) => link.getAttribute('href')))
    expect(links.filter((href) => !href?.startsWith('#'))).toEqual([])

    expect(dialogs).toEqual([])
    expect(await page.evaluate('window.ran')).toBeUndefined()
    expect(visited.problems()).toEqual([])
    expect(
      watch.requests.filter((url) => !url.startsWith(`${shop.url}/webhooks/`) && !url.startsWith('data:')),
    ).toEqual([])
  })

  it('would not run even as markup: the policy of the page refuses it', async () => {
    await using shop = await openShop()
    await using visited = await visit(browser, shop, 'acme')
    const { page, watch, dialogs } = visited
    await page
      .locator('body')
      .evaluate((body, html) => body.insertAdjacentHTML('beforeend', html), image('markup'))
    await expect.poll(() => watch.problems.join('\n')).toContain('Content Security Policy: script-src-attr')
    expect(dialogs).toEqual([])
    expect(await page.evaluate('window.ran')).toBeUndefined()
  })
})
