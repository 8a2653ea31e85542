import { mkdtempSync, rmSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { startConnectProxy } from '../../support/connect-proxy.ts'
import { startReceiver, type HttpReceiver } from '../../support/receiver.ts'
import { until } from '../../support/until.ts'
import { hookwright, startHookwright } from '../command-line.ts'
import { sendCounted } from './send.ts'

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}.ts`, import.meta.url))

let folder = ''
let env: Record<string, string> = {}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hookwright-worker-'))
  env = { COUNTER_DATABASE: join(folder, 'counter.db') }
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

const startWorker = (...options: string[]) =>
  startHookwright(['worker', fixture('counter-app'), ...options], { env })

const send = (url: string, count: number) => sendCounted(url, count, env)

/** Keeps every answer back until the gate is opened, and from then on answers at once. */
class Gate {
  readonly #waiting: ServerResponse[] = []
  #isOpen = false

  get waiting(): number {
    return this.#waiting.length
  }

  readonly answer = (response: ServerResponse): void => {
    if (this.#isOpen) response.end()
    else this.#waiting.push(response)
  }

  open(): void {
    this.#isOpen = true
    for (const response of this.#waiting.splice(0)) response.end()
  }
}

function idsOf(receiver: HttpReceiver): string[] {
  return receiver.requests.map(({ headers }) => String(headers['webhook-id']))
}

test('two workers on one SQLite file share 200 events of a third process, each delivered once', async () => {
  const gate = new Gate()
  await using receiver = await startReceiver(gate.answer)
  await using one = startWorker()
  await using two = startWorker()
  expect(await one.line('started')).toMatchObject({ store: `sqlite:${env['COUNTER_DATABASE']}` })
  await two.line('started')

  await send(receiver.origin, 200)
  // Each makes at most four attempts at once, so eight are the work of both.
  await until('both workers deliver', () => gate.waiting === 8)
  gate.open()
  await until('all events have come', () => receiver.requests.length >= 200)
  for (const worker of [one, two]) worker.kill('SIGTERM')

  const stopped = await Promise.all([one.line('stopped'), two.line('stopped')])
  expect(await Promise.all([one.ended, two.ended])).toEqual([0, 0])
  expect(new Set(idsOf(receiver)).size).toBe(200)
  expect(receiver.requests).toHaveLength(200)
  let attempts = 0
  for (const counts of stopped) {
    expect(counts).toMatchObject({
      attempts: expect.any(Number),
      outcomes: { succeeded: expect.any(Number) },
    })
    if (typeof counts === 'object' && counts && 'attempts' in counts) attempts += Number(counts.attempts)
  }
  expect(attempts).toBe(200)
}, 60_000)

test('SIGTERM under load lets attempts under way finish, and the next worker delivers the rest, each once', async () => {
  const gate = new Gate()
  await using receiver = await startReceiver(gate.answer)
  await send(receiver.origin, 100)
  await using first = startWorker()
  await until('four attempts are under way', () => gate.waiting === 4)
  first.kill('SIGTERM')
  expect(await first.line('stopping')).toMatchObject({ signal: 'SIGTERM', graceMs: 10_000 })
  gate.open()
  expect(await first.line('stopped')).toMatchObject({ attempts: 4, outcomes: { succeeded: 4 } })
  expect(await first.ended).toBe(0)
  expect(receiver.requests).toHaveLength(4)

  await using second = startWorker()
  await until('the rest has come', () => receiver.requests.length >= 100)
  second.kill('SIGINT')
  expect(await second.line('stopped')).toMatchObject({ attempts: 96 })
  expect(await second.ended).toBe(0)
  expect(new Set(idsOf(receiver)).size).toBe(100)
  expect(receiver.requests).toHaveLength(100)
}, 60_000)

test('what has not finished when the grace is over is given back, and delivered by the next worker', async () => {
  const gate = new Gate()
  await using receiver = await startReceiver(gate.answer)
  await send(receiver.origin, 6)
  await using first = startWorker('--grace', '50ms')
  await until('four attempts are under way', () => gate.waiting === 4)
  first.kill('SIGTERM')
  expect(await first.line('stopped')).toMatchObject({ attempts: 0 })
  expect(await first.ended).toBe(0)

  gate.open()
  await using second = startWorker('--report-every', '20ms')
  await until('all six have come after the first four', () => receiver.requests.length >= 10)
  expect(await second.line('delivering')).toMatchObject({ outcomes: { succeeded: expect.any(Number) } })
  second.kill('SIGTERM')
  expect(await second.line('stopped')).toMatchObject({ attempts: 6, outcomes: { succeeded: 6 } })
  expect(new Set(idsOf(receiver)).size).toBe(6)
}, 60_000)

test('a second signal ends the process at once, and the shell learns which', async () => {
  const gate = new Gate()
  await using receiver = await startReceiver(gate.answer)
  await send(receiver.origin, 1)
  await using worker = startWorker('--grace', '1h')
  await until('an attempt is under way', () => gate.waiting === 1)
  worker.kill('SIGTERM')
  await worker.line('stopping')
  // One that follows at once is taken for an echo of the first, so a few are sent.
  let hasEnded = false
  void worker.ended.then(() => (hasEnded = true))
  await until('it has ended', () => {
    worker.kill('SIGINT')
    return hasEnded
  })
  expect(await worker.ended).toBe(130)
}, 60_000)

test('a signal that comes doubled, as by Ctrl-C under npm, is one', async () => {
  const gate = new Gate()
  await using receiver = await startReceiver(gate.answer)
  await send(receiver.origin, 1)
  await using worker = startWorker()
  await until('an attempt is under way', () => gate.waiting === 1)
  worker.kill('SIGTERM')
  worker.kill('SIGINT')
  await worker.line('stopping')
  gate.open()
  expect(await worker.line('stopped')).toMatchObject({ attempts: 1, outcomes: { succeeded: 1 } })
  expect(await worker.ended).toBe(0)
}, 60_000)

test('a worker goes out through the proxy of its app, and through nothing else', async () => {
  await using receiver = await startReceiver((response) => response.end())
  await using proxy = await startConnectProxy({ credentials: 'ada:hunter2' })
  env['COUNTER_PROXY'] = `http://ada:hunter2@127.0.0.1:${proxy.port}`
  // Of the environment nothing is taken.
  env['HTTP_PROXY'] = 'http://127.0.0.1:1'
  await send(receiver.origin, 5)
  await using worker = startWorker('--report-every', '20ms')
  await until('all have come', () => receiver.requests.length >= 5)
  worker.kill('SIGTERM')
  expect(await worker.line('stopped')).toMatchObject({ attempts: 5, outcomes: { succeeded: 5 } })
  expect(await worker.ended).toBe(0)
  expect(proxy.asked.length).toBeGreaterThan(0)
  expect(receiver.connections()).toBe(proxy.asked.length)
  expect(new Set(proxy.asked.map(({ target }) => target))).toEqual(new Set([`127.0.0.1:${receiver.port}`]))
}, 60_000)

test('a store that cannot be opened fails with its reason and no stack', async () => {
  env = { COUNTER_DATABASE: join(folder, 'absent', 'counter.db') }
  const { code, stdout, stderr } = await hookwright(['worker', fixture('counter-app')], { env })
  expect(code).toBe(1)
  expect(stdout).toBe('')
  expect(stderr).toContain('cannot be opened: there is no folder')
  expect(stderr).not.toContain('    at ')
})
