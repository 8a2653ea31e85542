import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { launchChromium } from '../chromium.ts'
import { screenshot } from '../page-watch.ts'
import { expectAccessible, openDesk } from './desk.ts'
import { openOffice, type Office } from './office.ts'

let browser: Browser
let office: Office

beforeAll(async () => {
  office = await openOffice({ retryScheduleMs: [0] })
  browser = await launchChromium()
}, 120_000)
afterAll(async () => {
  await browser.close()
  await office[Symbol.asyncDispose]()
})

const hourMs = 3_600_000

/** An endpoint of a tenant that has failed to take so many messages in a day, and takes them now, but slowly. */
async function recovered(tenant: string, count: number): Promise<string> {
  const path = `/late-${tenant}`
  await office.receivers.answer(path, 500)
  office.setBack(23 * hourMs)
  const { endpoint } = await office.delivery.endpoints.create(tenant, {
    url: `${office.receivers.origin}${path}?ms=100`,
  })
  const times = 10
  for (let time = 0; time < times; time++) {
    office.setBack((22 - 2 * time) * hourMs)
    await Promise.all(Array.from({ length: count / times }, () => office.send(tenant)))
    await office.settled(tenant)
  }
  office.setBack(0)
  await office.receivers.answer(path, 204)
  return endpoint.id
}

/** Goes from the list of endpoints to where an endpoint's replays are, and starts one of what failed. */
async function startReplay(tenant: string): Promise<Page> {
  const { page } = await openDesk(browser, office, `/operator/endpoints?tenant=${tenant}`)
  await page.getByRole('link', { name: /^Replay/ }).click()
  await page.getByRole('button', { name: 'Deliver again' }).click()
  return page
}

const bar = (page: Page) => page.getByRole('progressbar')
const percent = async (page: Page) => Number(await bar(page).getAttribute('aria-valuenow'))

it('a replay that an operator starts shows how far it is, to its end', async () => {
  const endpointId = await recovered('acme', 600)
  const page = await startReplay('acme')
  const seen: number[] = []
  await expect
    .poll(async () => seen[seen.push(await percent(page)) - 1], { timeout: 60_000, interval: 20 })
    .toBe(100)
  expect(seen.some((at) => at > 0 && at < 100)).toBe(true)
  expect(seen).toEqual(seen.toSorted((one, other) => one - other))
  await page.getByText('Done').waitFor()
  await page.getByText('600 looked at, 600 delivered again').waitFor()
  await expectAccessible(page)
  await screenshot(page, 'operator-replay-light', 'view')

  await office.settled('acme')
  const { store } = office.delivery.line
  const succeeded = await store.listDeliveries('acme', { endpointId, state: 'succeeded' }, { limit: 1_000 })
  expect(succeeded).toHaveLength(600)
  await page.context().close()
}, 120_000)

it('a replay that is stopped makes no more deliveries', async () => {
  const endpointId = await recovered('globex', 800)
  const page = await startReplay('globex')
  await expect.poll(() => percent(page), { interval: 20 }).toBeGreaterThan(0)
  await page.getByRole('button', { name: 'Stop' }).click()
  await page.getByText('Canceled').waitFor()
  await office.settled('globex')
  const [replay] = await office.delivery.replay.list('globex', endpointId, { limit: 1 })
  expect(replay).toMatchObject({ state: 'canceled' })
  const { store } = office.delivery.line
  const made = await store.listDeliveries('globex', { replayId: replay?.id }, { limit: 1_000 })
  expect(made).toHaveLength(replay?.created ?? 0)
  expect(made.length).toBeLessThan(800)
  await page.context().close()
}, 120_000)
