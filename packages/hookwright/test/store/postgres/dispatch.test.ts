import { verify } from '@hookwright/receiver'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { App } from '../../../src/app.ts'
import { createWorker } from '../../../src/delivery/worker.ts'
import { postgres } from '../../../src/postgres.ts'
import { Dispatching, secret, tenant } from '../../support/dispatching.ts'
import { newSchema } from '../../support/postgres.ts'
import type { TestSchema } from '../../support/postgres.ts'
import { startReceiver } from '../../support/receiver.ts'
import { until, untilAfter } from '../../support/until.ts'

let schema: TestSchema

beforeEach(async () => {
  schema = await newSchema()
})
afterEach(() => schema[Symbol.asyncDispose]())

test('many dispatchers on several pools deliver each message once, signed', async () => {
  await using others = new AsyncDisposableStack()
  await using line = await Dispatching.open(postgres(schema.url))
  await using receiver = await startReceiver((response) => response.end())
  const endpointIds = [await line.endpoint(receiver.origin), await line.endpoint(receiver.origin)]
  for (const endpointId of endpointIds) await line.send(endpointId, 250, '{"ü":"\u2028"}')
  line.start()
  for (let n = 0; n < 2; n++) {
    const store = postgres(schema.url)
    others.defer(() => store.close())
    await store.open()
    line.start({ store })
  }
  const isDone = async () =>
    (await Promise.all(endpointIds.map((id) => line.allIn('succeeded', id)))).every(Boolean)
  await untilAfter(line.clock, 10, 'all is delivered', isDone)

  expect(receiver.requests).toHaveLength(500)
  expect(new Set(receiver.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(500)
  const now = () => line.clock.now()
  for (const { headers, body } of receiver.requests) {
    await expect(verify({ headers, body, secret, now })).resolves.toBeDefined()
  }
})

test('a worker delivers at once what another process has stored, without waiting for its poll', async () => {
  await using receiver = await startReceiver((response) => response.end())
  const delivery = { allowPrivateNetworks: ['127.0.0.0/8'], pollMs: 3_600_000, worker: false }
  const sending = new App({
    title: 'a',
    version: '1',
    delivery: { ...delivery, store: postgres(schema.url) },
  })
  const delivering = new App({
    title: 'b',
    version: '1',
    delivery: { ...delivery, store: postgres(schema.url) },
  })
  const ping = sending.webhooks.post('ping')
  const worker = createWorker(delivering)
  await worker.start()
  await sending.delivery.endpoints.create(tenant, { url: receiver.origin })

  for (let n = 1; n <= 3; n++) {
    await ping.send(undefined, { tenant })
    await until('it is delivered', () => receiver.requests.length === n)
  }
  await worker.stop()
  await sending.close()
  await delivering.close()
})

test('a worker that hears nothing delivers all the same, within its poll', async () => {
  await using line = await Dispatching.open(postgres(schema.url))
  await using receiver = await startReceiver((response) => response.end())
  const endpointId = await line.endpoint(receiver.origin)
  line.start({ settings: { pollMs: 1_000 } })
  await until('it rests', () => line.clock.timers > 0)
  await line.send(endpointId, 3)
  line.clock.advance(1_000)
  await until('all is delivered', () => line.allIn('succeeded', endpointId))
  expect(receiver.requests).toHaveLength(3)
})
