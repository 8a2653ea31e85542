import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { parseMetrics, type Samples } from '../../support/prometheus.ts'
import { startReceiver } from '../../support/receiver.ts'
import { until } from '../../support/until.ts'
import { hookwright, startHookwright } from '../command-line.ts'
import { sendCounted } from './send.ts'

const module = fileURLToPath(new URL('fixtures/counter-app.ts', import.meta.url))

let folder = ''
let env: Record<string, string> = {}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hookwright-worker-'))
  env = { COUNTER_DATABASE: join(folder, 'counter.db') }
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** The URL that a worker says its metrics are at. */
function metricsUrlOf(started: unknown): string {
  if (typeof started !== 'object' || started === null || !('metricsUrl' in started))
    throw new Error('It says nothing of metrics.')
  return String(started.metricsUrl)
}

test('each worker can be scraped on a port of its own', async () => {
  await using receiver = await startReceiver((response) => response.end())
  await using worker = startHookwright(['worker', module, '--metrics-port', '0'], { env })
  const url = metricsUrlOf(await worker.line('started'))
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/)
  await sendCounted(receiver.origin, 3, env)
  let samples: Samples = new Map()
  await until('it tells of three attempts', async () => {
    samples = parseMetrics(await (await fetch(url)).text())
    return samples.get('hookwright_attempts_total{outcome="succeeded"}') === 3
  })
  expect(samples.get('hookwright_deliveries_ended_total{state="succeeded"}')).toBe(3)
  expect(samples.get('hookwright_queue_depth{state="due"}')).toBe(0)
  worker.kill('SIGTERM')
  expect(await worker.ended).toBe(0)
}, 60_000)

test('without --metrics-port it listens nowhere', async () => {
  await using worker = startHookwright(['worker', module], { env })
  expect(await worker.line('started')).not.toHaveProperty('metricsUrl')
})

test('with --log json each record is a line of JSON on stderr, from the level asked for', async () => {
  await using receiver = await startReceiver((response) => response.end())
  await using worker = startHookwright(['worker', module, '--log', 'json', '--log-level', 'debug'], { env })
  await worker.line('started')
  await sendCounted(receiver.origin, 1, env)
  await until('it has come', () => receiver.requests.length === 1)
  worker.kill('SIGTERM')
  await worker.ended
  const records: unknown[] = (await worker.stderr)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(records).toEqual([
    {
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      level: 'debug',
      event: 'attempt',
      tenant: 'acme',
      messageId: receiver.requests[0]?.headers['webhook-id'],
      deliveryId: expect.stringMatching(/^dlv_/),
      endpointId: expect.stringMatching(/^ep_/),
      eventType: 'counted',
      attempt: 1,
      outcome: 'succeeded',
      status: 200,
      durationMs: expect.any(Number),
      error: null,
      nextAttemptAt: null,
      message: expect.stringMatching(/^Attempt 1 of counted succeeded in \d+ ms\.$/),
    },
  ])
}, 60_000)

test('with --log text a record is a line for people, and what is ordinary is left out', async () => {
  await using receiver = await startReceiver((response) => response.writeHead(500).end())
  await using worker = startHookwright(['worker', module, '--log', 'text'], { env })
  await worker.line('started')
  await sendCounted(receiver.origin, 1, env)
  await until('the first attempt has come', () => receiver.requests.length === 1)
  worker.kill('SIGTERM')
  await worker.ended
  expect(await worker.stderr).toMatch(
    /^\S+Z info Attempt 1 of counted ended as server_error: Answered 500\. The next is due at \S+ event=attempt tenant=acme .*outcome=server_error status=500 .*\n$/,
  )
}, 60_000)

test.for([
  [['--metrics-port', 'many'], 'Give a port from 1 to 65535'],
  [['--metrics-port', '65536'], 'Give a port from 1 to 65535'],
  [['--log', 'xml'], 'json'],
  [['--log-level', 'loud'], 'debug'],
] as const)('%o is wrong use', async ([options, message]) => {
  const { code, stderr } = await hookwright(['worker', module, ...options], { env })
  expect(code).toBe(2)
  expect(stderr).toContain(message)
})
