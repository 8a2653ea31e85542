import { metrics } from '@opentelemetry/api'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { expect, test, vi } from 'vitest'

import { outcomes } from '../../src/delivery/outcome.ts'
import { createWorker } from '../../src/delivery/worker.ts'
import { instruments } from '../../src/telemetry/instruments.ts'
import { createManaged } from '../support/management.ts'
import { parseMetrics, type Samples } from '../support/prometheus.ts'
import { startReceiver } from '../support/receiver.ts'
import { until } from '../support/until.ts'

const quiet = { info: () => {}, warn: () => {} }

/** A shop with a worker, on a clock that stands still. */
async function openShop() {
  const managed = createManaged({ allowPrivateNetworks: ['127.0.0.0/8'], logger: quiet })
  const { app, orderPaid } = managed
  const worker = createWorker(app)
  await worker.start()
  return {
    ...managed,
    read: async () => parseMetrics(await app.delivery.metrics.text()),
    subscribe: async (url: string) => (await app.delivery.endpoints.create('acme', { url })).endpoint.id,
    send: (endpoint: string, at?: number) =>
      orderPaid.send(
        { id: '1', total: 1 },
        { tenant: 'acme', endpoints: [endpoint], ...(at !== undefined && { at }) },
      ),
    async [Symbol.asyncDispose]() {
      await worker.stop({ graceMs: 0 })
      await app.close()
    },
  }
}

const attemptsIn = (samples: Samples) =>
  outcomes
    .map((outcome) => samples.get(`hookwright_attempts_total{outcome="${outcome}"}`) ?? Number.NaN)
    .reduce((sum, count) => sum + count, 0)

test('what has succeeded, failed, ended and waits can be read after known deliveries', async () => {
  await using fine = await startReceiver((response) => response.end())
  await using broken = await startReceiver((response) => response.writeHead(500).end())
  await using gone = await startReceiver((response) => response.writeHead(410).end())
  await using shop = await openShop()
  const [toFine, toBroken, toGone] = [
    await shop.subscribe(fine.origin),
    await shop.subscribe(broken.origin),
    await shop.subscribe(gone.origin),
  ]
  for (const id of [toFine, toFine, toBroken, toGone]) await shop.send(id)
  for (const laterMs of [60_000, 90_000, 120_000]) await shop.send(toFine, shop.clock.now() + laterMs)
  await until('four attempts are told of', async () => attemptsIn(await shop.read()) === 4)

  const samples = await shop.read()
  const told = [...samples].filter(([name]) => !name.includes('_bucket') && !name.includes('_sum'))
  const none = outcomes.filter((outcome) => !['succeeded', 'server_error', 'gone'].includes(outcome))
  expect(Object.fromEntries(told)).toEqual({
    'hookwright_messages_total{event_type="order.paid"}': 7,
    'hookwright_attempts_total{outcome="succeeded"}': 2,
    'hookwright_attempts_total{outcome="server_error"}': 1,
    'hookwright_attempts_total{outcome="gone"}': 1,
    ...Object.fromEntries(none.map((outcome) => [`hookwright_attempts_total{outcome="${outcome}"}`, 0])),
    'hookwright_attempt_duration_seconds_count{outcome="succeeded"}': 2,
    'hookwright_attempt_duration_seconds_count{outcome="server_error"}': 1,
    'hookwright_attempt_duration_seconds_count{outcome="gone"}': 1,
    hookwright_attempts_active: 0,
    'hookwright_deliveries_ended_total{state="succeeded"}': 2,
    'hookwright_deliveries_ended_total{state="failed"}': 1,
    // The retry, and the three that are scheduled.
    'hookwright_queue_depth{state="due"}': 0,
    'hookwright_queue_depth{state="later"}': 4,
    hookwright_queue_oldest_due_age_seconds: 0,
    hookwright_endpoints_disabled: 1,
    hookwright_store_up: 1,
  })
  expect(samples.get('hookwright_attempt_duration_seconds_bucket{le="+Inf",outcome="succeeded"}')).toBe(2)
})

test('what nobody delivers grows older', async () => {
  const { app, clock, orderPaid } = createManaged({ allowPrivateNetworks: ['127.0.0.0/8'] })
  await app.delivery.endpoints.create('acme', { url: 'https://receiver.example/' })
  await orderPaid.send({ id: '1', total: 1 }, { tenant: 'acme' })
  clock.advance(90_500)
  await orderPaid.send({ id: '2', total: 1 }, { tenant: 'acme' })
  const samples = parseMetrics(await app.delivery.metrics.text())
  expect(samples.get('hookwright_queue_depth{state="due"}')).toBe(2)
  expect(samples.get('hookwright_queue_oldest_due_age_seconds')).toBe(90.5)
  await app.close()
})

test('attempts under way are counted while they are', async () => {
  const waiting: (() => void)[] = []
  await using receiver = await startReceiver((response) => waiting.push(() => response.end()))
  await using shop = await openShop()
  const id = await shop.subscribe(receiver.origin)
  await shop.send(id)
  await shop.send(id)
  await until('both are under way', () => waiting.length === 2)
  const during = await shop.read()
  expect(during.get('hookwright_attempts_active')).toBe(2)
  // In a worker's hands they are not due to anybody else.
  expect(during.get('hookwright_queue_depth{state="later"}')).toBe(2)
  for (const answer of waiting) answer()
  await until('both are recorded', async () => attemptsIn(await shop.read()) === 2)
  expect((await shop.read()).get('hookwright_attempts_active')).toBe(0)
})

test('a message that was there already counts once', async () => {
  const { app, orderPaid } = createManaged()
  const send = () => orderPaid.send({ id: '1', total: 1 }, { tenant: 'acme', idempotencyKey: 'one' })
  await send()
  expect(await send()).toMatchObject({ duplicate: true })
  const samples = parseMetrics(await app.delivery.metrics.text())
  expect(samples.get('hookwright_messages_total{event_type="order.paid"}')).toBe(1)
  await app.close()
})

test('a store that fails or does not answer leaves the rest readable', async () => {
  const { app, clock, orderPaid } = createManaged()
  await orderPaid.send({ id: '1', total: 1 }, { tenant: 'acme' })
  const { store } = app.delivery.line
  const measure = vi.spyOn(store, 'measure')
  const expectDown = (text: string) => {
    const samples = parseMetrics(text)
    expect(samples.get('hookwright_store_up')).toBe(0)
    expect(samples.get('hookwright_messages_total{event_type="order.paid"}')).toBe(1)
    expect([...samples.keys()].join()).not.toContain('hookwright_queue')
  }

  measure.mockReturnValueOnce(new Promise(() => {}))
  const text = app.delivery.metrics.text()
  await until('it has asked', () => measure.mock.calls.length === 1)
  clock.advance(3_000)
  expectDown(await text)

  await store.close()
  expectDown(await app.delivery.metrics.text())
})

test('many that ask at the same time make one question', async () => {
  const { app } = createManaged()
  await app.delivery.line.open()
  const measure = vi.spyOn(app.delivery.line.store, 'measure')
  await Promise.all(Array.from({ length: 20 }, () => app.delivery.metrics.text()))
  expect(measure).toHaveBeenCalledTimes(1)
  await app.delivery.metrics.text()
  expect(measure).toHaveBeenCalledTimes(2)
  await app.close()
})

test('an OpenTelemetry SDK reads the same numbers under the documented names', async () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })
  const provider = new MeterProvider({ readers: [reader] })
  metrics.setGlobalMeterProvider(provider)
  try {
    await using receiver = await startReceiver((response) => response.end())
    await using shop = await openShop()
    const id = await shop.subscribe(receiver.origin)
    await shop.send(id)
    await shop.send(id, shop.clock.now() + 60_000)
    await until('it is delivered', async () => attemptsIn(await shop.read()) === 1)
    await provider.forceFlush()

    const found = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics)
    expect(found.map(({ scope }) => scope.name)).toEqual(['hookwright'])
    const read = found.flatMap((scope) => scope.metrics)
    const described = read.map(({ descriptor: { name, unit, description } }) => ({ name, unit, description }))
    const declared = Object.values(instruments)
    expect(described.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual(
      declared
        .map(({ name, unit, description }) => ({ name, unit, description }))
        .toSorted((a, b) => a.name.localeCompare(b.name)),
    )
    const points = (name: string) =>
      read
        .find(({ descriptor }) => descriptor.name === name)
        ?.dataPoints.map(({ attributes, value }) => ({ attributes, value }))
    expect(points('hookwright.messages')).toEqual([{ attributes: { event_type: 'order.paid' }, value: 2 }])
    expect(points('hookwright.attempts')).toContainEqual({ attributes: { outcome: 'succeeded' }, value: 1 })
    expect(points('hookwright.queue.depth')).toContainEqual({ attributes: { state: 'later' }, value: 1 })
    expect(points('hookwright.attempt.duration')).toEqual([
      { attributes: { outcome: 'succeeded' }, value: expect.objectContaining({ count: 1 }) },
    ])
  } finally {
    metrics.disable()
    await provider.shutdown()
  }
})

test('no label can have more values than an app declares', () => {
  const labels = Object.values(instruments).map((instrument) =>
    'label' in instrument ? instrument.label : undefined,
  )
  expect(new Set(labels)).toEqual(new Set([undefined, 'event_type', 'outcome', 'state']))
})
