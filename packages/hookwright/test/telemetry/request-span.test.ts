import { context, ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api'
import { expect, test } from 'vitest'

import { App } from '../../src/app.ts'
import { startTracing } from '../support/tracing.ts'

function createApp(): App {
  const app = new App({ title: 'Shop', version: '1', onError: () => {} })
  app.get('/books/{id}', ({ params }) => ({ id: params.id }))
  app.get('/broken', () => {
    throw new Error('a word of ours')
  })
  app.get('/traced', () => trace.getActiveSpan()?.spanContext() ?? null)
  return app
}

test('a request is named by its route, and described without its query', async () => {
  await using traced = startTracing()
  await createApp().request('/books/7?token=sesame')
  const { attributes } = traced.one('GET /books/{id}')
  expect(attributes).toMatchObject({ 'http.route': '/books/{id}', 'url.path': '/books/7' })
  expect(JSON.stringify(attributes)).not.toContain('sesame')
})

test('a path that is no route is named by its method alone', async () => {
  await using traced = startTracing()
  expect((await createApp().request('/books')).status).toBe(404)
  const { attributes, status } = traced.one('GET')
  expect(attributes).toMatchObject({ 'http.response.status_code': 404 })
  expect(attributes).not.toHaveProperty('http.route')
  // The caller's mistake, not ours.
  expect(status.code).toBe(SpanStatusCode.UNSET)
})

test('a method that nobody knows does not end up in names', async () => {
  await using traced = startTracing()
  await createApp().request('/books', { method: 'FROBNICATE' })
  expect(traced.one('HTTP').attributes).toMatchObject({
    'http.request.method': '_OTHER',
    'http.request.method_original': 'FROBNICATE',
  })
})

test('a handler that fails marks the request as failed, and its words stay out of the trace', async () => {
  await using traced = startTracing()
  expect((await createApp().request('/broken')).status).toBe(500)
  const { attributes, status, events } = traced.one('GET /broken')
  expect(attributes).toMatchObject({ 'http.response.status_code': 500, 'error.type': '500' })
  expect(status).toEqual({ code: SpanStatusCode.ERROR })
  expect(events).toEqual([])
})

test('where the server is instrumented already, its span serves, and none is added', async () => {
  await using traced = startTracing()
  const theirs = trace.getTracer('test').startSpan('theirs')
  const response = await context.with(trace.setSpan(ROOT_CONTEXT, theirs), () =>
    createApp().request('/traced'),
  )
  expect(await response.json()).toMatchObject({ spanId: theirs.spanContext().spanId })
  theirs.end()
  expect(traced.spans.map(({ name }) => name)).toEqual(['theirs'])
})

test('handlers run within the span of their request', async () => {
  await using traced = startTracing()
  const response = await createApp().request('/traced')
  expect(await response.json()).toMatchObject({ spanId: traced.one('GET /traced').spanContext().spanId })
})

test('without an SDK there is no span', async () => {
  expect(await (await createApp().request('/traced')).json()).toBeNull()
})
