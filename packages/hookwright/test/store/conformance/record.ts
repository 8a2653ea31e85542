import { expect, test } from 'vitest'
import { outcomes } from '../../../src/delivery/outcome.ts'
import {
  addEndpoint,
  attempt,
  bytesOf,
  claim,
  claimOne,
  failedAttempt,
  minute,
  noon,
  recordOf,
  reread,
  send,
  sendOne,
} from './samples.ts'
import type { Subject } from './subject.ts'

const retry = { state: 'pending', dueAt: noon + minute } as const
const failed = { state: 'failed' } as const

/** When the sample attempt ends. */
const attemptEnd = noon + 25

export function describeRecording(subject: Subject): void {
  test('ends a delivery that succeeded', async () => {
    await addEndpoint(subject.store)
    const delivery = await sendOne(subject.store)
    const claimed = await claimOne(subject.store)
    expect(await subject.store.record([recordOf(claimed)])).toEqual(['recorded'])
    expect(await reread(subject.store, delivery)).toEqual({
      ...delivery,
      state: 'succeeded',
      attempts: 1,
      dueAt: null,
      lastOutcome: 'succeeded',
      finishedAt: attemptEnd,
    })
    expect(await subject.store.listAttempts('acme', delivery.id)).toEqual([attempt()])
    expect(await claim(subject.store, { now: noon + 9 * minute })).toEqual([])
  })

  test('makes a delivery due again that is to be retried', async () => {
    await addEndpoint(subject.store)
    const delivery = await sendOne(subject.store)
    const claimed = await claimOne(subject.store)
    await subject.store.record([recordOf(claimed, { attempt: failedAttempt, next: retry })])
    expect(await reread(subject.store, delivery)).toEqual({
      ...delivery,
      attempts: 1,
      dueAt: noon + minute,
      lastOutcome: 'server_error',
    })
    expect(await claim(subject.store, { now: noon + minute - 1 })).toEqual([])
    expect(await claimOne(subject.store, { now: noon + minute })).toMatchObject({ fence: 2, attempts: 1 })
  })

  test('ends a delivery that failed for good', async () => {
    await addEndpoint(subject.store)
    const delivery = await sendOne(subject.store)
    const claimed = await claimOne(subject.store)
    await subject.store.record([recordOf(claimed, { attempt: failedAttempt, next: failed })])
    expect(await reread(subject.store, delivery)).toEqual({
      ...delivery,
      state: 'failed',
      attempts: 1,
      dueAt: null,
      lastOutcome: 'server_error',
      finishedAt: attemptEnd,
    })
    expect(await claim(subject.store, { now: noon + 9 * minute })).toEqual([])
  })

  test('keeps every attempt as it was, first to last, whatever its outcome', async () => {
    await addEndpoint(subject.store)
    const { id } = await sendOne(subject.store)
    const attempts = outcomes.map((outcome, n) =>
      attempt({
        number: n + 1,
        startedAt: noon + n * minute,
        durationMs: n,
        outcome,
        status: n % 2 === 0 ? null : 100 + n,
        error: n % 3 === 0 ? null : `ошибка "${outcome}"\n\u2028`,
        responseBody: [null, new Uint8Array(0), new Uint8Array([0, 255, 0]), bytesOf('né')][n % 4] ?? null,
      }),
    )
    for (const [n, one] of attempts.entries()) {
      const claimed = await claimOne(subject.store, { now: noon + n * minute })
      const next = { state: 'pending', dueAt: noon + (n + 1) * minute } as const
      await subject.store.record([recordOf(claimed, { attempt: one, next })])
    }
    expect(await subject.store.listAttempts('acme', id)).toEqual(attempts)
    expect(await subject.store.findDelivery('acme', id)).toMatchObject({ attempts: outcomes.length })
  })

  test('records while the token is the newest, even when the lease has ended', async () => {
    await addEndpoint(subject.store)
    await sendOne(subject.store)
    const claimed = await claimOne(subject.store, { leaseMs: 1 })
    const late = recordOf(claimed, { attempt: { startedAt: noon + 9 * minute } })
    expect(await subject.store.record([late])).toEqual(['recorded'])
  })

  test('changes nothing for a token that is no longer the newest', async () => {
    const receiver = await addEndpoint(subject.store)
    const delivery = await sendOne(subject.store)
    const pending = await sendOne(subject.store, { dueAt: noon + 9 * minute })
    const old = await claimOne(subject.store, { leaseMs: 1 })
    const current = await claimOne(subject.store, { now: noon + 1 })
    const leased = await reread(subject.store, delivery)

    const gone = { disable: 'gone' } as const
    const pause = { pauseUntil: noon + 5 * minute }
    for (const endpoint of [null, gone, pause]) {
      for (const next of [{ state: 'succeeded' } as const, retry, failed]) {
        expect(await subject.store.record([recordOf(old, { endpoint, next })])).toEqual(['stale'])
      }
    }

    expect(await reread(subject.store, delivery)).toEqual(leased)
    expect(await reread(subject.store, pending)).toEqual(pending)
    expect(await subject.store.listAttempts('acme', delivery.id)).toEqual([])
    expect(await subject.store.findEndpoint('acme', receiver.id)).toEqual(receiver)
    expect(await subject.store.record([recordOf(current)])).toEqual(['recorded'])
  })

  test('takes a lease that was recorded, given back or never there for stale', async () => {
    await addEndpoint(subject.store)
    const delivery = await sendOne(subject.store)
    const first = await claimOne(subject.store)
    const elsewhere = { ...first, tenant: 'globex' }
    expect(await subject.store.record([recordOf(elsewhere)])).toEqual(['stale'])
    expect(await subject.store.record([recordOf({ ...first, id: 'dlv_none' })])).toEqual(['stale'])
    expect(await subject.store.record([recordOf({ ...first, fence: 2 })])).toEqual(['stale'])

    const again = recordOf(first, { next: retry })
    expect(await subject.store.record([again, again])).toEqual(['recorded', 'stale'])
    const second = await claimOne(subject.store, { now: noon + minute })
    const { tenant, id, fence } = second
    await subject.store.release([{ tenant, deliveryId: id, fence, dueAt: noon + minute }])
    expect(await subject.store.record([recordOf(second)])).toEqual(['stale'])

    const third = await claimOne(subject.store, { now: noon + minute })
    expect(await subject.store.record([recordOf(third)])).toEqual(['recorded'])
    expect(await subject.store.record([recordOf(third)])).toEqual(['stale'])
    expect(await subject.store.listAttempts('acme', delivery.id)).toHaveLength(2)
  })

  test('answers in the order of the batch', async () => {
    await addEndpoint(subject.store)
    for (let n = 0; n < 6; n++) await sendOne(subject.store, { dueAt: noon - n })
    const claimed = await claim(subject.store)
    const batch = claimed.map((one, n) => recordOf(n % 2 === 0 ? one : { ...one, fence: one.fence - 1 }))
    expect(await subject.store.record(batch)).toEqual([
      'recorded',
      'stale',
      'recorded',
      'stale',
      'recorded',
      'stale',
    ])
    expect(await subject.store.record([])).toEqual([])
  })

  test.for(['disabled', 'deleted'])(
    'cancels a delivery that would be retried when its endpoint was %s meanwhile',
    async (how) => {
      const receiver = await addEndpoint(subject.store)
      for (let n = 0; n < 3; n++) await sendOne(subject.store, { dueAt: noon - n })
      const [retried, succeeded, gaveUp] = await claim(subject.store)
      if (!retried || !succeeded || !gaveUp) throw new Error('three deliveries were to be claimed')
      if (how === 'deleted') await subject.store.deleteEndpoint('acme', receiver.id, noon)
      else await subject.store.updateEndpoint('acme', receiver.id, { state: 'disabled' }, noon)

      const results = await subject.store.record([
        recordOf(retried, { attempt: failedAttempt, next: retry }),
        recordOf(succeeded),
        recordOf(gaveUp, { attempt: failedAttempt, next: failed }),
      ])

      expect(results).toEqual(['recorded', 'recorded', 'recorded'])
      expect(await reread(subject.store, retried)).toMatchObject({
        state: 'canceled',
        attempts: 1,
        dueAt: null,
        lastOutcome: 'server_error',
        finishedAt: attemptEnd,
      })
      expect(await subject.store.listAttempts('acme', retried.id)).toEqual([attempt(failedAttempt)])
      expect(await reread(subject.store, succeeded)).toMatchObject({ state: 'succeeded' })
      expect(await reread(subject.store, gaveUp)).toMatchObject({ state: 'failed' })
    },
  )

  test('cancels no other delivery than the one recorded when its endpoint was disabled before', async () => {
    const receiver = await addEndpoint(subject.store)
    for (let n = 0; n < 2; n++) await sendOne(subject.store, { dueAt: noon - n })
    const [kept, retried] = await claim(subject.store)
    if (!kept || !retried) throw new Error('two deliveries were to be claimed')
    await subject.store.updateEndpoint('acme', receiver.id, { state: 'disabled' }, noon)
    const { tenant, id, fence } = kept
    await subject.store.release([{ tenant, deliveryId: id, fence, dueAt: noon + 1 }])
    await subject.store.record([recordOf(retried, { next: retry })])
    expect(await reread(subject.store, retried)).toMatchObject({ state: 'canceled' })
    expect(await reread(subject.store, kept)).toMatchObject({ state: 'pending', dueAt: noon + 1 })
  })

  test('disables an endpoint once when its receiver is gone, and cancels what was to come', async () => {
    const receiver = await addEndpoint(subject.store)
    const other = await addEndpoint(subject.store)
    const [first, second] = [
      await sendOne(subject.store, { endpointIds: [receiver.id], dueAt: noon - 2 }),
      await sendOne(subject.store, { endpointIds: [receiver.id], dueAt: noon - 1 }),
    ]
    const [firstClaim, secondClaim] = await claim(subject.store, { now: noon - 1 })
    if (!firstClaim || !secondClaim) throw new Error('two deliveries were to be claimed')
    const [pending, untouched] = [
      await sendOne(subject.store, { endpointIds: [receiver.id] }),
      await sendOne(subject.store, { endpointIds: [other.id] }),
    ]
    const gone = {
      attempt: { ...failedAttempt, outcome: 'gone', status: 410 },
      endpoint: { disable: 'gone' },
    } as const

    await subject.store.record([recordOf(firstClaim, { ...gone, next: failed })])

    const disabled = { ...receiver, state: 'disabled', disabledReason: 'gone', updatedAt: attemptEnd }
    expect(await subject.store.findEndpoint('acme', receiver.id)).toEqual(disabled)
    expect(await reread(subject.store, first)).toMatchObject({ state: 'failed', lastOutcome: 'gone' })
    expect(await reread(subject.store, second)).toMatchObject({ state: 'leased' })
    expect(await reread(subject.store, pending)).toMatchObject({ state: 'canceled', finishedAt: attemptEnd })
    expect(await reread(subject.store, untouched)).toEqual(untouched)
    expect(await subject.store.findEndpoint('acme', other.id)).toEqual(other)

    const late = { ...gone, attempt: { ...gone.attempt, startedAt: noon + minute } }
    await subject.store.record([recordOf(secondClaim, { ...late, next: retry })])
    expect(await subject.store.findEndpoint('acme', receiver.id)).toEqual(disabled)
    expect(await reread(subject.store, second)).toMatchObject({ state: 'canceled', lastOutcome: 'gone' })
  })

  test('cancels the retry of the very attempt that found its receiver gone', async () => {
    await addEndpoint(subject.store)
    const delivery = await sendOne(subject.store)
    const claimed = await claimOne(subject.store)
    await subject.store.record([recordOf(claimed, { next: retry, endpoint: { disable: 'gone' } })])
    expect(await reread(subject.store, delivery)).toMatchObject({ state: 'canceled', finishedAt: attemptEnd })
  })

  test('leaves an endpoint that was disabled by request disabled by request', async () => {
    const receiver = await addEndpoint(subject.store)
    await sendOne(subject.store)
    const claimed = await claimOne(subject.store)
    const disabled = await subject.store.updateEndpoint('acme', receiver.id, { state: 'disabled' }, noon)
    await subject.store.record([recordOf(claimed, { next: failed, endpoint: { disable: 'gone' } })])
    expect(await subject.store.findEndpoint('acme', receiver.id)).toEqual(disabled)
  })

  test('keeps the longest pause that a receiver asked for, on its endpoint only', async () => {
    const receiver = await addEndpoint(subject.store)
    const other = await addEndpoint(subject.store)
    const pauses = [noon + 5, noon + 9, noon + 7]
    for (const _ of pauses) await send(subject.store, { endpointIds: [receiver.id] })
    const claimed = await claim(subject.store)
    for (const [n, pauseUntil] of pauses.entries()) {
      const one = claimed
        .slice(n, n + 1)
        .map((each) => recordOf(each, { next: failed, endpoint: { pauseUntil } }))
      expect(await subject.store.record(one)).toEqual(['recorded'])
    }
    expect(await subject.store.findEndpoint('acme', receiver.id)).toEqual({
      ...receiver,
      pausedUntil: noon + 9,
    })
    expect(await subject.store.findEndpoint('acme', other.id)).toEqual(other)
  })
}
