import { describe, expect, test } from 'vitest'
import { retentionSettings } from '../../src/delivery/retention.ts'

const dayMs = 86_400_000

describe('how long things are kept', () => {
  test('has defaults', () => {
    expect(retentionSettings()).toEqual({
      keysMs: 7 * dayMs,
      bodiesMs: 30 * dayMs,
      attemptsMs: 30 * dayMs,
      deliveriesMs: 90 * dayMs,
    })
  })

  test('is shortened with what it depends on, where nothing else is said', () => {
    expect(retentionSettings({ deliveryDays: 3 })).toEqual({
      keysMs: 3 * dayMs,
      bodiesMs: 3 * dayMs,
      attemptsMs: 3 * dayMs,
      deliveriesMs: 3 * dayMs,
    })
    expect(retentionSettings({ bodyDays: 0.5 })).toMatchObject({ keysMs: dayMs / 2, bodiesMs: dayMs / 2 })
  })

  test('may be for ever', () => {
    expect(retentionSettings({ deliveryDays: null, bodyDays: null, idempotencyDays: null })).toEqual({
      keysMs: null,
      bodiesMs: null,
      attemptsMs: 30 * dayMs,
      deliveriesMs: null,
    })
  })

  test.each([
    [{ bodyDays: 0 }, /delivery\.retention\.bodyDays is 0; it must be a number of days above 0/],
    [{ attemptDays: Number.NaN }, /attemptDays is NaN/],
    [{ idempotencyDays: 31 }, /idempotencyDays is 31, longer than bodyDays, which is 30\. Lower/],
    [{ bodyDays: null }, /bodyDays is null \(for ever\), longer than deliveryDays, which is 90/],
    [{ attemptDays: 91 }, /attemptDays is 91, longer than deliveryDays/],
  ])('is refused where it makes no sense: %o', (given, message) => {
    expect(() => retentionSettings(given)).toThrow(message)
  })
})
