import { describe, expect, test, vi } from 'vitest'
import { gone, later, memorySeen } from '../src/index.ts'
import type { ReceiverOptions, SeenStore } from '../src/index.ts'
import { receiverOf, signedRequest, vectorTime } from './signed.ts'

function clock() {
  let time = vectorTime
  return { now: () => time, pass: (seconds: number) => (time += seconds * 1000) }
}

function setUp(handler: () => unknown, options: Partial<ReceiverOptions> = {}) {
  const calls = vi.fn<() => unknown>(handler)
  const onError = vi.fn<NonNullable<ReceiverOptions['onError']>>()
  const receive = receiverOf({ on: { ping: calls }, seen: memorySeen(), onError, ...options })
  const deliver = async (id?: string, type = 'ping') => receive(await signedRequest(type, '{}', { id }))
  return { calls, onError, deliver }
}

/** A handler that runs until it is told how it ends. */
function pending() {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>()
  return { handler: () => promise, finish: () => resolve(undefined), fail: reject }
}

describe('a message that was handled', () => {
  test('is not handled again, and is acknowledged', async () => {
    const { calls, deliver } = setUp(() => ({ first: true }))
    expect((await deliver()).status).toBe(200)
    expect((await deliver()).status).toBe(204)
    expect(calls).toHaveBeenCalledTimes(1)
  })

  test('is told from others by its id', async () => {
    const { calls, deliver } = setUp(() => undefined)
    for (const id of ['msg_1', 'msg_2', 'msg_1', 'msg_3']) expect((await deliver(id)).status).toBe(204)
    expect(calls).toHaveBeenCalledTimes(3)
  })

  test('is answered by `duplicate`, where the sender wants an answer', async () => {
    const { deliver } = setUp(() => ({ erased: true }), {
      duplicate: ({ id }) => ({ erased: true, again: id }),
    })
    expect(await (await deliver()).json()).toEqual({ erased: true })
    expect(await (await deliver()).json()).toEqual({ erased: true, again: 'msg_1' })
  })

  test('is remembered for `rememberSeconds`, which are five days by default', async () => {
    const time = clock()
    const { calls, deliver } = setUp(() => undefined, { seen: memorySeen({ now: time.now }) })
    await deliver()
    time.pass(5 * 24 * 60 * 60 - 1)
    await deliver()
    expect(calls).toHaveBeenCalledTimes(1)
    time.pass(1)
    await deliver()
    expect(calls).toHaveBeenCalledTimes(2)
  })
})

describe('a message whose handler failed', () => {
  test.each([
    ['threw', () => Promise.reject(new Error('database is away')), 500],
    ['asked for later', () => later(60), 429],
    ['wants no more', () => gone(), 410],
    ['answered 4xx', () => new Response(null, { status: 422 }), 422],
  ])('because it %s is handled when it comes again', async (_, handler, status) => {
    const { calls, deliver } = setUp(handler)
    expect((await deliver()).status).toBe(status)
    calls.mockImplementation(() => undefined)
    expect((await deliver()).status).toBe(204)
    expect((await deliver()).status).toBe(204)
    expect(calls).toHaveBeenCalledTimes(2)
  })
})

describe('a message that is being handled', () => {
  test('is answered 409, never 2xx, and comes to its handler again where the first run fails', async () => {
    const { handler, fail } = pending()
    const { calls, deliver } = setUp(handler)
    const first = deliver()
    await vi.waitFor(() => expect(calls).toHaveBeenCalledTimes(1))
    const second = await deliver()
    expect(second.status).toBe(409)
    expect(await second.json()).toEqual({ error: { code: 'in_progress', message: expect.any(String) } })
    expect(calls).toHaveBeenCalledTimes(1)

    fail(new Error('database is away'))
    expect((await first).status).toBe(500)
    calls.mockImplementation(() => undefined)
    expect((await deliver()).status).toBe(204)
    expect(calls).toHaveBeenCalledTimes(2)
  })

  test('is handled once, of a hundred that come at the same time', async () => {
    const { handler, finish } = pending()
    const { calls, deliver } = setUp(handler)
    const answers = Array.from({ length: 100 }, () => deliver())
    await vi.waitFor(() => expect(calls).toHaveBeenCalledTimes(1))
    finish()
    const statuses = (await Promise.all(answers)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 204).length).toBeGreaterThanOrEqual(1)
    expect(statuses.filter((status) => status !== 204 && status !== 409)).toEqual([])
    expect(calls).toHaveBeenCalledTimes(1)
  })

  test('is handled again once its claim has run out, as when the process died', async () => {
    const time = clock()
    const { handler } = pending()
    const { calls, deliver } = setUp(handler, { seen: memorySeen({ now: time.now }) })
    void deliver()
    await vi.waitFor(() => expect(calls).toHaveBeenCalledTimes(1))
    calls.mockImplementation(() => undefined)
    time.pass(59)
    expect((await deliver()).status).toBe(409)
    time.pass(1)
    expect((await deliver()).status).toBe(204)
    expect(calls).toHaveBeenCalledTimes(2)
  })

  test('stays claimed by its second run, when the first fails after its claim has run out', async () => {
    const time = clock()
    const [first, second] = [pending(), pending()]
    const { calls, deliver } = setUp(first.handler, { seen: memorySeen({ now: time.now }), leaseSeconds: 10 })
    const answers = [deliver()]
    await vi.waitFor(() => expect(calls).toHaveBeenCalledTimes(1))
    time.pass(10)
    calls.mockImplementation(second.handler)
    answers.push(deliver())
    await vi.waitFor(() => expect(calls).toHaveBeenCalledTimes(2))
    first.fail(new Error('too late'))
    expect((await answers[0])?.status).toBe(500)
    expect((await deliver()).status).toBe(409)
    second.finish()
    expect((await answers[1])?.status).toBe(204)
    expect((await deliver()).status).toBe(204)
    expect(calls).toHaveBeenCalledTimes(2)
  })
})

test('what no handler wants is not remembered, since a later version may want it', async () => {
  const seen = memorySeen()
  expect((await setUp(() => undefined, { seen }).deliver('msg_1', 'new.kind')).status).toBe(204)
  const { calls, deliver } = setUp(() => undefined, { seen })
  await deliver()
  expect(calls).toHaveBeenCalledTimes(1)
})

test('what does not verify claims nothing', async () => {
  const claim = vi.fn<SeenStore['claim']>()
  const receive = receiverOf({ fallback: () => undefined, seen: { ...memorySeen(), claim } })
  const key = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'
  expect((await receive(await signedRequest('ping', '{}', { key }))).status).toBe(401)
  expect(claim).not.toHaveBeenCalled()
})

describe('a store that fails', () => {
  const fault = () => Promise.reject(new Error('redis is away'))
  const reported = expect.objectContaining({ message: 'redis is away' })

  test('to claim is answered 500, so that the sender tries again, and no handler runs', async () => {
    const { calls, onError, deliver } = setUp(() => undefined, { seen: { ...memorySeen(), claim: fault } })
    expect((await deliver()).status).toBe(500)
    expect(calls).not.toHaveBeenCalled()
    expect(onError).toHaveBeenCalledExactlyOnceWith(reported, expect.objectContaining({ id: 'msg_1' }))
  })

  test('to confirm or to release leaves the answer of the handler as it is', async () => {
    const seen = { ...memorySeen(), confirm: fault, release: fault }
    const { calls, onError, deliver } = setUp(() => undefined, { seen })
    expect((await deliver('msg_1')).status).toBe(204)
    calls.mockImplementation(() => later(9))
    expect((await deliver('msg_2')).status).toBe(429)
    expect(onError.mock.calls.map(([error]) => error)).toEqual([reported, reported])
  })
})

describe('memorySeen', () => {
  test('forgets the oldest ids beyond `maxIds`, and counts what was confirmed last as new', async () => {
    const seen = memorySeen({ maxIds: 2 })
    for (const id of ['a', 'b']) await seen.claim(id, 'x', 60)
    await seen.confirm('a', 'x', 60)
    await seen.claim('c', 'x', 60)
    expect(await seen.claim('a', 'y', 60)).toBe('handled')
    expect(await seen.claim('b', 'y', 60)).toBe('claimed')
  })

  test('frees an id only for the one that holds it, and never one that is confirmed', async () => {
    const seen = memorySeen()
    await seen.claim('a', 'x', 60)
    await seen.release('a', 'y')
    expect(await seen.claim('a', 'y', 60)).toBe('in_progress')
    await seen.confirm('a', 'x', 60)
    await seen.release('a', 'x')
    expect(await seen.claim('a', 'y', 60)).toBe('handled')
  })
})
