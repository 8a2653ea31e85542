import { expect, test } from 'vitest'
import { PassedOver } from '../../src/delivery/passed-over.ts'

const now = 1_000_000
const full = new Set(['ep_full'])
const both = new Set(['ep_full', 'ep_other'])

/** A claim that sees all that is due. */
function look(passed: PassedOver, skip: ReadonlySet<string>, at: number, to = at): void {
  passed.note(skip, at, { at: passed.from(skip, at).at, to })
}

test('what a look has passed over is not looked at again, but for what may have been on its way', () => {
  const passed = new PassedOver()
  expect(passed.from(full, now)).toMatchObject({ to: 0 })
  look(passed, full, now)
  expect(passed.from(full, now + 1)).toMatchObject({ to: now - 1_000 })
  // It came to its limit before it had seen all.
  const short = new PassedOver()
  look(short, full, now, now - 5_000)
  expect(short.from(full, now)).toMatchObject({ to: now - 5_000 })
})

test('a look is of use where at least the same endpoints are skipped', () => {
  const passed = new PassedOver()
  look(passed, full, now)
  expect(passed.from(both, now)).toMatchObject({ to: now - 1_000 })
  expect(passed.from(new Set(['ep_other']), now)).toMatchObject({ to: 0 })
  expect(passed.from(new Set(), now)).toMatchObject({ to: 0 })
})

test('a look goes on where it was, and is still trusted for so long only', () => {
  const passed = new PassedOver()
  look(passed, full, now)
  look(passed, full, now + 1_500)
  expect(passed.from(full, now + 1_999)).toMatchObject({ to: now + 500 })
  expect(passed.from(full, now + 2_000)).toMatchObject({ to: 0 })
})

test('one that goes on from another, with more to skip, is trusted no longer than that', () => {
  const passed = new PassedOver()
  look(passed, full, now)
  look(passed, both, now + 1_500)
  expect(passed.from(both, now + 1_999)).toMatchObject({ to: now + 500 })
  expect(passed.from(both, now + 2_000)).toMatchObject({ to: 0 })
})

test('of several looks that are of use the one that got furthest counts', () => {
  const passed = new PassedOver()
  look(passed, full, now)
  look(passed, both, now + 1_000)
  expect(passed.from(both, now + 1_000)).toMatchObject({ to: now })
  expect(passed.from(full, now + 1_000)).toMatchObject({ to: now - 1_000 })
})

test('nothing is passed over by a clock that was set back', () => {
  const passed = new PassedOver()
  look(passed, full, now)
  expect(passed.from(full, now - 1)).toMatchObject({ to: 0 })
})

test('a look that skipped nothing is not remembered: what is due comes first anyway', () => {
  const passed = new PassedOver()
  look(passed, new Set(), now)
  expect(passed.from(full, now)).toMatchObject({ to: 0 })
})
