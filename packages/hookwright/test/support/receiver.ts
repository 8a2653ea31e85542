import { createServer as createHttpServer } from 'node:http'
import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'

export interface ReceivedRequest {
  method: string
  path: string
  headers: IncomingHttpHeaders
  body: Buffer
}

export interface Receiver extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  origin: string
  port: number
  /** Connections accepted so far. */
  connections(): number
  /** Connections open now. */
  open(): number
}

export interface HttpReceiver extends Receiver {
  requests: ReceivedRequest[]
}

/** A real HTTP server on loopback that keeps what it received and answers as told. */
export async function startReceiver(
  answer: (response: ServerResponse, request: ReceivedRequest) => void,
): Promise<HttpReceiver> {
  const requests: ReceivedRequest[] = []
  const server = createHttpServer((message, response) => {
    const chunks: Buffer[] = []
    message.on('data', (chunk: Buffer) => chunks.push(chunk))
    message.on('end', () => {
      const { method = '', url = '', headers } = message
      const request = { method, path: url, headers, body: Buffer.concat(chunks) }
      requests.push(request)
      answer(response, request)
    })
  })
  return Object.assign(await listen(server), { requests })
}

/** A raw TCP server on loopback: `serve` gets each connection once its request has come in whole. */
export async function startRawReceiver(serve: (socket: Socket) => void): Promise<Receiver> {
  const server = createTcpServer((socket) => {
    let text = ''
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      const [head, body] = text.split('\r\n\r\n')
      const length = Number(/content-length: (\d+)/i.exec(head ?? '')?.[1])
      if (body === undefined || body.length < length) return
      text = ''
      serve(socket)
    })
  })
  return listen(server)
}

/** A port of loopback on which nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createTcpServer()
  await using receiver = await listen(server)
  return receiver.port
}

async function listen(server: Server): Promise<Receiver> {
  const sockets = new Set<Socket>()
  let connections = 0
  server.on('connection', (socket) => {
    connections++
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = addressOf(server)
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    connections: () => connections,
    open: () => sockets.size,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

function addressOf(server: Server): AddressInfo {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return address
}
