import { expect, test } from 'vitest'
import type { StatisticsRange, WorkerMinute } from '../../../src/store/operator.ts'
import { minute, noon } from './samples.ts'
import type { Subject } from './subject.ts'

function counted(given: Partial<WorkerMinute> = {}): WorkerMinute {
  return {
    minute: noon,
    workerId: 'w1',
    attempts: 3,
    succeeded: 2,
    failed: 1,
    latencies: [
      [4, 2],
      [60, 1],
    ],
    ...given,
  }
}

export function describeStatistics(subject: Subject): void {
  const read = (given: Partial<StatisticsRange> = {}) =>
    subject.store.readStatistics({ since: noon, until: noon + 60 * minute, limit: 100, ...given })

  test('what a worker counted in a minute is read as it was written', async () => {
    await subject.store.writeStatistics([counted()])
    expect(await read()).toEqual([counted()])
    await subject.store.writeStatistics([])
    expect(await read()).toEqual([counted()])
  })

  test('what is written again takes the place of what was there, and of no other worker or minute', async () => {
    const other = counted({ workerId: 'w2' })
    const next = counted({ minute: noon + minute })
    await subject.store.writeStatistics([counted(), other, next])
    const more = counted({ attempts: 9, succeeded: 9, failed: 0, latencies: [[7, 9]] })
    for (let n = 0; n < 2; n++) await subject.store.writeStatistics([more])
    expect(await read()).toEqual([more, other, next])
  })

  test('minutes are read from one time until before another', async () => {
    const minutes = [0, 1, 2, 3].map((n) => counted({ minute: noon + n * minute }))
    await subject.store.writeStatistics(minutes)
    expect(await read({ since: noon + minute, until: noon + 3 * minute })).toEqual(minutes.slice(1, 3))
    expect(await read({ since: noon + 4 * minute })).toEqual([])
  })

  test('they come in pages', async () => {
    const all = [0, 1, 2].flatMap((n) =>
      ['w1', 'w2'].map((workerId) => counted({ minute: noon + n * minute, workerId })),
    )
    await subject.store.writeStatistics(all.toReversed())
    const paged: WorkerMinute[] = []
    for (let after: WorkerMinute | undefined; ;) {
      const page = await read({ after, limit: 4 })
      paged.push(...page)
      after = page.at(-1)
      if (page.length < 4) break
    }
    expect(paged).toEqual(all)
  })

  test('retention deletes the oldest minutes, so many at a time', async () => {
    const minutes = [0, 1, 2, 3, 4].map((n) => counted({ minute: noon + n * minute }))
    await subject.store.writeStatistics(minutes)
    const nothing = { keysBefore: null, bodiesBefore: null, attemptsBefore: null, deliveriesBefore: null }
    const prune = (statisticsBefore: number | null) =>
      subject.store.prune({ ...nothing, now: noon, limit: 2, statisticsBefore })
    expect(await prune(null)).toMatchObject({ statistics: 0, isMore: false })
    expect(await prune(noon + 3 * minute)).toMatchObject({ statistics: 2, isMore: true })
    expect(await prune(noon + 3 * minute)).toMatchObject({ statistics: 1, isMore: false })
    expect(await read()).toEqual(minutes.slice(3))
  })
}
