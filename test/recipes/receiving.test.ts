import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'

import type { SeenStore } from '@hookwright/receiver'
import { generateKeyPair, generateSecret, sign } from '@hookwright/receiver/sign'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import { newSchema, type TestSchema } from '../../packages/hookwright/test/support/postgres.ts'
import { listenOnLoopback } from '../support/listen.ts'
import { hasRedis, startRedis } from './receiving/redis-server.ts'

const secret = generateSecret()
const githubSecret = 'of any form'
let schema: TestSchema

beforeAll(async () => {
  schema = await newSchema()
  Object.assign(process.env, {
    WEBHOOK_SECRET: secret,
    GITHUB_SECRET: githubSecret,
    ACME_SECRET: githubSecret,
    DATABASE_URL: schema.url,
  })
})
afterAll(() => schema[Symbol.asyncDispose]())

let count = 0

async function delivery(type: string, value: unknown, { id = `msg_${++count}`, key = secret } = {}) {
  const body = JSON.stringify(value)
  const timestamp = Math.floor(Date.now() / 1000)
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': await sign({ id, timestamp, body, secret: key }),
    'webhook-event-type': type,
  }
  return { method: 'POST', headers, body }
}

const order = { id: 'o1', customer: 'zoe', quantity: 3 }

describe('the shop', () => {
  async function statusOf(value: unknown, type = 'order.created') {
    const { receive } = await import('./receiving/shop.ts')
    return receive(new Request('https://x.example', await delivery(type, value)))
  }

  test('acknowledges, asks for later, and wants no more', async () => {
    const { reserved } = await import('./receiving/stock.ts')
    expect((await statusOf(order)).status).toBe(204)
    expect(reserved.get('o1')).toBe(3)
    const later = await statusOf({ ...order, quantity: 1000 })
    expect([later.status, later.headers.get('retry-after')]).toEqual([429, '600'])
    expect((await statusOf({ ...order, customer: 'nobody' })).status).toBe(410)
    expect(await (await statusOf({ quantity: 3 }, 'order.priced')).json()).toEqual({ unitPrice: 12.5 })
    expect((await statusOf({}, 'order.new')).status).toBe(204)
  })
})

describe('the receiver behind', () => {
  test('Hono, Express, Fastify and node:http takes deliveries', async () => {
    const { app: hono } = await import('./receiving/hono.ts')
    expect((await hono.request('/webhooks', await delivery('order.created', order))).status).toBe(204)

    const { app: express } = await import('./receiving/express.ts')
    const { server } = await import('./receiving/node.ts')
    for (const each of [createServer(express), server]) {
      const url = `http://127.0.0.1:${await listenOnLoopback(each)}/webhooks`
      expect((await fetch(url, await delivery('order.created', order))).status).toBe(204)
      each.close()
      each.closeAllConnections()
    }

    const { app: fastify } = await import('./receiving/fastify.ts')
    const url = `${await fastify.listen({ port: 0, host: '127.0.0.1' })}/webhooks`
    expect((await fetch(url, await delivery('order.created', order))).status).toBe(204)
    await fastify.close()
  })
})

test('the receiver of published keys fetches them', async () => {
  const { privateKey, publicKey } = await generateKeyPair()
  const server = createServer((_, response) => response.end(JSON.stringify({ keys: [publicKey] })))
  process.env['SENDER_KEYS_URL'] = `http://127.0.0.1:${await listenOnLoopback(server)}/keys`
  const { receive } = await import('./receiving/published-keys.ts')
  const sent = await delivery('order.created', order, { key: privateKey })
  expect((await receive(new Request('https://x.example', sent))).status).toBe(204)
  server.close()
  server.closeAllConnections()
})

test('the presets take what their senders send', async () => {
  const { fromAcme, fromGitHub } = await import('./receiving/presets.ts')
  const hmac = (body: string, encoding: 'hex' | 'base64') =>
    createHmac('sha256', githubSecret).update(body).digest(encoding)
  const push = '{"ref":"refs/heads/main","commits":[]}'
  const github = {
    'x-hub-signature-256': `sha256=${hmac(push, 'hex')}`,
    'x-github-event': 'push',
    'x-github-delivery': '1',
  }
  const page = '{"event":"page.published"}'
  const acme = { 'x-acme-signature': hmac(page, 'base64') }
  const post = (headers: Record<string, string>, body: string) =>
    new Request('https://x.example', { method: 'POST', headers, body })
  expect((await fromGitHub(post(github, push))).status).toBe(204)
  expect((await fromAcme(post(acme, page))).status).toBe(204)
  expect((await fromAcme(post(acme, `${page} `))).status).toBe(401)
})

/** What every store must do. */
async function behavesAsAStore(seen: SeenStore) {
  const claims = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => seen.claim('a', `h${index}`, 60)),
  )
  expect(claims.toSorted()).toEqual(['claimed', ...Array.from({ length: 19 }, () => 'in_progress')])
  const holder = `h${claims.indexOf('claimed')}`

  await seen.release('a', 'another')
  expect(await seen.claim('a', 'x', 60)).toBe('in_progress')
  await seen.release('a', holder)
  expect(await seen.claim('a', 'x', 60)).toBe('claimed')
  await seen.confirm('a', 'x', 60)
  await seen.release('a', 'x')
  expect(await seen.claim('a', 'y', 60)).toBe('handled')

  // Run out at once: the shortest that each store knows.
  expect(await seen.claim('b', 'x', 1)).toBe('claimed')
  await expect.poll(() => seen.claim('b', 'y', 60), { timeout: 10_000 }).toBe('claimed')
  await seen.confirm('c', 'x', 60)
  expect(await seen.claim('c', 'y', 60)).toBe('handled')
}

test('the store of what was seen on PostgreSQL behaves as one', async () => {
  const { postgresSeen, table } = await import('./receiving/postgres-seen.ts')
  const pool = new Pool({ connectionString: schema.url })
  await pool.query(table)
  await behavesAsAStore(postgresSeen(pool))
  await pool.end()
})

test.skipIf(!hasRedis())('the store of what was seen on Redis behaves as one', async () => {
  const { redisSeen } = await import('./receiving/redis-seen.ts')
  await using redis = await startRedis()
  // One connection of ours sends one command at a time.
  let last: Promise<unknown> = Promise.resolve()
  const send = (command: string[]) => (last = last.then(() => redis.send(command)))
  await behavesAsAStore(redisSeen(send))
})

test('in one transaction with its work, a message takes effect once, and not at all where the work fails', async () => {
  const { pool, receive, table } = await import('./receiving/in-transaction.ts')
  await pool.query(table)
  await pool.query('create table invoices (order_id text primary key, total double precision not null)')
  const invoices = async () => (await pool.query('select order_id, total from invoices')).rows
  const deliver = async (id: string, body: unknown) =>
    (await receive(new Request('https://x.example', await delivery('order.created', body, { id })))).status

  const written = vi.spyOn(console, 'error').mockImplementation(() => {})
  expect(await deliver('msg_fails', { id: 'o1' })).toBe(500)
  expect(String(written.mock.calls[0]?.[1])).toContain('null value in column "total"')
  written.mockRestore()
  expect(await invoices()).toEqual([])
  const statuses = await Promise.all(
    Array.from({ length: 5 }, () => deliver('msg_fails', { id: 'o1', total: 12.5 })),
  )
  expect(statuses).toEqual([204, 204, 204, 204, 204])
  expect(await invoices()).toEqual([{ order_id: 'o1', total: 12.5 }])
  await pool.end()
})
