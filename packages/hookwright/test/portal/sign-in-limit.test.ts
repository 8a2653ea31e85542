import { expect, test } from 'vitest'

import { SignInLimit } from '../../src/portal/sign-in-limit.ts'
import { FakeClock } from '../support/clock.ts'

function limited() {
  const clock = new FakeClock()
  const limit = new SignInLimit(clock)
  /** Seconds to wait, or 0 where the try may fail. */
  const fail = (address?: string) => {
    const tried = limit.begin(address)
    return 'waitSeconds' in tried ? tried.waitSeconds : 0
  }
  return { clock, limit, fail }
}

test('ten failures of a client are free, then one each half minute', () => {
  const { clock, fail } = limited()
  expect(Array.from({ length: 10 }, () => fail('192.0.2.1'))).toEqual(Array.from({ length: 10 }, () => 0))
  expect(fail('192.0.2.1')).toBe(30)
  clock.advance(20_000)
  expect(fail('192.0.2.1')).toBe(10)
  clock.advance(10_000)
  expect(fail('192.0.2.1')).toBe(0)
  expect(fail('192.0.2.1')).toBe(30)
  expect(fail('192.0.2.2')).toBe(0)
})

test('what is forgiven does not add up to more than that', () => {
  const { clock, fail } = limited()
  fail('192.0.2.1')
  clock.advance(86_400_000)
  for (let count = 0; count < 10; count++) expect(fail('192.0.2.1')).toBe(0)
  expect(fail('192.0.2.1')).toBe(30)
})

test('a try that ends well is not counted', () => {
  const { limit, fail } = limited()
  for (let count = 0; count < 500; count++) {
    const tried = limit.begin('192.0.2.1')
    if ('waitSeconds' in tried) throw new Error('was limited')
    tried.takeBack()
  }
  expect(fail('192.0.2.1')).toBe(0)
})

test('tries at the same time count before they are known to fail', () => {
  const { limit } = limited()
  const tries = Array.from({ length: 1_000 }, () => limit.begin('192.0.2.1'))
  expect(tries.filter((tried) => 'takeBack' in tried)).toHaveLength(10)
})

test('an IPv4 address is the same in either spelling, and a /64 of IPv6 is one client', () => {
  const { fail } = limited()
  for (let count = 0; count < 10; count++) fail(count % 2 ? '192.0.2.1' : '::ffff:192.0.2.1')
  expect(fail('192.0.2.1')).toBe(30)
  for (let count = 0; count < 10; count++) fail(`2001:db8:1:2::${count}`)
  expect(fail('2001:db8:1:2:ffff::1')).toBe(30)
  expect(fail('2001:db8:1:3::1')).toBe(0)
})

test('all together have a limit too, also those without an address', () => {
  const { clock, fail } = limited()
  const tries = Array.from({ length: 300 }, (_, index) =>
    fail(index % 2 ? undefined : `192.0.${Math.floor(index / 10)}.${index % 10}`),
  )
  expect(tries.filter((wait) => wait === 0)).toHaveLength(200)
  expect(fail('198.51.100.1')).toBe(1)
  clock.advance(1_000)
  expect(fail('198.51.100.1')).toBe(0)
  expect(fail('198.51.100.2')).toBe(1)
})

test('a clock that goes back forgives nothing, and locks nobody out for longer', () => {
  const { clock, fail } = limited()
  for (let count = 0; count < 10; count++) fail('192.0.2.1')
  clock.set(clock.now() - 3_600_000)
  expect(fail('192.0.2.1')).toBe(30)
  clock.advance(60_000)
  expect(fail('192.0.2.1')).toBe(0)
})

test('of so many clients the ones that were quiet the longest are forgotten', () => {
  const { clock, fail } = limited()
  for (let count = 0; count < 10; count++) fail('192.0.2.1')
  const addressOf = (index: number) => `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`
  for (let index = 0; index < 9_999; index++) {
    clock.advance(1)
    fail(addressOf(index))
  }
  expect(fail('192.0.2.1')).toBeGreaterThan(0)
  for (let index = 0; index < 10_000; index++) fail(addressOf(index))
  clock.advance(5_000)
  expect(fail('192.0.2.1')).toBe(0)
})
