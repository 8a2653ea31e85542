import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { systemClock } from '../src/clock.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 23) })
})
afterEach(() => {
  vi.useRealTimers()
})

const dayMs = 86_400_000

describe('the system clock', () => {
  test('tells milliseconds since the epoch', () => {
    expect(systemClock.now()).toBe(Date.UTC(2026, 10, 23))
  })

  test('wakes once, when the delay has passed', () => {
    const wake = vi.fn()
    systemClock.after(1_000, wake)
    vi.advanceTimersByTime(999)
    expect(wake).not.toHaveBeenCalled()
    vi.advanceTimersByTime(10_000)
    expect(wake).toHaveBeenCalledTimes(1)
  })

  test('does not wake when that was taken back', () => {
    const wake = vi.fn()
    systemClock.after(1_000, wake)()
    vi.advanceTimersByTime(2_000)
    expect(wake).not.toHaveBeenCalled()
    expect(vi.getTimerCount()).toBe(0)
  })

  test('takes a delay that has passed already for none', () => {
    const wake = vi.fn()
    systemClock.after(-5, wake)
    vi.advanceTimersByTime(0)
    expect(wake).toHaveBeenCalledTimes(1)
  })

  test('does not wake at once for a delay that is too long for a timer, but early', () => {
    const wake = vi.fn()
    systemClock.after(30 * dayMs, wake)
    vi.advanceTimersByTime(24 * dayMs)
    expect(wake).not.toHaveBeenCalled()
    vi.advanceTimersByTime(dayMs)
    expect(wake).toHaveBeenCalledTimes(1)
  })
})
