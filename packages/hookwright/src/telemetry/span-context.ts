import { createTraceState, isSpanContextValid, type SpanContext } from '@opentelemetry/api'

import type { TraceContext } from './trace-context.ts'

/**
 * Written here and not by the propagator that the application registered: the process that reads it may have
 * registered another one, or none. Null where nobody traces.
 */
export function toTraceContext(span: SpanContext): TraceContext | null {
  if (!isSpanContextValid(span)) return null
  const flags = span.traceFlags.toString(16).padStart(2, '0')
  return {
    traceparent: `00-${span.traceId}-${span.spanId}-${flags}`,
    tracestate: span.traceState?.serialize() || null,
  }
}

/** Undefined for what is none: it may have been written by another version. */
export function toSpanContext({ traceparent, tracestate }: TraceContext): SpanContext | undefined {
  const [, traceId, spanId, flags] = /^00-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})$/.exec(traceparent) ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined
  const span: SpanContext = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true }
  if (!isSpanContextValid(span)) return undefined
  return tracestate === null ? span : { ...span, traceState: createTraceState(tracestate) }
}
