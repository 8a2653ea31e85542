import type { MiddlewareHandler } from 'hono'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { Router } from '../../src/router.ts'
import { appOf } from '../support/declare.ts'

const limit = 64
const app = appOf((it) => it.post('/echo', { body: z.json() }, ({ body }) => ({ body })), {
  bodyLimitBytes: limit,
})

const jsonType = { 'content-type': 'application/json' }

async function post(body: RequestInit['body'], headers: Record<string, string> = jsonType) {
  const response = await app.request('/echo', { method: 'POST', body, headers, duplex: 'half' })
  return { status: response.status, accept: response.headers.get('accept'), json: await response.json() }
}

/** A body that comes in pieces, and how many of them were asked for. */
function pieces(...parts: (string | Uint8Array<ArrayBuffer>)[]) {
  const asked = { count: 0, canceled: false }
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const part = parts[asked.count++]
        if (part === undefined) controller.close()
        else controller.enqueue(typeof part === 'string' ? new TextEncoder().encode(part) : part)
      },
      cancel() {
        asked.canceled = true
      },
    },
    { highWaterMark: 0 },
  )
  return { stream, asked }
}

describe('a JSON body', () => {
  test.each(['{"a":[1,null,"ü"]}', '"text"', '0', 'null', 'false', ' [] '])('%s is read', async (text) => {
    expect(await post(text)).toMatchObject({ status: 200, json: { body: JSON.parse(text) } })
  })

  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON',
    'application/vnd.api+json',
    'application/problem+json;q=1',
  ])('is what %s says', async (type) => {
    expect(await post('{}', { 'content-type': type })).toMatchObject({ status: 200 })
  })

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/jsonp',
    'text/json',
    'image/svg+xml',
    '+json',
  ])('is not what %s says: 415, with what is accepted', async (type) => {
    expect(await post('{}', { 'content-type': type })).toEqual({
      status: 415,
      accept: 'application/json',
      json: { detail: `Unsupported content type ${type}: send the body as application/json` },
    })
  })

  test('without a content type is refused, too', async () => {
    const bytes = new TextEncoder().encode('{}')
    expect(await post(bytes, {})).toMatchObject({
      status: 415,
      json: { detail: 'Unsupported content type (none): send the body as application/json' },
    })
  })

  test.each(['{', '{"a":}', "{'a':1}", '{"a":1}x', 'undefined', 'NaN', '[1,]', ' '])(
    '%j is malformed: 400',
    async (text) => {
      const { status, json } = await post(text)
      expect(status).toBe(400)
      expect(json).toEqual({ detail: expect.stringMatching(/^The body is not valid JSON: ./) })
    },
  )

  test('in another encoding than UTF-8 is malformed: 400', async () => {
    expect(await post(new Uint8Array([0x22, 0xe9, 0x22]))).toMatchObject({
      status: 400,
      json: { detail: 'The body is not valid JSON: it is not UTF-8' },
    })
  })

  test('split inside a character is read all the same', async () => {
    const bytes = new TextEncoder().encode('"ü€"')
    const { stream } = pieces(...Array.from(bytes, (byte) => Uint8Array.of(byte)))
    expect(await post(stream)).toMatchObject({ status: 200, json: { body: 'ü€' } })
  })

  test('may begin with a byte order mark', async () => {
    expect(await post('\uFEFF{}')).toMatchObject({ status: 200, json: { body: {} } })
  })

  test('with a key __proto__ changes no prototype', async () => {
    const polluted = appOf((it) =>
      it.post('/x', { body: z.looseObject({}) }, ({ body }) => ({
        admin: Reflect.get(body, 'admin') ?? null,
        plain: Object.getPrototypeOf(body) === Object.prototype,
        clean: Reflect.get({}, 'admin') === undefined,
      })),
    )
    const body = '{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}'
    const response = await polluted.request('/x', { method: 'POST', body, headers: jsonType })
    expect(await response.json()).toEqual({ admin: null, plain: true, clean: true })
  })
})

describe('an absent body', () => {
  test('is missing where one is required, whatever the content type', async () => {
    const strict = appOf((it) => it.post('/x', { body: z.object({ a: z.string() }) }, () => 1))
    for (const headers of [jsonType, { 'content-type': 'text/plain' }, undefined]) {
      const response = await strict.request('/x', { method: 'POST', ...(headers && { headers }) })
      expect(response.status).toBe(422)
      expect(await response.json()).toEqual({
        detail: [{ loc: ['body'], msg: 'Field required', type: 'missing' }],
      })
    }
  })

  test('is undefined where the schema lets it be', async () => {
    const lenient = appOf((it) =>
      it.post('/x', { body: z.object({}).optional() }, ({ body }) => ({ absent: body === undefined })),
    )
    expect(await (await lenient.request('/x', { method: 'POST' })).json()).toEqual({ absent: true })
  })
})

describe('a body over the limit', () => {
  const fits = JSON.stringify('x'.repeat(limit - 2))
  const tooLarge = JSON.stringify('x'.repeat(limit - 1))
  const refusal = {
    status: 413,
    json: { detail: `The body is larger than the ${limit} bytes that are accepted` },
  }

  test('is refused to the byte', async () => {
    expect(await post(fits)).toMatchObject({ status: 200 })
    expect(await post(tooLarge)).toMatchObject(refusal)
  })

  test('is refused by its content-length before any of it is read', async () => {
    const { stream, asked } = pieces('{', '}')
    expect(await post(stream, { ...jsonType, 'content-length': String(limit + 1) })).toMatchObject(refusal)
    expect(asked.count).toBe(0)
  })

  test('is refused as soon as it is over, where no content-length says so', async () => {
    const { stream, asked } = pieces(...Array.from({ length: 1_000 }, () => 'x'.repeat(32)))
    expect(await post(stream)).toMatchObject(refusal)
    expect(asked).toEqual({ count: 3, canceled: true })
    expect(await post(pieces('"', 'x'.repeat(limit - 2), '"').stream)).toMatchObject({ status: 200 })
  })

  test('is refused where its content-length lies', async () => {
    expect(await post(pieces(tooLarge).stream, { ...jsonType, 'content-length': '2' })).toMatchObject(refusal)
  })

  test('is larger than 1 MiB, where nothing else is said', async () => {
    const usual = appOf((it) => it.post('/x', { body: z.string() }, ({ body }) => body.length))
    const send = (length: number) =>
      usual.request('/x', { method: 'POST', body: JSON.stringify('x'.repeat(length)), headers: jsonType })
    expect((await send(1_048_574)).status).toBe(200)
    expect((await send(1_048_575)).status).toBe(413)
  })
})

describe('a body that middleware has read', () => {
  const readers: Record<string, MiddlewareHandler> = {
    json: async (context, next) => {
      await context.req.json()
      await next()
    },
    text: async (context, next) => {
      await context.req.text()
      await next()
    },
    arrayBuffer: async (context, next) => {
      await context.req.arrayBuffer()
      await next()
    },
  }

  test.each(Object.keys(readers))('as %s is there for the handler all the same', async (name) => {
    const router = new Router()
    const reader = readers[name]
    if (reader) router.use(reader)
    router.post('/x', { body: z.object({ a: z.string() }) }, ({ body }) => body.a)
    const reading = appOf((it) => it.include(router), { bodyLimitBytes: limit })
    const send = (body: string) => reading.request('/x', { method: 'POST', body, headers: jsonType })
    expect(await (await send('{"a":"ü"}')).json()).toBe('ü')
    expect((await send(JSON.stringify({ a: 'x'.repeat(limit) }))).status).toBe(413)
  })
})
