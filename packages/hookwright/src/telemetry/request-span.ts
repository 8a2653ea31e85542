import {
  context,
  propagation,
  SpanKind,
  trace,
  type Attributes,
  type Span,
  type Tracer,
  type TextMapGetter,
} from '@opentelemetry/api'

import { activeTracer, markFailed } from './tracing.ts'

/** By request, so that the route can be noted once it is known. */
const spans = new WeakMap<Request, Span>()

/**
 * Answers a request in a SERVER span that continues its caller's trace; by OpenTelemetry's stable conventions for
 * HTTP servers. Where instrumentation of the server underneath has made one already, that one serves.
 */
export function inRequestSpan(request: Request, answer: () => Promise<Response>): Promise<Response> {
  const tracer = activeTracer()
  return tracer === null || trace.getActiveSpan() !== undefined ? answer() : inSpanOf(tracer, request, answer)
}

async function inSpanOf(
  tracer: Tracer,
  request: Request,
  answer: () => Promise<Response>,
): Promise<Response> {
  const caller = propagation.extract(context.active(), request.headers, headerGetter)
  const options = { kind: SpanKind.SERVER, attributes: describe(request) }
  const span = tracer.startSpan(knownMethod(request.method) ?? 'HTTP', options, caller)
  spans.set(request, span)
  try {
    const response = await context.with(trace.setSpan(caller, span), answer)
    span.setAttribute('http.response.status_code', response.status)
    if (response.status >= 500) markFailed(span, String(response.status))
    return response
  } catch (error) {
    markFailed(span, error instanceof Error ? error.name : '_OTHER')
    throw error
  } finally {
    span.end()
  }
}

/** Says which route answers: `/users/{id}`. */
export function noteRoute(request: Request, route: string): void {
  const span = spans.get(request)
  if (!span?.isRecording()) return
  span.setAttribute('http.route', route)
  span.updateName(`${knownMethod(request.method) ?? 'HTTP'} ${route}`)
}

/** Without the query, which may hold what is nobody's business. */
function describe({ method, url }: Request): Attributes {
  const { protocol, hostname, port, pathname } = new URL(url)
  const known = knownMethod(method)
  return {
    'http.request.method': known ?? '_OTHER',
    ...(known === undefined && { 'http.request.method_original': method }),
    'url.scheme': protocol.slice(0, -1),
    'url.path': pathname,
    'server.address': hostname,
    ...(port !== '' && { 'server.port': Number(port) }),
  }
}

const knownMethods = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  'PATCH',
  'QUERY',
])

function knownMethod(method: string): string | undefined {
  return knownMethods.has(method) ? method : undefined
}

const headerGetter: TextMapGetter<Headers> = {
  get: (headers, name) => headers.get(name) ?? undefined,
  keys: (headers) => [...headers.keys()],
}
