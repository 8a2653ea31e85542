import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { docsAsset } from '../../packages/hookwright/src/docs/asset.ts'
import { docsPage } from '../../packages/hookwright/src/docs/page.ts'
import { launchChromium } from './chromium.ts'
import { screenshot, watchPage } from './page-watch.ts'

const subscription = {
  type: 'object',
  required: ['username', 'monthly_fee', 'start_date'],
  properties: {
    username: { type: 'string' },
    monthly_fee: { type: 'number' },
    start_date: { type: 'string', format: 'date-time' },
  },
}
const received = { '2XX': { description: 'Received.' } }

const document = {
  openapi: '3.1.0',
  info: { title: 'Subscriptions', version: '1.0.0', description: 'Who pays for what.' },
  paths: {
    // A path that reads like a webhook's, to be told from one.
    '/webhook/users/': {
      get: {
        summary: 'List users',
        tags: ['Users'],
        responses: {
          200: {
            description: 'Names.',
            content: { 'application/json': { schema: { type: 'array', items: { type: 'string' } } } },
          },
        },
      },
    },
  },
  webhooks: {
    'new-subscription': {
      post: {
        description: 'Sent when a user subscribes.',
        operationId: 'new-subscription',
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Subscription' } } },
        },
        responses: received,
      },
    },
    'subscription.cancelled': {
      post: {
        tags: ['Users'],
        requestBody: {
          required: true,
          content: {
            'application/json': { schema: { type: 'object', properties: { reason: { type: 'string' } } } },
          },
        },
        responses: received,
      },
    },
    'service.ping': { post: { responses: received } },
  },
  components: { schemas: { Subscription: subscription } },
}

/** Serves the docs at `${prefix}/docs` from an app that, like one behind a proxy, knows nothing about the prefix. */
async function serveDocs(prefix: string): Promise<AsyncDisposable & { url: string; origin: string }> {
  async function answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url)
    if (pathname === `${prefix}/docs`) {
      return docsPage({ title: 'Subscriptions', docsUrl: '/docs', openapiUrl: '/openapi.json' })
    }
    if (pathname === `${prefix}/openapi.json`) return Response.json(document)
    if (pathname === '/webhook/users/') return Response.json(['Rick', 'Morty'])
    return (await docsAsset(request)) ?? new Response(null, { status: 404 })
  }
  async function respond(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const headers = { 'accept-encoding': incoming.headers['accept-encoding']?.toString() ?? '' }
    const response = await answer(new Request(new URL(incoming.url ?? '', 'http://localhost'), { headers }))
    outgoing.writeHead(response.status, Object.fromEntries(response.headers))
    outgoing.end(new Uint8Array(await response.arrayBuffer()))
  }
  const server = createServer((incoming, outgoing) => void respond(incoming, outgoing))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  return {
    origin,
    url: `${origin}${prefix}/docs`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
}, 120_000)
afterAll(() => browser.close())

/** The part of the page about one operation; Scalar draws it when its entry in the sidebar is clicked, or scrolled to. */
async function openOperation(page: Page, name: string) {
  await page.locator('aside').getByRole('link', { name }).click()
  const heading = page.getByRole('heading', { name, exact: true })
  const section = page.locator('main section').filter({ has: heading }).last()
  await section.waitFor()
  return section
}

describe('the docs page in Chromium', { timeout: 60_000 }, () => {
  it.each(['light', 'dark'] as const)(
    'shows every webhook with its properties in %s mode',
    async (colorScheme) => {
      await using docs = await serveDocs('')
      const page = await browser.newPage({ colorScheme, viewport: { width: 1280, height: 900 } })
      await page.goto(docs.url)

      const created = await openOperation(page, 'new-subscription')
      for (const text of [
        'Webhook',
        'Sent when a user subscribes.',
        'username',
        'monthly_fee',
        'start_date',
      ]) {
        await created.getByText(text, { exact: true }).first().waitFor()
      }
      expect(await created.getByText(/^(username|monthly_fee|start_date)$/).allInnerTexts()).toEqual([
        'username',
        'monthly_fee',
        'start_date',
      ])
      const cancelled = await openOperation(page, 'subscription.cancelled')
      await cancelled.getByText('reason', { exact: true }).first().waitFor()
      await (await openOperation(page, 'service.ping')).getByText('Webhook', { exact: true }).waitFor()

      expect(await page.title()).toBe('Subscriptions')
      await screenshot(page, `docs-${colorScheme}`)
      await page.close()
    },
  )

  it('calls no other server, and the browser has nothing to complain about', async () => {
    await using docs = await serveDocs('')
    const page = await browser.newPage()
    const watch = await watchPage(page)
    await page.goto(docs.url)
    for (const name of ['List users', 'subscription.cancelled', 'new-subscription']) {
      await openOperation(page, name)
    }
    await page.evaluate(
      'document.fonts.ready.then(() => new Promise((idle) => requestIdleCallback(() => idle())))',
    )

    expect(watch.requests.map((url) => url.replace(/[0-9a-f]{8}\.js$/, '*.js'))).toEqual([
      docs.url,
      `${docs.origin}/docs/scalar-*.js`,
      `${docs.origin}/openapi.json`,
    ])
    expect(watch.problems).toEqual([])
    expect(await page.locator('a[href*="scalar.com"]:visible').count()).toBe(0)
    await page.close()
  })

  it('refuses, by its policy, a call to another server', async () => {
    await using docs = await serveDocs('')
    await using other = await serveDocs('')
    const page = await browser.newPage()
    const watch = await watchPage(page)
    await page.goto(docs.url)
    const reached = await page.evaluate(
      (url) =>
        fetch(url, { mode: 'no-cors' })
          .then(() => true)
          .catch(() => false),
      `${other.origin}/openapi.json`,
    )
    expect(reached).toBe(false)
    await expect
      .poll(() => watch.problems)
      .toContain(`Content Security Policy: connect-src ${other.origin}/openapi.json`)
    await page.close()
  })

  it('offers to try a request on a route and not on a webhook', async () => {
    await using docs = await serveDocs('')
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
    await page.goto(docs.url)
    const button = { name: 'Test Request' }

    for (const name of ['new-subscription', 'subscription.cancelled', 'service.ping']) {
      const webhook = await openOperation(page, name)
      await webhook.getByText(name, { exact: true }).last().waitFor()
      expect(await webhook.getByRole('button', button).count()).toBe(0)
    }

    await (await openOperation(page, 'List users')).getByRole('button', button).click()
    const form = page.getByRole('dialog', { name: 'API Client' })
    await form.getByRole('button', { name: /^Send/ }).first().click()
    await form.getByText('Morty').waitFor()
    expect(await form.getByText('new-subscription').count()).toBe(0)
    expect(await form.getByRole('button', { name: /sidebar/ }).count()).toBe(0)
    await screenshot(page, 'docs-test-request')
    await page.close()
  })

  it('works behind a path prefix', async () => {
    await using docs = await serveDocs('/some/prefix')
    const page = await browser.newPage()
    const watch = await watchPage(page)
    await page.goto(docs.url)
    await openOperation(page, 'new-subscription')
    expect(watch.requests.at(-1)).toBe(`${docs.origin}/some/prefix/openapi.json`)
    expect(watch.problems).toEqual([])
    await page.close()
  })
})
