import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { verify } from '@hookwright/receiver'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { startReceiver } from '../../support/receiver.ts'
import { hookwright } from '../command-line.ts'
import { startShop, type Shop } from '../shop.ts'

let shop: Shop

beforeAll(async () => {
  shop = await startShop()
})
afterAll(() => shop[Symbol.asyncDispose]())

const run = (args: string[], token?: string) => hookwright(args, { env: shop.env(token) })

const jsonLines = (text: string): unknown[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))

async function register(tenant: string, url: string, ...options: string[]) {
  const { stdout } = await run(['endpoints', 'create', url, '--json', ...options], tenant)
  const endpoint: { id: string; secret: string } = JSON.parse(stdout)
  return endpoint
}

test('sends a sample to every endpoint that wants it, and shows each first attempt', async () => {
  await using good = await startReceiver((response) => response.end())
  await using bad = await startReceiver((response) => {
    response.statusCode = 418
    response.end()
  })
  const first = await register('globex', good.origin, '--event-type', 'order.*')
  const second = await register('globex', bad.origin)
  await register('globex', good.origin, '--event-type', 'ping')
  const { code, stdout } = await run(['trigger', 'order.created', '--json'], 'globex')
  expect(code).toBe(1)
  const [sent, ...attempts] = jsonLines(stdout)
  expect(sent).toMatchObject({ status: 'sent', eventType: 'order.created', deliveries: 2 })
  expect(attempts).toHaveLength(2)
  expect(attempts).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        endpointId: first.id,
        url: good.origin,
        outcome: 'succeeded',
        httpStatus: 200,
      }),
      expect.objectContaining({ endpointId: second.id, outcome: 'rejected', httpStatus: 418 }),
    ]),
  )
  const [request] = good.requests
  if (!request) throw new Error('Nothing came.')
  await verify({ ...request, secret: first.secret })
})

test('--set changes the sample, typed by its schema; --body takes a whole one', async () => {
  const values = ['--set', 'total=9.5', '--set', 'customer.name=Ada', '--set', 'items.0.sku="0042"']
  const { stdout } = await run(['trigger', 'order.created', '--json', ...values], 'operator')
  const { messageId }: { messageId: string } = JSON.parse(stdout)
  const message = await run(['messages', 'get', messageId, '--json'])
  const { body }: { body: string } = JSON.parse(message.stdout)
  expect(JSON.parse(body)).toEqual({
    id: 'ord_1',
    total: 9.5,
    customer: { name: 'Ada' },
    items: [{ sku: '0042', price: 5 }],
  })

  const file = join(shop.folder, 'body.json')
  writeFileSync(file, '{"id":"b","total":1,"customer":{"name":"B"},"items":[]}')
  const whole = await run(['trigger', 'order.created', '--body', file], 'operator')
  expect(whole.code).toBe(0)
  expect(whole.stdout).toContain('to nobody. No endpoint wants it')
})

test.each([
  [['--set', 'total=high'], 'body.total: Invalid input: expected number, received string'],
  [['--set', 'items.5.sku=a'], '"5" is no place in a list of 1; count from 0'],
  [['--body', 'none.json'], '--body none.json cannot be read as JSON: ENOENT'],
])('%j is refused, with the place', async (options, message) => {
  const { code, stdout, stderr } = await run(['trigger', 'order.created', ...options], 'operator')
  expect(code).toBe(1)
  expect(stdout).toBe('')
  expect(stderr).toContain(message)
})

test('a tenant may not say what is signed in the name of the app', async () => {
  const { code, stderr } = await run(['trigger', 'order.created', '--set', 'total=1', '--json'])
  expect(code).toBe(1)
  expect(JSON.parse(stderr)).toMatchObject({
    error: { code: 'refused', message: expect.stringContaining('Only operators') },
  })
})

test('--to signs the sample here and posts it to that URL only; nothing is stored', async () => {
  await using receiver = await startReceiver((response) => {
    response.statusCode = 400
    response.end('no such customer')
  })
  const before = await run(['messages', 'list', '--json'], 'initech')
  const { code, stdout } = await run(
    ['trigger', 'order.created', '--to', `${receiver.origin}/hooks/`, '--set', 'total=7', '--json'],
    'initech',
  )
  expect(code).toBe(1)
  const [posted] = jsonLines(stdout)
  expect(posted).toMatchObject({
    status: 'posted',
    httpStatus: 400,
    outcome: 'rejected',
    responseBody: 'no such customer',
  })
  const [request] = receiver.requests
  if (!request) throw new Error('Nothing came.')
  expect(request.path).toBe('/hooks/')
  const { stdout: secret } = await run(['listen', '--print-secret'])
  await verify({ ...request, secret })
  expect(JSON.parse(request.body.toString())).toMatchObject({ total: 7 })
  expect((await run(['messages', 'list', '--json'], 'initech')).stdout).toBe(before.stdout)
})

test('--openapi takes the sample from a document, in JSON or YAML, and needs no server', async () => {
  await using receiver = await startReceiver((response) => response.end())
  const file = join(shop.folder, 'openapi.yaml')
  writeFileSync(
    file,
    `openapi: 3.1.0
info: { title: Shop, version: '1' }
webhooks:
  order.paid:
    post:
      requestBody:
        content:
          application/json:
            schema: { $ref: '#/components/schemas/Order' }
  order.sampled:
    post:
      requestBody:
        content:
          application/json:
            schema: { $ref: '#/components/schemas/Order' }
            example: { id: from-example, total: 1 }
components:
  schemas:
    Order:
      type: object
      properties: { id: { type: string, minLength: 3 }, total: { type: number } }
      required: [id, total]
`,
  )
  const env = {
    HOOKWRIGHT_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    HOOKWRIGHT_URL: 'http://127.0.0.1:9',
  }
  const post = (...args: string[]) =>
    hookwright(['trigger', ...args, '--to', receiver.origin, '--openapi', file], { env })
  expect(await post('order.paid', '--set', 'total=3')).toMatchObject({ code: 0, stderr: '' })
  expect(await post('order.sampled')).toMatchObject({ code: 0, stderr: '' })
  const [made, declared] = receiver.requests.map(({ body }): unknown => JSON.parse(body.toString()))
  expect(made).toEqual({ id: expect.stringMatching(/.{3}/), total: 3 })
  expect(declared).toEqual({ id: 'from-example', total: 1 })
  const [request] = receiver.requests
  if (request) await verify({ ...request, secret: env.HOOKWRIGHT_SECRET })

  const wrong = await post('order.paid', '--set', 'total=many')
  expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('/total must be number') })
  const unknown = await post('order.payd')
  expect(unknown).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('It has: order.paid, order.sampled.'),
  })
})

test('--openapi without --to is wrong use', async () => {
  const { code, stderr } = await run(['trigger', 'ping', '--openapi', 'openapi.json'])
  expect(code).toBe(2)
  expect(stderr).toContain("option '--openapi <file>' needs '--to <url>'")
})
