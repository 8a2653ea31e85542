/** What a subscriber does with the page, from an endpoint to a delivery that arrived after all. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

import { launchChromium } from '../chromium.ts'
import { startReceiver } from './receiver.ts'
import { openShop } from './shop.ts'
import { visit } from './visit.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
}, 120_000)
afterAll(() => browser.close())

describe('a subscriber in Chromium', { timeout: 90_000 }, () => {
  it('registers, tests, sees a retry come and fail, mends the receiver, and delivers again', async () => {
    await using shop = await openShop({ retryScheduleMs: [0, 2_500] })
    await using receiver = await startReceiver()
    await using visited = await visit(browser, shop, 'acme')
    const { page, watch } = visited
    await page.getByRole('link', { name: 'Register an endpoint' }).click()

    // Registered: the secret is shown, copied, and is what requests are signed with.
    await page.getByLabel('URL').fill(receiver.url)
    await page.getByRole('checkbox', { name: 'orders.created' }).check()
    await page.getByRole('button', { name: 'Register' }).click()
    await page.getByRole('heading', { name: 'The endpoint is registered' }).waitFor()
    await page.getByRole('button', { name: 'Copy: Secret' }).click()
    await page.getByRole('button', { name: 'Copied: Secret' }).waitFor()
    const secret = await page.evaluate('navigator.clipboard.readText()')
    expect(secret).toMatch(/^whsec_/)
    await receiver.keep(String(secret))

    // The receiver's code is there in each language, for the event type that was chosen.
    for (const [language, shown] of [
      ['Python', 'def '],
      ['Go', 'package '],
      ['curl', 'curl'],
      ['TypeScript', 'createReceiver'],
    ] as const) {
      await page.getByRole('tab', { name: language }).click()
      const code = page.getByRole('tabpanel', { name: language })
      await expect.poll(() => code.innerText()).toContain(shown)
      expect(await code.innerText()).not.toContain('orders.shipped')
    }

    // Tested: the exchange is seen at once.
    await receiver.answer({ status: 200, body: 'taken, thank you' })
    await page.getByRole('link', { name: 'Send a test event' }).click()
    await page.getByRole('button', { name: 'Send a test event' }).click()
    await page.getByText('taken, thank you').waitFor()
    expect(receiver.received.at(-1)?.verified).toEqual([true])
    expect(receiver.received.at(-1)?.headers['webhook-event-type']).toBe('orders.created')

    // Failing: the list shows the delivery as it comes, and opens it.
    await receiver.answer({ status: 500, body: 'out of paper' })
    await page.getByRole('tab', { name: 'Deliveries' }).click()
    await page.getByText('Live', { exact: true }).waitFor()
    await shop.order('acme', { id: 7 })
    const retrying = page.getByRole('link', { name: /Retrying/ })
    await retrying.waitFor()
    await retrying.click()
    await page.getByText(/Attempt 2 in \d s/).waitFor()
    await page.getByText('Answered 500.').waitFor()
    expect(await page.getByRole('region', { name: 'Response body of attempt 1' }).innerText()).toBe(
      'out of paper',
    )

    // The second attempt appears by itself, and with it the end.
    await page.getByRole('article', { name: 'Attempt 2' }).waitFor()
    await page.getByText('No further attempt will be made.').waitFor()

    // Mended, and delivered again: the same message, byte by byte.
    await receiver.answer({ status: 204, body: '' })
    await page.getByRole('button', { name: 'Copy: Body of the request' }).click()
    await page.getByRole('button', { name: 'Deliver again' }).click()
    await expect
      .poll(() => page.getByRole('article', { name: 'Attempt 1' }).getByText('Succeeded').count())
      .toBe(1)
    const last = receiver.received.at(-1)
    expect(last?.verified).toEqual([true])
    expect(last?.body).toBe(await page.evaluate('navigator.clipboard.readText()'))
    expect(last?.headers['webhook-id']).toBe(receiver.received.at(-2)?.headers['webhook-id'])

    expect(visited.problems()).toEqual([])
    expect(
      watch.requests.filter((url) => !url.startsWith(`${shop.url}/webhooks/`) && !url.startsWith('data:')),
    ).toEqual([])
  })

  it('rotates the secret: for the grace period requests verify with the old one and the new one', async () => {
    await using shop = await openShop()
    await using receiver = await startReceiver()
    await using visited = await visit(browser, shop, 'acme')
    const { page } = visited
    const { endpoint, secret } = await shop.delivery.endpoints.create('acme', { url: receiver.url })
    await visited.open(`/endpoints/${endpoint.id}?tab=settings`)

    await page.getByRole('button', { name: 'Rotate the secret…' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Rotate' }).click()
    const dialog = page.getByRole('dialog', { name: 'The new secret' })
    const next = await dialog.getByRole('region', { name: 'Secret' }).innerText()
    expect(next).toMatch(/^whsec_/)
    expect(next).not.toBe(secret)
    await dialog.getByRole('button', { name: 'I have kept it' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(await page.content()).not.toContain(next)

    await receiver.keep(secret ?? '', next)
    await page.getByRole('tab', { name: 'Test' }).click()
    await page.getByRole('button', { name: 'Send a test event' }).click()
    await page.getByRole('article', { name: 'Attempt 1' }).waitFor()
    expect(receiver.received.at(-1)?.verified).toEqual([true, true])
  })

  it('recovers what failed and what was missed, and shows how far that has come', async () => {
    await using shop = await openShop({ retryScheduleMs: [0] })
    await using receiver = await startReceiver()
    await using visited = await visit(browser, shop, 'acme')
    const { page } = visited
    const { endpoint } = await shop.delivery.endpoints.create('acme', { url: receiver.url })
    const countOf = async (state: 'failed' | 'succeeded') =>
      (await shop.delivery.line.store.listDeliveries('acme', { state }, { limit: 250 })).length
    await receiver.answer({ status: 500, body: '' })
    for (let id = 1; id <= 30; id++) await shop.order('acme', { id })
    await expect.poll(() => countOf('failed'), { timeout: 20_000 }).toBe(30)

    await visited.open(`/endpoints/${endpoint.id}?tab=settings`)
    await page.getByRole('button', { name: 'Disable…' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Disable' }).click()
    await page.getByText('It was disabled by request.').waitFor()
    for (let id = 31; id <= 35; id++) await shop.order('acme', { id })
    await receiver.answer({ status: 204, body: '' })
    await page.getByRole('button', { name: 'Enable it' }).click()
    await page.getByText('Disabled: nothing is sent to it').waitFor({ state: 'detached' })

    await page.getByRole('tab', { name: 'Recover' }).click()
    await page.getByRole('button', { name: 'Deliver again' }).click()
    await page.getByText('30 looked at, 30 delivered again').waitFor()
    await page.getByText('Done').waitFor()
    expect(await page.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('100')
    await page.getByLabel('What').selectOption('missed')
    await page.getByRole('button', { name: 'Deliver again' }).click()
    await page.getByText(/looked at, 5 delivered again/).waitFor()
    await expect.poll(() => countOf('succeeded'), { timeout: 20_000 }).toBe(35)

    await page.getByRole('link', { name: 'See its deliveries' }).last().click()
    await page.getByText('Live', { exact: true }).waitFor()
    await expect.poll(() => page.getByRole('listitem').first().getAttribute('aria-setsize')).toBe('30')
  })

  it('deletes an endpoint after one clear question, and leaves it on a no', async () => {
    await using shop = await openShop()
    await using visited = await visit(browser, shop, 'acme')
    const { page } = visited
    const { endpoints } = shop.delivery
    const { endpoint } = await endpoints.create('acme', { url: 'https://example.com/hooks' })
    await visited.open(`/endpoints/${endpoint.id}?tab=settings`)
    const question = page.getByRole('alertdialog', { name: 'Delete this endpoint?' })
    await page.getByRole('button', { name: 'Delete…' }).click()
    await question.getByRole('button', { name: 'Leave it' }).click()
    await question.waitFor({ state: 'detached' })
    expect(await endpoints.find('acme', endpoint.id)).toBeDefined()
    await page.getByRole('button', { name: 'Delete…' }).click()
    await question.getByRole('button', { name: 'Delete for good' }).click()
    await page.getByText('Have events sent to you').waitFor()
    expect(await endpoints.find('acme', endpoint.id)).toBeUndefined()
  })

  it('changes an endpoint, and is told at its field what the server refuses', async () => {
    await using shop = await openShop()
    await using visited = await visit(browser, shop, 'acme')
    const { page } = visited
    const { endpoints } = shop.delivery
    const { endpoint } = await endpoints.create('acme', { url: 'https://example.com/hooks' })
    await visited.open(`/endpoints/${endpoint.id}/edit`)
    await page.getByLabel('URL').fill('https://192.168.0.1/hooks')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect.poll(() => page.getByLabel('URL').getAttribute('aria-invalid')).toBe('true')
    expect(await page.getByLabel('URL').and(page.locator(':focus')).count()).toBe(1)

    await page.getByLabel('URL').fill('https://example.com/new')
    await page.getByText('Advanced').click()
    await page.getByRole('button', { name: 'Add a header' }).click()
    await page.getByLabel('Name of header 1').fill('x-team')
    await page.getByLabel('Value of header 1').fill('warehouse')
    await page.getByLabel('Requests a second').fill('5')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'https://example.com/new' }).waitFor()
    expect(await endpoints.find('acme', endpoint.id)).toMatchObject({
      url: 'https://example.com/new',
      headerNames: ['x-team'],
      ratePerSecond: 5,
    })
  })

  it('cancels a delivery that waits for its retry', async () => {
    await using shop = await openShop({ retryScheduleMs: [0, 600_000] })
    await using receiver = await startReceiver()
    await using visited = await visit(browser, shop, 'acme')
    const { page } = visited
    await shop.delivery.endpoints.create('acme', { url: receiver.url })
    await receiver.answer({ status: 500, body: '' })
    await shop.order('acme')
    await visited.open('/deliveries')
    await page.getByRole('link', { name: /Retrying/ }).click()
    await page.getByRole('button', { name: 'Cancel…' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel the delivery' }).click()
    await page.getByText('It was canceled').waitFor()
    await vi.waitFor(async () => {
      const [delivery] = await shop.delivery.line.store.listDeliveries('acme', {}, { limit: 1 })
      expect(delivery?.state).toBe('canceled')
    })
  })

  it('finds deliveries by state, event type and message, which the address keeps', async () => {
    await using shop = await openShop({ retryScheduleMs: [0] })
    await using receiver = await startReceiver()
    await using visited = await visit(browser, shop, 'acme')
    const { page } = visited
    await shop.delivery.endpoints.create('acme', { url: receiver.url })
    await receiver.answer({ status: 500, body: '' })
    await shop.order('acme', { id: 1 })
    const { store } = shop.delivery.line
    await expect
      .poll(async () => (await store.listDeliveries('acme', { state: 'failed' }, { limit: 1 })).length)
      .toBe(1)
    await receiver.answer({ status: 204, body: '' })
    const messageId = await shop.order('acme', { id: 2 })
    await visited.open('/deliveries')
    await page.getByRole('link', { name: /^Succeeded/ }).waitFor()
    expect(await page.getByRole('listitem').count()).toBe(2)

    await page.getByLabel('State').selectOption('Failed')
    await expect.poll(() => page.getByRole('listitem').count()).toBe(1)
    expect(new URL(page.url()).hash).toBe('#/deliveries?state=failed')
    await page.reload()
    await page.getByRole('link', { name: /^Failed/ }).waitFor()
    expect(await page.getByRole('listitem').count()).toBe(1)

    await page.getByRole('button', { name: 'Show all' }).click()
    await page.getByLabel('Message id').fill(messageId)
    await expect.poll(() => page.getByRole('listitem').count()).toBe(1)
    await page.getByRole('link', { name: /^Succeeded/ }).waitFor()
    expect(page.url()).toContain(`messageId=${messageId}`)

    await page.getByRole('button', { name: 'Show all' }).click()
    await page.getByLabel('Event type').selectOption('orders.shipped')
    await page.getByText('No delivery matches').waitFor()
  })

  it('draws of hundreds of deliveries only those in view, and older ones as one scrolls', async () => {
    await using shop = await openShop()
    await using receiver = await startReceiver()
    await using visited = await visit(browser, shop, 'acme')
    const { page } = visited
    await shop.delivery.endpoints.create('acme', { url: receiver.url })
    await Promise.all(Array.from({ length: 300 }, (_, index) => shop.order('acme', { id: index })))
    await visited.open('/deliveries')
    await page.getByRole('listitem').first().waitFor()
    const highest = async () =>
      Math.max(
        ...(await page
          .getByRole('listitem')
          .evaluateAll((items) => items.map((item) => Number(item.ariaPosInSet)))),
      )
    await expect
      .poll(
        async () => {
          await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)')
          return highest()
        },
        { timeout: 30_000 },
      )
      .toBe(300)
    expect(await page.getByRole('listitem').count()).toBeLessThan(60)
  })
})
