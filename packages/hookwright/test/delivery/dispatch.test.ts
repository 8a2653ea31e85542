import { verify } from '@hookwright/receiver'
import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { Dispatching, secret, tenant } from '../support/dispatching.ts'
import { closedPort, startRawReceiver, startReceiver } from '../support/receiver.ts'
import { until, untilAfter } from '../support/until.ts'

const timeoutMs = 15_000

describe('a delivery that is due', () => {
  test('is made, signed, recorded and reported', async () => {
    await using line = await Dispatching.open()
    await using receiver = await startReceiver((response) => response.writeHead(202).end('thanks'))
    const endpointId = await line.endpoint(`${receiver.origin}/hooks`)
    await line.send(endpointId, 1, '{"name":"Zoë"}')
    line.start()
    await until('it is reported', () => line.reports.length === 1)

    const [request] = receiver.requests
    const delivery = await line.delivery(endpointId)
    await verify({
      headers: request?.headers ?? {},
      body: request?.body ?? '',
      secret,
      now: () => line.clock.now(),
    })
    expect(request?.body.toString()).toBe('{"name":"Zoë"}')
    expect(request?.headers).toMatchObject({
      'webhook-id': delivery.messageId,
      'webhook-event-type': 'new-subscription',
      'content-type': 'application/json',
    })
    expect(delivery).toMatchObject({ state: 'succeeded', attempts: 1, lastOutcome: 'succeeded', dueAt: null })
    const [attempt] = await line.store.listAttempts(tenant, delivery.id)
    expect(attempt).toMatchObject({ number: 1, outcome: 'succeeded', status: 202, error: null })
    expect(new TextDecoder().decode(attempt?.responseBody ?? undefined)).toBe('thanks')
    expect(line.reports).toEqual([
      {
        tenant,
        messageId: delivery.messageId,
        deliveryId: delivery.id,
        endpointId,
        url: `${receiver.origin}/hooks`,
        eventType: 'new-subscription',
        attempt: 1,
        outcome: 'succeeded',
        status: 202,
        durationMs: 0,
        error: null,
        nextAttemptAt: null,
      },
    ])
  })

  test('is found by the poll when nobody wakes the dispatcher, and at once when somebody does', async () => {
    await using line = await Dispatching.open()
    await using receiver = await startReceiver((response) => response.end())
    const endpointId = await line.endpoint(receiver.origin)
    const dispatcher = line.start()
    await until('it sleeps', () => line.clock.timers === 1)
    await line.send(endpointId)
    line.clock.advance(1_000)
    await until('it is delivered', () => line.reports.length === 1)
    await line.send(endpointId)
    dispatcher.wake()
    await until('the next is delivered', () => line.reports.length === 2)
  })

  test('is delivered once among many, by many dispatchers', async () => {
    await using line = await Dispatching.open()
    await using receiver = await startReceiver((response) => response.end())
    const endpointId = await line.endpoint(receiver.origin)
    await line.send(endpointId, 1_000)
    for (let i = 0; i < 3; i++) line.start()
    await untilAfter(line.clock, 100, 'all are reported', () => line.reports.length === 1_000)
    expect(receiver.requests).toHaveLength(1_000)
    expect(new Set(receiver.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(1_000)
    expect(await line.allIn('succeeded', endpointId)).toBe(true)
  })
})

describe('a failed attempt', () => {
  test('is repeated on the schedule with the same id and body, a fresh timestamp and signature', async () => {
    await using line = await Dispatching.open()
    let answers = 0
    await using receiver = await startReceiver((response) =>
      response.writeHead(++answers < 3 ? 500 : 200).end(),
    )
    const endpointId = await line.endpoint(receiver.origin)
    await line.send(endpointId)
    const startedAt = line.clock.now()
    line.start()
    await until('the first attempt is recorded', () => line.reports.length === 1)
    expect(await line.delivery(endpointId)).toMatchObject({
      state: 'pending',
      attempts: 1,
      dueAt: startedAt + 5_000,
    })
    await untilAfter(line.clock, 1_000, 'the second is recorded', () => line.reports.length === 2)
    await untilAfter(line.clock, 10_000, 'it is delivered', () => line.reports.length === 3)

    expect(line.reports.map(({ attempt, outcome, status }) => [attempt, outcome, status])).toEqual([
      [1, 'server_error', 500],
      [2, 'server_error', 500],
      [3, 'succeeded', 200],
    ])
    const heads = receiver.requests.map(({ headers }) => headers)
    expect(new Set(heads.map((head) => head['webhook-id'])).size).toBe(1)
    expect(new Set(heads.map((head) => head['webhook-timestamp'])).size).toBe(3)
    for (const { headers, body } of receiver.requests) {
      const now = () => Number(headers['webhook-timestamp']) * 1_000
      await verify({ headers, body, secret, now })
    }
    const attempts = await line.store.listAttempts(tenant, (await line.delivery(endpointId)).id)
    expect(attempts.map(({ number }) => number)).toEqual([1, 2, 3])
  })

  test('fails the delivery when the schedule is spent', async () => {
    await using line = await Dispatching.open()
    await using receiver = await startReceiver((response) => response.writeHead(404).end())
    const endpointId = await line.endpoint(receiver.origin)
    await line.send(endpointId)
    line.start({ settings: { retryScheduleMs: [0, 1_000] } })
    await untilAfter(line.clock, 500, 'both attempts are recorded', () => line.reports.length === 2)
    expect(await line.delivery(endpointId)).toMatchObject({
      state: 'failed',
      attempts: 2,
      lastOutcome: 'rejected',
    })
    expect(line.reports.map(({ nextAttemptAt }) => nextAttemptAt !== null)).toEqual([true, false])
  })

  test.each([
    ['redirected', 301],
    ['redirected', 302],
    ['redirected', 307],
    ['redirected', 308],
    ['rejected', 400],
    ['server_error', 503],
  ])('is %s after %i, and retried', async (outcome, status) => {
    await using line = await Dispatching.open()
    await using target = await startReceiver((response) => response.end())
    await using receiver = await startReceiver((response) =>
      response.writeHead(status, { location: target.origin }).end(),
    )
    const endpointId = await line.endpoint(receiver.origin)
    await line.send(endpointId)
    line.start()
    await until('the attempt is recorded', () => line.reports.length === 1)
    expect(line.reports[0]).toMatchObject({ outcome, status })
    expect(await line.delivery(endpointId)).toMatchObject({ state: 'pending' })
    expect(target.requests).toHaveLength(0)
  })

  test('is interrupted when a 2xx is cut short, and retried', async () => {
    await using line = await Dispatching.open()
    let connections = 0
    await using receiver = await startRawReceiver((socket) =>
      socket.end(`HTTP/1.1 200 OK\r\ncontent-length: ${++connections === 1 ? 10 : 4}\r\n\r\ndone`),
    )
    const endpointId = await line.endpoint(receiver.origin)
    await line.send(endpointId)
    line.start()
    await untilAfter(line.clock, 500, 'it is delivered', () => line.reports.length === 2)
    expect(line.reports.map(({ outcome, status }) => [outcome, status])).toEqual([
      ['interrupted', 200],
      ['succeeded', 200],
    ])
  })

  test('is unreachable where nobody listens', async () => {
    await using line = await Dispatching.open()
    const endpointId = await line.endpoint(`http://127.0.0.1:${await closedPort()}/`)
    await line.send(endpointId)
    line.start()
    await until('the attempt is recorded', () => line.reports.length === 1)
    expect(line.reports[0]).toMatchObject({ outcome: 'unreachable', status: null })
  })

  test('frees its slot at the timeout: behind one that hangs and one that drips the next is delivered', async () => {
    await using line = await Dispatching.open()
    await using hanging = await startReceiver(() => {})
    let drops = 0
    await using dripping = await startRawReceiver((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n')
      const drip = setInterval(() => {
        drops++
        socket.write('.')
      }, 2)
      socket.on('close', () => clearInterval(drip))
    })
    await using healthy = await startReceiver((response) => response.end())
    const ids = []
    for (const { origin } of [hanging, dripping, healthy]) ids.push(await line.endpoint(origin))
    for (const id of ids) {
      await line.send(id)
      line.clock.advance(1)
    }
    line.start({ settings: { concurrency: 1 } })
    await until('the first hangs', () => hanging.requests.length === 1)
    line.clock.advance(timeoutMs)
    await until('the second drips', () => drops > 0)
    expect(healthy.requests).toHaveLength(0)
    line.clock.advance(timeoutMs)
    await until('all attempts are recorded', () => line.reports.length >= 3)
    expect(line.reports.slice(0, 3).map(({ outcome }) => outcome)).toEqual([
      'timed_out',
      'timed_out',
      'succeeded',
    ])
  })
})

describe('410', () => {
  test('disables the endpoint, and nothing more is sent to it', async () => {
    await using line = await Dispatching.open()
    await using receiver = await startReceiver((response) => response.writeHead(410).end())
    const endpointId = await line.endpoint(receiver.origin)
    await line.send(endpointId, 50)
    line.start({ settings: { endpointConcurrency: 1 } })
    await until('the attempt is recorded', () => line.reports.length === 1)
    await untilAfter(line.clock, 1_000, 'the others are canceled', async () => {
      const states = (await line.deliveries(endpointId)).map(({ state }) => state)
      return states.every((state) => state !== 'pending' && state !== 'leased')
    })
    expect(receiver.requests).toHaveLength(1)
    expect(line.reports).toMatchObject([{ outcome: 'gone', nextAttemptAt: null }])
    const states = (await line.deliveries(endpointId)).map(({ state, attempts }) => `${state} ${attempts}`)
    expect(states.toSorted()).toEqual([...Array.from({ length: 49 }, () => 'canceled 0'), 'failed 1'])
    expect(await line.store.findEndpoint(tenant, endpointId)).toMatchObject({
      state: 'disabled',
      disabledReason: 'gone',
    })
  })
})

describe('an endpoint that asks for a pause', () => {
  test('gets nothing until it is over, others go on, and no attempt is counted meanwhile', async () => {
    await using line = await Dispatching.open()
    let busy = true
    await using receiver = await startReceiver((response) =>
      busy ? response.writeHead(429, { 'retry-after': '120' }).end() : response.end(),
    )
    await using other = await startReceiver((response) => response.end())
    const [endpointId, otherId] = [await line.endpoint(receiver.origin), await line.endpoint(other.origin)]
    await line.send(endpointId, 40)
    const startedAt = line.clock.now()
    const dispatcher = line.start({ settings: { endpointConcurrency: 1 } })
    await until('the first attempt is recorded', () => line.reports.length === 1)
    await line.send(otherId, 40)
    dispatcher.wake()
    await until('the others have theirs', () => other.requests.length === 40)
    await until('what waits for the paused one is due when its pause ends', async () =>
      (await line.deliveries(endpointId)).every(({ dueAt }) => dueAt === startedAt + 120_000),
    )
    expect(await line.store.findEndpoint(tenant, endpointId)).toMatchObject({
      pausedUntil: startedAt + 120_000,
    })

    line.clock.advance(119_000)
    await line.send(endpointId)
    dispatcher.wake()
    await until('the newcomer waits, too', async () =>
      (await line.deliveries(endpointId)).every(({ dueAt }) => dueAt === startedAt + 120_000),
    )
    expect(receiver.requests).toHaveLength(1)
    busy = false
    await untilAfter(line.clock, 100, 'all are delivered', () => line.allIn('succeeded', endpointId))
    const attempts = (await line.deliveries(endpointId)).map((delivery) => delivery.attempts)
    expect(attempts.toSorted((a, b) => a - b)).toEqual([...Array.from({ length: 40 }, () => 1), 2])
  })

  test.each([
    ['503 with seconds', 503, '30', 30_000],
    ['429 with a date', 429, 'Mon, 23 Nov 2026 12:01:00 GMT', 60_000],
    ['429 with 20 digits', 429, '99999999999999999999', 86_400_000],
    ['429 with junk', 429, 'later', 5_000],
    ['502 without the header', 502, undefined, 5_000],
  ])('by %s is paused', async (_, status, header, pauseMs) => {
    await using line = await Dispatching.open()
    await using receiver = await startReceiver((response) =>
      response.writeHead(status, header === undefined ? {} : { 'retry-after': header }).end(),
    )
    const endpointId = await line.endpoint(receiver.origin)
    await line.send(endpointId)
    line.start()
    await until('the attempt is recorded', () => line.reports.length === 1)
    const resumesAt = line.clock.now() + pauseMs
    expect(line.reports[0]).toMatchObject({ outcome: 'throttled', nextAttemptAt: resumesAt })
    expect(await line.store.findEndpoint(tenant, endpointId)).toMatchObject({ pausedUntil: resumesAt })
  })
})

describe('a slow endpoint', () => {
  test('with a long backlog delays nobody else', async () => {
    await using line = await Dispatching.open()
    await using hanging = await startReceiver(() => {})
    await using healthy = await startReceiver((response) => response.end())
    const slowId = await line.endpoint(hanging.origin)
    await line.send(slowId, 2_000)
    line.clock.advance(1)
    const healthyIds = []
    for (let i = 0; i < 20; i++) healthyIds.push(await line.endpoint(`${healthy.origin}/${i}`))
    for (const id of healthyIds) await line.send(id, 20)
    line.start({ settings: { concurrency: 32, endpointConcurrency: 4 } })
    // Without the clock moving at all: no attempt at the slow one has ended yet.
    await until('the healthy ones have theirs', () => healthy.requests.length === 400)
    await until('all of that is recorded', () => line.reports.length === 400)
    expect(hanging.requests).toHaveLength(4)
    for (const id of healthyIds) expect(await line.allIn('succeeded', id)).toBe(true)
  })

  test('gets fewer attempts at once after it let some run into the timeout, and more when it answers', async () => {
    await using line = await Dispatching.open()
    const waiting: ServerResponse[] = []
    let well = false
    await using receiver = await startReceiver((response) => {
      if (well) response.end()
      else waiting.push(response)
    })
    const endpointId = await line.endpoint(receiver.origin)
    await line.send(endpointId, 200)
    const dispatcher = line.start({ settings: { endpointConcurrency: 8 } })
    await until('eight attempts hang', () => waiting.length === 8)
    line.clock.advance(timeoutMs)
    await until('they are recorded', () => line.reports.length === 8)
    dispatcher.wake()
    await until('one more hangs', () => waiting.length === 9)
    await until('no more do', () => receiver.open() === 1)
    well = true
    for (const response of waiting) response.destroy()
    await untilAfter(line.clock, 500, 'all are delivered', () => line.allIn('succeeded', endpointId))
  })
})

describe('the guard', () => {
  test('refuses at each attempt what was registered under another policy', async () => {
    await using line = await Dispatching.open()
    const endpointId = await line.endpoint('https://10.0.0.1/hooks')
    await line.send(endpointId)
    line.start()
    await until('the attempt is recorded', () => line.reports.length === 1)
    expect(line.reports[0]).toMatchObject({
      outcome: 'blocked',
      status: null,
      error: expect.stringContaining('delivery.allowPrivateNetworks'),
    })
    expect(await line.delivery(endpointId)).toMatchObject({ state: 'pending', attempts: 1 })
  })

  test('refuses mixed answers of DNS before anything is dialled, and delivers when DNS is mended', async () => {
    await using line = await Dispatching.open()
    await using receiver = await startReceiver((response) => response.end())
    const endpointId = await line.endpoint(`http://hooks.example:${receiver.port}/`)
    await line.send(endpointId)
    const answers = [
      [
        { address: '127.0.0.1', family: 4 },
        { address: '10.0.0.1', family: 4 },
      ],
    ]
    line.start({
      policy: { allowHttp: true, allowPrivateNetworks: ['127.0.0.0/8'] },
      resolver: async () => answers.shift() ?? [{ address: '127.0.0.1', family: 4 }],
    })
    await until('the attempt is recorded', () => line.reports.length === 1)
    expect(line.reports[0]).toMatchObject({
      outcome: 'blocked',
      error: expect.stringContaining('hooks.example resolves to 10.0.0.1'),
    })
    expect(receiver.connections()).toBe(0)
    await untilAfter(line.clock, 500, 'it is delivered', () => line.reports.length === 2)
    expect(line.reports[1]).toMatchObject({ outcome: 'succeeded' })
  })
})

test('what onAttempt throws is logged, and delivery goes on', async () => {
  await using line = await Dispatching.open()
  await using receiver = await startReceiver((response) => response.end())
  const endpointId = await line.endpoint(receiver.origin)
  await line.send(endpointId, 3)
  line.start({
    onAttempt: () => {
      throw new Error('full disk')
    },
  })
  await until('all are delivered', () => line.allIn('succeeded', endpointId))
  expect(line.log).toEqual(Array.from({ length: 3 }, () => 'delivery.onAttempt threw: full disk'))
})
