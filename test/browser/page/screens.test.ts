/** Every page as it looks: without faults of accessibility, in both ways of light, and on a phone. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

import { launchChromium } from '../chromium.ts'
import { screenshot } from '../page-watch.ts'
import { startReceiver, type Receiver } from './receiver.ts'
import { openShop, type Shop } from './shop.ts'
import { settle, violations, visit } from './visit.ts'

let browser: Browser
let shop: Shop
let receiver: Receiver
let broken: Receiver
const at: Record<'healthy' | 'failing' | 'failed' | 'succeeded', string> = {
  healthy: '',
  failing: '',
  failed: '',
  succeeded: '',
}

beforeAll(async () => {
  browser = await launchChromium()
  receiver = await startReceiver()
  broken = await startReceiver()
  shop = await openShop({ retryScheduleMs: [0, 600_000] })
  const { endpoints } = shop.delivery
  const failing = await endpoints.create('acme', {
    url: broken.url,
    eventTypes: ['orders.created'],
    description: 'The old warehouse',
  })
  at.failing = failing.endpoint.id
  await broken.answer({
    status: 500,
    body: '{"error":"database is away"}',
    contentType: 'application/json',
  })
  await shop.order('acme', { id: 41 })
  at.failed = await idOnce(at.failing, ({ attempts, state }) => attempts === 1 && state === 'pending')

  const healthy = await endpoints.create('acme', {
    url: receiver.url,
    eventTypes: ['orders.*', 'customer.registered'],
    description: 'Production',
  })
  at.healthy = healthy.endpoint.id
  await endpoints.create('acme', { url: `${receiver.url}/staging` })
  const disabled = await endpoints.create('acme', {
    url: `${receiver.url}/2019`,
    eventTypes: ['newsletter.sent'],
  })
  await endpoints.update('acme', disabled.endpoint.id, { state: 'disabled' })
  await receiver.answer({ status: 503, body: 'back at noon' })
  await shop.order('acme', { id: 42 })
  await idOnce(at.healthy, ({ attempts, state }) => attempts === 1 && state === 'pending')
  await receiver.answer({ status: 200, body: 'thank you' })
  for (let id = 43; id < 50; id++) await shop.order('acme', { id })
  at.succeeded = await idOnce(at.healthy, ({ state }) => state === 'succeeded')
  await shop.delivery.replay.start('acme', { endpointId: at.healthy, kind: 'missed', since: new Date(0) })
}, 120_000)

afterAll(async () => {
  await browser.close()
  await shop[Symbol.asyncDispose]()
  await receiver[Symbol.asyncDispose]()
  await broken[Symbol.asyncDispose]()
})

/** The id of the newest delivery to an endpoint, once it is as it should be. */
async function idOnce(endpointId: string, isIt: (found: { attempts: number; state: string }) => boolean) {
  return vi.waitFor(
    async () => {
      const [newest] = await shop.delivery.line.store.listDeliveries('acme', { endpointId }, { limit: 1 })
      if (!newest || !isIt(newest)) throw new Error(`It is ${JSON.stringify(newest)}`)
      return newest.id
    },
    { timeout: 20_000 },
  )
}

async function register(page: Page) {
  await page.getByLabel('URL').fill(`${receiver.url}/new`)
  await page.getByRole('checkbox', { name: 'orders.created' }).check()
  await page.getByRole('button', { name: 'Register' }).click()
  await page.getByRole('heading', { name: 'The endpoint is registered' }).waitFor()
}

/** What to do on a page before it is looked at. */
interface Screen {
  name: string
  place: () => string
  tenant?: string
  act?: (page: Page) => Promise<unknown>
  /** A state that a page may be in, of which docs/screenshots needs no picture of its own. */
  isState?: boolean
}

const screens: Screen[] = [
  { name: 'endpoints', place: () => '/endpoints' },
  { name: 'endpoints-none', isState: true, place: () => '/endpoints', tenant: 'newcomer' },
  {
    name: 'register',
    place: () => '/endpoints/new',
    async act(page) {
      await page.getByRole('checkbox', { name: 'orders.*' }).check()
      await page.getByLabel('Schema and sample of customer.registered').click()
      await page.getByText('since').first().waitFor()
      await page.getByText('Advanced').click()
      await page.getByRole('button', { name: 'Add a header' }).click()
    },
  },
  {
    name: 'register-mistakes',
    isState: true,
    place: () => '/endpoints/new',
    act: (page) => page.getByRole('button', { name: 'Register' }).click(),
  },
  { name: 'registered', place: () => '/endpoints/new', act: register, tenant: 'starter' },
  {
    name: 'endpoint',
    place: () => `/endpoints/${at.healthy}`,
    act: (page) => page.getByText('Live', { exact: true }).waitFor(),
  },
  {
    name: 'endpoint-failing',
    isState: true,
    place: () => `/endpoints/${at.failing}`,
    act: (page) => page.getByText('Live', { exact: true }).waitFor(),
  },
  {
    name: 'endpoint-test',
    place: () => `/endpoints/${at.healthy}?tab=test`,
    async act(page) {
      await page.getByRole('button', { name: 'Send a test event' }).click()
      await page.getByText('thank you').waitFor()
    },
  },
  {
    name: 'endpoint-recover',
    place: () => `/endpoints/${at.healthy}?tab=recover`,
    act: (page) => page.getByText('Done').first().waitFor(),
  },
  { name: 'endpoint-settings', place: () => `/endpoints/${at.healthy}?tab=settings` },
  {
    name: 'endpoint-delete',
    isState: true,
    place: () => `/endpoints/${at.healthy}?tab=settings`,
    act: (page) => page.getByRole('button', { name: 'Delete…' }).click(),
  },
  { name: 'endpoint-change', isState: true, place: () => `/endpoints/${at.failing}/edit` },
  {
    name: 'deliveries',
    place: () => '/deliveries',
    act: (page) => page.getByText('Live', { exact: true }).waitFor(),
  },
  {
    name: 'deliveries-filtered',
    isState: true,
    place: () => '/deliveries?span=24h&state=pending',
    act: (page) => page.getByText('Retrying').first().waitFor(),
  },
  { name: 'deliveries-none', isState: true, place: () => '/deliveries', tenant: 'newcomer' },
  { name: 'delivery-retrying', place: () => `/deliveries/${at.failed}` },
  { name: 'delivery', place: () => `/deliveries/${at.succeeded}` },
  { name: 'event-types', place: () => '/event-types' },
  {
    name: 'event-type',
    place: () => '/event-types/orders.created',
    act: (page) => page.getByText('createReceiver').first().waitFor(),
  },
]

describe.each(screens)('$name', ({ name, place, act, tenant = 'acme', isState = false }) => {
  it.each(['light', 'dark'] as const)('has nothing that axe objects to, in %s mode', async (colorScheme) => {
    await using visited = await visit(browser, shop, tenant, {
      colorScheme,
      viewport: { width: 1200, height: 760 },
    })
    const { page } = visited
    await visited.open(place())
    await settle(page)
    await act?.(page)
    await settle(page)
    if (!isState) await screenshot(page, `${name}-${colorScheme}`, 'view')
    expect(await violations(page)).toEqual([])
    expect(visited.problems()).toEqual([])
  })

  it('fits a screen 375 pixels wide', async () => {
    await using visited = await visit(browser, shop, tenant, { viewport: { width: 375, height: 740 } })
    const { page } = visited
    await visited.open(place())
    await settle(page)
    await act?.(page)
    await settle(page)
    if (!isState) await screenshot(page, `${name}-narrow`, 'view')
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375)
    expect(await violations(page)).toEqual([])
  })
})

describe('the sign-in', () => {
  it.each(['light', 'dark'] as const)('has nothing that axe objects to, in %s mode', async (colorScheme) => {
    const page = await browser.newPage({ colorScheme, viewport: { width: 1280, height: 860 } })
    await page.goto(`${shop.url}/webhooks/`)
    await page.getByLabel('Token').waitFor()
    await screenshot(page, `sign-in-${colorScheme}`, 'view')
    expect(await violations(page)).toEqual([])
    await page.close()
  })
})
