import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { createReceiver, type WebhookEvent } from '@hookwright/receiver'
import { toNodeHandler } from '@hookwright/receiver/node'
import type { App } from 'hookwright'
import { serve } from 'hookwright/node'
import { afterEach, beforeEach, expect, it } from 'vitest'

import { createApp, tenant } from './app.ts'

const invoice = { id: 'no 7/2026', customer: 'Ada', total: 12.5 }

let folder: string
let app: App

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hookwright-callback-'))
  app = createApp(join(folder, 'invoices.db'))
})

afterEach(async () => {
  await app.close()
  await rm(folder, { recursive: true, force: true })
})

async function file(query: string, body: unknown = invoice): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return app.request(`/invoices/${query}`, { method: 'POST', headers, body: JSON.stringify(body) })
}

it('calls the URL back that came with the invoice, signed, at a path that ends in the id', async () => {
  const received = Promise.withResolvers<WebhookEvent>()
  const receive = createReceiver({
    secret: await app.delivery.callbacks.secretOf(tenant),
    on: {
      'invoice-paid': (event) => {
        received.resolve(event)
        return { ok: true }
      },
    },
  })
  const server = createServer(toNodeHandler(receive)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  const api = await serve(app, { port: 0, handleSignals: false, print: () => {} })
  try {
    const response = await file(`?callback_url=${encodeURIComponent(`${origin}/hooks`)}`)
    expect([response.status, await response.json()]).toEqual([200, { msg: 'Invoice no 7/2026 is filed' }])
    const { body, request } = await received.promise
    expect(body).toEqual({ description: 'Ada paid 12.5', paid: true })
    expect(new URL(request.url).pathname).toBe('/hooks/invoices/no%207%2F2026')
  } finally {
    await api.close()
    server.close()
    server.closeAllConnections()
  }
})

it('calls nobody back where no URL came with the invoice', async () => {
  const response = await file('')
  expect([response.status, await response.json()]).toEqual([200, { msg: 'Invoice no 7/2026 is filed' }])
  expect(await app.delivery.endpoints.list(tenant, { kind: 'callback', limit: 1 })).toEqual([])
})

it('refuses a URL that may not be called, and names the place', async () => {
  const response = await file('?callback_url=http://10.0.0.1')
  expect(response.status).toBe(422)
  expect(await response.json()).toMatchObject({
    detail: [{ loc: ['query', 'callback_url'], type: 'callback_url_invalid' }],
  })
})

it('refuses an invoice without a customer', async () => {
  const response = await file('', { id: '1', total: 1 })
  expect(response.status).toBe(422)
  expect(await response.json()).toMatchObject({ detail: [{ loc: ['body', 'customer'] }] })
})

it('documents the callback beside the operation', () => {
  expect(app.openapi().paths).toHaveProperty(
    [
      '/invoices/',
      'post',
      'callbacks',
      'invoice-paid',
      '{$request.query.callback_url}/invoices/{$request.body#/id}',
      'post',
    ],
    expect.objectContaining({ requestBody: expect.anything() }),
  )
})
