/**
 * The place in a trace where a message was sent, in the words of W3C Trace Context: kept with the message, so that
 * attempts continue that trace in whatever process, and however much later, they are made.
 */
export interface TraceContext {
  /** `00-<trace id>-<span id>-<flags>` */
  traceparent: string
  /** What tracing systems added, or null. */
  tracestate: string | null
}
