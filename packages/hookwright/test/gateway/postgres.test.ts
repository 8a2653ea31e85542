import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { readConfiguration } from '../../src/gateway/configuration.ts'
import { Gateway } from '../../src/gateway/gateway.ts'
import { newSchema } from '../support/postgres.ts'
import { startReceiver } from '../support/receiver.ts'

const key = 'operator-operator'

function document(...names: string[]): string {
  const item = {
    post: {
      requestBody: { content: { 'application/json': { schema: { type: 'object' } } } },
      responses: { 200: { description: 'Taken.' } },
    },
  }
  const webhooks = Object.fromEntries(names.map((name) => [name, item]))
  return JSON.stringify({ openapi: '3.1.0', info: { title: 'Shop', version: '1' }, webhooks })
}

interface StartOptions {
  databaseUrl: string
  source: string
  worker?: boolean
}

async function startGateway({ databaseUrl, source, worker = true }: StartOptions) {
  const warnings: string[] = []
  const { values } = await readConfiguration({
    flags: { databaseUrl, port: '0', operatorKeys: [key], allowPrivateNetworks: ['127.0.0.0/8'], worker },
    environment: {},
    file: undefined,
  })
  const logger = { info: () => {}, warn: (_fields: object, message: string) => void warnings.push(message) }
  const gateway = new Gateway({ settings: values, source, logger })
  const { url } = await gateway.start()
  return {
    gateway,
    warnings,
    post: async (path: string, body: object) => {
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
      const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
      return { status: answer.status, body: await answer.json() }
    },
    [Symbol.asyncDispose]: () => gateway.stop(),
  }
}

class Folder implements Disposable {
  readonly #path = mkdtempSync(join(tmpdir(), 'hookwright-gateway-'))

  write(name: string, text: string): string {
    writeFileSync(join(this.#path, name), text)
    return join(this.#path, name)
  }

  [Symbol.dispose](): void {
    rmSync(this.#path, { recursive: true })
  }
}

test('two gateways with different documents share one PostgreSQL, and one delivers what the other takes', async () => {
  await using schema = await newSchema()
  using folder = new Folder()
  await using receiver = await startReceiver((response) => void response.end())
  await using older = await startGateway({
    databaseUrl: schema.url,
    source: folder.write('older.json', document('paid')),
  })
  await using newer = await startGateway({
    databaseUrl: schema.url,
    source: folder.write('newer.json', document('paid', 'refunded')),
    worker: false,
  })
  expect(await newer.post('/webhooks/endpoints?tenant=acme', { url: receiver.origin })).toMatchObject({
    status: 201,
  })
  // The newer one does not deliver: the older does, also what its own document lacks.
  expect(await newer.post('/events/refunded?tenant=acme', { n: 1 })).toMatchObject({
    status: 202,
    body: { deliveries: 1 },
  })
  expect(await older.post('/events/refunded?tenant=acme', { n: 2 })).toMatchObject({ status: 404 })
  expect(await older.post('/events/paid?tenant=acme', { n: 3 })).toMatchObject({ status: 202 })
  await expect.poll(() => receiver.requests.length, { timeout: 20_000 }).toBe(2)
  expect([...older.warnings, ...newer.warnings]).toEqual([])
})

test('a document that could not be compared, since the database failed, is taken over at the next look', async () => {
  await using schema = await newSchema()
  using folder = new Folder()
  const source = folder.write('openapi.json', document('paid', 'refunded'))
  await using served = await startGateway({ databaseUrl: schema.url, source, worker: false })
  const { gateway } = served
  folder.write('openapi.json', document('paid'))
  await schema.sql('alter table hookwright_endpoint rename to elsewhere')
  await gateway.check()
  expect(gateway.catalogue?.events.size).toBe(2)
  await schema.sql('alter table elsewhere rename to hookwright_endpoint')
  await gateway.check()
  expect(gateway.catalogue?.events.size).toBe(1)
})
