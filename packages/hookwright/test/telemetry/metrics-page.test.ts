import { expect, test } from 'vitest'

import { App } from '../../src/app.ts'
import { serve } from '../../src/http/node.ts'
import { sqlite } from '../../src/sqlite.ts'
import { createManaged } from '../support/management.ts'
import { mistakesOf } from '../support/declare.ts'
import { parseMetrics } from '../support/prometheus.ts'

const asking = (token: string | null) => ({
  headers: token === null ? {} : { authorization: `Bearer ${token}` },
})

test('operators and whoever has the token may read the metrics; tenants and strangers may not', async () => {
  const { app } = createManaged({
    metricsUrl: '/metrics',
    metricsToken: 'scrape-me',
    // As `createManaged` does, but not everybody is somebody.
    authenticate: (request) => {
      const authorization = request.headers.get('authorization')
      if (authorization === 'Bearer operator') return { operator: true }
      return authorization === 'Bearer acme' ? { tenant: 'acme' } : null
    },
  })
  const statusFor = async (token: string | null) => (await app.request('/metrics', asking(token))).status
  expect(await statusFor('scrape-me')).toBe(200)
  expect(await statusFor('operator')).toBe(200)
  expect(await statusFor('acme')).toBe(403)
  expect(await statusFor('scrape-m')).toBe(401)
  expect(await statusFor('scrape-me2')).toBe(401)
  expect(await statusFor(null)).toBe(401)

  const response = await app.request('/metrics', asking('scrape-me'))
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(parseMetrics(await response.text()).get('hookwright_store_up')).toBe(1)
  await app.close()
})

test('the token opens nothing but the metrics', async () => {
  const { app } = createManaged({
    metricsUrl: '/metrics',
    metricsToken: 'scrape-me',
    authenticate: () => null,
  })
  expect((await app.request('/webhooks/endpoints?tenant=acme', asking('scrape-me'))).status).toBe(401)
  await app.close()
})

test('with nothing configured everyone is refused, and told what to configure', async () => {
  const app = new App({
    title: 'Shop',
    version: '1',
    delivery: { store: sqlite(':memory:'), metricsUrl: '/metrics' },
  })
  const response = await app.request('/metrics')
  expect(response.status).toBe(401)
  expect(await response.json()).toEqual({ detail: expect.stringContaining('`delivery.metricsToken`') })
})

test('the development token of `serve` opens them too', async () => {
  const app = new App({
    title: 'Shop',
    version: '1',
    delivery: { store: sqlite(':memory:'), metricsUrl: '/internal/metrics', worker: false },
  })
  const serving = await serve(app, {
    port: 0,
    handleSignals: false,
    print: () => {},
  })
  const response = await fetch(`${serving.url}/internal/metrics`, asking(serving.developmentToken))
  expect(response.status).toBe(200)
  await response.text()
  await serving.close()
})

test('without metricsUrl none are served', async () => {
  const { app } = createManaged({ metricsToken: 'scrape-me' })
  expect((await app.request('/metrics', asking('scrape-me'))).status).toBe(404)
})

test('they are no part of the document, with or without one, and a route of the same path is a mistake', async () => {
  const delivery = { store: sqlite(':memory:'), metricsUrl: '/metrics', metricsToken: 'scrape-me' }
  const { app } = createManaged(delivery)
  expect(Object.keys(app.openapi().paths ?? {})).not.toContain('/metrics')
  const undocumented = new App({ title: 'Shop', version: '1', openapiUrl: null, delivery })
  expect((await undocumented.request('/metrics', asking('scrape-me'))).status).toBe(200)
  await undocumented.close()
  expect(mistakesOf((shop) => shop.get('/metrics', () => []), { delivery })).toHaveLength(1)
})

test.for([
  [{ metricsUrl: 'metrics' }, 'metricsUrl is "metrics"'],
  [{ metricsUrl: '/metrics', metricsToken: '' }, 'metricsToken must be'],
  [{ metricsUrl: '/metrics', metricsToken: 'two words' }, 'metricsToken must be'],
] as const)('%o is refused', ([delivery, message]) => {
  expect(() => createManaged(delivery)).toThrow(message)
})
