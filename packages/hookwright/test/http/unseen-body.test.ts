import { once } from 'node:events'
import { connect } from 'node:net'

import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'

import { App } from '../../src/app.ts'
import { serve, type Serving } from '../../src/http/node.ts'

const Note = z.object({ text: z.string() })

let serving: Serving | undefined

afterEach(async () => {
  await serving?.close()
})

async function served(
  declare: (app: App) => void,
  onError: (error: unknown) => void = () => {},
): Promise<string> {
  const app = new App({ title: 'Notes', version: '1', onError })
  declare(app)
  serving = await serve(app, { port: 0, handleSignals: false, print: () => {} })
  return serving.url
}

async function post(url: string, body: string | Uint8Array<ArrayBuffer>): Promise<Response> {
  return fetch(`${url}/notes`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
}

test('a body that comes in many pieces is read as a whole, character by character', async () => {
  const url = await served((app) =>
    app.post('/notes', { body: Note, response: z.int() }, ({ body }) => body.text.length),
  )
  expect(await (await post(url, JSON.stringify({ text: 'é'.repeat(300_000) }))).json()).toBe(300_000)
})

test('of bytes that are no UTF-8 the caller is told', async () => {
  const url = await served((app) => app.post('/notes', { body: Note }, () => 1))
  const response = await post(url, new Uint8Array([0x22, 0xff, 0x22]))
  expect([response.status, await response.json()]).toEqual([
    400,
    { detail: 'The body is not valid JSON: it is not UTF-8' },
  ])
})

test('after it was validated, the body cannot be read again from the request', async () => {
  const url = await served((app) =>
    app.post('/notes', { body: Note, response: z.array(z.unknown()) }, async ({ request }) => [
      request.bodyUsed,
      await request.text().catch((error: Error) => error.name),
      (() => {
        try {
          return request.clone().method
        } catch (error) {
          return error instanceof Error && error.name
        }
      })(),
    ]),
  )
  expect(await (await post(url, '{"text":"a"}')).json()).toEqual([true, 'TypeError', 'TypeError'])
})

test('middleware that reads the body first leaves it to the route', async () => {
  const seen: string[] = []
  const url = await served((app) => {
    app.use(async (context, next) => {
      seen.push(await context.req.raw.clone().text())
      await next()
    })
    app.post('/notes', { body: Note, response: z.string() }, ({ body }) => body.text)
  })
  expect(await (await post(url, '{"text":"a"}')).json()).toBe('a')
  expect(seen).toEqual(['{"text":"a"}'])
})

test('a caller who goes in the middle of a body calls no handler, and is an error of that request', async () => {
  const failed = Promise.withResolvers<unknown>()
  let calls = 0
  const url = await served((app) => app.post('/notes', { body: Note }, () => ++calls), failed.resolve)
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  await once(socket, 'connect')
  const head =
    'POST /notes HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n'
  socket.write(`${head}{"text":`)
  // Answered only once the first of them was taken up.
  await (await fetch(`${url}/nowhere`)).text()
  socket.destroy()
  expect(await failed.promise).toBeInstanceOf(Error)
  expect(calls).toBe(0)
})

test('a caller who sends all of a body and goes is still listened to', async () => {
  const taken = Promise.withResolvers<string>()
  const url = await served((app) =>
    app.post('/notes', { body: Note }, ({ body }) => taken.resolve(body.text)),
  )
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  await once(socket, 'connect')
  const head =
    'POST /notes HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 12\r\n\r\n'
  socket.write(`${head}{"text":"a"}`, () => socket.resetAndDestroy())
  expect(await taken.promise).toBe('a')
})

test('a body that was read of a clone can still be read by another app that gets the request', async () => {
  const inner = new App({ title: 'Inner', version: '1' })
  inner.post('/notes', { body: Note, response: z.int() }, ({ body }) => body.text.length)
  const url = await served((app) =>
    app.post('/notes', {}, async ({ request }) => {
      await request.clone().text()
      return inner.fetch(request)
    }),
  )
  const answer = await post(url, '{"text":"abc"}')
  expect([answer.status, await answer.json()]).toEqual([200, 3])
})
