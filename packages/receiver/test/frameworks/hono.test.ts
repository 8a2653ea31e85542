import { Hono } from 'hono'
import { expect, test, vi } from 'vitest'
import type { ReceiverOptions } from '../../src/index.ts'
import { receiverOf, signedRequest } from '../signed.ts'

const handled = vi.fn<(body: unknown) => void>()

test('in Hono, an event reaches its handler, and the answer its sender', async () => {
  const receive = receiverOf({ on: { ping: ({ body }) => handled(body) } })
  const app = new Hono().post('/webhooks', (c) => receive(c.req.raw))
  expect((await app.fetch(await signedRequest('ping', '{ "a": 1 }'))).status).toBe(204)
  expect(handled).toHaveBeenCalledExactlyOnceWith({ a: 1 })

  const { headers } = await signedRequest('ping', '{ "a": 1 }')
  const changed = new Request('https://subscriber.example/webhooks', {
    method: 'POST',
    headers,
    body: '{"a":1}',
  })
  expect((await app.fetch(changed)).status).toBe(401)
})

test('in Hono, behind a middleware that has parsed the body, the answer is 500 and onError gets the cure', async () => {
  const onError = vi.fn<NonNullable<ReceiverOptions['onError']>>()
  const receive = receiverOf({ fallback: () => expect.unreachable(), onError })
  const app = new Hono()
    .use(async (c, next) => {
      await c.req.json()
      await next()
    })
    .post('/webhooks', (c) => receive(c.req.raw))
  expect((await app.fetch(await signedRequest('ping', '{}'))).status).toBe(500)
  expect(onError).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({
      code: 'body_already_read',
      message: expect.stringContaining('pass it unread'),
    }),
    undefined,
  )
})

test('in Hono, a middleware may read a clone', async () => {
  const receive = receiverOf({ fallback: () => ({ taken: true }) })
  const app = new Hono()
    .use(async (c, next) => {
      await c.req.raw.clone().json()
      await next()
    })
    .post('/webhooks', (c) => receive(c.req.raw))
  expect(await (await app.fetch(await signedRequest('ping', '{}'))).json()).toEqual({ taken: true })
})

test('as a route of Next.js or a worker, which pass a second argument, it takes the request alone', async () => {
  const POST: (request: Request, context: { params: Promise<object> }) => Promise<Response> = receiverOf({
    fallback: () => undefined,
  })
  const response = await POST(await signedRequest('ping', '{}'), { params: Promise.resolve({}) })
  expect(response.status).toBe(204)
})
