import {
  createContextKey,
  ProxyTracerProvider,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
  type Tracer,
} from '@opentelemetry/api'

import { version } from '../version.ts'

/** How Hookwright names itself to tracers and meters. */
export const scope = 'hookwright'

/** Null where no SDK is registered: whoever asks then makes neither a span nor what would describe it. */
export function activeTracer(): Tracer | null {
  const provider = trace.getTracerProvider()
  // The API answers with this stand-in until an SDK has been registered.
  const isNobody =
    provider instanceof ProxyTracerProvider && provider.getDelegateTracer(scope, version) === undefined
  return isNobody ? null : provider.getTracer(scope, version)
}

/**
 * Says that it failed, and how, in a word of a closed set. Never the error's message: that may quote a body.
 */
export function markFailed(span: Span, errorType: string): void {
  span.setAttribute('error.type', errorType)
  span.setStatus({ code: SpanStatusCode.ERROR })
}

/** By this key, whose name belongs to the SDK's packages, instrumentation knows that it is to keep out. */
const suppressed = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING')

/** `context`, in which instrumentation of lower layers makes no spans and adds no headers. */
export function withoutInstrumentation(context: Context): Context {
  return context.setValue(suppressed, true)
}
