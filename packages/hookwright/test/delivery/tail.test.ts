import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { tailMessages, type Tailed } from '../../src/delivery/tail.ts'
import { message } from '../store/conformance/samples.ts'
import { createManaged, type Managed } from '../support/management.ts'
import { untilAfter } from '../support/until.ts'

let managed: Managed
let abort: AbortController
let told: Tailed[]
let ended: Promise<void>

beforeEach(() => {
  managed = createManaged()
  abort = new AbortController()
  told = []
  ended = Promise.resolve()
})
afterEach(async () => {
  abort.abort()
  await ended
  await managed.app.close()
})

/** Begins to tail, and resolves when it has begun. */
async function tail(options: { after?: string; eventTypes?: string[] } = {}): Promise<void> {
  const { line } = managed.app.delivery
  const tailed = tailMessages(line, { tenant: 'acme', eventTypes: [], signal: abort.signal, ...options })
  const first = await tailed.next()
  if (!first.done) told.push(first.value)
  const readOn = async () => {
    for await (const each of tailed) told.push(each)
  }
  ended = readOn()
}

const ids = () => told.flatMap((each) => (each.kind === 'message' ? [each.message.id] : []))

/** Ten seconds, with many looks. */
async function letTimePass(): Promise<void> {
  const end = managed.clock.now() + 10_000
  await untilAfter(managed.clock, 250, 'time has passed', () => managed.clock.now() >= end)
}

/** Lets time pass until so many messages were told, then some more, in which no other may come. */
async function untilTold(count: number): Promise<void> {
  await untilAfter(managed.clock, 100, `${count} messages were told`, () => ids().length >= count)
  await letTimePass()
}

async function send(total: number): Promise<string> {
  return (await managed.orderPaid.send({ id: 'a', total }, { tenant: 'acme' })).messageId
}

/** Stores a message whose id was given earlier, as by a transaction that took so long. */
async function storeLate(ageMs: number, tenant = 'acme'): Promise<string> {
  const { line } = managed.app.delivery
  const late = message({ tenant, createdAt: managed.clock.now() - ageMs })
  await line.open()
  await line.store.enqueue([late])
  return late.id
}

describe('a tail', () => {
  test('tells what is sent from now on, each message once, and nothing from before', async () => {
    await send(1)
    await tail()
    const sent = [await send(2), await send(3)]
    await untilTold(2)
    sent.push(await send(4))
    await untilTold(3)
    // Those of one millisecond are in no order.
    expect(ids().toSorted()).toEqual(sent.toSorted())
    expect(told[0]).toEqual({ kind: 'begun' })
  })

  test('is told of a message at once, also where no endpoint wants it, without waiting for the poll', async () => {
    await tail()
    const sent = await send(1)
    // The poll is a second away.
    const deadline = managed.clock.now() + 900
    const advance = (ms: number) => managed.clock.advance(Math.min(ms, deadline - managed.clock.now()))
    await untilAfter({ advance }, 50, 'it was told', () => ids().includes(sent))
  })

  test('tells nothing of another tenant, nor of other event types than were asked for', async () => {
    await tail({ eventTypes: ['order.canceled'] })
    await send(1)
    await storeLate(0, 'globex')
    await letTimePass()
    expect(told).toEqual([{ kind: 'begun' }])
  })

  test('misses no message that is stored some time after it was given its id', async () => {
    await tail()
    const sent = [await send(1)]
    await untilTold(1)
    sent.push(await storeLate(5_000), await storeLate(25_000))
    await untilTold(3)
    expect(ids().toSorted()).toEqual(sent.toSorted())
  })

  test('begun after a message goes on behind it, and repeats at most what was sent shortly before', async () => {
    const first = await send(1)
    managed.clock.advance(60_000)
    const second = await send(2)
    managed.clock.advance(10_000)
    const third = await send(3)
    managed.clock.advance(3_600_000)
    const fourth = await send(4)
    await tail({ after: third })
    await untilTold(2)
    expect(ids()).toEqual([second, fourth])
    expect(ids()).not.toContain(first)
  })

  test('begun after a message of long ago goes back a day and no further', async () => {
    const old = await send(1)
    managed.clock.advance(50 * 3_600_000)
    const recent = await send(2)
    await tail({ after: old })
    await untilTold(1)
    expect(ids()).toEqual([recent])
  })

  test('reads more than a page of what it missed, in order', async () => {
    const first = await send(0)
    const sent: string[] = []
    for (let n = 0; n < 1_201; n++) {
      managed.clock.advance(1)
      sent.push(await send(n))
    }
    managed.clock.advance(3_600_000)
    await tail({ after: first })
    await untilTold(sent.length)
    expect(ids()).toEqual(sent)
  })

  test('ends when it is told to, and leaves nothing behind', async () => {
    await tail()
    abort.abort()
    await ended
    expect(managed.clock.timers).toBe(0)
  })
})
