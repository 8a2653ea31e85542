import {
  context,
  ROOT_CONTEXT,
  SpanKind,
  trace,
  type Attributes,
  type Context,
  type Tracer,
} from '@opentelemetry/api'

import type { Made } from '../delivery/attempt.ts'
import type { ClaimedDelivery } from '../store/store.ts'
import { toSpanContext, toTraceContext } from './span-context.ts'
import { activeTracer, markFailed, withoutInstrumentation } from './tracing.ts'

type MakeAttempt = (traceparent: string | null) => Promise<Made | null>

/**
 * Makes an attempt within a CLIENT span, by OpenTelemetry's stable conventions for HTTP clients. `make` gets the
 * `traceparent` that a receiver would continue, or null where there is none.
 *
 * The span's parent is the message's creation context. Messaging conventions allow that where a span is about one
 * message and in no other span's scope, which is so here, and it is what makes one trace of the request that sent
 * and each attempt. An instrumented undici stays silent within: it would repeat this span, and tell receivers of
 * the trace unasked.
 */
export function inAttemptSpan(delivery: ClaimedDelivery, make: MakeAttempt): Promise<Made | null> {
  const tracer = activeTracer()
  if (tracer === null) return make(delivery.traceContext?.traceparent ?? null)
  return inSpan(tracer, delivery, make)
}

async function inSpan(tracer: Tracer, delivery: ClaimedDelivery, make: MakeAttempt): Promise<Made | null> {
  const creation = creationContext(delivery)
  const span = tracer.startSpan('POST', { kind: SpanKind.CLIENT, attributes: describe(delivery) }, creation)
  const within = withoutInstrumentation(trace.setSpan(creation, span))
  try {
    const traceparent = toTraceContext(span.spanContext())?.traceparent ?? null
    const made = await context.with(within, () => make(traceparent))
    if (made === null) markFailed(span, 'given_up')
    else if (span.isRecording()) {
      const { outcome, status } = made.record.attempt
      span.setAttribute('hookwright.outcome', outcome)
      if (status !== null) span.setAttribute('http.response.status_code', status)
      if (outcome !== 'succeeded') markFailed(span, outcome)
    }
    return made
  } catch (error) {
    markFailed(span, '_OTHER')
    throw error
  } finally {
    span.end()
  }
}

/** Never what happens to be active: a worker may have been started within some span. */
function creationContext({ traceContext }: ClaimedDelivery): Context {
  const span = traceContext && toSpanContext(traceContext)
  return span ? trace.setSpanContext(ROOT_CONTEXT, span) : ROOT_CONTEXT
}

function describe(delivery: ClaimedDelivery): Attributes {
  return {
    ...describeUrl(delivery.endpoint.url),
    'http.request.method': 'POST',
    ...(delivery.attempts > 0 && { 'http.request.resend_count': delivery.attempts }),
    'http.request.body.size': delivery.body.byteLength,
    'messaging.message.id': delivery.messageId,
    'messaging.destination.name': delivery.eventType,
    'hookwright.tenant': delivery.tenant,
    'hookwright.delivery.id': delivery.id,
    'hookwright.endpoint.id': delivery.endpoint.id,
    'hookwright.attempt': delivery.attempts + 1,
  }
}

/** Only the origin: many receivers tell callers apart by a secret in the path or the query. */
function describeUrl(url: string): Attributes {
  const parsed = URL.parse(url)
  if (!parsed) return {}
  const { protocol, hostname, port, origin, pathname, search } = parsed
  return {
    'url.full': pathname === '/' && search === '' ? `${origin}/` : `${origin}/REDACTED`,
    'url.scheme': protocol.slice(0, -1),
    'server.address': hostname,
    'server.port': port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
  }
}
