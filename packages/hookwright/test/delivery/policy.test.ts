import { verify } from '@hookwright/receiver'
import { describe, expect, test } from 'vitest'
import type { EndpointDisabled, MessageExhausted } from '../../src/delivery/notice.ts'
import { message } from '../store/conformance/samples.ts'
import { Dispatching, secret, tenant } from '../support/dispatching.ts'
import { startReceiver } from '../support/receiver.ts'
import { until, untilAfter } from '../support/until.ts'

const day = 86_400_000

describe('headers of an endpoint', () => {
  test('go with each request, and override nothing of the delivery', async () => {
    await using line = await Dispatching.open()
    await using receiver = await startReceiver((response) => response.end())
    // As an older version, or somebody at the database, may have stored them.
    const headers = JSON.stringify({
      'x-shop': '7',
      'webhook-id': 'msg_forged',
      'webhook-signature': 'v1,forged',
    })
    await line.send(await line.endpoint(receiver.origin, { headers }))
    line.start()
    await until('it is delivered', () => line.reports.length === 1)
    const [request] = receiver.requests
    expect(request?.headers['x-shop']).toBe('7')
    const verified = verify({
      headers: request?.headers ?? {},
      body: request?.body ?? '',
      secret,
      now: () => line.clock.now(),
    })
    await expect(verified).resolves.toMatchObject({ id: expect.not.stringContaining('forged') })
  })
})

describe('the timeout of an endpoint', () => {
  test('goes before the worker’s', async () => {
    await using line = await Dispatching.open()
    await using receiver = await startReceiver(() => {})
    await line.send(await line.endpoint(receiver.origin, { timeoutMs: 700 }))
    line.start({ settings: { retryScheduleMs: [0] } })
    await until('it hangs', () => receiver.requests.length === 1)
    await untilAfter(line.clock, 50, 'it is given up', () => line.reports.length === 1)
    expect(line.reports[0]).toMatchObject({ outcome: 'timed_out' })
    expect(line.reports[0]?.durationMs).toBeLessThan(1_000)
  })
})

describe('the concurrency of an endpoint', () => {
  test('holds over several workers', async () => {
    await using line = await Dispatching.open()
    let open = 0
    let most = 0
    await using receiver = await startReceiver((response) => {
      most = Math.max(most, ++open)
      setTimeout(() => {
        open--
        response.end()
      }, 2)
    })
    await line.send(await line.endpoint(receiver.origin, { concurrency: 2 }), 60)
    for (let n = 0; n < 3; n++) line.start()
    await untilAfter(line.clock, 100, 'all are delivered', () => line.reports.length === 60)
    expect(most).toBe(2)
  })
})

describe('the rate of an endpoint', () => {
  test('is kept over several workers, and the others are not slowed', async () => {
    await using line = await Dispatching.open()
    await using slow = await startReceiver((response) => response.end())
    await using quick = await startReceiver((response) => response.end())
    await line.send(await line.endpoint(slow.origin, { ratePerSecond: 5 }), 30)
    const free = await line.endpoint(quick.origin)
    await line.send(free, 200)
    for (let n = 0; n < 2; n++) line.start()
    await until('the other has all of its own', () => quick.requests.length === 200)
    await until('the first second’s worth is there', () => slow.requests.length === 5)
    const start = line.clock.now()
    await untilAfter(line.clock, 20, 'all are delivered', () => slow.requests.length === 30)
    expect(line.clock.now() - start).toBeGreaterThanOrEqual(5_000)
  })
})

describe('an endpoint in order', () => {
  test('gets one at a time, in order, and nothing overtakes what fails', async () => {
    await using line = await Dispatching.open()
    let refuse = true
    await using receiver = await startReceiver((response, { body }) => {
      response.writeHead(body.toString() === '3' && refuse ? 500 : 204).end()
    })
    const endpointId = await line.endpoint(receiver.origin, { ordered: true })
    for (let n = 0; n < 6; n++) await line.send(endpointId, 1, String(n))
    for (let n = 0; n < 2; n++) line.start({ settings: { retryScheduleMs: [0, 5_000] } })
    const got = () => receiver.requests.map(({ body }) => body.toString())
    await until('it comes to the one that fails', () => got().length === 4)
    await untilAfter(line.clock, 1_000, 'its schedule is spent, and it is tried on', () => got().length === 8)
    expect(got()).toEqual(['0', '1', '2', '3', '3', '3', '3', '3'])
    refuse = false
    await untilAfter(line.clock, 1_000, 'the rest follows', () => got().length === 11)
    expect(got().slice(8)).toEqual(['3', '4', '5'])
  })

  test('is tried on no sooner than each minute, where the schedule has no wait', async () => {
    await using line = await Dispatching.open()
    await using receiver = await startReceiver((response) => response.writeHead(500).end())
    const endpointId = await line.endpoint(receiver.origin, { ordered: true })
    await line.send(endpointId)
    line.start({ settings: { retryScheduleMs: [0] } })
    await until('it has failed', () => line.reports.length === 1)
    expect(line.reports[0]?.nextAttemptAt).toBe(line.clock.now() + 60_000)
  })

  test('tells once that the schedule of a message is spent, and goes on', async () => {
    await using line = await Dispatching.open()
    await using receiver = await startReceiver((response) => response.writeHead(500).end())
    const exhausted: MessageExhausted[] = []
    await line.send(await line.endpoint(receiver.origin, { ordered: true }))
    line.start({
      settings: { retryScheduleMs: [0, 5_000] },
      onMessageExhausted: (notice) => exhausted.push(notice),
    })
    await untilAfter(line.clock, 1_000, 'it is tried on', () => receiver.requests.length === 5)
    expect(exhausted).toHaveLength(1)
    expect(exhausted[0]).toMatchObject({ lastAttempt: { number: 2 }, nextAttemptAt: expect.any(String) })
  })
})

describe('the schedule of a message', () => {
  test('goes before the worker’s', async () => {
    await using line = await Dispatching.open()
    await using receiver = await startReceiver((response) => response.writeHead(500).end())
    const endpointId = await line.endpoint(receiver.origin)
    const createdAt = line.clock.now()
    await line.store.enqueue([
      message({ tenant, createdAt, endpointIds: [endpointId], retryScheduleMs: [0, 50] }),
    ])
    line.start()
    await untilAfter(line.clock, 10, 'it has failed', () => line.allIn('failed', endpointId))
    expect(receiver.requests).toHaveLength(2)
    expect(line.clock.now() - createdAt).toBeLessThan(5_000)
  })
})

describe('a delivery whose attempts are spent', () => {
  test('is told of in code, with the last attempt', async () => {
    await using line = await Dispatching.open()
    await using receiver = await startReceiver((response) => response.writeHead(503).end())
    const exhausted: MessageExhausted[] = []
    const endpointId = await line.endpoint(receiver.origin)
    await line.send(endpointId)
    line.start({ settings: { retryScheduleMs: [0] }, onMessageExhausted: (notice) => exhausted.push(notice) })
    await until('it is told', () => exhausted.length === 1)
    const delivery = await line.delivery(endpointId)
    expect(exhausted).toEqual([
      {
        tenant,
        messageId: delivery.messageId,
        deliveryId: delivery.id,
        eventType: 'new-subscription',
        endpointId,
        url: receiver.origin,
        lastAttempt: { number: 1, outcome: 'server_error', status: 503, error: 'Answered 503.' },
        nextAttemptAt: null,
      },
    ])
  })

  test('is told of as a webhook; and of that webhook’s own end nothing is told', async () => {
    await using line = await Dispatching.open()
    await using receiver = await startReceiver((response) => response.writeHead(500).end())
    const endpointId = await line.endpoint(receiver.origin)
    await line.send(endpointId)
    line.start({ settings: { retryScheduleMs: [0] }, storesNotices: true })
    await until('the notice has failed as well', async () => {
      const deliveries = await line.deliveries(endpointId)
      return deliveries.length === 2 && deliveries.every(({ state }) => state === 'failed')
    })
    line.clock.advance(60_000)
    const [, notice] = receiver.requests
    expect(notice?.headers['webhook-event-type']).toBe('message.exhausted')
    expect(JSON.parse(notice?.body.toString() ?? '')).toMatchObject({
      type: 'message.exhausted',
      timestamp: '2026-11-23T12:00:00.000Z',
      data: { endpointId, eventType: 'new-subscription', lastAttempt: { status: 500 } },
    })
    expect(await line.deliveries(endpointId)).toHaveLength(2)
  })

  test('a hook that throws is reported, and stops nothing', async () => {
    await using line = await Dispatching.open()
    await using receiver = await startReceiver((response) => response.writeHead(500).end())
    const endpointId = await line.endpoint(receiver.origin)
    await line.send(endpointId, 2)
    line.start({
      settings: { retryScheduleMs: [0] },
      onMessageExhausted: () => {
        throw new Error('no mail today')
      },
    })
    await until('both have failed', () => line.allIn('failed', endpointId))
    await until('it is said', () => line.log.includes('delivery.onMessageExhausted threw: no mail today'))
  })
})

describe('an endpoint that answers 410', () => {
  test('is told of once, although several attempts were under way', async () => {
    await using line = await Dispatching.open()
    await using other = await startReceiver((response) => response.end())
    let arrived = 0
    const gone: (() => void)[] = []
    await using receiver = await startReceiver((response) => {
      gone.push(() => response.writeHead(410).end())
      if (++arrived === 3) for (const answer of gone) answer()
    })
    const disabled: EndpointDisabled[] = []
    const endpointId = await line.endpoint(receiver.origin, { eventTypes: ['new-subscription'] })
    await line.endpoint(other.origin, { eventTypes: ['endpoint.disabled'] })
    await line.send(endpointId, 3)
    line.start({ storesNotices: true, onEndpointDisabled: (notice) => disabled.push(notice) })
    await until('the other is told', () => other.requests.length === 1)
    await until('all are recorded', () => line.reports.length === 4)
    expect(disabled).toHaveLength(1)
    expect(disabled[0]).toMatchObject({ endpointId, reason: 'gone', failingSince: null })
    expect(JSON.parse(other.requests[0]?.body.toString() ?? '')).toMatchObject({
      type: 'endpoint.disabled',
      data: { endpointId, reason: 'gone', url: receiver.origin },
    })
    expect(other.requests).toHaveLength(1)
  })
})

describe('an endpoint that only fails', () => {
  test('is disabled when it has for so many days, and told of', async () => {
    await using line = await Dispatching.open()
    await using receiver = await startReceiver((response) => response.writeHead(500).end())
    const disabled: EndpointDisabled[] = []
    const endpointId = await line.endpoint(receiver.origin)
    await line.send(endpointId)
    line.start({
      settings: { retryScheduleMs: [0, day, day, day, day], disableAfterDays: 2, pollMs: 3_600_000 },
      onEndpointDisabled: (notice) => disabled.push(notice),
    })
    await until('it has failed once', () => line.reports.length === 1)
    await untilAfter(line.clock, day / 4, 'it is disabled', () => disabled.length === 1)
    // By the third attempt; or by the second, if the clock went on far enough while that was under way.
    expect([2, 3]).toContain(receiver.requests.length)
    expect(disabled[0]).toMatchObject({ reason: 'failing', failingSince: '2026-11-23T12:00:00.000Z' })
    await expect(line.store.findEndpoint(tenant, endpointId)).resolves.toMatchObject({
      state: 'disabled',
      disabledReason: 'failing',
    })
    await expect(line.delivery(endpointId)).resolves.toMatchObject({ state: 'canceled' })
  })

  test('is not, where one attempt succeeds in between', async () => {
    await using line = await Dispatching.open()
    let status = 500
    await using receiver = await startReceiver((response) => response.writeHead(status).end())
    const endpointId = await line.endpoint(receiver.origin)
    const settings = { retryScheduleMs: [0], disableAfterDays: 2 }
    line.start({ settings })
    for (const [n, answer] of [500, 204, 500].entries()) {
      status = answer
      await line.send(endpointId)
      await untilAfter(line.clock, 1_000, 'it is recorded', () => line.reports.length === n + 1)
      line.clock.advance(1.5 * day)
    }
    await expect(line.store.findEndpoint(tenant, endpointId)).resolves.toMatchObject({ state: 'enabled' })
  })

  test('never is, where that is not wanted', async () => {
    await using line = await Dispatching.open()
    await using receiver = await startReceiver((response) => response.writeHead(500).end())
    const endpointId = await line.endpoint(receiver.origin, { failingSince: line.clock.now() - 900 * day })
    await line.send(endpointId)
    line.start({ settings: { retryScheduleMs: [0], disableAfterDays: null } })
    await until('it has failed', () => line.allIn('failed', endpointId))
    await expect(line.store.findEndpoint(tenant, endpointId)).resolves.toMatchObject({ state: 'enabled' })
  })

  test('is not, where it is we who cannot send', async () => {
    await using line = await Dispatching.open()
    const endpointId = await line.endpoint('https://10.0.0.1/', {
      failingSince: line.clock.now() - 900 * day,
    })
    await line.send(endpointId)
    line.start({ settings: { retryScheduleMs: [0] } })
    await until('it has failed', () => line.allIn('failed', endpointId))
    await expect(line.store.findEndpoint(tenant, endpointId)).resolves.toMatchObject({ state: 'enabled' })
  })
})
