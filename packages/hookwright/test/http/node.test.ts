import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'

import { afterEach, expect, test, vi } from 'vitest'
import { z } from 'zod'

import { listenOnLoopback } from '../../../../test/support/listen.ts'
import { App, type AppOptions } from '../../src/app.ts'
import { serve, toNodeHandler, type ServeOptions, type Serving } from '../../src/http/node.ts'
import { sqlite } from '../../src/sqlite.ts'

const servings: Serving[] = []

afterEach(async () => {
  await Promise.all(servings.splice(0).map((serving) => serving.close()))
})

const quiet = { port: 0, handleSignals: false, print: () => {} } satisfies ServeOptions

function createApp(delivery?: AppOptions['delivery']): App {
  const app = new App({ title: 'Served', version: '1', ...(delivery && { delivery }) })
  app.get('/users/', () => ['Rick', 'Morty'])
  return app
}

async function serveApp(app: App, options: ServeOptions = {}): Promise<Serving> {
  const serving = await serve(app, { ...quiet, ...options })
  servings.push(serving)
  return serving
}

test('an app is served on the port it is given, on this machine only', async () => {
  const { url } = await serveApp(createApp())
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  const response = await fetch(`${url}/users/`)
  expect(await response.json()).toEqual(['Rick', 'Morty'])
})

test('a taken port is an error that names the port and the cure, and opens no store', async () => {
  const { url } = await serveApp(createApp())
  const port = Number(new URL(url).port)
  const store = sqlite(':memory:')
  const open = vi.spyOn(store, 'open')
  await expect(serve(createApp({ store }), { ...quiet, port })).rejects.toMatchObject({
    code: expect.stringMatching(/^port.taken$/),
    message: expect.stringContaining(`serve(app, { port: ${port + 1} })`),
  })
  expect(open).not.toHaveBeenCalled()
})

test('mistakes in the declarations are told before anything listens', async () => {
  const app = createApp()
  app.get('users', () => [])
  await expect(serve(app, quiet)).rejects.toThrow('Write "/users"')
})

test('a store that cannot be opened fails the start, and the port is free again', async () => {
  const app = createApp({ store: sqlite('/nowhere/at/all/hookwright.db') })
  const holder = createServer()
  const port = await listenOnLoopback(holder)
  holder.close()
  await once(holder, 'close')
  await expect(serve(app, { ...quiet, port })).rejects.toThrow('/nowhere/at/all')
  await serveApp(createApp(), { port })
})

test('on loopback a development token is printed, and opens the management API until the process ends', async () => {
  const lines: string[] = []
  const app = createApp({ store: sqlite(':memory:') })
  const { url, developmentToken } = await serveApp(app, { print: (line) => lines.push(line) })
  expect(lines.join('\n')).toContain(developmentToken)

  const list = (token: string) =>
    fetch(`${url}/webhooks/endpoints?tenant=acme`, { headers: { authorization: `Bearer ${token}` } })
  expect((await list(developmentToken ?? '')).status).toBe(200)
  expect((await list('hwdev_guess')).status).toBe(401)
})

test('with it comes a link to the page that signs in an operator', async () => {
  const lines: string[] = []
  const app = createApp({ store: sqlite(':memory:') })
  const { url } = await serveApp(app, { print: (line) => lines.push(line) })
  const link = new URL(lines.join(' ').split(' ').at(-1) ?? '')
  expect(link.href).toMatch(new RegExp(`^${url}/webhooks/#token=`))
  const response = await fetch(new URL('session', link), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: link.hash.replace('#token=', '') }),
  })
  expect(await response.json()).toMatchObject({ role: 'operator' })
})

test('failed sign-ins are counted by the address of the connection, whatever a header says', async () => {
  const app = createApp({ store: sqlite(':memory:') })
  const { url } = await serveApp(app)
  const tried = []
  for (let count = 0; count < 11; count++) {
    const response = await fetch(`${url}/webhooks/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': `192.0.2.${count}` },
      body: '{"token":"guess"}',
    })
    tried.push(response.status)
  }
  expect(tried).toEqual([...Array.from({ length: 10 }, () => 401), 429])
})

test('where others can reach it there is no development token, and everyone is refused', async () => {
  const lines: string[] = []
  const app = createApp({ store: sqlite(':memory:') })
  const { url, developmentToken } = await serveApp(app, {
    hostname: '0.0.0.0',
    print: (line) => lines.push(line),
  })
  expect(developmentToken).toBeNull()
  expect(lines).toEqual([
    `Listening on ${url}, docs at ${url}/docs`,
    'The management API refuses everyone until `delivery.authenticate` or `delivery.portal.secret` is configured.',
  ])
  const response = await fetch(`${url.replace('0.0.0.0', '127.0.0.1')}/webhooks/endpoints?tenant=acme`)
  expect(response.status).toBe(401)
})

test('with authenticate configured there is no development token', async () => {
  const app = createApp({ store: sqlite(':memory:'), authenticate: () => ({ tenant: 'acme' }) })
  const { developmentToken } = await serveApp(app)
  expect(developmentToken).toBeNull()
})

test('close lets a request under way finish, and a second close waits for the same end', async () => {
  const started = Promise.withResolvers<void>()
  const finish = Promise.withResolvers<string>()
  const app = createApp()
  app.get('/slow', () => {
    started.resolve()
    return finish.promise
  })
  const serving = await serveApp(app)
  const answer = fetch(`${serving.url}/slow`).then((response) => response.json())
  await started.promise
  const closed = Promise.all([serving.close(), serving.close()])
  finish.resolve('done')
  expect(await answer).toBe('done')
  await closed
  await expect(fetch(`${serving.url}/users/`)).rejects.toThrow()
})

test('close does not wait for connections by which nothing was asked', async () => {
  const app = createApp()
  app.get('/slow', () => 'done')
  // Longer than the test may take.
  const serving = await serveApp(app, { graceMs: 600_000 })
  const silent = connect(Number(new URL(serving.url).port), '127.0.0.1')
  await once(silent, 'connect')
  // Only then has the server accepted the one before it.
  await fetch(`${serving.url}/slow`)
  const ended = once(silent, 'close')
  await Promise.all([serving.close(), ended])
})

test('a stream that is asked for while the server closes ends at once', async () => {
  const app = createApp({ store: sqlite(':memory:'), authenticate: () => ({ tenant: 'acme' }) })
  const { url } = await serveApp(app)
  app.delivery.listeners.end()
  const response = await fetch(`${url}/webhooks/deliveries/stream`)
  expect(await response.text()).toBe('')
})

test('with worker: false, serve sends nothing; a message waits for another worker', async () => {
  let requests = 0
  const receiver = createServer((_request, response) => {
    requests++
    response.end()
  })
  const port = await listenOnLoopback(receiver)
  const app = createApp({ store: sqlite(':memory:'), worker: false, allowPrivateNetworks: ['127.0.0.0/8'] })
  const ping = app.webhooks.post('ping', { body: z.object({ n: z.int() }) })
  await serveApp(app)
  await app.delivery.endpoints.create('acme', { url: `http://127.0.0.1:${port}/` })
  await ping.send({ n: 1 }, { tenant: 'acme' })
  const [delivery] = await app.delivery.line.store.listDeliveries('acme', {}, { limit: 1 })
  expect(delivery).toMatchObject({ state: 'pending', attempts: 0 })
  expect(requests).toBe(0)
  receiver.close()
})

test('toNodeHandler serves an app inside a plain node:http server', async () => {
  const server = createServer(toNodeHandler(createApp()))
  const port = await listenOnLoopback(server)
  const response = await fetch(`http://127.0.0.1:${port}/users/`)
  expect(await response.json()).toEqual(['Rick', 'Morty'])
  server.close()
  server.closeAllConnections()
})
