import { context, propagation, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
  type Sampler,
} from '@opentelemetry/sdk-trace-base'

/** The real SDK, registered as an application would, and kept in memory. Disposing takes it away again. */
export interface Traced extends AsyncDisposable {
  /** The spans that have ended, in that order. */
  readonly spans: ReadableSpan[]
  named(name: string): ReadableSpan[]
  /** The only one of that name. */
  one(name: string): ReadableSpan
}

export function startTracing({ sampler }: { sampler?: Sampler } = {}): Traced {
  const exporter = new InMemorySpanExporter()
  const spanProcessors = [new SimpleSpanProcessor(exporter)]
  const provider = new BasicTracerProvider({ spanProcessors, ...(sampler && { sampler }) })
  trace.setGlobalTracerProvider(provider)
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
  const named = (name: string) => exporter.getFinishedSpans().filter((span) => span.name === name)
  return {
    get spans() {
      return exporter.getFinishedSpans()
    },
    named,
    one(name) {
      const [span, ...others] = named(name)
      if (span === undefined || others.length > 0)
        throw new Error(`There are ${named(name).length} spans ${name}, not 1.`)
      return span
    },
    async [Symbol.asyncDispose]() {
      trace.disable()
      context.disable()
      propagation.disable()
      await provider.shutdown()
    },
  }
}
