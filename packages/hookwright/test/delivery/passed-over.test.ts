import { expect, test } from 'vitest'
import { PassedOver } from '../../src/delivery/passed-over.ts'

const now = 1_000_000
const full = new Set(['ep_full'])
const both = new Set(['ep_full', 'ep_other'])

test('what a look has passed over is not looked at again, but for what may have been on its way', () => {
  const passed = new PassedOver()
  expect(passed.from(full, now)).toBe(0)
  passed.note(full, now, now)
  expect(passed.from(full, now + 1)).toBe(now - 1_000)
  // It came to its limit before it had seen all.
  const short = new PassedOver()
  short.note(full, now, now - 5_000)
  expect(short.from(full, now)).toBe(now - 5_000)
})

test('a look is of use where at least the same endpoints are skipped', () => {
  const passed = new PassedOver()
  passed.note(full, now, now)
  expect(passed.from(both, now)).toBe(now - 1_000)
  expect(passed.from(new Set(['ep_other']), now)).toBe(0)
  expect(passed.from(new Set(), now)).toBe(0)
})

test('a look goes on where it was, and is still trusted for so long only', () => {
  const passed = new PassedOver()
  passed.note(full, now, now)
  passed.note(full, now + 4_000, now + 4_000)
  expect(passed.from(full, now + 4_999)).toBe(now + 3_000)
  expect(passed.from(full, now + 5_000)).toBe(0)
})

test('of several looks that are of use the one that got furthest counts', () => {
  const passed = new PassedOver()
  passed.note(full, now, now)
  passed.note(both, now + 2_000, now + 2_000)
  expect(passed.from(both, now + 2_000)).toBe(now + 1_000)
  expect(passed.from(full, now + 2_000)).toBe(now - 1_000)
})

test('nothing is passed over by a clock that was set back', () => {
  const passed = new PassedOver()
  passed.note(full, now, now)
  expect(passed.from(full, now - 1)).toBe(0)
})

test('a look that skipped nothing is not remembered: what is due comes first anyway', () => {
  const passed = new PassedOver()
  passed.note(new Set(), now, now)
  expect(passed.from(full, now)).toBe(0)
})
