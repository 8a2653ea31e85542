import { metrics } from '@opentelemetry/api'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { afterEach, expect, test, vi } from 'vitest'

import { outcomes } from '../../src/delivery/outcome.ts'
import type { Logger } from '../../src/delivery/logger.ts'
import { newPath } from '../store/sqlite/folder.ts'
import { closedPort, startRawReceiver, startReceiver } from '../support/receiver.ts'
import { startTracing } from '../support/tracing.ts'
import { until } from '../support/until.ts'
import { openShop, tenant } from './shop.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const newKey = () => Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64')

/** In every place that may hold something private, a word of its own. */
const marks = {
  body: 'MARK-body',
  path: 'MARK-path',
  query: 'MARK-query',
  answer: 'MARK-answer',
  metricsToken: 'MARK-token',
  reason: 'MARK-reason',
}

test('no body, secret, key, token or URL ever reaches a log, a trace or a metric, however attempts end', async () => {
  const printed: string[] = []
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const)
    vi.spyOn(console, method).mockImplementation((...words) => void printed.push(words.map(String).join(' ')))
  const records: string[] = []
  const note: Logger['info'] = (fields, message) => records.push(JSON.stringify({ ...fields, message }))
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const provider = new MeterProvider({
    readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })],
  })
  metrics.setGlobalMeterProvider(provider)
  const [encryptionKey, otherKey] = [newKey(), newKey()]
  const given = {
    retryScheduleMs: [0, 1],
    timeoutMs: 500,
    leaseMs: 60_000,
    encryptionKeys: [encryptionKey],
    metricsToken: marks.metricsToken,
  }
  const secrets = [encryptionKey, otherKey, ...Object.values(marks)]

  const answering = (status: number) =>
    startReceiver((response) =>
      response
        .writeHead(status, marks.reason, { location: `/${marks.path}`, 'x-answer': marks.answer })
        .end(marks.answer),
    )
  await using traced = startTracing()
  await using ok = await answering(200)
  await using moved = await answering(302)
  await using gone = await answering(410)
  await using busy = await answering(429)
  await using refusing = await answering(404)
  await using failing = await answering(500)
  await using silent = await startReceiver(() => {})
  await using rude = await startRawReceiver((socket) => socket.end(`${marks.answer}\r\n\r\n`))
  const origins = [ok, moved, gone, busy, refusing, failing, silent, rude].map(({ origin }) => origin)
  origins.push(`http://127.0.0.1:${await closedPort()}`, 'https://no-such-host.invalid')

  const path = newPath()
  const register = async (shop: ReturnType<typeof openShop>, url: string) => {
    const { secret } = await shop.app.delivery.endpoints.create(tenant, { url })
    secrets.push(secret ?? '')
  }
  const send = (shop: ReturnType<typeof openShop>) => shop.orderPaid.send({ id: marks.body }, { tenant })
  {
    // The default logger, and one that takes everything.
    await using plain = openShop(path, given)
    for (const origin of origins) await register(plain, `${origin}/${marks.path}?key=${marks.query}`)
    await send(plain)
    await plain.deliver()
    await plain.attempts(origins.length)
  }
  {
    await using told = openShop(path, { ...given, logger: { debug: note, info: note, warn: note } })
    await send(told)
    await told.deliver()
    // The one that is gone is disabled by now.
    const ways = outcomes.filter((outcome) => outcome !== 'gone' && outcome !== 'blocked')
    await until('each way was told of', () =>
      ways.every((way) => told.reports.some(({ outcome }) => outcome === way)),
    )
    // What does not fit, what names nobody, and what is asked over HTTP.
    await expect(told.orderPaid.send(JSON.parse(`{"id":["${marks.body}"]}`), { tenant })).rejects.toThrow()
    await expect(told.orderPaid.send({ id: marks.body }, { tenant, endpoints: ['ep_1'] })).rejects.toThrow()
    await told.app.request(`/orders?key=${marks.query}`, { method: 'POST', body: marks.body })
    await told.app.request(`/webhooks/endpoints`, {
      headers: { authorization: `Bearer ${marks.metricsToken}` },
    })
    await provider.forceFlush()
    records.push(await told.app.delivery.metrics.text())
  }
  {
    // The key that decrypts the endpoints' secrets is lost, so nothing can be signed.
    await using keyless = openShop(path, {
      ...given,
      encryptionKeys: [otherKey],
      logger: { debug: note, info: note, warn: note },
    })
    await keyless.deliver()
    await send(keyless)
    await until('they are blocked', () => keyless.reports.some(({ outcome }) => outcome === 'blocked'))
  }
  metrics.disable()
  await provider.shutdown()

  const spans = traced.spans.map(({ name, attributes, events, links, status, resource }) =>
    JSON.stringify({ name, attributes, events, links, status, resource: resource.attributes }),
  )
  // They do hold what was looked for: each way in which an attempt can end.
  const told = [...printed, ...records]
  expect(outcomes.filter((outcome) => !spans.join().includes(`"hookwright.outcome":"${outcome}"`))).toEqual(
    [],
  )
  expect(outcomes.filter((outcome) => !told.join().includes(`ended as ${outcome}`))).toEqual(['succeeded'])
  expect(told.join()).toContain('succeeded in')
  expect(secrets.length).toBeGreaterThan(15)

  const everything = [...told, ...spans, JSON.stringify(exporter.getMetrics())].join('\n')
  const bare = secrets.map((secret) => secret.replace(/^whsec_/, ''))
  expect(bare.filter((secret) => everything.includes(secret))).toEqual([])
})
