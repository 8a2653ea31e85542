import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'

import { launchChromium } from '../chromium.ts'
import { screenshot } from '../page-watch.ts'
import { expectAccessible, expectNoOverflow, narrow, openDesk } from './desk.ts'
import { makeHistory } from './history.ts'
import { openOffice, type Office } from './office.ts'

let browser: Browser
let office: Office

beforeAll(async () => {
  office = await openOffice()
  browser = await launchChromium()
  await makeHistory(office)
}, 300_000)
afterAll(async () => {
  await browser.close()
  await office[Symbol.asyncDispose]()
})

const Overview = z.object({
  due: z.int(),
  later: z.int(),
  endpoints: z.object({ failing: z.int(), disabled: z.int(), paused: z.int(), healthy: z.int() }),
  retention: z.object({ deliveries: z.object({ days: z.number() }) }),
})

const Statistics = z.object({
  points: z.array(
    z.object({
      at: z.string(),
      attempts: z.int(),
      succeeded: z.int(),
      failed: z.int(),
      p99Ms: z.number().nullable(),
    }),
  ),
})

/** The large number under a name. */
const figure = (page: Page, name: string) =>
  page
    .locator('.figure')
    .filter({ has: page.getByText(name, { exact: true }) })
    .locator('strong')

const charts = ['Attempts per minute', 'Success rate', 'Latency'] as const
const chart = (page: Page, name: string) => page.getByRole('figure', { name })

/** Opens the table under a chart and reads its rows, the latest first. */
async function numbersOf(page: Page, name: string): Promise<string[][]> {
  await chart(page, name).getByText('Show as a table').click()
  const rows = chart(page, name).locator('tbody tr')
  await rows.first().waitFor()
  return rows.evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent ?? '')))
}

/** Waits until every chart is drawn, and tells how. */
async function drawn(page: Page): Promise<string[]> {
  await page.locator('.chart-picture canvas').nth(2).waitFor()
  return page.evaluate<string[]>(
    `[...document.querySelectorAll('.chart-picture canvas')].map((canvas) => canvas.toDataURL())`,
  )
}

it('the figures are those of the API, and failing endpoints come first', async () => {
  const { page, watch } = await openDesk(browser, office, '/operator')
  const overview = Overview.parse(await office.ask('/operator/overview'))
  expect(overview.endpoints).toEqual({ failing: 1, disabled: 1, paused: 1, healthy: 3 })
  expect(overview.later).toBeGreaterThan(0)
  const shown = {
    'Due now': overview.due,
    Later: overview.later,
    Failing: overview.endpoints.failing,
    Disabled: overview.endpoints.disabled,
    Paused: overview.endpoints.paused,
    Healthy: overview.endpoints.healthy,
  }
  for (const [name, count] of Object.entries(shown)) {
    await expect.poll(() => figure(page, name).innerText()).toBe(count.toLocaleString('en'))
  }
  expect(await figure(page, 'Database').innerText()).toMatch(/^[\d.]+ [kM]B$/)

  const failing = page.getByRole('region', { name: 'Failing endpoints' }).getByRole('listitem')
  await failing.getByText(`${office.receivers.origin}/down`).waitFor()
  expect(await failing.count()).toBe(1)
  expect(await failing.innerText()).toContain('Nothing succeeded since')

  const kept = page.getByRole('table', { name: 'Retention' }).getByRole('row')
  expect(await kept.nth(4).innerText()).toMatch(
    new RegExp(`Deliveries\\s+${overview.retention.deliveries.days} days`),
  )
  expect(watch.problems).toEqual([])
  await page.context().close()
})

it('each chart says in words and in a table what it draws', async () => {
  const { page } = await openDesk(browser, office, '/operator')
  await drawn(page)
  const attempts = await numbersOf(page, 'Attempts per minute')
  const success = await numbersOf(page, 'Success rate')
  const latency = await numbersOf(page, 'Latency')
  const since = new Date(Date.now() - 3_600_000).toISOString()
  const { points } = Statistics.parse(await office.ask(`/operator/statistics?since=${since}&stepSeconds=60`))

  // All minutes that both have seen whole.
  const time = (at: string) => at.slice(11, 16)
  const told = new Map(attempts.map((row) => [row[0], row]))
  const whole = points.slice(1, -1)
  expect(whole.length).toBeGreaterThan(55)
  expect(whole.some(({ failed }) => failed > 0)).toBe(true)
  for (const { at, succeeded, failed } of whole) {
    expect(told.get(time(at))).toEqual([time(at), String(succeeded), String(failed)])
  }
  const worst = whole.find((point) => point.failed > 0)
  const rate = Math.floor(((worst?.succeeded ?? 0) / (worst?.attempts ?? 1)) * 1_000) / 10
  expect(success.find(([at]) => at === time(worst?.at ?? ''))).toEqual([time(worst?.at ?? ''), `${rate} %`])
  const slow = whole.find(({ p99Ms }) => p99Ms !== null)
  expect(latency.find(([at]) => at === time(slow?.at ?? ''))?.[3]).toMatch(/^[\d.]+ m?s$/)

  for (const name of charts) {
    const summary = await chart(page, name).locator('figcaption p').innerText()
    expect(summary).toMatch(/the last hour/)
    expect(await page.getByRole('img', { name: `${name}. ${summary}` }).count()).toBe(1)
  }
  await page.context().close()
})

it('the range is switched by the keyboard, and is in the address', async () => {
  const { page } = await openDesk(browser, office, '/operator')
  const [before] = await drawn(page)
  await page.getByRole('radio', { name: '1 h' }).focus()
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => page.url()).toMatch(/#\/operator\?range=6h$/)
  await chart(page, 'Attempts per minute')
    .getByText(/in the last 6 hours/)
    .waitFor()
  expect((await drawn(page))[0]).not.toBe(before)
  expect((await numbersOf(page, 'Attempts per minute')).length).toBeGreaterThanOrEqual(72)

  await page.reload()
  await chart(page, 'Attempts per minute')
    .getByText(/in the last 6 hours/)
    .waitFor()
  expect(await page.getByRole('radio', { name: '6 h' }).isChecked()).toBe(true)
  await page.context().close()
})

it('charts are drawn again in the colours of the other theme, and as wide as there is room', async () => {
  const { page } = await openDesk(browser, office, '/operator')
  const light = await drawn(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  await expect
    .poll(async () => (await drawn(page)).some((picture, index) => picture === light[index]))
    .toBe(false)

  await page.setViewportSize(narrow)
  const widths = () =>
    page
      .locator('.chart-picture')
      .evaluateAll((all) =>
        all.map((place) => [place.clientWidth, place.querySelector('.uplot')?.clientWidth]),
      )
  await expect.poll(async () => (await widths()).every(([place, plot]) => place === plot)).toBe(true)
  expect((await widths())[0]?.[0]).toBeGreaterThan(250)
  await expectNoOverflow(page)
  await page.context().close()
})

it('refreshes by itself, but not while its tab is hidden', async () => {
  const { page, watch } = await openDesk(browser, office, '/operator')
  const asked = () => watch.requests.filter((url) => url.endsWith('/operator/overview')).length
  await figure(page, 'Failing').waitFor()
  const first = asked()
  await page.clock.runFor(6_000)
  await expect.poll(asked).toBeGreaterThan(first)

  const become = (state: string) =>
    page.evaluate(`Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true })
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))`)
  await become('hidden')
  const { endpoints } = office.delivery
  const [works] = await endpoints.list('globex', { limit: 1 })
  await endpoints.update('globex', works?.id ?? '', { state: 'disabled' })
  try {
    const before = asked()
    await page.clock.runFor(60_000)
    expect(asked()).toBe(before)
    expect(await figure(page, 'Healthy').innerText()).toBe('3')

    await become('visible')
    await expect.poll(() => figure(page, 'Healthy').innerText()).toBe('2')
    expect(await figure(page, 'Disabled').innerText()).toBe('2')
  } finally {
    await endpoints.update('globex', works?.id ?? '', { state: 'enabled' })
  }
  await page.context().close()
})

it.each(['light', 'dark'] as const)('breaks no rule of accessibility in %s mode', async (colorScheme) => {
  const { page } = await openDesk(browser, office, '/operator', { colorScheme })
  await drawn(page)
  await page.getByRole('table', { name: 'Retention' }).waitFor()
  await screenshot(page, `operator-overview-${colorScheme}`)
  for (const name of charts) await numbersOf(page, name)
  await expectAccessible(page)
  await page.context().close()
})

it('fits on a phone', async () => {
  const { page } = await openDesk(browser, office, '/operator', { viewport: narrow })
  await drawn(page)
  await page.getByRole('table', { name: 'Retention' }).waitFor()
  await expectNoOverflow(page)
  await expectAccessible(page)
  await screenshot(page, 'operator-overview-narrow')
  await page.context().close()
})
