import { createServer } from 'node:http'
import { text as readAll } from 'node:stream/consumers'

import { expect, test } from 'vitest'

import { listenOnLoopback } from '../support/listen.ts'
import { Folder, startGateway } from './serving.ts'
import { shopDocument, webhookOf } from './shop.ts'

/** Tells what arrives, with its headers. */
async function startReceiver() {
  const requests: { headers: NodeJS.Dict<string | string[]>; body: string }[] = []
  const server = createServer((request, response) => {
    void readAll(request).then((body) => {
      requests.push({ headers: request.headers, body })
      response.end()
    })
  })
  const port = await listenOnLoopback(server)
  return {
    url: `http://127.0.0.1:${port}/`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

test('what a publisher got wrong is answered with its place and the cure', async () => {
  using folder = new Folder()
  await using gateway = await startGateway(folder.write('openapi.json', shopDocument()), folder.file('h.db'))
  const { publish } = gateway

  expect(await publish('order.paid', '{"number":"1"}')).toEqual({
    status: 422,
    body: { detail: [{ loc: ['body', 'number'], msg: 'must be integer', type: 'type' }] },
  })
  expect(await publish('order.paid', '{}')).toMatchObject({
    body: { detail: [{ loc: ['body', 'number'], msg: 'Field required', type: 'missing' }] },
  })
  expect(await publish('order.payed', '{}')).toEqual({
    status: 404,
    body: {
      detail: 'Shop 1 declares no webhook "order.payed". Did you mean "order.paid"? GET /events lists all.',
    },
  })
  expect(
    await publish('order.paid', '{"number":1}', { headers: { authorization: 'Bearer wrong-key-wrong-key' } }),
  ).toEqual({
    status: 401,
    body: { detail: 'The credentials are not valid' },
  })
  expect(await publish('order.paid', '{"number":1', {})).toMatchObject({ status: 400 })
  expect(await publish('order.paid', '\uFEFF{"number":1}', {})).toMatchObject({ status: 400 })
  expect(await publish('order.paid', '<order/>', { headers: { 'content-type': 'application/xml' } })).toEqual(
    {
      status: 415,
      body: { detail: 'Unsupported content type application/xml: send the body as application/json' },
    },
  )
  expect(await publish('order.paid', 'x', { headers: { 'content-encoding': 'gzip' } })).toMatchObject({
    status: 415,
  })
  expect(await publish('order.paid', `{"number":1,"text":"${'x'.repeat(1_100_000)}"}`)).toMatchObject({
    status: 413,
  })
  expect(await publish('order.paid', '{"number":1}', { query: '' })).toMatchObject({
    status: 422,
    body: { detail: [{ loc: ['query', 'tenant'], type: 'missing' }] },
  })
  expect(await publish('order.paid', '{"number":1}', { query: 'tenant=acme&at=tomorrow' })).toMatchObject({
    status: 422,
    body: { detail: [{ loc: ['query', 'at'] }] },
  })
  expect(
    await publish('order.paid', '{"number":1}', { headers: { 'idempotency-key': 'x'.repeat(201) } }),
  ).toMatchObject({
    status: 422,
    body: { detail: [{ loc: ['header', 'idempotency-key'] }] },
  })
})

test('one idempotency key stores one message, and is refused for another body', async () => {
  using folder = new Folder()
  await using gateway = await startGateway(folder.write('openapi.json', shopDocument()), folder.file('h.db'))
  const headers = { 'idempotency-key': 'payment-1' }
  const first = await gateway.publishWell('order.paid', '{"number":1}', { headers })
  expect(await gateway.publishWell('order.paid', '{"number":1}', { headers })).toEqual({
    ...first,
    duplicate: true,
  })
  expect(await gateway.publish('order.paid', '{"number":2}', { headers })).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('payment-1') },
  })
})

test('bodies arrive byte for byte as they were published, JSON or not', async () => {
  using folder = new Folder()
  await using receiver = await startReceiver()
  const document = shopDocument({
    webhooks: { 'label.printed': webhookOf({ type: 'string' }, 'application/xml') },
  })
  await using gateway = await startGateway(folder.write('openapi.json', document), folder.file('h.db'))
  await gateway.register(receiver.url)
  const bodies = [
    [
      'order.paid',
      '{ "total" : 1.0,\n\t"number":12345678901234567890,"é\\u00e9":"\u2028" }\n',
      'application/json; charset=utf-8',
    ],
    ['stock/low', '{"sku":"a","sku":"b"}', 'application/json'],
    ['label.printed', '<?xml version="1.0"?>\r\n<label>ß</label>', 'application/xml'],
  ] as const
  for (const [event, body, contentType] of bodies) {
    await gateway.publishWell(event, body, { headers: { 'content-type': contentType } })
    await expect.poll(() => receiver.requests.at(-1)?.body, { timeout: 20_000 }).toBe(body)
    expect(receiver.requests.at(-1)?.headers['content-type']).toBe(contentType)
  }
})

test('an event whose schema cannot be used stays in the catalogue with the reason, and the rest works', async () => {
  using folder = new Folder()
  const document = shopDocument({
    webhooks: {
      'order.lost': webhookOf({ $ref: 'other.yaml#/Order' }),
      'order.odd': webhookOf({ $ref: '#/components/schemas/Odd' }),
      'with space': webhookOf({}),
    },
    schemas: { Odd: { type: 'object', properties: { a: { type: 'strng' } } } },
  })
  await using gateway = await startGateway(folder.write('openapi.json', document), folder.file('h.db'))
  expect(gateway.log()).toContain(
    'webhooks › order.lost › post: it cannot be published: its schema refers to other.yaml#/Order',
  )
  expect(gateway.log()).toContain(
    'components › schemas › Odd: /properties/a/type must be equal to one of the allowed values',
  )
  const { body } = await gateway.ask('GET', '/events')
  expect(body).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ name: 'order.paid', problem: null }),
      expect.objectContaining({
        name: 'order.lost',
        problem: expect.stringContaining('Bundle the files into one'),
      }),
      expect.objectContaining({ name: 'order.odd', problem: expect.stringContaining('cannot be used') }),
      expect.objectContaining({ name: 'with space', problem: expect.stringContaining('Rename it') }),
    ]),
  )
  expect(await gateway.publish('order.lost', '{}')).toMatchObject({ status: 503 })
  expect(await gateway.publish('with space', '{}')).toMatchObject({ status: 503 })
  expect(await gateway.publish('order.paid', '{"number":1}')).toMatchObject({ status: 202 })
  const { body: shown } = await gateway.ask('GET', '/openapi.json')
  expect(shown).toMatchObject({
    webhooks: {
      'order.lost': { post: { description: expect.stringContaining('It cannot be published now') } },
    },
  })
})

test('it says whether it is up and ready, and after SIGTERM that it is about to stop', async () => {
  using folder = new Folder()
  const file = folder.write('openapi.json', shopDocument())
  await using gateway = await startGateway(file, folder.file('h.db'), ['--drain', '2s'])
  const status = async (path: string) => (await fetch(gateway.url + path)).status
  expect([await status('/healthz'), await status('/readyz')]).toEqual([200, 200])
  gateway.kill('SIGTERM')
  await expect.poll(() => status('/readyz')).toBe(503)
  expect(await gateway.publish('order.paid', '{"number":1}')).toMatchObject({ status: 202 })
  expect(await gateway.ended).toBe(0)
})

test('open to others it does not start without keys, and with keys each does what it is for', async () => {
  using folder = new Folder()
  const file = folder.write('openapi.json', shopDocument())
  await expect(startGateway(file, folder.file('h.db'), ['--host', '0.0.0.0'])).rejects.toThrow(
    'HOOKWRIGHT_OPERATOR_KEYS',
  )
  const config = folder.write(
    'hookwright.yaml',
    `apiKeys:\n  - key: publisher-of-everyone\n  - key: publisher-of-acme-only\n    tenants: [acme]\n`,
  )
  await using gateway = await startGateway(file, folder.file('h.db'), ['--config', config])
  const by = (key: string, query: string) =>
    gateway.publish('order.paid', '{"number":1}', { query, headers: { authorization: `Bearer ${key}` } })
  expect(await by('publisher-of-everyone', 'tenant=globex')).toMatchObject({ status: 202 })
  expect(await by('publisher-of-acme-only', '')).toMatchObject({ status: 202 })
  expect(await by('publisher-of-acme-only', 'tenant=globex')).toMatchObject({ status: 403 })
  const managing = await fetch(`${gateway.url}/webhooks/endpoints?tenant=acme`, {
    headers: { authorization: 'Bearer publisher-of-everyone' },
  })
  expect(managing.status).toBe(401)
})
