import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { launchChromium } from '../chromium.ts'
import { screenshot } from '../page-watch.ts'
import { expectAccessible, expectNoOverflow, narrow, openDesk } from './desk.ts'
import { openOffice, tokenOf, type Office } from './office.ts'

let browser: Browser
let office: Office
const messages: Record<string, string> = {}

beforeAll(async () => {
  office = await openOffice()
  browser = await launchChromium()
  const register = (tenant: string, path: string) =>
    office.delivery.endpoints.create(tenant, { url: office.receivers.origin + path })
  for (const tenant of ['acme', 'globex', 'glue works', '1e5']) await register(tenant, '/orders')
  await register('globex', '/down')
  await register('globex', '/gone')
  for (const tenant of ['acme', 'globex']) messages[tenant] = await office.send(tenant)
  await office.settled('acme', 'globex')
}, 120_000)
afterAll(async () => {
  await browser.close()
  await office[Symbol.asyncDispose]()
})

describe('the tenants', () => {
  it('are listed by name with how their endpoints are, and open', async () => {
    const { page, watch } = await openDesk(browser, office, '/operator/tenants')
    const rows = page.getByRole('table', { name: 'Tenants' }).locator('tbody tr')
    await rows.first().waitFor()
    expect(await rows.locator('th').allInnerTexts()).toEqual(['1e5', 'acme', 'globex', 'glue works'])
    expect(await rows.nth(2).locator('td').allInnerTexts()).toEqual([
      '3',
      '1',
      '1',
      expect.stringMatching(/^\d\d:\d\d:\d\d$/),
    ])
    expect(await rows.nth(3).locator('td').last().innerText()).toBe('none')

    await rows.nth(2).getByRole('link', { name: '1 failing of globex' }).click()
    await page.getByRole('link', { name: `${office.receivers.origin}/down`, exact: true }).waitFor()
    expect(page.url()).toMatch(/#\/operator\/endpoints\?tenant=globex&health=failing$/)
    await page.goBack()
    await rows.getByRole('link', { name: 'glue works', exact: true }).click()
    await page.getByText('tenant glue works').waitFor()
    await page.getByText(`${office.receivers.origin}/orders`).first().waitFor()
    expect(watch.problems).toEqual([])
    await page.context().close()
  })

  it('are found by how their names begin, also one that reads like a number', async () => {
    const { page } = await openDesk(browser, office, '/operator/tenants')
    const names = page.getByRole('table', { name: 'Tenants' }).locator('tbody th')
    await page.getByLabel('Search').fill('gl')
    await expect.poll(() => names.allInnerTexts()).toEqual(['globex', 'glue works'])
    await page.getByLabel('Search').fill('1e5')
    await expect.poll(() => names.allInnerTexts()).toEqual(['1e5'])
    await page.reload()
    await expect.poll(() => names.allInnerTexts()).toEqual(['1e5'])
    await page.getByLabel('Search').fill('nobody')
    await page.getByRole('heading', { name: 'No tenant’s name begins with “nobody”' }).waitFor()
    await page.context().close()
  })
})

describe('finding a message', () => {
  it('shows a message of any tenant with what became of it, by the keyboard alone', async () => {
    const { page, watch } = await openDesk(browser, office, '/operator/messages')
    await page.getByLabel('Message id').focus()
    await page.keyboard.type(` ${messages['globex']} `)
    await page.keyboard.press('Enter')
    await page.getByRole('region', { name: 'Message' }).getByRole('link', { name: 'globex' }).waitFor()
    const rows = page.getByRole('table', { name: 'Deliveries of the message' }).locator('tbody tr')
    await expect.poll(() => rows.count()).toBe(3)
    const states = await rows.locator('.badge').allInnerTexts()
    expect(states.toSorted()).toEqual(['Failed', 'Retrying', 'Succeeded'])
    for (const path of ['/orders', '/down', '/gone']) {
      await rows.getByRole('link', { name: office.receivers.origin + path, exact: true }).waitFor()
    }

    await page.getByLabel('Message id').fill(messages['acme'] ?? '')
    await page.getByRole('button', { name: 'Find' }).click()
    await page.getByRole('region', { name: 'Message' }).getByRole('link', { name: 'acme' }).waitFor()
    await expect.poll(() => rows.count()).toBe(1)
    expect(page.url()).toContain(`?id=${messages['acme']}`)
    expect(watch.problems).toEqual([])
    await page.context().close()
  })

  it('says so where there is none', async () => {
    const { page } = await openDesk(browser, office, '/operator/messages?id=msg_none')
    await page.getByText('There is no message msg_none').waitFor()
    expect(await page.getByRole('table').count()).toBe(0)
    await page.context().close()
  })
})

describe.each([
  ['tenants', '/operator/tenants'],
  ['message', '/operator/messages?id='],
])('the page %s', (name, path) => {
  const opened = (options: object) =>
    openDesk(browser, office, path.endsWith('=') ? `${path}${messages['globex']}` : path, options)

  it.each(['light', 'dark'] as const)('breaks no rule of accessibility in %s mode', async (colorScheme) => {
    const { page } = await opened({ colorScheme })
    await page.getByRole('table').waitFor()
    await expectAccessible(page)
    await screenshot(page, `operator-${name}-${colorScheme}`, 'view')
    await page.context().close()
  })

  it('fits on a phone', async () => {
    const { page } = await opened({ viewport: narrow })
    await page.getByRole('table').waitFor()
    await expectNoOverflow(page)
    await expectAccessible(page)
    await screenshot(page, `operator-${name}-narrow`, 'view')
    await page.context().close()
  })
})

it.each(['/operator', '/operator/endpoints', '/operator/tenants', '/operator/messages'])(
  'a tenant is told that %s is for operators, and the API refuses',
  async (path) => {
    const { page, watch } = await openDesk(browser, office, '/endpoints', { token: tokenOf('acme') })
    await page.evaluate(`location.hash = '#${path}'`)
    await page.getByText('This page is for operators only').waitFor()
    expect(watch.requests.filter((url) => url.includes('/webhooks/operator'))).toEqual([])
    const statuses = await page.evaluate(async () => {
      const asked = ['overview', 'statistics', 'tenants', 'endpoints', 'messages/msg_none'].map((name) =>
        fetch(`operator/${name}`),
      )
      return (await Promise.all(asked)).map(({ status }) => status)
    })
    expect(statuses).toEqual([403, 403, 403, 403, 403])
    await expectAccessible(page)
    await page.context().close()
  },
)
