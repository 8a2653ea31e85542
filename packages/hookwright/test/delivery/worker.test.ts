import { afterEach, expect, test } from 'vitest'
import type { DeliveryOptions } from '../../src/delivery/options.ts'
import type { AttemptReport } from '../../src/delivery/report.ts'
import { createWorker, type Worker, type WorkerOptions } from '../../src/delivery/worker.ts'
import { sqlite } from '../../src/sqlite.ts'
import { addEndpoint } from '../store/conformance/samples.ts'
import { startConnectProxy } from '../support/connect-proxy.ts'
import { Gate, withFaults } from '../support/faults.ts'
import { createManaged } from '../support/management.ts'
import { startReceiver } from '../support/receiver.ts'
import { until } from '../support/until.ts'

const closing: (() => PromiseLike<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

/** An app that sends to one endpoint, and workers on it. */
async function createLine(delivery: Partial<DeliveryOptions> = {}) {
  const receiver = await startReceiver((response) => response.end())
  const { app, orderPaid } = createManaged({ allowPrivateNetworks: ['127.0.0.0/8'], ...delivery })
  closing.push(
    () => receiver[Symbol.asyncDispose](),
    () => app.close(),
  )
  await app.delivery.endpoints.create('acme', { url: receiver.origin })
  return {
    app,
    receiver,
    send: () => orderPaid.send({ id: '1', total: 1 }, { tenant: 'acme' }),
    sendTo: (endpoints: string[]) => orderPaid.send({ id: '1', total: 1 }, { tenant: 'acme', endpoints }),
    start: async (options?: WorkerOptions): Promise<Worker> => {
      const worker = createWorker(app, options)
      closing.push(() => worker.stop({ graceMs: 0 }))
      await worker.start()
      return worker
    },
  }
}

test('onAttempt of a worker is told of its attempts, beside that of the app', async () => {
  const ofApp: AttemptReport[] = []
  const ofWorker: AttemptReport[] = []
  const { send, start } = await createLine({ onAttempt: (report) => ofApp.push(report) })
  await start({ onAttempt: (report) => ofWorker.push(report) })
  const { messageId } = await send()
  await until('both were told', () => ofApp.length > 0 && ofWorker.length > 0)
  expect(ofWorker).toEqual([expect.objectContaining({ messageId, outcome: 'succeeded', status: 200 })])
  expect(ofApp).toEqual(ofWorker)
})

test('what the process of a worker sends is leased as it is stored; what is sent where none works is claimed', async () => {
  const inMemory = sqlite(':memory:')
  const claimed: string[] = []
  const store = withFaults(inMemory, {
    claim: async (request) => {
      const claim = await inMemory.claim(request)
      claimed.push(...claim.deliveries.map(({ messageId }) => messageId))
      return claim
    },
  })
  const reports: AttemptReport[] = []
  const { receiver, send, start } = await createLine({ store, onAttempt: (report) => reports.push(report) })
  const { messageId: before } = await send()
  const worker = await start()
  await until('it is delivered', () => reports.length === 1)
  await send()
  await send()
  await until('they are delivered', () => reports.length === 3)
  expect(claimed).toEqual([before])
  await worker.stop()
  const { messageId: after } = await send()
  await start()
  await until('that is delivered, too', () => reports.length === 4)
  expect(claimed).toEqual([before, after])
  expect(receiver.requests).toHaveLength(4)
})

test('a message that cannot be stored keeps no room of the worker', async () => {
  const inMemory = sqlite(':memory:')
  let isAway = false
  const store = withFaults(inMemory, {
    enqueue: (messages, offer) =>
      isAway ? Promise.reject(new Error('the disk is full')) : inMemory.enqueue(messages, offer),
  })
  const { receiver, send, start } = await createLine({ store, concurrency: 1 })
  const worker = await start()
  isAway = true
  for (let n = 0; n < 20; n++) await expect(send()).rejects.toThrow('the disk is full')
  isAway = false
  await send()
  await until('it is delivered', () => receiver.requests.length === 1)
  // It would wait for offers that were never settled.
  await worker.stop()
})

/** A worker that would poll in an hour, and an endpoint that does not answer before its gate is open; with the claims counted. */
async function createHanging() {
  const inMemory = sqlite(':memory:')
  const storing = new Gate()
  storing.open()
  const counted = { claims: 0, storing }
  const store = withFaults(inMemory, {
    claim: (request) => {
      counted.claims++
      return inMemory.claim(request)
    },
    enqueue: async (messages, offer) => {
      await counted.storing.pass()
      return inMemory.enqueue(messages, offer)
    },
  })
  const answering = new Gate()
  const receiver = await startReceiver((response) => void answering.pass().then(() => response.end()))
  closing.push(() => receiver[Symbol.asyncDispose]())
  const done: string[] = []
  const line = await createLine({
    store,
    endpointConcurrency: 1,
    pollMs: 3_600_000,
    onAttempt: ({ messageId }) => done.push(messageId),
  })
  const { endpoint } = await line.app.delivery.endpoints.create('acme', { url: receiver.origin })
  const all = await line.app.delivery.endpoints.list('acme')
  const quick = all.find(({ id }) => id !== endpoint.id)?.id ?? ''
  const sent: string[] = []
  const send = async (id: string) => {
    const { messageId } = await line.sendTo([id])
    sent.push(messageId)
    return messageId
  }
  await line.start()
  // One is attempted, some wait for it, and the rest is left in the store.
  for (let n = 0; n < 20; n++) await send(endpoint.id)
  const isPassedOver = async () => {
    const before = counted.claims
    await send(endpoint.id)
    const other = await send(quick)
    await until('the other one is delivered', () => done.includes(other))
    return counted.claims === before
  }
  return { counted, answering, done, sent, hanging: endpoint.id, send, isPassedOver }
}

test('an endpoint that hangs has nobody ask the store for each of its messages; all go out once it answers', async () => {
  const { counted, answering, done, sent, hanging, send, isPassedOver } = await createHanging()
  await until('its messages wake nobody', isPassedOver)
  const before = counted.claims
  await Promise.all(Array.from({ length: 20 }, () => send(hanging)))
  expect(await isPassedOver()).toBe(true)
  expect(counted.claims).toBe(before)
  answering.open()
  await until('all are delivered', () => sent.every((id) => done.includes(id)))
})

test('a message that was to wait in the store is claimed where its endpoint has room by the time it is stored', async () => {
  const { counted, answering, done, sent, hanging, send, isPassedOver } = await createHanging()
  await until('its messages wake nobody', isPassedOver)
  const held = new Gate()
  counted.storing = held
  const late = send(hanging)
  await until('it is being stored', () => held.waiting === 1)
  answering.open()
  await until('all others are delivered', () => sent.every((id) => done.includes(id)))
  held.open()
  const id = await late
  await until('it is delivered, too', () => done.includes(id))
})

test('what onAttempt of a worker throws goes to its logger, and neither the app nor delivery suffers', async () => {
  const ofApp: string[] = []
  const log: string[] = []
  const { receiver, send, start } = await createLine({ onAttempt: ({ messageId }) => ofApp.push(messageId) })
  await start({
    onAttempt: () => {
      throw new Error('full disk')
    },
    logger: { info: (_, text) => log.push(text), warn: (_, text) => log.push(text) },
  })
  const sent = [(await send()).messageId, (await send()).messageId]
  await until('both attempts were told', () => ofApp.length === 2)
  expect(ofApp.toSorted()).toEqual(sent.toSorted())
  expect(receiver.requests).toHaveLength(2)
  expect(log).toEqual(Array.from({ length: 2 }, () => "The worker's onAttempt threw: full disk"))
})

test('a worker goes out through the proxy of its app, also where that is away; its reports never hold the password', async () => {
  const proxy = await startConnectProxy({ credentials: 'ada:hunter2' })
  closing.push(() => proxy[Symbol.asyncDispose]())
  const reports: AttemptReport[] = []
  const { receiver, send, start } = await createLine({
    proxyUrl: `http://ada:hunter2@127.0.0.1:${proxy.port}`,
    onAttempt: (report) => reports.push(report),
  })
  await start()
  await send()
  await until('it is delivered', () => reports.length === 1)
  expect(reports[0]).toMatchObject({ outcome: 'succeeded', status: 200 })
  expect(receiver.connections()).toBe(1)
  expect(proxy.asked.map(({ target }) => target)).toEqual([`127.0.0.1:${receiver.port}`])

  await proxy[Symbol.asyncDispose]()
  await until('the receiver has noticed', () => receiver.open() === 0)
  await send()
  await until('it has failed', () => reports.length === 2)
  expect(reports[1]).toMatchObject({
    outcome: 'unreachable',
    status: null,
    error: expect.stringContaining(`The proxy ${proxy.origin} cannot be used (connect ECONNREFUSED`),
    nextAttemptAt: expect.any(Number),
  })
  expect(JSON.stringify(reports)).not.toContain('hunter2')
})

test.each([
  ['10.0.0.1', 'is a private address'],
  ['169.254.169.254', 'is a link-local address'],
  ['[::ffff:10.0.0.1]', 'is a private address'],
  ['0x0a000001', 'is a private address'],
])('the proxy is not asked for %s, even where it resolves by itself', async (host, reason) => {
  const proxy = await startConnectProxy()
  closing.push(() => proxy[Symbol.asyncDispose]())
  const reports: AttemptReport[] = []
  const { app, send, start } = await createLine({
    proxyUrl: proxy.origin,
    proxyResolves: true,
    onAttempt: (report) => reports.push(report),
  })
  // Past the check when it is registered, which would refuse it already.
  await addEndpoint(app.delivery.line.store, { url: `https://${host}/` })
  await start()
  await send()
  await until('both are attempted', () => reports.length === 2)
  expect(reports.find(({ url }) => url === `https://${host}/`)).toMatchObject({
    outcome: 'blocked',
    error: expect.stringContaining(reason),
  })
  expect(proxy.asked).toHaveLength(1)
})

test('the logger of a worker is told of what fails in delivering and in upkeep', async () => {
  const log: string[] = []
  const broken = () => Promise.reject(new Error('no such table'))
  const store = withFaults(sqlite(':memory:'), { claim: broken, prune: broken })
  const { start } = await createLine({ store })
  await start({ logger: { info: (_, text) => log.push(text), warn: (_, text) => log.push(text) } })
  await until('both were told', () => new Set(log).size >= 2)
  expect(log.join('\n')).toMatch(/failed to hand out deliveries; .*: no such table/)
  expect(log.join('\n')).toMatch(/failed to delete what is old; .*: no such table/)
})
