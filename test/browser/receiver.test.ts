import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'

import { generateKeyPair, generateSecret, sign, type KeyPair } from '@hookwright/receiver/sign'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { listenOnLoopback } from '../support/listen.ts'
import { launchChromium } from './chromium.ts'

/** The built package, file by file, as a browser loads it that knows nothing of npm. */
const dist = new URL('../', import.meta.resolve('@hookwright/receiver'))

const secret = generateSecret()
let keys: KeyPair
let server: Server
let browser: Browser
let page: Page

beforeAll(async () => {
  keys = await generateKeyPair()
  server = createServer((request, response) => {
    void answer(request.url ?? '/').then(({ status, type, body }) => {
      response.writeHead(status, { 'content-type': type }).end(body)
    })
  })
  browser = await launchChromium()
  page = await browser.newPage()
  await page.goto(`http://127.0.0.1:${await listenOnLoopback(server)}/`)
}, 120_000)

afterAll(async () => {
  await browser.close()
  server.close()
  server.closeAllConnections()
  await once(server, 'close')
})

async function answer(path: string) {
  if (path === '/')
    return { status: 200, type: 'text/html', body: '<!doctype html><title>Subscriber</title>' }
  if (path === '/worker.js') return { status: 200, type: 'text/javascript', body: workerScript() }
  if (path === '/keys') {
    return { status: 200, type: 'application/json', body: JSON.stringify({ keys: [keys.publicKey] }) }
  }
  const file = /^\/dist\/([\w/-]+\.js)$/.exec(path)?.[1]
  if (file === undefined) return { status: 404, type: 'text/plain', body: '' }
  return { status: 200, type: 'text/javascript', body: await readFile(new URL(`dist/${file}`, dist)) }
}

/** A service worker that receives what is posted to /webhooks and /published. */
function workerScript() {
  return `
    import { createReceiver, memorySeen } from '/dist/index.js'
    import { publishedKeys } from '/dist/keys.js'
    const on = { 'order.created': ({ body, type }) => ({ type, total: body.total, in: self.constructor.name }) }
    const receivers = {
      '/webhooks': createReceiver({ secret: ${JSON.stringify(secret)}, on, seen: memorySeen() }),
      '/published': createReceiver({ secret: publishedKeys(location.origin + '/keys'), on }),
    }
    self.addEventListener('install', () => self.skipWaiting())
    self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
    self.addEventListener('fetch', (event) => {
      const receive = receivers[new URL(event.request.url).pathname]
      if (receive) event.respondWith(receive(event.request))
    })`
}

const timestamp = Math.floor(Date.now() / 1000)
const body = '{"type":"order.created", "total": 12.50}'

async function delivery(id: string, key: string) {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': await sign({ id, timestamp, body, secret: key }),
  }
}

/** Posts from the page, so that its service worker gets the request. */
async function post(path: string, headers: Record<string, string>, sent = body) {
  return page.evaluate(
    async ([url, init]) => {
      const response = await fetch(url, init)
      const text = await response.text()
      const answered: unknown = text === '' ? null : JSON.parse(text)
      return { status: response.status, answered }
    },
    [path, { method: 'POST', headers, body: sent }] as const,
  )
}

it('in a service worker of Chromium, deliveries verify, are handled once, and forged ones are refused', async () => {
  await page.evaluate(`(async () => {
    const { serviceWorker } = navigator
    await serviceWorker.register('/worker.js', { type: 'module' })
    await serviceWorker.ready
    if (!serviceWorker.controller) {
      await new Promise((resolve) => serviceWorker.addEventListener('controllerchange', resolve))
    }
  })()`)
  const handled = { type: 'order.created', total: 12.5, in: 'ServiceWorkerGlobalScope' }

  const headers = await delivery('msg_1', secret)
  expect(await post('/webhooks', headers)).toEqual({ status: 200, answered: handled })
  expect(await post('/webhooks', headers)).toEqual({ status: 204, answered: null })
  expect(await post('/webhooks', headers, '{"type":"order.created","total":12.5}')).toMatchObject({
    status: 401,
    answered: { error: { code: 'no_matching_signature' } },
  })

  expect(await post('/published', await delivery('msg_2', keys.privateKey))).toEqual({
    status: 200,
    answered: handled,
  })
  const { privateKey } = await generateKeyPair()
  expect((await post('/published', await delivery('msg_3', privateKey))).status).toBe(401)
}, 60_000)

it('in a page of Chromium, the modules load as they are, and verify', async () => {
  const headers = await delivery('msg_4', keys.privateKey)
  const options = JSON.stringify({ headers, body, secret: keys.publicKey })
  const verified = await page.evaluate(
    `import('/dist/index.js').then(({ verify }) => verify(${options})).then(JSON.stringify)`,
  )
  expect(verified).toBe(JSON.stringify({ id: 'msg_4', timestamp: new Date(timestamp * 1000) }))
}, 60_000)
