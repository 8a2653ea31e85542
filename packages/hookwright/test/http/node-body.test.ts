import { createServer } from 'node:http'
import { gzipSync } from 'node:zlib'

import express, { type RequestHandler } from 'express'
import { expect, test, vi } from 'vitest'
import { z } from 'zod'

import { listenOnLoopback } from '../../../../test/support/listen.ts'
import { toNodeHandler } from '../../src/http/node.ts'
import { appOf } from '../support/declare.ts'

const onError = vi.fn<(error: unknown) => void>()

const app = appOf(
  (it) => {
    it.post('/echo', { body: z.unknown() }, ({ body }) => ({ body }))
    it.post('/text', async ({ request }) => ({ text: await request.text() }))
  },
  { onError, bodyLimitBytes: 100 },
)

async function ask(parsers: RequestHandler[], path: string, init: RequestInit): Promise<Response> {
  const server = createServer(express().use(...parsers, toNodeHandler(app)))
  const port = await listenOnLoopback(server)
  try {
    const signal = AbortSignal.timeout(10_000)
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', signal, ...init })
    return new Response(await response.text(), response)
  } finally {
    server.close()
    server.closeAllConnections()
  }
}

const json = { 'content-type': 'application/json' }

test.each<[string, RequestHandler]>([
  ['parsed', express.json({ strict: false })],
  ['raw', express.raw({ type: '*/*' })],
  ['text', express.text({ type: '*/*' })],
])('a JSON body that a parser has read is read all the same: %s', async (_kind, parser) => {
  for (const value of [{ a: ['ä', 1] }, 'text', 7, null, [true]]) {
    const body = JSON.stringify(value)
    const response = await ask([parser], '/echo', { body, headers: json })
    expect(await response.json()).toEqual({ body: value })
  }
})

test('a form, a compressed body and one of another type are what they were', async () => {
  const form = await ask([express.urlencoded({ extended: true })], '/text', {
    body: new URLSearchParams('a=1&a=2&b[c]=%26&d='),
  })
  const { text }: { text: string } = JSON.parse(await form.text())
  expect([...new URLSearchParams(text)]).toEqual([
    ['a', '1'],
    ['a', '2'],
    ['b[c]', '&'],
    ['d', ''],
  ])
  const zipped = await ask([express.json()], '/echo', {
    body: gzipSync('{"a":1}'),
    headers: { ...json, 'content-encoding': 'gzip' },
  })
  expect(await zipped.json()).toEqual({ body: { a: 1 } })
  const plain = await ask([express.text()], '/text', {
    body: 'hello',
    headers: { 'content-type': 'text/plain' },
  })
  expect(await plain.json()).toEqual({ text: 'hello' })
})

test('a body that no parser took is left alone', async () => {
  const response = await ask([express.json(), express.urlencoded()], '/text', {
    body: 'hello',
    headers: { 'content-type': 'text/plain' },
  })
  expect(await response.json()).toEqual({ text: 'hello' })
})

test('the limit holds for what a parser has read', async () => {
  const body = JSON.stringify('x'.repeat(200))
  expect((await ask([express.json({ strict: false })], '/echo', { body, headers: json })).status).toBe(413)
})

test('a body that was read and of which nothing is left is an error that names the cure, and no wait', async () => {
  const swallow: RequestHandler = (request, _response, next) => {
    request.resume().on('end', () => next())
  }
  onError.mockClear()
  const response = await ask([swallow], '/echo', { body: '{}', headers: json })
  expect(response.status).toBe(500)
  expect(onError.mock.calls[0]?.[0]).toMatchObject({
    code: 'bad_option',
    message: expect.stringMatching(/^The body of POST \/echo was read before .* Mount Hookwright before/),
  })
})
