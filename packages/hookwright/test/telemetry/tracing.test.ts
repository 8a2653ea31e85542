import { channel } from 'node:diagnostics_channel'
import { createInterface } from 'node:readline'
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { AlwaysOffSampler } from '@opentelemetry/sdk-trace-base'
import { expect, test } from 'vitest'

import { serve } from '../../src/http/node.ts'
import { newPath } from '../store/sqlite/folder.ts'
import { startReceiver } from '../support/receiver.ts'
import { startTracing } from '../support/tracing.ts'
import { until } from '../support/until.ts'
import { openShop, tenant } from './shop.ts'

const caller = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
}

function order(url: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: '{"id":"1"}',
  })
}

test('one trace leads from the caller through the request that sent and the message to the attempt', async () => {
  await using traced = startTracing()
  await using receiver = await startReceiver((response) => response.writeHead(204).end())
  await using shop = openShop(newPath(), { worker: true })
  const endpointId = await shop.subscribe(`${receiver.origin}/hooks?key=1`)
  const serving = await serve(shop.app, { port: 0, handleSignals: false, print: () => {} })
  const { status } = await order(serving.url, { traceparent: caller.traceparent })
  await shop.attempts(1)
  await serving.close()

  expect(status).toBe(201)
  const [request, send, attempt] = ['POST /orders', 'send order.paid', 'POST'].map((name) => traced.one(name))
  const [report] = shop.reports
  expect(traced.spans.map((span) => span.spanContext().traceId)).toEqual(Array(3).fill(caller.traceId))
  expect(request?.parentSpanContext).toMatchObject({ spanId: caller.spanId, isRemote: true })
  expect(send?.parentSpanContext?.spanId).toBe(request?.spanContext().spanId)
  expect(attempt?.parentSpanContext?.spanId).toBe(send?.spanContext().spanId)
  expect(attempt?.parentSpanContext?.isRemote).toBe(true)
  expect([request, send, attempt].map((span) => span?.kind)).toEqual([
    SpanKind.SERVER,
    SpanKind.PRODUCER,
    SpanKind.CLIENT,
  ])
  expect(request?.attributes).toEqual({
    'http.request.method': 'POST',
    'http.route': '/orders',
    'http.response.status_code': 201,
    'url.scheme': 'http',
    'url.path': '/orders',
    'server.address': '127.0.0.1',
    'server.port': Number(new URL(serving.url).port),
  })
  expect(send?.attributes).toEqual({
    'messaging.system': 'hookwright',
    'messaging.operation.type': 'send',
    'messaging.operation.name': 'send',
    'messaging.destination.name': 'order.paid',
    'messaging.message.id': report?.messageId,
    'messaging.message.body.size': 10,
    'hookwright.tenant': tenant,
    'hookwright.deliveries': 1,
    'hookwright.duplicate': false,
  })
  expect(attempt?.attributes).toEqual({
    'http.request.method': 'POST',
    'http.request.body.size': 10,
    'http.response.status_code': 204,
    'url.full': `${receiver.origin}/REDACTED`,
    'url.scheme': 'http',
    'server.address': '127.0.0.1',
    'server.port': receiver.port,
    'messaging.destination.name': 'order.paid',
    'messaging.message.id': report?.messageId,
    'hookwright.tenant': tenant,
    'hookwright.delivery.id': report?.deliveryId,
    'hookwright.endpoint.id': endpointId,
    'hookwright.attempt': 1,
    'hookwright.outcome': 'succeeded',
  })
  expect(traced.spans.map((span) => span.status.code)).toEqual(Array(3).fill(SpanStatusCode.UNSET))
  expect(attempt?.instrumentationScope).toMatchObject({ name: 'hookwright', version: '0.1.0' })
})

test('the trace goes on in a worker of another process, which shares nothing but the database', async () => {
  const path = newPath()
  await using receiver = await startReceiver((response) => response.end())
  let sent: { traceId: string; spanId: string } | undefined
  {
    await using traced = startTracing()
    await using shop = openShop(path)
    await shop.subscribe(receiver.origin)
    await shop.app.request('/orders', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"id":"1"}',
    })
    sent = traced.one('send order.paid').spanContext()
  }
  const file = fileURLToPath(new URL('fixtures/traced-worker.ts', import.meta.url))
  const worker = spawn(process.execPath, [file, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    for await (const line of createInterface({ input: worker.stdout })) {
      expect(JSON.parse(line)).toMatchObject({
        traceId: sent.traceId,
        parentSpanId: sent.spanId,
        attributes: { 'hookwright.outcome': 'succeeded' },
      })
      break
    }
    expect(receiver.requests).toHaveLength(1)
  } finally {
    worker.kill('SIGKILL')
  }
})

test('retries and resends are further children of the span that sent', async () => {
  await using traced = startTracing()
  const statuses = [503, 500, 200]
  await using receiver = await startReceiver((response) => response.writeHead(statuses.shift() ?? 200).end())
  await using shop = openShop(newPath(), { retryScheduleMs: [0, 1] })
  await shop.subscribe(receiver.origin)
  await shop.orderPaid.send({ id: '1' }, { tenant })
  await shop.deliver()
  await shop.attempts(2)
  await shop.app.delivery.replay.resend(tenant, shop.reports[0]?.deliveryId ?? '')
  await shop.attempts(3)
  await until('the spans have ended', () => traced.named('POST').length === 3)

  const send = traced.one('send order.paid').spanContext()
  const attempts = traced.named('POST')
  expect(attempts.map((span) => span.spanContext().traceId)).toEqual(Array(3).fill(send.traceId))
  expect(attempts.map((span) => span.parentSpanContext?.spanId)).toEqual(Array(3).fill(send.spanId))
  expect(attempts.map(({ attributes }) => attributes['http.request.resend_count'])).toEqual([
    undefined,
    1,
    undefined,
  ])
  expect(attempts.map(({ attributes }) => attributes['error.type'])).toEqual([
    'server_error',
    'server_error',
    undefined,
  ])
  expect(attempts.map(({ status }) => status.code)).toEqual([
    SpanStatusCode.ERROR,
    SpanStatusCode.ERROR,
    SpanStatusCode.UNSET,
  ])
})

/** What an instrumented undici does with each request: a span of its own, and its context in the headers. */
function instrumentUndici(): Disposable {
  const requests = channel('undici:request:create')
  const onRequest = (message: unknown) => {
    if (typeof message !== 'object' || message === null || !('request' in message)) return
    const { request } = message
    const span = trace.getTracer('undici').startSpan('by undici', { kind: SpanKind.CLIENT })
    const headers: Record<string, string> = {}
    propagation.inject(trace.setSpan(context.active(), span), headers)
    if (typeof request !== 'object' || request === null || !('addHeader' in request)) return
    for (const [name, value] of Object.entries(headers))
      if (typeof request.addHeader === 'function') request.addHeader(name, value)
    span.end()
  }
  requests.subscribe(onRequest)
  return { [Symbol.dispose]: () => requests.unsubscribe(onRequest) }
}

test('receivers learn nothing of the trace, and undici adds no span of its own, even if it is instrumented', async () => {
  await using traced = startTracing()
  using _ = instrumentUndici()
  await using receiver = await startReceiver((response) => response.end())
  await using shop = openShop(newPath())
  await shop.subscribe(receiver.origin)
  await shop.orderPaid.send({ id: '1' }, { tenant })
  await shop.deliver()
  await shop.attempts(1)
  expect(traced.spans.map(({ name }) => name)).toEqual(['send order.paid', 'POST'])
  expect(receiver.requests[0]?.headers).not.toHaveProperty('traceparent')

  // Elsewhere in the application it goes on as before.
  const { Pool } = await import('undici')
  const pool = new Pool(receiver.origin)
  await (await pool.request({ method: 'GET', path: '/' })).body.dump()
  await pool.destroy()
  expect(traced.named('by undici')).toHaveLength(1)
  expect(receiver.requests[1]?.headers).toHaveProperty('traceparent')
})

test('with propagateTrace the receiver is told of the attempt, for its spans to be children of it', async () => {
  await using traced = startTracing()
  await using receiver = await startReceiver((response) => response.end())
  await using shop = openShop(newPath(), { propagateTrace: true })
  await shop.subscribe(receiver.origin)
  await shop.orderPaid.send({ id: '1' }, { tenant })
  await shop.deliver()
  await shop.attempts(1)
  const { traceId, spanId } = traced.one('POST').spanContext()
  expect(receiver.requests[0]?.headers).toMatchObject({ traceparent: `00-${traceId}-${spanId}-01` })
})

test('with propagateTrace a worker that traces nothing passes on what the message has', async () => {
  const path = newPath()
  await using receiver = await startReceiver((response) => response.end())
  await using shop = openShop(path, { propagateTrace: true })
  await shop.subscribe(receiver.origin)
  let sent
  {
    await using traced = startTracing()
    await shop.orderPaid.send({ id: '1' }, { tenant })
    sent = traced.one('send order.paid').spanContext()
  }
  await shop.deliver()
  await shop.attempts(1)
  const { traceId, spanId } = sent
  expect(receiver.requests[0]?.headers).toMatchObject({ traceparent: `00-${traceId}-${spanId}-01` })
})

test('without an SDK nothing is traced, and receivers get no traceparent', async () => {
  await using receiver = await startReceiver((response) => response.end())
  await using shop = openShop(newPath(), { propagateTrace: true })
  await shop.subscribe(receiver.origin)
  await shop.orderPaid.send({ id: '1' }, { tenant })
  const { store } = shop.app.delivery.line
  const { deliveries } = await store.claim({ now: Date.now(), leaseMs: 1, limit: 1, skipEndpointIds: [] })
  expect(deliveries[0]?.traceContext).toBeNull()
  await shop.deliver()
  await shop.attempts(1)
  expect(receiver.requests[0]?.headers).not.toHaveProperty('traceparent')
})

test('what was not sampled when it was sent is not sampled when it is delivered', async () => {
  const path = newPath()
  await using receiver = await startReceiver((response) => response.end())
  await using shop = openShop(path)
  await shop.subscribe(receiver.origin)
  {
    await using _ = startTracing({ sampler: new AlwaysOffSampler() })
    await shop.orderPaid.send({ id: '1' }, { tenant })
  }
  // By default the SDK does as the parent does.
  await using traced = startTracing()
  await shop.deliver()
  await shop.attempts(1)
  expect(traced.spans).toEqual([])
})

test('an attempt belongs to its message, and not to the span in which the worker was started', async () => {
  await using receiver = await startReceiver((response) => response.end())
  await using shop = openShop(newPath())
  await shop.subscribe(receiver.origin)
  await shop.orderPaid.send({ id: 'untraced' }, { tenant })
  await using traced = startTracing()
  const start = trace.getTracer('test').startSpan('start')
  await context.with(trace.setSpan(ROOT_CONTEXT, start), () => shop.deliver())
  await shop.attempts(1)
  expect(traced.one('POST').parentSpanContext).toBeUndefined()
})

test('a send that fails says how by its code, and never by words that may quote the body', async () => {
  await using traced = startTracing()
  await using shop = openShop(newPath())
  await expect(shop.orderPaid.send({ id: '1' }, { tenant, endpoints: ['ep_none'] })).rejects.toThrow()
  const { status, attributes, events } = traced.one('send order.paid')
  expect(status).toEqual({ code: SpanStatusCode.ERROR })
  expect(attributes['error.type']).toBe('endpoint_unknown')
  expect(events).toEqual([])
})

test('an attempt that is given up at the end of the grace says so', async () => {
  await using traced = startTracing()
  await using receiver = await startReceiver(() => {})
  {
    await using shop = openShop(newPath())
    await shop.subscribe(receiver.origin)
    await shop.orderPaid.send({ id: '1' }, { tenant })
    await shop.deliver()
    await until('it is under way', () => receiver.requests.length === 1)
  }
  const { attributes, status } = traced.one('POST')
  expect(attributes['error.type']).toBe('given_up')
  expect(attributes).not.toHaveProperty('hookwright.outcome')
  expect(status.code).toBe(SpanStatusCode.ERROR)
})
