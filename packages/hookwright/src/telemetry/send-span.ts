import { context, SpanKind, trace, type Attributes, type Tracer } from '@opentelemetry/api'

import type { SendResult } from '../delivery/send.ts'
import { HookwrightError } from '../errors.ts'
import { toTraceContext } from './span-context.ts'
import type { TraceContext } from './trace-context.ts'
import { activeTracer, markFailed } from './tracing.ts'

export interface Sending {
  tenant: string
  eventType: string
  bodyBytes: number
}

/**
 * Sends within a PRODUCER span; `send` gets the context to keep on the message, which is that span's (OpenTelemetry,
 * messaging spans: the "Send" span of a single message is its creation context).
 */
export function inSendSpan(
  sending: Sending,
  send: (creation: TraceContext | null) => Promise<SendResult>,
): Promise<SendResult> {
  const tracer = activeTracer()
  return tracer === null ? send(null) : inSpan(tracer, sending, send)
}

async function inSpan(
  tracer: Tracer,
  sending: Sending,
  send: (creation: TraceContext | null) => Promise<SendResult>,
): Promise<SendResult> {
  const span = tracer.startSpan(`send ${sending.eventType}`, {
    kind: SpanKind.PRODUCER,
    attributes: describe(sending),
  })
  try {
    const within = trace.setSpan(context.active(), span)
    const result = await context.with(within, () => send(toTraceContext(span.spanContext())))
    if (span.isRecording()) {
      span.setAttributes({
        'messaging.message.id': result.messageId,
        'hookwright.deliveries': result.deliveries,
        'hookwright.duplicate': result.duplicate,
      })
    }
    return result
  } catch (error) {
    markFailed(span, error instanceof HookwrightError ? error.code : '_OTHER')
    throw error
  } finally {
    span.end()
  }
}

function describe({ tenant, eventType, bodyBytes }: Sending): Attributes {
  return {
    'messaging.system': 'hookwright',
    'messaging.operation.type': 'send',
    'messaging.operation.name': 'send',
    'messaging.destination.name': eventType,
    'messaging.message.body.size': bodyBytes,
    'hookwright.tenant': tenant,
  }
}
