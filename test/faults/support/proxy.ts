import { connect, createServer } from 'node:net'
import type { Socket } from 'node:net'

import { listenOnLoopback } from '../../support/listen.ts'

/** What becomes of the answer to each request of a connection. */
export type Fault =
  | 'none'
  /** Its first bytes come, then the connection is reset. */
  | 'reset'
  /** It ends, in order, before its last bytes. */
  | 'cut'
  /** It comes byte by byte, ten a second. */
  | 'drip'

export interface Proxy extends AsyncDisposable {
  origin: string
  /** Connections accepted so far. */
  connections(): number
}

/** A TCP proxy on loopback that lets requests through, and answers as `faultOf` says for the n-th connection (from 1). */
export async function startProxy(
  upstreamPort: number,
  faultOf: (connection: number) => Fault,
): Promise<Proxy> {
  const sockets = new Set<Socket>()
  let connections = 0
  const server = createServer((client) => {
    const fault = faultOf(++connections)
    const upstream = connect(upstreamPort, '127.0.0.1')
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        if (fault !== 'drip') other.destroy()
      })
    }
    client.pipe(upstream)
    upstream.on('data', (bytes) => answer(client, bytes, fault))
  })
  const port = await listenOnLoopback(server)
  return {
    origin: `http://127.0.0.1:${port}`,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

function answer(client: Socket, bytes: Buffer, fault: Fault): void {
  if (fault === 'none') client.write(bytes)
  else if (fault === 'cut') client.end(bytes.subarray(0, -10))
  else if (fault === 'reset') client.write(bytes.subarray(0, 40), () => client.resetAndDestroy())
  else drip(client, bytes)
}

function drip(client: Socket, bytes: Buffer): void {
  let sent = 0
  const timer = setInterval(() => {
    if (client.destroyed || sent === bytes.length) return clearInterval(timer)
    client.write(bytes.subarray(sent, ++sent))
  }, 100)
}
