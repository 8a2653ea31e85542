import { createServer, request as httpRequest } from 'node:http'
import type { RequestListener, ServerResponse } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createReceiver } from '../src/index.ts'
import type { Receiver, ReceiverOptions, WebhookEvent } from '../src/index.ts'
import { toNodeHandler } from '../src/node.ts'
import type { NodeRequest } from '../src/node.ts'
import { headersOf, vectorA, vectorB } from './vectors.ts'

const { secret, body, timestamp } = vectorA
const headers = headersOf(vectorA)
const now = () => timestamp * 1000

function receiver(options: Partial<ReceiverOptions> = {}) {
  return createReceiver({
    secret,
    on: {},
    now,
    onError: (error) => expect.unreachable(String(error)),
    ...options,
  })
}

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()))
})

async function listen(listener: RequestListener) {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const { port }: AddressInfo = Object.assign({ port: 0, address: '', family: '' }, server.address())
  return { port, url: `http://127.0.0.1:${port}/webhooks?a=1` }
}

function unhandled(error: unknown) {
  expect.unreachable(String(error))
}

function takenWithCookies() {
  return new Response('zoë', {
    status: 202,
    statusText: 'Taken',
    headers: [
      ['x-one', '1'],
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
    ],
  })
}

function breakingOff() {
  let sent = 0
  return new Response(
    new ReadableStream({
      pull(controller) {
        if (sent++ === 0) controller.enqueue(new Uint8Array(10))
        else controller.error(new Error('inner'))
      },
    }),
  )
}

describe('behind node:http', () => {
  test('an event reaches its handler with its bytes, its headers and its URL', async () => {
    const events: WebhookEvent<string | undefined>[] = []
    const handler = toNodeHandler(receiver({ fallback: (event) => void events.push(event) }), {
      onError: unhandled,
    })
    const { url } = await listen(handler)
    const response = await fetch(url, { method: 'POST', headers, body })
    expect([response.status, await response.text()]).toEqual([204, ''])
    expect(events).toEqual([
      expect.objectContaining({
        id: vectorA.id,
        body: { test: 2432232314 },
        rawBody: new TextEncoder().encode(body),
      }),
    ])
    expect(events[0]?.request.url).toBe(url)
    expect(events[0]?.headers.get('webhook-id')).toBe(vectorA.id)
  })

  test('the response goes back with its status, headers, cookies and body', async () => {
    const { url } = await listen(
      toNodeHandler(receiver({ fallback: takenWithCookies }), { onError: unhandled }),
    )
    const response = await fetch(url, { method: 'POST', headers, body })
    expect([response.status, response.statusText, await response.text()]).toEqual([202, 'Taken', 'zoë'])
    expect(response.headers.get('x-one')).toBe('1')
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  })

  test('refusals go back too, and the connection stays in use', async () => {
    const { url } = await listen(
      toNodeHandler(receiver({ fallback: () => undefined }), { onError: unhandled }),
    )
    const post = (change: RequestInit) => fetch(url, { method: 'POST', headers, body, ...change })
    expect((await post({ body: `${body} ` })).status).toBe(401)
    expect((await post({ headers: headersOf(vectorB) })).status).toBe(401)
    expect((await post({ headers: {} })).status).toBe(400)
    expect((await post({ method: 'GET', body: null })).status).toBe(405)
    expect((await post({ method: 'HEAD', body: null })).status).toBe(405)
    expect((await post({})).status).toBe(204)
  })

  test('a header that came twice counts as both', async () => {
    const { port } = await listen(
      toNodeHandler(receiver({ fallback: () => undefined }), { onError: unhandled }),
    )
    const signatures = ['v9,abc=', vectorA.signature]
    const status = await new Promise((resolve, reject) => {
      const sending = httpRequest({
        port,
        method: 'POST',
        headers: { ...headers, 'webhook-signature': signatures },
      })
      sending.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject)
      sending.end(body)
    })
    expect(status).toBe(204)
  })

  test.each([
    'TRACE / HTTP/1.1\r\nhost: x',
    'GET / HTTP/1.1\r\nhost: user:pass@[',
    'GET http://a:b@x/ HTTP/1.1\r\nhost: x',
  ])('what a Request cannot hold is refused, not failed on: %j', async (head) => {
    const { port } = await listen(toNodeHandler(receiver(), { onError: unhandled }))
    const socket = connect(port, '127.0.0.1')
    socket.end(`${head}\r\nconnection: close\r\n\r\n`)
    expect(await text(socket)).toMatch(/^HTTP\/1.1 405 /)
  })
})

describe('bodies over the cap', () => {
  test('are answered 413 while they are still coming, and nothing hangs', async () => {
    const { port } = await listen(toNodeHandler(receiver({ maxBodyBytes: 100_000 }), { onError: unhandled }))
    const sending = httpRequest({ port, method: 'POST', headers })
    // Never ends: each time there is room, more is written, until the other side has had enough.
    const write = () => {
      while (sending.write(Buffer.alloc(65_536)));
    }
    sending.on('drain', write)
    const answered = new Promise<string>((resolve, reject) => {
      sending.on('error', reject)
      sending.on('response', (response) => {
        expect(response.statusCode).toBe(413)
        resolve(text(response))
      })
    })
    write()
    expect(JSON.parse(await answered)).toMatchObject({ error: { code: 'body_too_large' } })
    sending.destroy()
  })

  test('are answered 413 by their content-length before they come', async () => {
    const { port } = await listen(toNodeHandler(receiver({ maxBodyBytes: 100 }), { onError: unhandled }))
    const sending = httpRequest({ port, method: 'POST', headers: { ...headers, 'content-length': 101 } })
    const status = await new Promise((resolve, reject) => {
      sending.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject)
      sending.flushHeaders()
    })
    expect(status).toBe(413)
    sending.destroy()
  })

  test('are answered 413 even to a sender that reads nothing before it has sent everything', async () => {
    const { port } = await listen(toNodeHandler(receiver({ maxBodyBytes: 100_000 }), { onError: unhandled }))
    const socket = connect(port, '127.0.0.1')
    const size = 8_000_000
    socket.write(`POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n${size.toString(16)}\r\n`)
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject).write(Buffer.alloc(size), () => resolve())
    })
    socket.write('\r\n0\r\n\r\n')
    expect(await text(socket)).toMatch(/^HTTP\/1.1 413 [^]*"body_too_large"/)
  })

  test('that never end lose their connection', async () => {
    const { port } = await listen(toNodeHandler(receiver({ maxBodyBytes: 100_000 }), { onError: unhandled }))
    const socket = connect(port, '127.0.0.1')
    socket.write('POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n')
    const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65_536), Buffer.from('\r\n')])
    const write = () => {
      while (socket.writable && socket.write(chunk));
    }
    const closed = new Promise((resolve) => socket.on('close', resolve))
    // The server may cut it short or end it: either way it must come to an end.
    socket.on('drain', write).on('error', () => {})
    write()
    socket.resume()
    await expect(closed).resolves.toBeDefined()
  })
})

describe('a client that goes away', () => {
  test('while sending its body leaves no error and a server that goes on', async () => {
    const receive = vi.fn<Receiver>(receiver({ fallback: () => undefined }))
    const { port, url } = await listen(toNodeHandler(receive, { onError: unhandled }))
    const sending = httpRequest({ port, method: 'POST', headers: { ...headers, 'content-length': 100 } })
    sending.on('error', () => {})
    sending.write('{"half":')
    await vi.waitFor(() => expect(receive).toHaveBeenCalledOnce())
    sending.destroy()
    const first = await receive.mock.results[0]?.value
    expect(first?.status).toBe(400)
    expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(204)
  })

  test('while its event is handled aborts the signal of the request', async () => {
    const started = Promise.withResolvers<AbortSignal>()
    const release = Promise.withResolvers<void>()
    const fallback = async ({ request }: { request: Request }) => {
      started.resolve(request.signal)
      await release.promise
      return { late: true }
    }
    const { url } = await listen(toNodeHandler(receiver({ fallback }), { onError: unhandled }))
    const client = new AbortController()
    const answered = fetch(url, { method: 'POST', headers, body, signal: client.signal }).catch(
      () => 'aborted',
    )
    const signal = await started.promise
    expect(signal.aborted).toBe(false)
    client.abort()
    expect(await answered).toBe('aborted')
    await vi.waitFor(() => expect(signal.aborted).toBe(true))
    release.resolve()
    const next = await fetch(url, { method: 'POST', headers, body })
    expect(await next.json()).toEqual({ late: true })
  })

  test('while a long response is sent ends that response at its source', async () => {
    const cancelled = Promise.withResolvers<void>()
    const endless = () =>
      new Response(
        new ReadableStream({
          pull: (controller) => controller.enqueue(new Uint8Array(1024)),
          cancel: () => cancelled.resolve(),
        }),
      )
    const { url } = await listen(toNodeHandler(receiver({ fallback: endless }), { onError: unhandled }))
    const response = await fetch(url, { method: 'POST', headers, body })
    await response.body?.cancel()
    await expect(cancelled.promise).resolves.toBeUndefined()
  })
})

/** Reads the body as body parsers do, leaves what `keep` makes of it, and goes on to the receiver. */
function behindParser(keep: (raw: Buffer) => { body?: unknown; rawBody?: unknown }, passesNext = false) {
  const onError = vi.fn<(error: unknown) => void>()
  const onNext = vi.fn<(error: unknown) => void>()
  const handler = toNodeHandler(receiver({ fallback: () => undefined }), { onError })
  const listener = (request: NodeRequest, response: ServerResponse) => {
    const next = (error: unknown) => {
      onNext(error)
      response.writeHead(418).end()
    }
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      Object.assign(request, keep(Buffer.concat(chunks)))
      if (passesNext) handler(request, response, next)
      else handler(request, response)
    })
  }
  return { onError, onNext, listener }
}

describe('behind a body parser', () => {
  test.each<[string, (raw: Buffer) => { body?: unknown; rawBody?: unknown }]>([
    ['bytes in req.body', (raw) => ({ body: raw })],
    [
      'bytes in req.rawBody beside a parsed body',
      (raw) => ({ body: JSON.parse(raw.toString()), rawBody: raw }),
    ],
    ['text in req.body', (raw) => ({ body: raw.toString() })],
  ])('that kept %s, events verify', async (_, keep) => {
    const { listener, onError } = behindParser(keep)
    const { url } = await listen(listener)
    expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(204)
    expect((await fetch(url, { method: 'POST', headers, body: `${body} ` })).status).toBe(401)
    expect(onError).not.toHaveBeenCalled()
  })

  const cure = expect.objectContaining({
    code: 'body_already_read',
    message: expect.stringMatching(/before `app\.use\(express\.json\(\)\)`/),
  })

  test('that kept only the parsed body, the answer is 500 and onError gets the cure', async () => {
    const { listener, onError } = behindParser((raw) => ({ body: JSON.parse(raw.toString()) }))
    const { url } = await listen(listener)
    const response = await fetch(url, { method: 'POST', headers, body })
    expect(response.status).toBe(500)
    expect(await response.json()).toMatchObject({ error: { code: 'receiver_failed' } })
    expect(onError).toHaveBeenCalledExactlyOnceWith(cure)
  })

  test('that kept only the parsed body, `next` gets the cure where there is one', async () => {
    const { listener, onError, onNext } = behindParser((raw) => ({ body: JSON.parse(raw.toString()) }), true)
    const { url } = await listen(listener)
    expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(418)
    expect(onNext).toHaveBeenCalledExactlyOnceWith(cure)
    expect(onError).not.toHaveBeenCalled()
  })

  test('that only left its empty object, the stream is read', async () => {
    const handler = toNodeHandler(receiver({ fallback: () => undefined }), { onError: unhandled })
    const { url } = await listen((request, response) =>
      handler(Object.assign(request, { body: {} }), response),
    )
    expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(204)
  })

  test('that consumed an empty body, the empty body is what counts', async () => {
    const { listener } = behindParser(() => ({ body: {} }))
    const { url } = await listen(listener)
    expect((await fetch(url, { method: 'POST', headers, body: '' })).status).toBe(401)
  })
})

describe('faults', () => {
  test('of a receiver that rejects are answered 500, and onError gets them', async () => {
    const onError = vi.fn<(error: unknown) => void>()
    const { url } = await listen(toNodeHandler(() => Promise.reject(new Error('inner')), { onError }))
    const response = await fetch(url, { method: 'POST', headers, body })
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('inner')
    expect(onError).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ message: 'inner' }))
  })

  test('in the middle of a response cut it off, and onError gets them', async () => {
    const onError = vi.fn<(error: unknown) => void>()
    const { url } = await listen(toNodeHandler(receiver({ fallback: breakingOff }), { onError }))
    const response = fetch(url, { method: 'POST', headers, body }).then((received) => received.text())
    await expect(response).rejects.toThrow(TypeError)
    await vi.waitFor(() =>
      expect(onError).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ message: 'inner' })),
    )
  })
})
