import express from 'express'
import type { ErrorRequestHandler, RequestHandler } from 'express'
import { expect, test, vi } from 'vitest'
import { gone } from '../../src/index.ts'
import { toNodeHandler } from '../../src/node.ts'
import { receiverOf } from '../signed.ts'
import { listening, sendVector } from './listening.ts'

const handled = vi.fn<(body: unknown) => void>()
const receive = receiverOf({ on: { test: ({ body }) => handled(body) } })
const body = { test: 2432232314 }

/** An application whose only middleware before the receiver is this. */
function appWith(...before: RequestHandler[]) {
  const app = express()
  const errors: unknown[] = []
  app.use(...before, (_request, _response, next) => next())
  app.post('/webhooks', toNodeHandler(receive))
  const onError: ErrorRequestHandler = (error, _request, response, _next) => {
    errors.push(error)
    response.status(500).send('Express says so')
  }
  app.use(onError)
  return { app, errors }
}

test('in Express 5, an event reaches its handler, and the answer its sender', async () => {
  await using server = await listening(appWith().app)
  handled.mockClear()
  expect((await sendVector(`${server.url}/webhooks`)).status).toBe(204)
  expect(handled).toHaveBeenCalledExactlyOnceWith(body)
  expect((await sendVector(`${server.url}/webhooks`, '{"test":2432232314}')).status).toBe(401)
})

test('in Express 5, the receiver may be mounted in a router, and tell the sender to stop', async () => {
  const router = express.Router().post('/in', toNodeHandler(receiverOf({ fallback: () => gone() })))
  await using server = await listening(express().use('/hooks', router))
  expect((await sendVector(`${server.url}/hooks/in`)).status).toBe(410)
})

test.each([
  ['express.json()', express.json()],
  ['express.json({ type: "*/*" })', express.json({ type: '*/*' })],
])('behind %s, which keeps no bytes, the error handler of Express gets the cure', async (_, parser) => {
  const { app, errors } = appWith(parser)
  await using server = await listening(app)
  handled.mockClear()
  const response = await sendVector(`${server.url}/webhooks`)
  expect([response.status, await response.text()]).toEqual([500, 'Express says so'])
  expect(errors).toEqual([
    expect.objectContaining({
      code: 'body_already_read',
      message: expect.stringContaining('before `app.use(express.json())`'),
    }),
  ])
  expect(handled).not.toHaveBeenCalled()
})

test.each([
  ['express.raw({ type: () => true })', express.raw({ type: () => true })],
  ['express.text({ type: "*/*" })', express.text({ type: '*/*' })],
  [
    'express.json() that keeps `rawBody`',
    express.json({ verify: (request, _, bytes) => void Object.assign(request, { rawBody: bytes }) }),
  ],
])('behind %s, events verify', async (_, parser) => {
  const { app, errors } = appWith(parser)
  await using server = await listening(app)
  expect((await sendVector(`${server.url}/webhooks`)).status).toBe(204)
  expect((await sendVector(`${server.url}/webhooks`, '{"test":2432232314}')).status).toBe(401)
  expect(errors).toEqual([])
})

test('behind a parser of other content types, the receiver reads the body itself', async () => {
  await using server = await listening(appWith(express.urlencoded()).app)
  expect((await sendVector(`${server.url}/webhooks`)).status).toBe(204)
})
