import { expect, test } from 'vitest'

import { serveMetrics } from '../../src/telemetry/metrics-server.ts'
import { createManaged } from '../support/management.ts'
import { parseMetrics } from '../support/prometheus.ts'

test('a process that serves nothing else serves its metrics on a port of their own, on this machine only', async () => {
  const { app } = createManaged()
  const serving = await serveMetrics(app, { port: 0 })
  const { url } = serving
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/)
  const response = await fetch(url)
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(parseMetrics(await response.text()).get('hookwright_store_up')).toBe(1)
  expect((await fetch(`${url}?name[]=up`)).status).toBe(200)
  expect((await fetch(url, { method: 'HEAD' })).status).toBe(200)
  expect((await fetch(url, { method: 'POST' })).status).toBe(405)
  expect((await fetch(new URL('/', url))).status).toBe(404)
  await serving.close()
  await app.close()
})

test('a metricsToken is asked for there too', async () => {
  const { app } = createManaged({ metricsToken: 'scrape-me' })
  const serving = await serveMetrics(app, { port: 0 })
  const { url } = serving
  const refused = await fetch(url)
  expect(refused.status).toBe(401)
  expect(await refused.text()).not.toContain('hookwright_')
  expect((await fetch(url, { headers: { authorization: 'Bearer scrape-me' } })).status).toBe(200)
  await serving.close()
  await app.close()
})

test('a taken port is an error that names the cure', async () => {
  const { app } = createManaged()
  const serving = await serveMetrics(app, { port: 0 })
  const { url } = serving
  const port = Number(new URL(url).port)
  await expect(serveMetrics(app, { port })).rejects.toMatchObject({
    code: expect.stringMatching(/^port.taken$/),
    message: expect.stringContaining(`serveMetrics(app, { port: ${port + 1} })`),
  })
  await serving.close()
})
