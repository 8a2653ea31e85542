import fastify from 'fastify'
import { expect, test, vi } from 'vitest'
import { toFastifyPlugin, toNodeHandler } from '../../src/node.ts'
import { receiverOf } from '../signed.ts'
import { sendVector } from './listening.ts'

const handled = vi.fn<(body: unknown) => void>()
const receive = receiverOf({ on: { test: ({ body }) => handled(body) } })

test('in Fastify 5, the plugin takes events, and leaves the parsers of other routes alone', async () => {
  await using app = fastify()
  await app.register(toFastifyPlugin(receive), { prefix: '/webhooks' })
  app.post('/orders', async (request) => ({ parsed: request.body }))
  const url = await app.listen({ port: 0, host: '127.0.0.1' })

  handled.mockClear()
  expect((await sendVector(`${url}/webhooks`)).status).toBe(204)
  expect(handled).toHaveBeenCalledExactlyOnceWith({ test: 2432232314 })
  expect((await sendVector(`${url}/webhooks`, '{"test":2432232314}')).status).toBe(401)

  const order = await fetch(`${url}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"id":1}',
  })
  expect(await order.json()).toEqual({ parsed: { id: 1 } })
})

test('in Fastify 5, every content type and method gets the answer of the receiver, not of Fastify', async () => {
  await using app = fastify()
  await app.register(toFastifyPlugin(receive), { prefix: '/webhooks' })
  const url = `${await app.listen({ port: 0, host: '127.0.0.1' })}/webhooks`

  const xml = await fetch(url, { method: 'POST', headers: { 'content-type': 'text/xml' }, body: '<a/>' })
  expect([xml.status, await xml.json()]).toEqual([
    400,
    { error: expect.objectContaining({ code: 'missing_header' }) },
  ])
  const get = await fetch(url)
  expect([get.status, await get.json()]).toEqual([
    405,
    { error: expect.objectContaining({ code: 'method_not_allowed' }) },
  ])
})

test('in Fastify 5, behind its own JSON parser, the answer is 500 and onError gets the cure', async () => {
  await using app = fastify()
  const onError = vi.fn<(error: unknown) => void>()
  app.post('/webhooks', (request, reply) => {
    reply.hijack()
    toNodeHandler(receive, { onError })(request.raw, reply.raw)
  })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  handled.mockClear()
  expect((await sendVector(`${url}/webhooks`)).status).toBe(500)
  expect(onError).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({
      code: 'body_already_read',
      message: expect.stringContaining('toFastifyPlugin'),
    }),
  )
  expect(handled).not.toHaveBeenCalled()
})
