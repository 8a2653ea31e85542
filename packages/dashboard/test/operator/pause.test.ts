import { expect, it } from 'vitest'

import { endOfPause, isPaused, isWithoutEnd, pauses } from '../../src/operator/pause.ts'

it('a pause ends as much later as was chosen, or when somebody resumes', () => {
  const now = Date.parse('2026-11-23T14:00:00.000Z')
  const ends = pauses.map(({ ms }) => endOfPause(ms, now))
  expect(ends).toEqual([
    '2026-11-23T14:15:00.000Z',
    '2026-11-23T15:00:00.000Z',
    '2026-11-24T14:00:00.000Z',
    '9999-12-31T00:00:00.000Z',
  ])
  expect(ends.map(isWithoutEnd)).toEqual([false, false, false, true])
})

it('an endpoint is paused only while the pause goes on', () => {
  const at = (ms: number) => ({ pausedUntil: new Date(Date.now() + ms).toISOString() })
  expect([{ pausedUntil: null }, at(-1_000), at(60_000)].map(isPaused)).toEqual([false, false, true])
})
