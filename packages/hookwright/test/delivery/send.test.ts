import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { createWorker, type Worker } from '../../src/delivery/worker.ts'
import { sqlite } from '../../src/sqlite.ts'
import { createManaged, type Managed } from '../support/management.ts'
import { startReceiver, type HttpReceiver } from '../support/receiver.ts'
import { until, untilAfter } from '../support/until.ts'

let folder: string
let managed: Managed
let receiver: HttpReceiver
let worker: Worker

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hookwright-send-'))
  managed = createManaged({
    store: sqlite(join(folder, 'hookwright.db')),
    allowPrivateNetworks: ['127.0.0.0/8'],
  })
  receiver = await startReceiver((response) => void response.end())
  await managed.app.delivery.endpoints.create('acme', { url: receiver.origin })
  worker = createWorker(managed.app)
  await worker.start()
})
afterEach(async () => {
  await worker.stop()
  await managed.app.close()
  await receiver[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

const order = (id: string) => ({ id, total: 1 })
const received = () => receiver.requests.map(({ body }) => JSON.parse(String(body)).id)
const send = (id: string, options: object = {}) =>
  managed.orderPaid.send(order(id), { tenant: 'acme', ...options })

describe('sending at a time', () => {
  const dueAtOf = async (at: Date | number) => {
    const { messageId } = await send('o', { at })
    const { store } = managed.app.delivery.line
    const [delivery] = await store.listDeliveries('acme', { messageId }, { limit: 1 })
    return delivery?.dueAt
  }

  test('delivers then, and not before', async () => {
    const at = managed.clock.now() + 3_600_000
    await send('later', { at: new Date(at) })
    await send('now')
    await until('the other one is delivered', () => receiver.requests.length > 0)
    // Or its lease would end before that is recorded.
    const { store } = managed.app.delivery.line
    const listSucceeded = () => store.listDeliveries('acme', { state: 'succeeded' }, { limit: 2 })
    await until('that is recorded', async () => (await listSucceeded()).length === 1)
    managed.clock.advance(3_599_999)
    await send('just before')
    await until('that one is delivered too', () => receiver.requests.length > 1)
    expect(received()).toEqual(['now', 'just before'])
    // In steps: whether the worker has gone to sleep yet, with its timer set, cannot be seen from here.
    await untilAfter(managed.clock, 1_000, 'it is delivered', () => receiver.requests.length > 2)
    expect(received()).toEqual(['now', 'just before', 'later'])
  })

  test('takes a Date or epoch milliseconds, never earlier than asked', async () => {
    await worker.stop()
    const at = managed.clock.now() + 1_000
    expect(await dueAtOf(new Date(at))).toBe(at)
    expect(await dueAtOf(at)).toBe(at)
    expect(await dueAtOf(at + 0.2)).toBe(at + 1)
  })

  test('in the past is now', async () => {
    await worker.stop()
    const now = managed.clock.now()
    expect(await dueAtOf(now - 1)).toBe(now)
    expect(await dueAtOf(new Date(0))).toBe(now)
  })

  test.each([
    [Number.NaN, 'must be a Date or epoch milliseconds, not NaN'],
    [Number.POSITIVE_INFINITY, 'not Infinity'],
    [1e16, 'not 10000000000000000'],
    [new Date('tomorrow'), 'not an invalid Date'],
    ['2026-12-24', 'not "2026-12-24"'],
    [null, 'not null'],
    [
      1_798_761_600,
      'is 1798761600, which looks like seconds. Give milliseconds: 1798761600 * 1000; or a Date.',
    ],
  ])('%s is refused', async (at, message) => {
    await expect(send('o', { at })).rejects.toMatchObject({
      code: 'bad_option',
      message: expect.stringContaining(message),
    })
  })
})

describe('sending in a transaction of one’s own', () => {
  let database: DatabaseSync
  beforeEach(() => {
    database = new DatabaseSync(join(folder, 'hookwright.db'), { timeout: 5_000 })
  })
  afterEach(() => database.close())

  test('is delivered soon after it commits, though no time passes for the poll', async () => {
    database.exec('begin immediate')
    const first = await send('first', { transaction: database })
    const second = await send('second', { transaction: database })
    expect(first).toEqual({ messageId: expect.stringMatching(/^msg_/), deliveries: 1, duplicate: false })
    database.exec('commit')
    await until('both are delivered', () => receiver.requests.length === 2)
    expect(receiver.requests.map(({ headers }) => String(headers['webhook-id'])).toSorted()).toEqual(
      [first.messageId, second.messageId].toSorted(),
    )
  })

  test('rolled back, leaves no row and makes no request', async () => {
    database.exec('begin immediate')
    const { messageId } = await send('undone', { transaction: database, idempotencyKey: 'k' })
    database.exec('rollback')
    // The same key is free, and by the time this one is delivered the other would have been.
    await send('done', { idempotencyKey: 'k' })
    await until('the other one is delivered', () => receiver.requests.length > 0)
    managed.clock.advance(60_000)
    const { store } = managed.app.delivery.line
    expect(await store.findMessage('acme', messageId)).toBeUndefined()
    expect(await store.listDeliveries('acme', {}, { limit: 10 })).toHaveLength(1)
    expect(received()).toEqual(['done'])
  })

  test('refused, leaves the transaction as it was', async () => {
    database.exec('begin immediate')
    await send('first', { transaction: database, idempotencyKey: 'k' })
    await expect(send('other', { transaction: database, idempotencyKey: 'k' })).rejects.toMatchObject({
      code: 'idempotency_conflict',
    })
    await expect(send('x', { transaction: database, endpoints: ['ep_none'] })).rejects.toMatchObject({
      code: 'endpoint_unknown',
    })
    expect(await send('first', { transaction: database, idempotencyKey: 'k' })).toMatchObject({
      duplicate: true,
    })
    database.exec('commit')
    await until('it is delivered', () => receiver.requests.length > 0)
    expect(received()).toEqual(['first'])
  })

  test('is refused where none is open, or what is given is none', async () => {
    await expect(send('o', { transaction: database })).rejects.toMatchObject({ code: 'bad_option' })
    await expect(send('o', { transaction: null })).rejects.toMatchObject({ code: 'bad_option' })
  })
})
