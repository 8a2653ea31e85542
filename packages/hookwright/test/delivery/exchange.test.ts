import { once } from 'node:events'
import { createServer as createTlsServer } from 'node:tls'
import type { Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { post, type PostOptions } from '../../src/delivery/exchange.ts'
import { pinnedLookup, type Resolver } from '../../src/delivery/lookup.ts'
import { Pools } from '../../src/delivery/pools.ts'
import { FakeClock } from '../support/clock.ts'
import { closedPort, startRawReceiver, startReceiver } from '../support/receiver.ts'
import { until } from '../support/until.ts'

const timeoutMs = 15_000
const encode = (text: string) => new TextEncoder().encode(text)
const decode = (bytes: Uint8Array | null | undefined) => bytes && new TextDecoder().decode(bytes)

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

function line(resolver?: Resolver) {
  const clock = new FakeClock()
  const policy = { allowHttp: true, allowPrivateNetworks: ['127.0.0.0/8'] }
  const pools = new Pools({
    clock,
    lookup: pinnedLookup(policy, resolver),
    connectTimeoutMs: timeoutMs,
    connections: 4,
  })
  cleanups.push(() => pools.close())
  const send = (url: string, options: Partial<PostOptions> = {}) =>
    post(pools, {
      url,
      headers: { 'content-type': 'application/json' },
      body: encode('{"a":1}'),
      timeoutMs,
      keptBodyBytes: 1_000,
      clock,
      signal: new AbortController().signal,
      ...options,
    })
  return { clock, pools, send }
}

describe('a request', () => {
  test('is one POST with the exact bytes, the path and the query, and asks for no compression', async () => {
    await using receiver = await startReceiver((response) => response.end('ok'))
    const { send } = line()
    const body = encode('{"ключ":"\u2028","b":1,"a":12345678901234567890}')
    const exchange = await send(`${receiver.origin}/hooks/%D1%8F?key=a%20b`, { body })
    expect(exchange?.end).toEqual({ kind: 'answered', status: 200, retryAfterMs: null })
    expect(decode(exchange?.responseBody)).toBe('ok')
    const [request] = receiver.requests
    expect(request).toMatchObject({ method: 'POST', path: '/hooks/%D1%8F?key=a%20b' })
    expect(request?.headers['content-length']).toBe(String(body.length))
    expect(request?.headers['accept-encoding']).toBeUndefined()
    expect(request?.body.equals(body)).toBe(true)
  })

  test('goes over a connection of those before', async () => {
    await using receiver = await startReceiver((response) => response.end('ok'))
    const { send } = line()
    for (let i = 0; i < 20; i++) await send(receiver.origin)
    expect(receiver.requests).toHaveLength(20)
    // A connection is not free again in the very moment in which its answer is read.
    expect(receiver.connections()).toBeLessThanOrEqual(2)
  })
})

describe('a redirect', () => {
  test.each([301, 302, 303, 307, 308])(
    '%i is an answer like any other, and is not followed',
    async (status) => {
      await using target = await startReceiver((response) => response.end())
      await using receiver = await startReceiver((response) => {
        response.writeHead(status, { location: `${target.origin}/elsewhere` }).end()
      })
      const { send } = line()
      expect((await send(receiver.origin))?.end).toEqual({ kind: 'answered', status, retryAfterMs: null })
      expect(receiver.requests).toHaveLength(1)
      expect(target.requests).toHaveLength(0)
    },
  )
})

describe('a Retry-After header', () => {
  test.each([
    ['90', 90_000],
    ['Mon, 23 Nov 2026 12:02:00 GMT', 120_000],
    ['99999999999999999999', 86_400_000],
    ['after lunch', null],
  ])('%j is read as %s ms', async (header, retryAfterMs) => {
    await using receiver = await startReceiver((response) => {
      response.writeHead(429, { 'retry-after': header }).end()
    })
    const { send } = line()
    expect((await send(receiver.origin))?.end).toEqual({ kind: 'answered', status: 429, retryAfterMs })
  })
})

describe('the timeout', () => {
  test('ends an exchange whose receiver hangs before the headers, and its connection', async () => {
    await using receiver = await startReceiver(() => {})
    const { clock, send } = line()
    const pending = send(receiver.origin)
    await until('the request has arrived', () => receiver.requests.length === 1)
    clock.advance(timeoutMs)
    expect(await pending).toEqual({
      end: { kind: 'timed_out', error: 'No answer within 15 s.' },
      status: null,
      responseBody: null,
    })
    await until('the connection is closed', () => receiver.open() === 0)
    expect(clock.timers).toBeLessThanOrEqual(1)
  })

  test('holds for the whole: a body that drips does not extend it', async () => {
    let drops = 0
    await using receiver = await startRawReceiver((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n')
      const drip = setInterval(() => {
        drops++
        socket.write('.')
      }, 2)
      socket.on('close', () => clearInterval(drip))
    })
    const { clock, send } = line()
    const pending = send(receiver.origin)
    for (let second = 0; second < 14; second++) {
      const before = drops
      await until('another drop has fallen', () => drops > before)
      clock.advance(1_000)
    }
    expect(receiver.open()).toBe(1)
    clock.advance(1_000)
    const exchange = await pending
    expect(exchange).toMatchObject({ end: { kind: 'timed_out' }, status: 200 })
    expect(decode(exchange?.responseBody)).toMatch(/^\.+$/)
    await until('the connection is closed', () => receiver.open() === 0)
  })

  test('holds while connecting: a host name that never resolves', async () => {
    const { clock, send } = line(() => new Promise(() => {}))
    const pending = send('http://slow.example/')
    await Promise.resolve()
    clock.advance(timeoutMs)
    expect((await pending)?.end.kind).toBe('timed_out')
  })

  test('holds for a TLS handshake that never answers', async () => {
    const silent: Socket[] = []
    const server = (await import('node:net')).createServer((socket) => {
      silent.push(socket)
      socket.on('error', () => {})
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    const { clock, send } = line()
    const pending = send(`https://127.0.0.1:${address.port}/`)
    await until('the handshake has begun', () => silent.length > 0)
    clock.advance(timeoutMs)
    expect((await pending)?.end.kind).toBe('timed_out')
    for (const socket of silent) socket.destroy()
    server.close()
  })
})

describe('a body that is too large', () => {
  test('is cut off, the answer stands, and the connection is closed', async () => {
    let written = 0
    await using receiver = await startRawReceiver((socket) => {
      const chunk = Buffer.alloc(65_536, 'x')
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10000000000\r\n\r\n')
      const pour = () => {
        while (!socket.destroyed && socket.write(chunk)) written += chunk.length
      }
      socket.on('drain', pour)
      pour()
    })
    const { send } = line()
    const exchange = await send(receiver.origin)
    expect(exchange?.end).toMatchObject({ kind: 'answered', status: 200 })
    expect(decode(exchange?.responseBody)).toBe('x'.repeat(1_000))
    await until('the connection is closed', () => receiver.open() === 0)
    expect(written).toBeLessThan(50_000_000)
  })

  test('is not unpacked: a gzip bomb stays as small as it was sent', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000))
    await using receiver = await startReceiver((response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
    })
    const { send } = line()
    const exchange = await send(receiver.origin, { keptBodyBytes: 100_000 })
    expect(exchange?.end).toMatchObject({ kind: 'answered', status: 200 })
    expect(exchange?.responseBody).toEqual(Uint8Array.from(bomb))
  })

  test('of exactly the limit is kept whole, and with a limit of 0 nothing is', async () => {
    await using receiver = await startReceiver((response) => response.end('x'.repeat(1_000)))
    const { send } = line()
    expect(decode((await send(receiver.origin))?.responseBody)).toBe('x'.repeat(1_000))
    expect((await send(receiver.origin, { keptBodyBytes: 0 }))?.responseBody).toEqual(new Uint8Array(0))
  })
})

describe('an answer', () => {
  const close = 'HTTP/1.1 200 OK\r\nconnection: close\r\n'
  test.each([
    ['after one that only says that it will come', 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n', 'ok'],
    ['after many of those', 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(50), 'ok'],
  ])('%s is the one that counts', async (_, before, body) => {
    await using receiver = await startRawReceiver((socket) =>
      socket.write(`${before}HTTP/1.1 202 Accepted\r\ncontent-length: ${body.length}\r\n\r\n${body}`),
    )
    const { send } = line()
    for (let n = 0; n < 2; n++) {
      const exchange = await send(receiver.origin)
      expect(exchange).toMatchObject({ end: { kind: 'answered', status: 202 }, status: 202 })
      expect(decode(exchange?.responseBody)).toBe(body)
    }
  })

  test.each([
    ['of known length', `${close}content-length: 5000\r\n\r\n${'x'.repeat(5_000)}`],
    ['in chunks', `${close}transfer-encoding: chunked\r\n\r\n1388\r\n${'x'.repeat(5_000)}\r\n0\r\n\r\n`],
    ['until the end', `${close}\r\n${'x'.repeat(5_000)}`],
  ])('that closes the connection and is too large, %s, stands', async (_, answer) => {
    await using receiver = await startRawReceiver((socket) => socket.end(answer))
    const { send } = line()
    const exchange = await send(receiver.origin)
    expect(exchange?.end).toMatchObject({ kind: 'answered', status: 200 })
    expect(decode(exchange?.responseBody)).toBe('x'.repeat(1_000))
    await until('the connection is closed', () => receiver.open() === 0)
  })

  test('with trailers is whole, and what follows it unasked is no answer to the next', async () => {
    await using receiver = await startRawReceiver((socket) =>
      socket.write(
        'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nx-sum: 1\r\n\r\n' +
          'HTTP/1.1 500 Internal Server Error\r\ncontent-length: 2\r\n\r\nno',
      ),
    )
    const { send } = line()
    for (let n = 0; n < 2; n++) {
      const exchange = await send(receiver.origin)
      expect(exchange?.end).toMatchObject({ kind: 'answered', status: 200 })
      expect(decode(exchange?.responseBody)).toBe('ok')
    }
  })
})

describe('a connection that breaks', () => {
  test.each([
    ['before any answer', (socket: Socket) => socket.destroy(), null],
    ['by a reset', (socket: Socket) => socket.resetAndDestroy(), null],
    ['within the headers', (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-le'), null],
    [
      'within a 2xx body of known length',
      (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n1234'),
      200,
    ],
    [
      'within a chunked 2xx body',
      (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\n1234\r\n'),
      200,
    ],
    [
      'within a chunked 2xx body after which it was to be closed',
      (socket: Socket) =>
        socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n4\r\n1234\r\n'),
      200,
    ],
    [
      'after an answer that only said that one will come',
      (socket: Socket) => socket.end('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'),
      null,
    ],
    [
      'because it became another protocol',
      (socket: Socket) =>
        void socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
      null,
    ],
    [
      'by a reset within the body',
      (socket: Socket) => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n1234')
        setTimeout(() => socket.resetAndDestroy(), 20)
      },
      200,
    ],
    ['because the answer is no HTTP', (socket: Socket) => socket.end('220 smtp.example ESMTP\r\n'), null],
    [
      'because the headers never end',
      (socket: Socket) => void socket.end(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(200_000)}\r\n\r\n`),
      null,
    ],
  ])('%s is an interrupted exchange', async (_, serve, status) => {
    await using receiver = await startRawReceiver(serve)
    const { send } = line()
    const exchange = await send(receiver.origin)
    expect(exchange).toMatchObject({ end: { kind: 'interrupted' }, status })
    expect(decode(exchange?.responseBody)).toBe(status === null ? null : '1234')
  })
})

describe('no connection', () => {
  test('is unreachable where nobody listens', async () => {
    const { send } = line()
    const exchange = await send(`http://127.0.0.1:${await closedPort()}/`)
    expect(exchange?.end).toMatchObject({
      kind: 'unreachable',
      error: expect.stringContaining('ECONNREFUSED'),
    })
  })

  test('is unreachable where several addresses refuse', async () => {
    const { send } = line(async () => [
      { address: '127.0.0.1', family: 4 },
      { address: '127.0.0.2', family: 4 },
    ])
    const exchange = await send(`http://two.example:${await closedPort()}/`)
    expect(exchange?.end).toMatchObject({
      kind: 'unreachable',
      error: expect.stringContaining('ECONNREFUSED'),
    })
  })

  test('is unreachable where TLS fails', async () => {
    const server = createTlsServer({})
    server.on('tlsClientError', () => {})
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    const { send } = line()
    expect((await send(`https://127.0.0.1:${address.port}/`))?.end.kind).toBe('unreachable')
    server.close()
  })

  test('is unresolved where the name has no address', async () => {
    const { send } = line(async () => {
      throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' })
    })
    expect((await send('http://nowhere.example/'))?.end).toEqual({
      kind: 'unresolved',
      error: 'nowhere.example does not resolve (ENOTFOUND).',
    })
  })

  test('is blocked where the guard refuses an address', async () => {
    const { send } = line(async () => [{ address: '169.254.169.254', family: 4 }])
    expect((await send('http://metadata.example/'))?.end).toMatchObject({
      kind: 'blocked',
      error: expect.stringContaining('metadata.example resolves to 169.254.169.254'),
    })
  })
})

test('an exchange that is given up has no end, and its connection is closed', async () => {
  await using receiver = await startReceiver(() => {})
  const { send } = line()
  const controller = new AbortController()
  const pending = send(receiver.origin, { signal: controller.signal })
  await until('the request has arrived', () => receiver.requests.length === 1)
  controller.abort()
  expect(await pending).toBeNull()
  await until('the connection is closed', () => receiver.open() === 0)
})
