import { afterEach, expect, test } from 'vitest'
import type { DeliveryOptions } from '../../src/delivery/options.ts'
import type { AttemptReport } from '../../src/delivery/report.ts'
import { createWorker, type Worker, type WorkerOptions } from '../../src/delivery/worker.ts'
import { sqlite } from '../../src/sqlite.ts'
import { withFaults } from '../support/faults.ts'
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
    receiver,
    send: () => orderPaid.send({ id: '1', total: 1 }, { tenant: 'acme' }),
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

test('what onAttempt of a worker throws goes to its logger, and neither the app nor delivery suffers', async () => {
  const ofApp: string[] = []
  const log: string[] = []
  const { receiver, send, start } = await createLine({ onAttempt: ({ messageId }) => ofApp.push(messageId) })
  await start({
    onAttempt: () => {
      throw new Error('full disk')
    },
    logger: { info: (text) => log.push(text), warn: (text) => log.push(text) },
  })
  const sent = [(await send()).messageId, (await send()).messageId]
  await until('both attempts were told', () => ofApp.length === 2)
  expect(ofApp.toSorted()).toEqual(sent.toSorted())
  expect(receiver.requests).toHaveLength(2)
  expect(log).toEqual(Array.from({ length: 2 }, () => "The worker's onAttempt threw: full disk"))
})

test('the logger of a worker is told of what fails in delivering and in upkeep', async () => {
  const log: string[] = []
  const broken = () => Promise.reject(new Error('no such table'))
  const store = withFaults(sqlite(':memory:'), { claim: broken, prune: broken })
  const { start } = await createLine({ store })
  await start({ logger: { info: (text) => log.push(text), warn: (text) => log.push(text) } })
  await until('both were told', () => new Set(log).size >= 2)
  expect(log.join('\n')).toMatch(/failed to hand out deliveries; .*: no such table/)
  expect(log.join('\n')).toMatch(/failed to delete what is old; .*: no such table/)
})
