import { renameSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

import { expect, test } from 'vitest'

import { listenOnLoopback } from '../support/listen.ts'
import { Folder, startGateway } from './serving.ts'
import { shopDocument, webhookOf } from './shop.ts'

const refund = webhookOf({ type: 'object', properties: { amount: { type: 'number' } }, required: ['amount'] })

/** Serves a document that can be exchanged, and tells what was asked. */
async function serveDocument(text: string) {
  let current = text
  const statuses: number[] = []
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const etag = `"${current.length}"`
    const isKnown = request.headers['if-none-match'] === etag
    statuses.push(isKnown ? 304 : 200)
    response.writeHead(isKnown ? 304 : 200, { etag }).end(isKnown ? undefined : current)
  }
  const server = createServer(answer)
  const port = await listenOnLoopback(server)
  return {
    url: `http://127.0.0.1:${port}/openapi.json`,
    statuses,
    exchange: (other: string) => void (current = other),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

test('a changed file takes effect without a restart, and loses nothing that is published meanwhile', async () => {
  using folder = new Folder()
  const file = folder.write('openapi.json', shopDocument())
  await using gateway = await startGateway(file, folder.file('h.db'), ['--document-poll', '1s'])
  expect(await gateway.publish('order.refunded', '{"amount":1}')).toMatchObject({ status: 404 })

  const statuses = new Set<number>()
  const ending = new AbortController()
  const load = (async () => {
    while (!ending.signal.aborted) statuses.add((await gateway.publish('order.paid', '{"number":1}')).status)
  })()
  // As editors and Kubernetes do it: another file takes the name.
  renameSync(
    folder.write('new.json', shopDocument({ version: '2', webhooks: { 'order.refunded': refund } })),
    file,
  )
  await expect
    .poll(async () => (await gateway.publish('order.refunded', '{"amount":1}')).status, { timeout: 20_000 })
    .toBe(202)
  ending.abort()
  await load
  expect([...statuses]).toEqual([202])
  const { body } = await gateway.ask('GET', '/openapi.json')
  expect(body).toMatchObject({ info: { title: 'Shop', version: '2' }, webhooks: { 'order.refunded': {} } })
})

test('a faulty document is refused with the reason, the old one stays, and a corrected one is taken over', async () => {
  using folder = new Folder()
  const file = folder.write('openapi.json', shopDocument())
  await using gateway = await startGateway(file, folder.file('h.db'), ['--document-poll', '1s'])
  folder.write('openapi.json', '{"openapi": "3.1.0", ')
  await expect
    .poll(() => gateway.log(), { timeout: 20_000 })
    .toContain('is refused, and the one that is there stays: ')
  expect(gateway.log()).toContain('is not JSON')
  expect(await gateway.publish('order.paid', '{"number":1}')).toMatchObject({ status: 202 })
  folder.write('openapi.json', shopDocument({ webhooks: { 'order.refunded': refund } }))
  await expect
    .poll(async () => (await gateway.publish('order.refunded', '{"amount":1}')).status, { timeout: 20_000 })
    .toBe(202)
})

test('a document at a URL is asked for by its ETag, and taken over when that changes', async () => {
  using folder = new Folder()
  await using documents = await serveDocument(shopDocument())
  await using gateway = await startGateway(documents.url, folder.file('h.db'), ['--document-poll', '1s'])
  await expect.poll(() => documents.statuses.slice(0, 2), { timeout: 20_000 }).toEqual([200, 304])
  documents.exchange(shopDocument({ webhooks: { 'order.refunded': refund } }))
  await expect
    .poll(async () => (await gateway.publish('order.refunded', '{"amount":1}')).status, { timeout: 20_000 })
    .toBe(202)
})

test('SIGHUP reads the document anew at once', async () => {
  using folder = new Folder()
  await using documents = await serveDocument(shopDocument())
  await using gateway = await startGateway(documents.url, folder.file('h.db'), ['--document-poll', '10d'])
  documents.exchange(shopDocument({ webhooks: { 'order.refunded': refund } }))
  gateway.kill('SIGHUP')
  await expect
    .poll(async () => (await gateway.publish('order.refunded', '{"amount":1}')).status, { timeout: 20_000 })
    .toBe(202)
})

test('where the document cannot be had at the start, or is faulty, the last one is served', async () => {
  using folder = new Folder()
  const file = folder.write('openapi.json', shopDocument())
  const database = folder.file('h.db')
  {
    await using first = await startGateway(file, database)
    expect(first.events).toBe(2)
  }
  for (const text of ['openapi: 3.1.0', shopDocument().replace('3.1.0', '2.0')]) {
    folder.write('openapi.json', text)
    await using gateway = await startGateway(file, database)
    expect(gateway.log()).toContain('is refused')
    expect(gateway.log()).toContain('Serving the document that was taken over last instead')
    expect(await gateway.publish('order.paid', '{"number":1}')).toMatchObject({ status: 202 })
  }
  await using elsewhere = await startGateway(folder.file('nowhere.json'), database)
  expect(elsewhere.log()).toContain('there is no such file')
  expect(elsewhere.events).toBe(2)
})

test('without one to fall back on, a faulty document ends the start with the reason', async () => {
  using folder = new Folder()
  const file = folder.write(
    'openapi.json',
    '{"openapi":"3.1.0","info":{"title":"x","version":"1"},"paths":{}}',
  )
  await expect(startGateway(file, folder.file('h.db'))).rejects.toThrow('has no webhooks, only 0 paths')
  await expect(startGateway(folder.file('gone.json'), folder.file('h.db'))).rejects.toThrow(
    'there is no such file',
  )
})

test('a document that breaks a live subscriber is refused, at a change and at a start, unless that is allowed', async () => {
  using folder = new Folder()
  const file = folder.write('openapi.json', shopDocument())
  const database = folder.file('h.db')
  const broken = shopDocument().replace('"number":{"type":"integer"}', '"number":{"type":"string"}')
  {
    await using gateway = await startGateway(file, database, ['--document-poll', '1s'])
    await gateway.register('http://127.0.0.1:9/hooks')
    folder.write('openapi.json', broken)
    await expect
      .poll(() => gateway.log(), { timeout: 20_000 })
      .toContain('it breaks what subscribers rely on')
    expect(gateway.log()).toContain('order.paid')
    expect(gateway.log()).toContain('--allow-breaking')
    expect(await gateway.publish('order.paid', '{"number":1}')).toMatchObject({ status: 202 })
  }
  {
    await using again = await startGateway(file, database)
    expect(again.log()).toContain('it breaks what subscribers rely on')
    expect(await again.publish('order.paid', '{"number":1}')).toMatchObject({ status: 202 })
  }
  await using allowing = await startGateway(file, database, ['--allow-breaking'])
  expect(await allowing.publish('order.paid', '{"number":"1"}')).toMatchObject({ status: 202 })
})

test('a document that breaks only what nobody receives is taken over with a warning', async () => {
  using folder = new Folder()
  const file = folder.write('openapi.json', shopDocument())
  await using gateway = await startGateway(file, folder.file('h.db'), ['--document-poll', '1s'])
  folder.write(
    'openapi.json',
    shopDocument().replace('"number":{"type":"integer"}', '"number":{"type":"string"}'),
  )
  await expect
    .poll(async () => (await gateway.publish('order.paid', '{"number":"1"}')).status, { timeout: 20_000 })
    .toBe(202)
  expect(gateway.log()).toContain('No live endpoint receives what they change')
})
