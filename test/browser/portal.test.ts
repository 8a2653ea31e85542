/** Signing in to the page as browsers do it: what they keep of a link, which cookies they take, who may frame it. */
import { createServer, type RequestListener, type Server } from 'node:http'

import { App } from 'hookwright'
import { toNodeHandler } from 'hookwright/node'
import { sqlite } from 'hookwright/sqlite'
import type { Browser, BrowserContext, Frame, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { listenOnLoopback } from '../support/listen.ts'
import { launchChromium } from './chromium.ts'
import { watchPage, type PageWatch } from './page-watch.ts'

let browser: Browser
let context: BrowserContext
const servers: Server[] = []
const apps: App[] = []

beforeAll(async () => {
  browser = await launchChromium()
}, 120_000)
afterAll(() => browser.close())

beforeEach(async () => {
  context = await browser.newContext()
})

afterEach(async () => {
  await context.close()
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
  for (const app of apps.splice(0)) await app.close()
})

/** Listens before there is anything to answer with, since what answers wants to know the port. */
async function listen(): Promise<{ port: number; answer: (listener: RequestListener) => void }> {
  let listener: RequestListener | undefined
  const server = createServer((request, response) => listener?.(request, response))
  servers.push(server)
  return { port: await listenOnLoopback(server), answer: (given) => (listener = given) }
}

/** An app at 127.0.0.1, below a prefix that it knows nothing of, as behind a proxy. */
async function serveShop(frameAncestors: readonly string[] = []): Promise<App> {
  const { port, answer } = await listen()
  const app = new App({
    title: 'Shop',
    version: '1',
    delivery: {
      store: sqlite(':memory:'),
      portal: {
        secret: 'o6hUa1XlD2xB4l6YXn7nPpWgX9Ow4mFq8JvT0rYkZ3s=',
        url: `http://127.0.0.1:${port}/api/webhooks`,
        frameAncestors,
      },
    },
  })
  app.webhooks.post('order.paid')
  apps.push(app)
  answer(toNodeHandler(app, { prefix: '/api' }))
  return app
}

/** A host's console at localhost, which is another site, with a frame. */
async function serveConsole(): Promise<{ origin: string; show: (framed: string) => void }> {
  const { port, answer } = await listen()
  return {
    origin: `http://localhost:${port}`,
    show: (framed) =>
      answer((_, response) => {
        const html = `<!doctype html><title>Console</title><iframe src="${framed}" width="900" height="700"></iframe>`
        response.writeHead(200, { 'content-type': 'text/html' }).end(html)
      }),
  }
}

/** Waits for what only those see who are signed in. */
async function signedIn(page: Page | Frame): Promise<void> {
  await page.getByRole('button', { name: 'Sign out' }).waitFor()
}

/** Of the page's policy. */
function breachesIn({ problems }: PageWatch): string[] {
  return problems.filter((problem) => problem.includes('Content Security Policy'))
}

/** Registers an endpoint as the page would, and says for whom. */
async function register(page: Page | Frame): Promise<unknown> {
  return page.evaluate(`(async () => {
    const { tenant, csrfToken } = await (await fetch('session')).json()
    const { status } = await fetch('endpoints', {
      method: 'POST',
      headers: { 'x-csrf-token': csrfToken, 'content-type': 'application/json' },
      body: '{"url":"https://acme.example/hooks"}',
    })
    return { tenant, status }
  })()`)
}

describe('the page in Chromium', { timeout: 60_000 }, () => {
  it('signs in by a link, keeps nothing of it, and runs under its policy', async () => {
    const app = await serveShop()
    const page = await context.newPage()
    const watch = await watchPage(page)
    const link = await app.delivery.portalLink('acme')
    // As people shorten it.
    await page.goto(link.replace('/webhooks/#', '/webhooks#'))
    await signedIn(page)
    expect(page.url()).toMatch(/\/api\/webhooks\/#\//)
    expect(page.url()).not.toContain('token')
    // Playwright tells what follows the # along; no server sees it.
    expect(watch.requests.filter((url) => url.split('#')[0]?.includes('hwlink1'))).toEqual([])
    expect(breachesIn(watch)).toEqual([])
    expect(await context.cookies()).toMatchObject([
      { name: 'hookwright-session', httpOnly: true, secure: false, sameSite: 'Strict', path: '/' },
    ])
    expect(await register(page)).toEqual({ tenant: 'acme', status: 201 })
    await page.reload()
    await signedIn(page)
  })

  it('signs in within a frame of an origin that is named, by a cookie for that place alone', async () => {
    const host = await serveConsole()
    const app = await serveShop([host.origin])
    host.show(await app.delivery.portalLink('acme'))
    const page = await context.newPage()
    const watch = await watchPage(page)
    await page.goto(host.origin)
    const frame = page.frames()[1]
    if (!frame) throw new Error('There is no frame.')
    await signedIn(frame)
    expect(breachesIn(watch)).toEqual([])
    expect(await context.cookies()).toMatchObject([
      {
        name: '__Host-hookwright-session',
        httpOnly: true,
        secure: true,
        sameSite: 'None',
        partitionKey: 'http://localhost',
      },
    ])
    expect(await register(frame)).toEqual({ tenant: 'acme', status: 201 })
  })

  it('is shown in no frame of an origin that is not', async () => {
    const host = await serveConsole()
    const app = await serveShop(['https://console.example.com'])
    host.show(await app.delivery.portalLink('acme'))
    const page = await context.newPage()
    const watch = await watchPage(page)
    await page.goto(host.origin)
    await expect.poll(() => watch.problems.join('\n')).toContain('frame-ancestors')
    expect(await context.cookies()).toEqual([])
  })

  it("another site's page can neither act for who is signed in, nor sign them in as somebody else", async () => {
    const host = await serveConsole()
    const app = await serveShop([host.origin])
    const page = await context.newPage()
    const link = new URL(await app.delivery.portalLink('acme'))
    await page.goto(link.href)
    await signedIn(page)
    host.show('about:blank')
    await page.goto(host.origin)
    const mallory = new URL(await app.delivery.portalLink('mallory')).hash.replace('#token=', '')
    for (const [path, body] of [
      ['endpoints', '{"url":"https://mallory.example/"}'],
      ['session', JSON.stringify({ token: mallory })],
    ] as const) {
      // What needs no leave of the server: a form, or this.
      await page.evaluate(
        async ([url, text]) =>
          fetch(url ?? '', { method: 'POST', mode: 'no-cors', credentials: 'include', body: text ?? '' }),
        [new URL(path, link).href, body],
      )
    }
    expect(await app.delivery.endpoints.list('acme', { limit: 1 })).toEqual([])
    await page.goto(new URL('./', link).href)
    await signedIn(page)
    expect(await register(page)).toEqual({ tenant: 'acme', status: 201 })
  })
})
