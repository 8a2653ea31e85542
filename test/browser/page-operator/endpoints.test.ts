import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { launchChromium } from '../chromium.ts'
import { screenshot } from '../page-watch.ts'
import { expectAccessible, expectNoOverflow, narrow, openDesk } from './desk.ts'
import { openOffice, type Office } from './office.ts'

let browser: Browser
let office: Office
const crowd = 130

beforeAll(async () => {
  office = await openOffice()
  browser = await launchChromium()
  const register = (tenant: string, path: string) =>
    office.delivery.endpoints.create(tenant, { url: office.receivers.origin + path })
  await register('acme', '/orders')
  await register('acme', '/down')
  await register('globex', '/broken')
  await register('initech', '/gone')
  for (let index = 0; index < crowd; index++) await register('hooli', `/crowd/${index}`)
  // One after the other, so that acme's has failed for the longest.
  for (const tenant of ['acme', 'globex', 'initech']) {
    await office.send(tenant)
    await office.settled(tenant)
  }
}, 120_000)
afterAll(async () => {
  await browser.close()
  await office[Symbol.asyncDispose]()
})

const rows = (page: Page) => page.getByRole('list', { name: 'Endpoints' }).getByRole('listitem')
const row = (page: Page, path: string) =>
  rows(page).filter({
    has: page.getByRole('link', { name: `${office.receivers.origin}${path}`, exact: true }),
  })

async function deliveriesTo(tenant: string, path: string) {
  const all = await office.delivery.endpoints.list(tenant, { limit: 250 })
  const endpointId = all.find(({ url }) => url === office.receivers.origin + path)?.id ?? ''
  const { store } = office.delivery.line
  return store.listDeliveries(tenant, { endpointId }, { limit: 100 })
}

it('those that need somebody come first, each with the reason', async () => {
  const { page, watch } = await openDesk(browser, office, '/operator/endpoints')
  await rows(page).first().waitFor()
  expect(await rows(page).nth(0).innerText()).toMatch(/Failing[^]*\/down[^]*acme[^]*Nothing succeeded since/)
  expect(await rows(page).nth(1).innerText()).toMatch(/Failing[^]*\/broken[^]*globex/)
  expect(await rows(page).nth(2).innerText()).toMatch(/Disabled[^]*\/gone[^]*answered 410/)
  expect(await rows(page).nth(3).innerText()).toMatch(/Healthy/)
  expect(watch.problems).toEqual([])
  await page.context().close()
})

it('health and tenant filter them, and are in the address', async () => {
  const { page } = await openDesk(browser, office, '/operator/endpoints')
  await page.getByRole('combobox', { name: 'Health' }).selectOption('failing')
  await expect.poll(() => rows(page).count()).toBe(2)
  await page.getByLabel('Tenant').fill('globex')
  await expect.poll(() => rows(page).count()).toBe(1)
  await expect.poll(() => page.url()).toMatch(/#\/operator\/endpoints\?health=failing&tenant=globex$/)
  await page.reload()
  await row(page, '/broken').waitFor()
  await expect.poll(() => rows(page).count()).toBe(1)
  await expect.poll(() => page.getByLabel('Tenant').inputValue()).toBe('globex')

  await page.getByLabel('Tenant').fill('nobody')
  await page.getByRole('heading', { name: 'No endpoint is like that' }).waitFor()
  await page.context().close()
})

it('however many there are, all can be reached, and few are drawn', async () => {
  const { page } = await openDesk(browser, office, '/operator/endpoints?tenant=hooli')
  await rows(page).first().waitFor()
  const seen = new Set<string>()
  let mostDrawn = 0
  await expect
    .poll(
      async () => {
        const urls = await rows(page).getByRole('link').filter({ hasText: '/crowd/' }).allInnerTexts()
        mostDrawn = Math.max(mostDrawn, urls.length)
        for (const url of urls) seen.add(url)
        await page.mouse.wheel(0, 600)
        return seen.size
      },
      { timeout: 30_000 },
    )
    .toBe(crowd)
  expect(mostDrawn).toBeLessThan(60)
  await page.context().close()
})

it('a paused endpoint gets nothing until it is resumed, by the keyboard alone', async () => {
  const { page } = await openDesk(browser, office, '/operator/endpoints?tenant=acme')
  const before = (await deliveriesTo('acme', '/orders')).length
  const pause = row(page, '/orders').getByRole('button', { name: /^Pause/ })
  await pause.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'For 15 minutes' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('menuitem').first().waitFor({ state: 'detached' })
  expect(await page.evaluate('document.activeElement.ariaLabel')).toMatch(/^Pause .*\/orders$/)

  await page.keyboard.press('Enter')
  await page.getByRole('menu').locator(':focus').waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await row(page, '/orders').getByText('Paused until resumed').waitFor()

  await office.send('acme')
  // The other endpoint of the tenant has had it: so a worker has been there.
  await expect.poll(async () => (await deliveriesTo('acme', '/down'))[0]?.attempts).toBeGreaterThan(0)
  const [held] = await deliveriesTo('acme', '/orders')
  expect(held).toMatchObject({ state: 'pending', attempts: 0 })
  expect(await deliveriesTo('acme', '/orders')).toHaveLength(before + 1)

  await row(page, '/orders')
    .getByRole('button', { name: /^Resume/ })
    .focus()
  await page.keyboard.press('Enter')
  await row(page, '/orders')
    .getByRole('button', { name: /^Pause/ })
    .waitFor()
  await expect
    .poll(async () => (await deliveriesTo('acme', '/orders')).every(({ state }) => state === 'succeeded'))
    .toBe(true)
  await page.context().close()
})

it('a pause of an hour ends by itself when it is over', async () => {
  const { page } = await openDesk(browser, office, '/operator/endpoints?tenant=acme')
  await row(page, '/orders')
    .getByRole('button', { name: /^Pause/ })
    .click()
  await page.getByRole('menuitem', { name: 'For an hour' }).click()
  await row(page, '/orders').getByText('Paused until').waitFor()
  await office.send('acme')
  office.setBack(-3_700_000)
  try {
    await expect.poll(async () => (await deliveriesTo('acme', '/orders'))[0]?.state).toBe('succeeded')
  } finally {
    office.setBack(0)
  }
  await page.context().close()
})

it.each(['light', 'dark'] as const)('breaks no rule of accessibility in %s mode', async (colorScheme) => {
  const { page } = await openDesk(browser, office, '/operator/endpoints', { colorScheme })
  await row(page, '/down').waitFor()
  await screenshot(page, `operator-endpoints-${colorScheme}`, 'view')
  await expectAccessible(page)
  await row(page, '/down')
    .getByRole('button', { name: /^Pause/ })
    .click()
  await page.getByRole('menuitem').first().waitFor()
  await expectAccessible(page)
  await page.context().close()
})

it('fits on a phone', async () => {
  const { page } = await openDesk(browser, office, '/operator/endpoints', { viewport: narrow })
  await row(page, '/down').waitFor()
  await expectNoOverflow(page)
  await expectAccessible(page)
  await screenshot(page, 'operator-endpoints-narrow', 'view')
  await page.context().close()
})
