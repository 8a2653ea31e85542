import { expect, test } from 'vitest'
import {
  addEndpoint,
  claim,
  claimOne,
  failedAttempt,
  minute,
  noon,
  recordOf,
  send,
  sendOne,
} from './samples.ts'
import type { Subject } from './subject.ts'

const traceContext = {
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  tracestate: 'rojo=00f067aa0ba902b7,congo="t61"',
}

export function describeMeasuring(subject: Subject): void {
  const measure = (now: number, most = 1_000) => subject.store.measure({ now, most })

  test('of an empty store there is nothing to tell', async () => {
    expect(await measure(noon)).toEqual({ due: 0, later: 0, oldestDueAt: null, disabledEndpoints: 0 })
  })

  test('counts over all tenants what is due, and apart from it what waits or is leased', async () => {
    await addEndpoint(subject.store)
    await addEndpoint(subject.store, { tenant: 'globex' })
    await sendOne(subject.store, { dueAt: noon - 7 })
    await sendOne(subject.store, { dueAt: noon - 9, tenant: 'globex' })
    await sendOne(subject.store, { dueAt: noon })
    await sendOne(subject.store, { dueAt: noon + 1 })
    expect(await measure(noon)).toMatchObject({ due: 3, later: 1, oldestDueAt: noon - 9 })
    expect(await measure(noon + 1)).toMatchObject({ due: 4, later: 0, oldestDueAt: noon - 9 })

    const claimed = await claimOne(subject.store, { limit: 1 })
    expect(await measure(noon)).toMatchObject({ due: 2, later: 2, oldestDueAt: noon - 7 })
    // Its lease has ended, so anybody may claim it again; until it is recorded after all.
    expect(await measure(noon + minute)).toMatchObject({ due: 4, later: 0 })
    await subject.store.record([recordOf(claimed)])
    expect(await measure(noon + minute)).toMatchObject({ due: 3, later: 0 })
  })

  test('counts a retry once it is due, and nothing that has ended', async () => {
    const { id } = await addEndpoint(subject.store)
    for (let n = 0; n < 3; n++) await sendOne(subject.store)
    const [succeeded, failed, retried] = await claim(subject.store)
    if (!succeeded || !failed || !retried) throw new Error('three were sent')
    await subject.store.record([
      recordOf(succeeded),
      recordOf(failed, { attempt: failedAttempt, next: { state: 'failed' } }),
      recordOf(retried, { attempt: failedAttempt, next: { state: 'pending', dueAt: noon + 5 } }),
    ])
    expect(await measure(noon)).toMatchObject({ due: 0, later: 1, oldestDueAt: null })
    expect(await measure(noon + 5)).toMatchObject({ due: 1, later: 0, oldestDueAt: noon + 5 })
    await subject.store.updateEndpoint('acme', id, { state: 'disabled' }, noon)
    expect(await measure(noon + 5)).toEqual({ due: 0, later: 0, oldestDueAt: null, disabledEndpoints: 1 })
  })

  test('counts no further than it is asked to', async () => {
    for (let n = 0; n < 3; n++)
      await addEndpoint(subject.store, { state: 'disabled', disabledReason: 'gone' })
    await addEndpoint(subject.store)
    for (let n = 1; n <= 6; n++) await sendOne(subject.store, { dueAt: noon + n })
    expect(await measure(noon + 3, 2)).toEqual({
      due: 2,
      later: 2,
      oldestDueAt: noon + 1,
      disabledEndpoints: 2,
    })
    expect(await measure(noon + 3, 3)).toMatchObject({ due: 3, later: 3, disabledEndpoints: 3 })
  })
}

export function describeTracing(subject: Subject): void {
  test('gives each delivery of a message the trace context that it was sent with', async () => {
    await addEndpoint(subject.store)
    await addEndpoint(subject.store)
    await send(subject.store, { traceContext })
    const contexts = (await claim(subject.store)).map((claimed) => claimed.traceContext)
    expect(contexts).toEqual([traceContext, traceContext])
  })

  test('keeps apart what the messages of one batch were sent with', async () => {
    await addEndpoint(subject.store)
    const without = { ...traceContext, tracestate: null }
    await sendOne(subject.store, { dueAt: noon - 3, traceContext })
    await sendOne(subject.store, { dueAt: noon - 2 })
    await sendOne(subject.store, { dueAt: noon - 1, traceContext: without })
    const contexts = (await claim(subject.store)).map((claimed) => claimed.traceContext)
    expect(contexts).toEqual([traceContext, null, without])
  })

  test('a resend and a replay are delivered with the context of their message', async () => {
    const { id } = await addEndpoint(subject.store)
    const delivery = await sendOne(subject.store, { traceContext })
    const claimed = await claimOne(subject.store)
    await subject.store.record([recordOf(claimed, { attempt: failedAttempt, next: { state: 'failed' } })])
    expect(await subject.store.resend('acme', delivery.id, noon)).toMatchObject({ status: 'created' })
    const resent = await claimOne(subject.store)
    expect(resent.traceContext).toEqual(traceContext)
    await subject.store.record([recordOf(resent, { attempt: failedAttempt, next: { state: 'failed' } })])

    const replay = {
      tenant: 'acme',
      id: 'rpl_1',
      endpointId: id,
      kind: 'failed',
      since: 0,
      until: noon,
    } as const
    const progress = { state: 'running', scanned: 0, created: 0, createdAt: noon, finishedAt: null } as const
    await subject.store.createReplay({ ...replay, ...progress })
    expect(
      await subject.store.advanceReplay({ now: noon, limit: 10, mostOpen: 10, restMs: 0 }),
    ).toMatchObject({
      created: 1,
    })
    expect((await claimOne(subject.store)).traceContext).toEqual(traceContext)
  })
}
