import type { IncomingMessage } from 'node:http'

import { HookwrightError } from '../errors.ts'

/** A request whose body other middleware, such as a body parser, has read before us. */
export interface ReadRequest extends IncomingMessage {
  /** What the parser made of it, where Express and others put it. */
  body?: unknown
}

/** Whether the stream was read before: from it the body could not be read again, and waiting for it would never end. */
export function wasRead(incoming: IncomingMessage): boolean {
  if ('rawBody' in incoming && incoming.rawBody instanceof Uint8Array) return false
  return incoming.readableDidRead && incoming.method !== 'GET' && incoming.method !== 'HEAD'
}

/**
 * The same request with the body that a parser has read: its bytes where it kept them (raw), else what it made of
 * them, written anew. A body of which nothing is left is an error once it is read.
 */
export function withReadBody(request: Request, { body, method }: ReadRequest): Request {
  const headers = new Headers(request.headers)
  // Of the bytes that were sent; a parser has decoded them by now.
  for (const name of ['content-length', 'content-encoding', 'transfer-encoding']) headers.delete(name)
  const bytes = written(body, headers.get('content-type') ?? '')
  return new Request(request.url, {
    method: method ?? request.method,
    headers,
    body: bytes ?? lost(request),
    signal: request.signal,
    duplex: 'half',
  })
}

/** Whether all of a body is still to come from the stream, as bytes: others may have read some, or told it to decode. */
export function canBeTaken(incoming: IncomingMessage): boolean {
  return (
    incoming.method !== 'GET' &&
    incoming.method !== 'HEAD' &&
    incoming.method !== 'TRACE' &&
    !incoming.readableDidRead &&
    incoming.readableFlowing === null &&
    incoming.readableEncoding === null &&
    !incoming.destroyed &&
    !('rawBody' in incoming)
  )
}

const nothing = Buffer.alloc(0)

/**
 * The whole body, its length told, of a request that nobody has read or cloned; afterwards the request is one whose body
 * was used.
 */
export function bodyOf(
  incoming: IncomingMessage & { rawBody?: unknown },
  request: Request,
): Promise<Uint8Array> {
  // What @hono/node-server finds here it takes for the body: it reads nothing, and notes that the body was used.
  incoming.rawBody = nothing
  const noted = request.text()
  incoming.rawBody = undefined
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = []
    const add = (chunk: Uint8Array) => chunks.push(chunk)
    const whole = () => {
      const [first] = chunks
      return first && chunks.length === 1 ? first : Buffer.concat(chunks)
    }
    const leave = (error?: Error) => {
      // Who sends all of a request and goes is still listened to: what came is read on, past the error.
      incoming.off('data', add)
      for (let rest: unknown = incoming.read(); rest instanceof Uint8Array; rest = incoming.read()) add(rest)
      const came = whole()
      if (came.byteLength === Number(incoming.headers['content-length'])) resolve(came)
      else reject(error ?? new Error('The connection was closed before the whole body had come'))
    }
    incoming.on('data', add)
    incoming.on('end', () => resolve(whole()))
    incoming.on('error', leave)
    incoming.on('close', () => leave())
    if (incoming.destroyed) leave(incoming.errored ?? undefined)
    noted.catch(reject)
  })
}

function written(body: unknown, contentType: string): Uint8Array<ArrayBuffer> | string | undefined {
  if (body === undefined) return undefined
  if (body instanceof Uint8Array) return new Uint8Array(body)
  if (typeof body === 'string' && (!/json/i.test(contentType) || isJson(body))) return body
  if (/^application\/x-www-form-urlencoded/i.test(contentType)) return formOf(body).toString()
  if (/^multipart\//i.test(contentType)) return undefined
  return JSON.stringify(body)
}

/** Else it is what a parser made of one. Few parsers make a text of a body, and `"7"` of what reads 7. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** `{ a: ['1', '2'], b: { c: '3' } }` → `a=1&a=2&b[c]=3`, as the parser found it. */
function formOf(body: unknown, name = '', form = new URLSearchParams()): URLSearchParams {
  if (Array.isArray(body)) for (const item of body) formOf(item, name, form)
  else if (typeof body === 'object' && body !== null) {
    for (const [key, value] of Object.entries(body)) formOf(value, name ? `${name}[${key}]` : key, form)
  } else if (name) form.append(name, String(body))
  return form
}

function lost(request: Request): ReadableStream {
  const { pathname } = new URL(request.url)
  return new ReadableStream({
    pull(controller) {
      controller.error(
        new HookwrightError(
          'bad_option',
          `The body of ${request.method} ${pathname} was read before Hookwright got the request, and nothing of it was left. ` +
            'Mount Hookwright before other middleware that reads bodies.',
        ),
      )
    },
  })
}
