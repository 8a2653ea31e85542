import {
  createServer,
  IncomingMessage,
  type OutgoingHttpHeaders,
  ServerResponse,
  type Server,
} from 'node:http'

import { getRequestListener } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'

import type { App } from '../app.ts'
import { createWorker, type Worker } from '../delivery/worker.ts'
import { noteAddress } from './client-address.ts'
import { listen, urlOf } from './listen.ts'
import { isLoopback } from './loopback.ts'
import { bodyOf, canBeTaken, wasRead, withReadBody } from './node-body.ts'
import { checkPrefix, withoutPrefix, type MountedOptions } from './prefix.ts'
import { onStopSignal } from './signals.ts'
import { SilentConnections } from './silent-connections.ts'
import { offerBody } from './unseen-body.ts'
import { acceptWhole, WholeResponse, type Untouched } from './whole.ts'

export interface ServeOptions {
  /** Default: 8000. 0 takes a free one, which `url` then names. */
  port?: number
  /** The address to listen on. Default: `127.0.0.1`, this machine only; `0.0.0.0` is all of IPv4, `::` everything. */
  hostname?: string
  /** Whether SIGINT and SIGTERM end it by `close`. Default: true. */
  handleSignals?: boolean
  /** Milliseconds that `close` waits for requests and attempts under way. Default: 10,000. */
  graceMs?: number
  /** Told what a person at the terminal should know. Default: `console.log`. */
  print?: (line: string) => void
}

export interface Serving {
  /** `http://127.0.0.1:8000` */
  url: string
  /** Opens the management API of this process; null where `authenticate` is set or others can reach it. */
  developmentToken: string | null
  /** Stops taking requests and deliveries, lets what is under way finish, and closes the store. Idempotent. */
  close(): Promise<void>
}

/**
 * Serves an app on node:http and, unless its `delivery.worker` is false, delivers its webhooks.
 *
 * @throws HookwrightError `bad_declaration` with every mistake in the declarations, `port_taken`,
 *   `store_failed`.
 */
export async function serve(app: App, options: ServeOptions = {}): Promise<Serving> {
  const {
    port = 8000,
    hostname = '127.0.0.1',
    handleSignals = true,
    graceMs = 10_000,
    print = console.log,
  } = options
  app.openapi()
  // Before the store is opened: a second start on the same port must fail without touching the first one's data.
  const server = createServer(toNodeHandler(app))
  const silent = new SilentConnections(server)
  await listen(server, { port, hostname, other: (free) => `serve(app, { port: ${free} })` })
  let worker: Worker | undefined
  try {
    worker = await startDelivery(app)
  } catch (error) {
    server.close()
    throw error
  }
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= closeAll(app, { server, silent, worker, graceMs })
    return closing
  }
  if (handleSignals) closeOnSignals(close)
  const url = urlOf(server, hostname)
  print(`Listening on ${url}${app.docsUrl === null ? '' : `, docs at ${url}${app.docsUrl}`}`)
  return { url, developmentToken: await openForDevelopment(app, { url, hostname, print }), close }
}

/**
 * The app as a request listener: for `http.createServer`, or as middleware of Express and others, also behind a body
 * parser. It only answers requests; to deliver webhooks, start a worker: `await createWorker(app).start()`.
 *
 * Express takes the path that it is mounted at out of the URL; servers that leave it there want `prefix`.
 *
 * @throws HookwrightError `bad_option`
 */
export function toNodeHandler(
  app: App,
  options: MountedOptions = {},
): (request: IncomingMessage, response: ServerResponse) => void {
  const prefix = checkPrefix(options.prefix ?? '')
  const listener = getRequestListener(
    async (received, { incoming, outgoing }) => {
      const isRead = incoming instanceof IncomingMessage && wasRead(incoming)
      const request = isRead ? withReadBody(received, incoming) : received
      noteAddress(request, incoming.socket.remoteAddress)
      acceptWhole(request)
      if (!isRead && incoming instanceof IncomingMessage) {
        offerBody(request, () => (canBeTaken(incoming) ? bodyOf(incoming, request) : undefined))
      }
      const response = await app.fetch(request)
      const whole = response instanceof WholeResponse ? response.untouched : undefined
      if (whole === undefined || !(outgoing instanceof ServerResponse) || outgoing.headersSent)
        return response
      writeWhole(response.status, whole, outgoing)
      return RESPONSE_ALREADY_SENT
    },
    { overrideGlobalObjects: false },
  )
  return (request, response) => {
    const path = withoutPrefix(request.url ?? '/', prefix)
    if (path === undefined) {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"detail":"Not Found"}')
      return
    }
    request.url = path
    void listener(request, response)
  }
}

/** Without the streams that a Response is otherwise read by. */
function writeWhole(status: number, { headers, whole }: Untouched, outgoing: ServerResponse): void {
  const fields: OutgoingHttpHeaders = headers instanceof Headers ? fieldsOf(headers) : { ...headers }
  fields['content-length'] ??= Buffer.byteLength(whole)
  outgoing.writeHead(status, fields)
  outgoing.end(whole)
}

function fieldsOf(headers: Headers): OutgoingHttpHeaders {
  const fields: OutgoingHttpHeaders = Object.fromEntries(headers)
  // Each in a line of its own, which the loop above does not give.
  const cookies = headers.getSetCookie()
  if (cookies.length > 0) fields['set-cookie'] = cookies
  return fields
}

async function startDelivery(app: App): Promise<Worker | undefined> {
  if (!app.delivers) return undefined
  await app.delivery.line.open()
  if (app.delivery.line.options.worker === false) return undefined
  const worker = createWorker(app)
  await worker.start()
  return worker
}

/** A day's work. */
const developmentLinkSeconds = 86_400

async function openForDevelopment(
  app: App,
  { url, hostname, print }: { url: string; hostname: string; print: (line: string) => void },
): Promise<string | null> {
  if (!app.delivers || !app.delivery.access.closed) return null
  if (!isLoopback(hostname)) {
    print(
      'The management API refuses everyone until `delivery.authenticate` or `delivery.portal.secret` is configured.',
    )
    return null
  }
  const { access, portal } = app.delivery
  const token = access.openForDevelopment()
  portal.openForDevelopment(url)
  print(`Development token for the management API, on this machine until this process ends: ${token}`)
  const link = await app.delivery.operatorLink({ linkSeconds: developmentLinkSeconds })
  print(`The page that shows deliveries, for you as an operator: ${link}`)
  return token
}

interface Closing {
  server: Server
  silent: SilentConnections
  worker: Worker | undefined
  graceMs: number
}

async function closeAll(app: App, { server, silent, worker, graceMs }: Closing): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  if (app.delivers) app.delivery.listeners.end()
  // Clients keep connections open for their next request, also those that are busy now and idle in a moment.
  const sweep = setInterval(() => {
    server.closeIdleConnections()
    silent.close()
  }, 50)
  const cut = setTimeout(() => server.closeAllConnections(), graceMs)
  await Promise.all([closed, worker?.stop({ graceMs })])
  clearInterval(sweep)
  clearTimeout(cut)
  await app.close()
}

function closeOnSignals(close: () => Promise<void>): void {
  const stopListening = onStopSignal((signal) => {
    void close().finally(() => {
      // Ended by the signal itself, as the process's parent expects.
      stopListening()
      process.kill(process.pid, signal)
    })
  })
}
