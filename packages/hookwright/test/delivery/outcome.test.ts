import { describe, expect, test } from 'vitest'
import { classify, defaultPauseMs, outcomes } from '../../src/delivery/outcome.ts'

const answered = (status: number, retryAfterMs: number | null = null) =>
  classify({ kind: 'answered', status, retryAfterMs })

test.each([
  [200, 'succeeded'],
  [201, 'succeeded'],
  [204, 'succeeded'],
  [299, 'succeeded'],
  [300, 'redirected'],
  [301, 'redirected'],
  [302, 'redirected'],
  [304, 'redirected'],
  [307, 'redirected'],
  [308, 'redirected'],
  [400, 'rejected'],
  [401, 'rejected'],
  [404, 'rejected'],
  [409, 'rejected'],
  [410, 'gone'],
  [422, 'rejected'],
  [429, 'throttled'],
  [500, 'server_error'],
  [501, 'server_error'],
  [502, 'throttled'],
  [503, 'server_error'],
  [504, 'throttled'],
  [599, 'server_error'],
  [999, 'server_error'],
])('an answer of %i is %s', (status, outcome) => {
  expect(answered(status).outcome).toBe(outcome)
})

test.each(['timed_out', 'unresolved', 'unreachable', 'interrupted', 'blocked'] as const)(
  'an exchange that ends %s keeps that name and its words, and is retried',
  (kind) => {
    expect(classify({ kind, error: 'Why.' })).toEqual({
      outcome: kind,
      error: 'Why.',
      next: 'retry',
      disable: false,
      pauseMs: null,
    })
  },
)

describe('what follows', () => {
  test('only a success has no error, and only 410 ends a failed delivery at once and disables', () => {
    for (let status = 200; status < 600; status++) {
      const { outcome, error, next, disable } = answered(status)
      expect(outcomes).toContain(outcome)
      expect(error === null).toBe(outcome === 'succeeded')
      expect(next).toBe(outcome === 'succeeded' ? 'succeed' : status === 410 ? 'fail' : 'retry')
      expect(disable).toBe(status === 410)
      expect(error ?? String(status)).toContain(String(status))
    }
  })

  test('an overloaded receiver is paused for as long as it asks, or a little', () => {
    expect(answered(429, 90_000).pauseMs).toBe(90_000)
    expect(answered(429).pauseMs).toBe(defaultPauseMs)
    expect(answered(502).pauseMs).toBe(defaultPauseMs)
    expect(answered(504).pauseMs).toBe(defaultPauseMs)
    expect(answered(500, 90_000).pauseMs).toBeNull()
  })

  test('503 is overload when it comes with Retry-After, and a plain failure otherwise', () => {
    expect(answered(503, 30_000)).toMatchObject({ outcome: 'throttled', pauseMs: 30_000 })
    expect(answered(503)).toMatchObject({ outcome: 'server_error', pauseMs: null })
  })
})
