import { createTraceState, INVALID_SPAN_CONTEXT } from '@opentelemetry/api'
import { expect, test } from 'vitest'

import { toSpanContext, toTraceContext } from '../../src/telemetry/span-context.ts'

const span = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 }
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

test('a span context is written as W3C Trace Context, and read back as that of another process', () => {
  expect(toTraceContext(span)).toEqual({ traceparent, tracestate: null })
  expect(toSpanContext({ traceparent, tracestate: null })).toEqual({ ...span, isRemote: true })
})

test('what tracing systems added goes along', () => {
  const traceState = createTraceState('rojo=00f067aa0ba902b7,congo=t61')
  const kept = toTraceContext({ ...span, traceState })
  expect(kept).toEqual({ traceparent, tracestate: 'rojo=00f067aa0ba902b7,congo=t61' })
  expect(kept && toSpanContext(kept)?.traceState?.get('congo')).toBe('t61')
})

test('whether the sender sampled is kept', () => {
  expect(toTraceContext({ ...span, traceFlags: 0 })?.traceparent).toMatch(/-00$/)
  expect(toSpanContext({ traceparent: traceparent.replace(/01$/, '00'), tracestate: null })?.traceFlags).toBe(
    0,
  )
})

test('where nobody traces there is no context', () => {
  expect(toTraceContext(INVALID_SPAN_CONTEXT)).toBeNull()
})

test.for([
  'nonsense',
  '',
  traceparent.toUpperCase(),
  traceparent.replace(/^00/, '01'),
  '00-00000000000000000000000000000000-b7ad6b7169203331-01',
  '00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01',
  `${traceparent}-more`,
])('what is no context of this version is left alone: %j', (text) => {
  expect(toSpanContext({ traceparent: text, tracestate: null })).toBeUndefined()
})
