import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'

import type { App } from '../app.ts'
import { listen, urlOf } from '../http/listen.ts'
import { hasMetricsToken } from './metrics-page.ts'
import { contentType } from './prometheus.ts'

export interface ServeMetricsOptions {
  /** 0 takes a free one, which `url` then names. */
  port: number
  /** The address to listen on. Default: `127.0.0.1`, this machine only; `0.0.0.0` is all of IPv4, `::` everything. */
  hostname?: string
}

export interface ServingMetrics {
  /** `http://127.0.0.1:9464/metrics` */
  url: string
  close(): Promise<void>
}

/**
 * Serves the metrics of a process that serves nothing else, such as a worker, at `/metrics` on a port of their own:
 * to whoever can reach it, unless the app has a `delivery.metricsToken`.
 *
 * @throws HookwrightError `delivery_not_configured`, `port_taken`
 */
export async function serveMetrics(
  app: App,
  { port, hostname = '127.0.0.1' }: ServeMetricsOptions,
): Promise<ServingMetrics> {
  const { line } = app.delivery
  const { metricsToken } = line.options
  const server = createServer((request, response) => {
    const { status, headers, answer } = judge(request, metricsToken)
    if (answer !== undefined) return end(response, status, headers, `${answer}\n`)
    void line.metrics.text().then((text) => end(response, status, headers, text))
  })
  await listen(server, { port, hostname, other: (free) => `serveMetrics(app, { port: ${free} })` })
  // It alone keeps no process alive that has nothing else to do.
  server.unref()
  return {
    url: `${urlOf(server, hostname)}/metrics`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

interface Judgement {
  status: number
  headers: Record<string, string>
  /** Undefined for the metrics themselves. */
  answer?: string
}

function judge({ method, url = '', headers }: IncomingMessage, token: string | undefined): Judgement {
  if (url.replace(/\?.*$/, '') !== '/metrics') return refuse(404, 'Not Found: the metrics are at /metrics')
  if (method !== 'GET' && method !== 'HEAD') return refuse(405, 'Method Not Allowed', { allow: 'GET, HEAD' })
  if (token !== undefined && !hasMetricsToken(headers.authorization, token))
    return refuse(401, 'Not authenticated: send delivery.metricsToken', { 'www-authenticate': 'Bearer' })
  return { status: 200, headers: { 'content-type': contentType } }
}

function refuse(status: number, answer: string, headers: Record<string, string> = {}): Judgement {
  return { status, answer, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers } }
}

function end(response: ServerResponse, status: number, headers: Record<string, string>, text: string): void {
  response.writeHead(status, headers).end(text)
}
