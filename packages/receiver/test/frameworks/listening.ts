import { once } from 'node:events'
import { createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'
import { headersOf, vectorA } from '../vectors.ts'

/** A server on a free port of this machine, for as long as it is in use. */
export async function listening(listener: RequestListener): Promise<AsyncDisposable & { url: string }> {
  const server = createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { url: urlOf(server), [Symbol.asyncDispose]: () => closed(server) }
}

async function closed(server: Server): Promise<void> {
  server.close()
  server.closeAllConnections()
  await once(server, 'close')
}

function urlOf(server: Server): string {
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The server listens on no port.')
  return `http://127.0.0.1:${address.port}`
}

/** Vector A as a sender sends it: its body has a space that no JSON serialiser would put there. */
export async function sendVector(url: string, body = vectorA.body): Promise<Response> {
  const headers = { ...headersOf(vectorA), 'content-type': 'application/json', 'webhook-event-type': 'test' }
  return fetch(url, { method: 'POST', headers, body })
}
