import { createServer as createHttpServer } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { certificate } from './certificate.ts'

export interface ConnectRequest {
  /** `127.0.0.1:8080` */
  target: string
  headers: IncomingHttpHeaders
}

export interface ConnectProxy extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`, or https. */
  origin: string
  port: number
  /** Every CONNECT that came, in order. */
  asked: ConnectRequest[]
  /** Requests of any other method. */
  others: string[]
  /** Tunnels that are open now. */
  open(): number
}

export interface ConnectProxyOptions {
  isSecure?: boolean
  /** `user:password` that it asks for. */
  credentials?: string
  /** Answers with this status line instead of connecting; null hangs. */
  refuse?: (target: string) => string | null | undefined
  /** Where a name leads: it resolves none by itself. */
  hosts?: Readonly<Record<string, string>>
}

/** A real CONNECT proxy on loopback. */
export async function startConnectProxy(options: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  const { isSecure = false, credentials, refuse, hosts = {} } = options
  const asked: ConnectRequest[] = []
  const others: string[] = []
  const sockets = new Set<Duplex>()
  const tunnels = new Set<Socket>()
  const server = isSecure ? createHttpsServer(certificate) : createHttpServer()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('request', (request: IncomingMessage, response) => {
    others.push(`${request.method} ${request.url}`)
    response.writeHead(405).end()
  })
  server.on('connect', (request: IncomingMessage, client: Duplex, head: Buffer) => {
    client.on('error', () => {})
    const target = request.url ?? ''
    asked.push({ target, headers: request.headers })
    const expected = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`
    const isUnknown = expected !== undefined && request.headers['proxy-authorization'] !== expected
    const status = isUnknown ? '407 Proxy Authentication Required' : refuse?.(target)
    if (status === null) return
    if (status !== undefined) {
      client.end(`HTTP/1.1 ${status}\r\ncontent-length: 3\r\n\r\nno\n`)
      return
    }
    const { hostname, port } = new URL(`http://${target}`)
    const upstream = connect(Number(port || 80), hosts[hostname] ?? hostname.replace(/^\[|\]$/g, ''))
    upstream.on('error', () => {
      if (tunnels.has(upstream)) client.destroy()
      else client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
    })
    upstream.on('connect', () => {
      tunnels.add(upstream)
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      upstream.write(head)
      upstream.pipe(client).pipe(upstream)
    })
    upstream.on('close', () => {
      tunnels.delete(upstream)
      client.destroy()
    })
    client.on('close', () => upstream.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.')
  return {
    origin: `${isSecure ? 'https' : 'http'}://127.0.0.1:${address.port}`,
    port: address.port,
    asked,
    others,
    open: () => tunnels.size,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      for (const tunnel of tunnels) tunnel.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
