import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { errorResponse, receiverFailed, WebhookVerificationError } from './errors.ts'
import type { Receiver } from './receive.ts'

/** What node:http gives, with what Express and its kin add to it. */
export type NodeRequest = IncomingMessage & {
  body?: unknown
  rawBody?: unknown
  originalUrl?: string | undefined
}

export type NodeHandler = (
  request: NodeRequest,
  response: ServerResponse,
  next?: (error?: unknown) => void,
) => void

export interface NodeHandlerOptions {
  /** Gets what kept the request from the receiver, or its response from the sender, where there is no `next` to give it to. Written to the console by default. */
  onError?: ((error: unknown) => void) | undefined
}

/**
 * A receiver as a handler for node:http (`createServer(toNodeHandler(receiver))`) and Express
 * (`app.post('/webhooks', toNodeHandler(receiver))`).
 *
 * It needs the raw body: mount it before `express.json()`, or behind `express.raw({ type: () => true })`.
 * Where a parser has consumed the body and kept no bytes (in `req.body` or `req.rawBody`), the error
 * `body_already_read` goes to `next`, or to `onError` with 500 as the answer. When the client goes
 * away, `event.request.signal` aborts.
 */
export function toNodeHandler(receiver: Receiver, options: NodeHandlerOptions = {}): NodeHandler {
  const { onError = logError } = options
  // Inside, so that the handler returns nothing: node:http and Express ignore a promise.
  async function handle(...[incoming, outgoing, next]: Parameters<NodeHandler>): Promise<void> {
    const gone = new AbortController()
    outgoing.once('close', () => {
      if (!outgoing.writableFinished) gone.abort()
    })
    try {
      await send(await answer(receiver, incoming, gone.signal), incoming, outgoing)
    } catch (error) {
      if (next) return next(error)
      onError(error)
      if (outgoing.headersSent) outgoing.destroy()
      else await send(receiverFailed(), incoming, outgoing)
    }
  }
  return (...exchange) => void handle(...exchange)
}

async function answer(receiver: Receiver, incoming: NodeRequest, signal: AbortSignal): Promise<Response> {
  const { method = 'GET' } = incoming
  // The one method that node:http passes on and `Request` refuses.
  if (method === 'TRACE') return errorResponse(405, 'method_not_allowed', 'Webhooks do not come by TRACE.')
  const headers = new Headers()
  for (const [name, values] of Object.entries(incoming.headers)) {
    for (const value of [values ?? []].flat()) headers.append(name, value)
  }
  const body = method === 'GET' || method === 'HEAD' ? null : rawBodyOf(incoming)
  return receiver(new Request(urlOf(incoming), { method, headers, body, signal, duplex: 'half' }))
}

function urlOf(incoming: NodeRequest): URL {
  const origin = `${'encrypted' in incoming.socket ? 'https' : 'http'}://${incoming.headers.host ?? 'localhost'}`
  const target = incoming.originalUrl ?? incoming.url ?? '/'
  const full = target.startsWith('/') ? origin + target : target
  const url = new URL(URL.canParse(full) ? full : 'http://localhost/')
  // `Request` refuses credentials, and a Host header may hold what it likes.
  url.username = ''
  url.password = ''
  return url
}

function rawBodyOf(incoming: NodeRequest): RequestBody {
  const { rawBody } = incoming
  if (isRaw(rawBody)) return rawBody
  if (!incoming.readableDidRead) {
    // Left open when reading stops early: destroying it would cut the connection that the refusal goes out on.
    return ReadableStream.from(incoming.iterator({ destroyOnReturn: false }))
  }
  const { body } = incoming
  if (isRaw(body)) return body
  throw new WebhookVerificationError(
    'body_already_read',
    'A body parser consumed the request before the webhook receiver, so the signed bytes are gone: mount the receiver before it (before `app.use(express.json())`), or use `express.raw({ type: () => true })` on this route; in Fastify, register `toFastifyPlugin(receiver)`.',
  )
}

type RequestBody = string | Uint8Array<ArrayBuffer> | ReadableStream

/** Bytes, or text that a text parser left: what that changed, the signature finds. */
function isRaw(body: unknown): body is string | Uint8Array<ArrayBuffer> {
  return typeof body === 'string' || body instanceof Uint8Array
}

async function send(response: Response, incoming: NodeRequest, outgoing: ServerResponse): Promise<void> {
  if (outgoing.destroyed) return
  outgoing.statusCode = response.status
  if (response.statusText) outgoing.statusMessage = response.statusText
  for (const [name, value] of response.headers) outgoing.appendHeader(name, value)

  if (!incoming.complete) return sendAheadOfBody(response, incoming, outgoing)
  if (response.body === null) {
    outgoing.end()
    return
  }
  try {
    await pipeline(Readable.fromWeb(response.body), outgoing)
  } catch (error) {
    if (!isPrematureClose(error)) throw error
  }
}

/** How long a sender may go on sending after it was refused. */
const lingerMs = 1000

/**
 * Answers while the sender is still sending. What comes is discarded for a moment before the
 * connection closes, since closing it on unread bytes resets it, and the answer may be lost.
 */
async function sendAheadOfBody(
  response: Response,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const bytes = new Uint8Array(await response.arrayBuffer())
  outgoing.setHeader('connection', 'close')
  if (bytes.length > 0) outgoing.setHeader('content-length', bytes.length)
  outgoing.flushHeaders()
  outgoing.write(bytes)
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, lingerMs)
    const done = () => {
      clearTimeout(timer)
      resolve()
    }
    incoming.once('end', done).once('close', done).resume()
  })
  outgoing.end()
}

/** The client went away: there is nobody left to answer. */
function isPrematureClose(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE'
}

function logError(error: unknown): void {
  console.error('@hookwright/receiver could not take a request:', error)
}
