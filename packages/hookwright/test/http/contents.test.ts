import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { bytes, byteStream, json, text } from '../../src/index.ts'
import { appOf } from '../support/declare.ts'

const app = appOf(
  (it) => {
    it.post('/text', { body: text() }, ({ body }) => body)
    it.post('/csv', { body: text({ contentType: 'text/csv' }) }, ({ body }) => body.split(','))
    it.post('/image', { body: bytes({ contentType: 'image/*' }) }, ({ body }) => [...body])
    it.post(
      '/hal',
      { body: json(z.object({ a: z.int() }), { contentType: 'application/hal+json' }) },
      ({ body }) => body.a,
    )
    it.post('/stream', { body: byteStream() }, async ({ body }) => {
      let length = 0
      for await (const chunk of body) length += chunk.byteLength
      return length
    })
    it.post('/larger', { body: bytes(), bodyLimitBytes: 20 }, ({ body }) => body.byteLength)
  },
  { bodyLimitBytes: 10 },
)

async function post(path: string, body: RequestInit['body'] | undefined, type?: string) {
  const headers = type === undefined ? {} : { 'content-type': type }
  const response = await app.request(path, { method: 'POST', body: body ?? null, headers, duplex: 'half' })
  return { status: response.status, json: await response.json() }
}

const utf8 = (value: string) => new TextEncoder().encode(value)

describe('a body of text', () => {
  test('is handed on as it is, and may be empty', async () => {
    expect(await post('/text', utf8('ü\n'), 'text/plain')).toEqual({ status: 200, json: 'ü\n' })
    expect(await post('/text', '', 'text/plain')).toEqual({ status: 200, json: '' })
    expect(await post('/csv', utf8('a,b'), 'text/csv; header=absent')).toEqual({
      status: 200,
      json: ['a', 'b'],
    })
  })

  test('is read in the charset that it names', async () => {
    const latin = Uint8Array.of(0xfc)
    expect(await post('/text', latin, 'text/plain; charset="ISO-8859-1"')).toEqual({ status: 200, json: 'ü' })
    expect(await post('/text', latin, 'text/plain')).toMatchObject({
      status: 400,
      json: { detail: 'The body is not text in utf-8' },
    })
    expect(await post('/text', latin, 'text/plain; charset=klingon')).toMatchObject({
      status: 415,
      json: { detail: 'Unsupported charset klingon: send the body in UTF-8' },
    })
  })

  test('is missing where there is no body', async () => {
    expect(await post('/text', undefined)).toMatchObject({
      status: 422,
      json: { detail: [{ loc: ['body'], type: 'missing' }] },
    })
  })

  test('of another media type is refused', async () => {
    expect(await post('/csv', utf8('a'), 'text/plain')).toMatchObject({ status: 415 })
    expect(await post('/csv', utf8('a'))).toMatchObject({ status: 415 })
  })
})

describe('a body of bytes', () => {
  test('is handed on as it is, of any media type in the range', async () => {
    expect(await post('/image', Uint8Array.of(0, 255), 'image/png')).toEqual({ status: 200, json: [0, 255] })
    expect(await post('/image', Uint8Array.of(0), 'imagery/png')).toMatchObject({ status: 415 })
  })

  test('may be as large as its operation says, whatever the App says', async () => {
    const type = 'application/octet-stream'
    expect(await post('/larger', new Uint8Array(20), type)).toEqual({ status: 200, json: 20 })
    expect(await post('/larger', new Uint8Array(21), type)).toMatchObject({ status: 413 })
    expect(await post('/image', new Uint8Array(11), 'image/png')).toMatchObject({ status: 413 })
  })
})

describe('a body of JSON under its own media type', () => {
  test('is validated, and may come as any JSON', async () => {
    expect(await post('/hal', utf8('{"a":1}'), 'application/hal+json')).toEqual({ status: 200, json: 1 })
    expect(await post('/hal', utf8('{"a":1}'), 'application/json')).toEqual({ status: 200, json: 1 })
    expect(await post('/hal', utf8('{"a":""}'), 'application/json')).toMatchObject({ status: 422 })
    expect(await post('/hal', utf8('{'), 'application/json')).toMatchObject({ status: 400 })
    expect(await post('/hal', utf8('{}'), 'text/plain')).toMatchObject({ status: 415 })
  })
})

describe('a body of bytes that the handler reads', () => {
  const type = 'application/octet-stream'
  const inPieces = (...sizes: number[]) =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        for (const size of sizes) controller.enqueue(new Uint8Array(size))
        controller.close()
      },
    })

  test('is a stream', async () => {
    expect(await post('/stream', inPieces(4, 6), type)).toEqual({ status: 200, json: 10 })
  })

  test('over the limit is answered with 413 as soon as it is', async () => {
    expect(await post('/stream', inPieces(6, 6), type)).toEqual({
      status: 413,
      json: { detail: 'The body is larger than the 10 bytes that are accepted' },
    })
  })

  test('is missing where there is none', async () => {
    expect(await post('/stream', undefined, type)).toMatchObject({ status: 422 })
  })
})
