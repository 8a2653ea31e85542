import { verify } from '@hookwright/receiver'
import { generateSecret } from '@hookwright/receiver/sign'
import { DatabaseSync } from 'node:sqlite'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'

import { CallbackRouter } from '../../src/callback-router.ts'
import type { Callback } from '../../src/callback/callback.ts'
import { createWorker } from '../../src/node.ts'
import { sqlite } from '../../src/sqlite.ts'
import { createManaged, type Managed } from '../support/management.ts'
import { startReceiver, type HttpReceiver } from '../support/receiver.ts'
import { until } from '../support/until.ts'

const Payment = z.object({ amount: z.number(), currency: z.string().default('EUR') })
const tenant = 'acme'
const ours = ['127.0.0.0/8']

let receiver: HttpReceiver
let managed: Managed
let paid: Callback<z.input<typeof Payment>>

beforeEach(async () => {
  receiver = await startReceiver((response) => void response.writeHead(204).end())
  managed = createManaged({ allowPrivateNetworks: ours })
  paid = declare(managed)
})
afterEach(async () => {
  await managed.app.close()
  await receiver[Symbol.asyncDispose]()
})

function declare({ app }: Managed): Callback<z.input<typeof Payment>> {
  const callbacks = new CallbackRouter()
  const declared = callbacks.post('invoice-paid', '{$request.body#/callbackUrl}/paid', { body: Payment })
  const Invoice = z.object({ callbackUrl: z.string() })
  app.post('/invoices', { body: Invoice, callbacks: [callbacks], status: 202 }, async (context) => {
    return declared.send({ amount: 3 }, { tenant, request: context })
  })
  return declared
}

function post(callbackUrl: string): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return managed.app.request('/invoices', { method: 'POST', headers, body: JSON.stringify({ callbackUrl }) })
}

async function deliver(count: number): Promise<void> {
  const worker = createWorker(managed.app)
  await worker.start()
  await until('all has come', () => receiver.requests.length >= count)
  await worker.stop()
}

function verified(place: number, secret: string) {
  const request = receiver.requests[place]
  if (!request) throw new Error('there is no such request')
  const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
  return verify({ body: request.body, headers, secret, now: () => managed.clock.now() })
}

describe('a callback', () => {
  test('goes to the URL that the request names, encoded and signed with the secret of its tenant', async () => {
    expect((await post(receiver.origin)).status).toBe(202)
    await deliver(1)
    const [request] = receiver.requests
    expect(request?.path).toBe('/paid')
    expect(request?.headers['webhook-event-type']).toBe('invoice-paid')
    expect(JSON.parse(String(request?.body))).toEqual({ amount: 3, currency: 'EUR' })
    await expect(verified(0, await managed.app.delivery.callbacks.secretOf(tenant))).resolves.toBeDefined()
    await expect(verified(0, await managed.app.delivery.callbacks.secretOf('other'))).rejects.toThrow()
  })

  test('is signed with the secret it was sent with', async () => {
    const secret = generateSecret()
    await paid.send({ amount: 1 }, { tenant, url: receiver.origin, secret })
    await deliver(1)
    await expect(verified(0, secret)).resolves.toBeDefined()
    await expect(
      paid.send({ amount: 1 }, { tenant, url: receiver.origin, secret: 'short' }),
    ).rejects.toMatchObject({ code: 'bad_option', message: expect.stringContaining('send({ secret })') })
  })

  test('is signed with both secrets while that of its tenant is rotated, also where it waits already', async () => {
    const before = await managed.app.delivery.callbacks.secretOf(tenant)
    await paid.send({ amount: 1 }, { tenant, url: receiver.origin })
    const after = await managed.app.delivery.callbacks.rotateSecret(tenant)
    expect(after).not.toBe(before)
    expect(await managed.app.delivery.callbacks.secretOf(tenant)).toBe(after)
    await deliver(1)
    await expect(verified(0, before)).resolves.toBeDefined()
    await expect(verified(0, after)).resolves.toBeDefined()
  })

  test('to a private address is refused, and a caller who asked for it is answered with 422', async () => {
    const response = await post('http://10.0.0.1')
    expect(response.status).toBe(422)
    expect(await response.json()).toEqual({
      detail: [
        {
          loc: ['body', 'callbackUrl'],
          msg: expect.stringMatching(
            /^http:\/\/10\.0\.0\.1\/paid cannot be called back\. 10\.0\.0\.1 is a private address/,
          ),
          type: 'callback_url_invalid',
        },
      ],
    })
    await expect(paid.send({ amount: 1 }, { tenant, url: 'ftp://a.example' })).rejects.toMatchObject({
      code: 'callback_url_invalid',
      loc: null,
    })
    await managed.app.delivery.line.open()
    expect(await managed.app.delivery.line.store.listDeliveries(tenant, {}, { limit: 9 })).toEqual([])
  })

  test('that its schema refuses is not stored', async () => {
    await expect(
      // @ts-expect-error -- the amount is a number.
      paid.send({ amount: 'much' }, { tenant, url: receiver.origin }),
    ).rejects.toMatchObject({ code: 'body_invalid' })
  })

  test('has an endpoint that webhooks pass by and lists leave out unless they ask for it', async () => {
    await post(receiver.origin)
    const { deliveries } = await managed.orderPaid.send({ id: 'a', total: 1 }, { tenant })
    expect(deliveries).toBe(0)
    expect((await managed.call(tenant, 'GET', '/endpoints')).json).toEqual([])
    const { json } = await managed.call(tenant, 'GET', '/endpoints?kind=callback')
    expect(json).toMatchObject([{ kind: 'callback', url: `${receiver.origin}/paid`, eventTypes: [] }])
    const at = `/endpoints/${json[0].id}`
    expect((await managed.call(tenant, 'PATCH', at, { url: 'https://a.example' })).status).toBe(422)
    expect((await managed.call(tenant, 'POST', `${at}/rotate-secret`)).status).toBe(422)
    expect((await managed.call(tenant, 'PATCH', at, { state: 'disabled' })).status).toBe(200)
    await expect(paid.send({ amount: 1 }, { tenant, url: `${receiver.origin}/paid` })).rejects.toMatchObject({
      code: 'endpoint_inactive',
    })
  })

  test('is stored in the transaction of the caller, its endpoint with it, and leaves no trace of one rolled back', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hookwright-callback-'))
    await managed.app.close()
    const path = join(folder, 'line.db')
    managed = createManaged({ store: sqlite(path), allowPrivateNetworks: ours })
    const declared = declare(managed)
    await managed.app.delivery.callbacks.secretOf(tenant)
    const database = new DatabaseSync(path)
    try {
      const callbackEndpoints = async () =>
        (await managed.app.delivery.endpoints.list(tenant, { kind: 'callback', limit: 9 })).length
      database.exec('begin immediate')
      await declared.send({ amount: 1 }, { tenant, url: receiver.origin, transaction: database })
      database.exec('rollback')
      expect(await callbackEndpoints()).toBe(0)
      database.exec('begin immediate')
      await declared.send({ amount: 1 }, { tenant, url: receiver.origin, transaction: database })
      database.exec('commit')
      expect(await callbackEndpoints()).toBe(1)
      await deliver(1)
    } finally {
      database.close()
      await rm(folder, { recursive: true })
    }
  })

  test('is sent by several operations, and told apart from one that belongs to no App', async () => {
    const callbacks = new CallbackRouter()
    const done = callbacks.post('done', '{$url}')
    await expect(done.send(undefined, { tenant, url: receiver.origin })).rejects.toMatchObject({
      code: 'bad_declaration',
      message: expect.stringContaining('is attached to no operation of an App yet'),
    })
    managed.app.get('/a', { callbacks: [callbacks] }, () => 1)
    managed.app.get('/b', { callbacks: [callbacks] }, () => 1)
    await expect(done.send(undefined, { tenant, url: receiver.origin })).resolves.toMatchObject({
      deliveries: 1,
    })
    expect(await paid.sample()).toEqual({ amount: expect.any(Number), currency: 'EUR' })
  })
})
