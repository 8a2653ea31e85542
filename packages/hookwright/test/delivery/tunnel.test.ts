import { once } from 'node:events'
import { createServer as createHttpsServer } from 'node:https'
import type { IncomingMessage } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import type { LookupAddress } from 'node:dns'
import { getCACertificates, setDefaultCACertificates, TLSSocket } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { egressProxy, type EgressProxyOptions } from '../../src/delivery/egress-proxy.ts'
import { post, type PostOptions } from '../../src/delivery/exchange.ts'
import { pinnedLookup, type Resolver } from '../../src/delivery/lookup.ts'
import { Pools } from '../../src/delivery/pools.ts'
import { certificate } from '../support/certificate.ts'
import { FakeClock } from '../support/clock.ts'
import { startConnectProxy, type ConnectProxyOptions } from '../support/connect-proxy.ts'
import { closedPort, startRawReceiver, startReceiver } from '../support/receiver.ts'
import { until } from '../support/until.ts'

const timeoutMs = 15_000
const loopback: LookupAddress = { address: '127.0.0.1', family: 4 }

const cleanups: (() => PromiseLike<void>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

const trusted = getCACertificates()
beforeAll(() => setDefaultCACertificates([...trusted, certificate.cert]))
afterAll(() => setDefaultCACertificates(trusted))

/** A way out through this proxy, with names resolved by `resolver`. */
function through(
  options: EgressProxyOptions,
  resolver: Resolver = async () => [loopback],
  connectTimeoutMs = timeoutMs,
) {
  const clock = new FakeClock()
  const policy = { allowHttp: true, allowPrivateNetworks: ['127.0.0.0/8'] }
  const pools = new Pools({
    clock,
    lookup: pinnedLookup(policy, resolver),
    proxy: egressProxy(options),
    connectTimeoutMs,
    connections: 4,
  })
  cleanups.push(() => pools.close())
  const send = (url: string, more: Partial<PostOptions> = {}) =>
    post(pools, {
      url,
      headers: { 'content-type': 'application/json' },
      body: new TextEncoder().encode('{"a":1}'),
      timeoutMs,
      keptBodyBytes: 1_000,
      clock,
      signal: new AbortController().signal,
      ...more,
    })
  return { clock, send }
}

async function proxied(options: ConnectProxyOptions = {}) {
  const proxy = await startConnectProxy(options)
  cleanups.push(() => proxy[Symbol.asyncDispose]())
  return proxy
}

async function received(answer: Parameters<typeof startReceiver>[0] = (response) => response.end('ok')) {
  const receiver = await startReceiver(answer)
  cleanups.push(() => receiver[Symbol.asyncDispose]())
  return receiver
}

/** An HTTPS receiver, with what each request asked for by TLS and by Host. */
async function receivedByTls() {
  const requests: { servername: string | false | null; host: string | undefined }[] = []
  const server = createHttpsServer(certificate, (request: IncomingMessage, response) => {
    const { socket, headers } = request
    request.resume()
    requests.push({ servername: socket instanceof TLSSocket ? socket.servername : null, host: headers.host })
    response.end('ok')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  cleanups.push(async () => {
    server.closeAllConnections()
    server.close()
  })
  return { port: address.port, requests }
}

/** A server that answers whatever comes with this, and closes. */
async function rawProxy(answer: string): Promise<{ url: string; connections: () => number }> {
  let connections = 0
  const server = createTcpServer((socket) => {
    connections++
    socket.on('error', () => {})
    socket.once('data', () => socket.end(answer))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanups.push(async () => void server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { url: `http://127.0.0.1:${address.port}`, connections: () => connections }
}

const answered = { end: { kind: 'answered', status: 200 } }

describe('a request through a proxy', () => {
  test('goes by CONNECT to the address that was checked, also for http, and keeps its Host', async () => {
    const proxy = await proxied()
    const receiver = await received()
    const { send } = through({ proxyUrl: proxy.origin })
    expect(await send(`http://hooks.example:${receiver.port}/a?b=c`)).toMatchObject(answered)
    expect(proxy.asked.map(({ target }) => target)).toEqual([`127.0.0.1:${receiver.port}`])
    expect(proxy.asked[0]?.headers['host']).toBe(`127.0.0.1:${receiver.port}`)
    expect(proxy.others).toEqual([])
    expect(receiver.requests).toMatchObject([
      { method: 'POST', path: '/a?b=c', headers: { host: `hooks.example:${receiver.port}` } },
    ])
    expect(receiver.requests[0]?.body.toString()).toBe('{"a":1}')
    expect(Object.keys(receiver.requests[0]?.headers ?? {}).join()).not.toContain('proxy')
  })

  test.each([
    ['http', false],
    ['https', true],
  ])('over %s reaches https, whose certificate is that of the host name', async (_, isSecure) => {
    const proxy = await proxied({ isSecure })
    const receiver = await receivedByTls()
    const { send } = through({ proxyUrl: proxy.origin })
    expect(await send(`https://hooks.example:${receiver.port}/`)).toMatchObject(answered)
    expect(proxy.asked.map(({ target }) => target)).toEqual([`127.0.0.1:${receiver.port}`])
    expect(receiver.requests).toEqual([
      { servername: 'hooks.example', host: `hooks.example:${receiver.port}` },
    ])
    // Not for the address: that it is right there too shows nothing.
    const other = await send(`https://other.example:${receiver.port}/`)
    expect(other?.end).toMatchObject({
      kind: 'unreachable',
      error: expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID'),
    })
    expect(await send(`https://127.0.0.1:${receiver.port}/`)).toMatchObject(answered)
    expect(receiver.requests).toHaveLength(2)
  })

  test('goes over a tunnel of those before', async () => {
    const proxy = await proxied()
    const receiver = await received()
    const { send } = through({ proxyUrl: proxy.origin })
    for (let n = 0; n < 10; n++) expect(await send(receiver.origin)).toMatchObject(answered)
    // A connection is not free again in the very moment in which its answer is read.
    expect(proxy.asked.length).toBeLessThanOrEqual(2)
  })

  test('is resolved once, so that an answer that changes afterwards changes nothing', async () => {
    const proxy = await proxied()
    const receiver = await received()
    const answers = [loopback, { address: '169.254.169.254', family: 4 }]
    const { send } = through({ proxyUrl: proxy.origin }, async () => answers.splice(0, 1))
    expect(await send(`http://hooks.example:${receiver.port}/`)).toMatchObject(answered)
    expect(answers).toHaveLength(1)
    expect(proxy.asked.map(({ target }) => target)).toEqual([`127.0.0.1:${receiver.port}`])
  })

  test('is never made where the guard refuses an answer, or there is none', async () => {
    const proxy = await proxied()
    const private4 = { address: '10.0.0.1', family: 4 }
    const mixed = through({ proxyUrl: proxy.origin }, async () => [loopback, private4])
    expect((await mixed.send('http://hooks.example/'))?.end).toMatchObject({
      kind: 'blocked',
      error: expect.stringContaining('hooks.example resolves to 10.0.0.1'),
    })
    const none = through({ proxyUrl: proxy.origin }, async () => [])
    expect((await none.send('https://hooks.example/'))?.end).toMatchObject({ kind: 'unresolved' })
    expect(proxy.asked).toEqual([])
  })

  test('tries the next address of a host where the proxy does not get to the first', async () => {
    const receiver = await received()
    const proxy = await proxied({
      refuse: (target) => (target.startsWith('127.0.0.9:') ? '502 Bad Gateway' : undefined),
    })
    const { send } = through({ proxyUrl: proxy.origin }, async () => [
      { address: '127.0.0.9', family: 4 },
      loopback,
    ])
    expect(await send(`http://hooks.example:${receiver.port}/`)).toMatchObject(answered)
    expect(proxy.asked.map(({ target }) => target.split(':')[0])).toEqual(['127.0.0.9', '127.0.0.1'])
  })

  test('names an IPv6 address in brackets', async () => {
    const proxy = await proxied({ refuse: () => '403 Forbidden' })
    const { send } = through({ proxyUrl: proxy.origin }, async () => [{ address: '2606:4700::1', family: 6 }])
    expect((await send('https://hooks.example/'))?.end.kind).toBe('unreachable')
    expect(proxy.asked.map(({ target }) => target)).toEqual(['[2606:4700::1]:443'])
  })

  test('leaves the names to a proxy that resolves them, and asks no resolver', async () => {
    const receiver = await received()
    const byTls = await receivedByTls()
    const proxy = await proxied({ hosts: { 'hooks.example': '127.0.0.1' } })
    const questions: string[] = []
    const { send } = through({ proxyUrl: proxy.origin, proxyResolves: true }, async (hostname) => {
      questions.push(hostname)
      return []
    })
    expect(await send(`http://hooks.example:${receiver.port}/`)).toMatchObject(answered)
    expect(await send(`https://hooks.example:${byTls.port}/`)).toMatchObject(answered)
    expect(proxy.asked.map(({ target }) => target)).toEqual([
      `hooks.example:${receiver.port}`,
      `hooks.example:${byTls.port}`,
    ])
    expect(byTls.requests).toMatchObject([{ servername: 'hooks.example' }])
    expect(questions).toEqual([])
  })
})

test('the certificate of a proxy is that of the proxy, whatever host is asked for', async () => {
  const receiver = await received()
  const proxy = await proxied({ isSecure: true, hosts: { 'other.example': '127.0.0.1' } })
  for (const host of ['127.0.0.1', 'localhost']) {
    const { send } = through({ proxyUrl: `https://${host}:${proxy.port}`, proxyResolves: true })
    expect(await send(`http://other.example:${receiver.port}/`)).toMatchObject(answered)
  }
  expect(receiver.requests).toHaveLength(2)
})

describe('credentials', () => {
  test('are given to the proxy, and to nobody else', async () => {
    const proxy = await proxied({ credentials: 'ada:p@ss/ü' })
    const receiver = await received()
    const { send } = through({ proxyUrl: `http://ada:p%40ss%2F%C3%BC@127.0.0.1:${proxy.port}` })
    expect(await send(receiver.origin)).toMatchObject(answered)
    expect(receiver.requests[0]?.headers['proxy-authorization']).toBeUndefined()
  })

  test.each([
    ['are missing', ''],
    ['are wrong', 'ada:hunter2@'],
  ])('that %s are told with the cure, and never repeated', async (_, given) => {
    const proxy = await proxied({ credentials: 'ada:right' })
    const receiver = await received()
    const { send } = through({ proxyUrl: `http://${given}127.0.0.1:${proxy.port}` })
    const exchange = await send(receiver.origin)
    expect(exchange).toEqual({
      end: {
        kind: 'unreachable',
        error:
          `The proxy ${proxy.origin} made no connection to 127.0.0.1:${receiver.port}: it answered ` +
          '407 Proxy Authentication Required. Check the user and password in delivery.proxyUrl, and whom the proxy lets connect where.',
        isOurs: true,
      },
      status: null,
      responseBody: null,
    })
    expect(receiver.connections()).toBe(0)
  })
})

describe('a proxy that fails', () => {
  test('is named where nobody listens', async () => {
    const port = await closedPort()
    const { send } = through({ proxyUrl: `http://ada:hunter2@127.0.0.1:${port}` })
    expect((await send('https://hooks.example/'))?.end).toEqual({
      kind: 'unreachable',
      error: `The proxy http://127.0.0.1:${port} cannot be used (connect ECONNREFUSED 127.0.0.1:${port}).`,
      isOurs: true,
    })
  })

  test.each([
    ['403 Forbidden', { isOurs: true }],
    ['302 Found', { isOurs: true }],
    ['500', { isOurs: true }],
    // Here it was the receiver that could not be reached.
    ['502 Bad Gateway', {}],
    ['504 Gateway Timeout', {}],
  ])('and answers %s is named with its answer, which is no answer of the receiver', async (status, whose) => {
    const proxy = await proxied({ refuse: () => status })
    const { send } = through({ proxyUrl: proxy.origin })
    expect(await send('http://hooks.example/')).toEqual({
      end: {
        kind: 'unreachable',
        error: `The proxy ${proxy.origin} made no connection to 127.0.0.1:80: it answered ${status}.`,
        ...whose,
      },
      status: null,
      responseBody: null,
    })
  })

  test('and never answers is given up at the timeout of the attempt, and named', async () => {
    const proxy = await proxied({ refuse: () => null })
    const { clock, send } = through({ proxyUrl: proxy.origin })
    const pending = send('https://hooks.example/')
    await until('the proxy was asked', () => proxy.asked.length === 1)
    clock.advance(timeoutMs)
    expect((await pending)?.end).toEqual({
      kind: 'timed_out',
      error: `No answer within 15 s through the proxy ${proxy.origin}.`,
    })
  })

  test('and never answers is let go of, also where nobody waits for it any more', async () => {
    const proxy = await proxied({ refuse: () => null })
    const { send } = through({ proxyUrl: proxy.origin }, undefined, 50)
    expect((await send('https://hooks.example/'))?.end).toEqual({
      kind: 'timed_out',
      error: `The proxy ${proxy.origin} made no connection within the timeout.`,
      isOurs: true,
    })
    const { send: sendToNobody } = through({ proxyUrl: proxy.origin }, () => new Promise(() => {}), 50)
    expect((await sendToNobody('https://hooks.example/'))?.end).toEqual({
      kind: 'timed_out',
      error: 'hooks.example was not resolved within the timeout.',
      isOurs: true,
    })
    expect(proxy.asked).toHaveLength(1)
  })

  test('and is no proxy is named', async () => {
    const { send } = through({ proxyUrl: (await rawProxy('220 smtp.example ESMTP\r\n')).url })
    expect((await send('http://hooks.example/'))?.end).toMatchObject({
      kind: 'unreachable',
      error: expect.stringMatching(/^The proxy http:\/\/127\.0\.0\.1:\d+ cannot be used \(.*Expected HTTP/),
    })
  })

  test('and breaks off is named', async () => {
    const { send } = through({ proxyUrl: (await rawProxy('HTTP/1.1 200 Conn')).url })
    expect((await send('http://hooks.example/'))?.end).toMatchObject({
      kind: 'unreachable',
      error: expect.stringContaining('cannot be used (socket hang up, ECONNRESET)'),
    })
  })

  test('and sends control characters has them left out', async () => {
    const { send } = through({ proxyUrl: (await rawProxy('HTTP/1.1 503 \u00e9\u0080 Away\r\n\r\n')).url })
    const exchange = await send('http://hooks.example/')
    expect(exchange?.end).toMatchObject({ error: expect.stringMatching(/: it answered 503  ?Away\.$/) })
  })

  test('and whose certificate nobody trusts is named', async () => {
    const proxy = await proxied({ isSecure: true })
    setDefaultCACertificates(trusted)
    try {
      const { send } = through({ proxyUrl: proxy.origin })
      expect((await send('http://hooks.example/'))?.end).toMatchObject({
        kind: 'unreachable',
        error: expect.stringMatching(/^The proxy https:\S+ cannot be used \(self-signed certificate/),
      })
      expect(proxy.asked).toEqual([])
    } finally {
      setDefaultCACertificates([...trusted, certificate.cert])
    }
  })
})

describe('behind the proxy', () => {
  test('a receiver that breaks off, or answers no HTTP, is interrupted as without one', async () => {
    const proxy = await proxied()
    const { send } = through({ proxyUrl: proxy.origin })
    await using breaking = await startRawReceiver((socket) => socket.resetAndDestroy())
    expect((await send(breaking.origin))?.end.kind).toBe('interrupted')
    await using rude = await startRawReceiver((socket) => socket.end('220 smtp.example ESMTP\r\n'))
    expect((await send(rude.origin))?.end.kind).toBe('interrupted')
  })

  test('one that speaks before it is asked is interrupted, and not connected to again and again', async () => {
    const established = 'HTTP/1.1 200 Connection established\r\n\r\n'
    for (const early of ['220 smtp.example ESMTP\r\n', 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n']) {
      const raw = await rawProxy(established + early)
      const { send } = through({ proxyUrl: raw.url })
      expect((await send('http://hooks.example/'))?.end).toEqual({
        kind: 'interrupted',
        error: 'What answers there speaks before it is asked, so it is not HTTP.',
      })
      expect(raw.connections()).toBe(1)
    }
  })

  test.each(['http', 'https'])(
    'one that closes at once is interrupted over %s, and not tried again and again',
    async (scheme) => {
      const raw = await rawProxy('HTTP/1.1 200 Connection established\r\n\r\n')
      const { send } = through({ proxyUrl: raw.url })
      expect((await send(`${scheme}://hooks.example/`))?.end.kind).toBe('interrupted')
      expect(raw.connections()).toBe(1)
    },
  )

  test('an exchange that is given up closes the tunnel', async () => {
    const proxy = await proxied()
    const receiver = await received(() => {})
    const { send } = through({ proxyUrl: proxy.origin })
    const controller = new AbortController()
    const pending = send(receiver.origin, { signal: controller.signal })
    await until('the request has arrived', () => receiver.requests.length === 1)
    expect(proxy.open()).toBe(1)
    controller.abort()
    expect(await pending).toBeNull()
    await until('the tunnel is closed', () => proxy.open() === 0 && receiver.open() === 0)
  })
})
