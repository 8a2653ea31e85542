import { describe, expect, test } from 'vitest'
import { Dispatcher } from '../../src/delivery/dispatch.ts'
import { standardSchedule } from '../../src/delivery/retry.ts'
import { dispatcherSettings, type DispatcherSettings } from '../../src/delivery/settings.ts'
import { sqlite } from '../../src/sqlite.ts'

test('settings that are left out have defaults, and a lease outlives its attempt', () => {
  expect(dispatcherSettings({})).toEqual({
    timeoutMs: 15_000,
    retryScheduleMs: standardSchedule,
    concurrency: 256,
    endpointConcurrency: 16,
    pollMs: 1_000,
    leaseMs: 60_000,
    disableAfterDays: 5,
    keptBodyBytes: 16_384,
  })
  expect(dispatcherSettings({ timeoutMs: 120_000 }).leaseMs).toBe(270_000)
})

describe('a setting is refused by its name', () => {
  test.each<[string, Partial<DispatcherSettings>]>([
    ['timeoutMs', { timeoutMs: 0 }],
    ['timeoutMs', { timeoutMs: Number.NaN }],
    ['concurrency', { concurrency: 1.5 }],
    ['endpointConcurrency', { endpointConcurrency: -1 }],
    ['retryScheduleMs', { retryScheduleMs: [] }],
    ['retryScheduleMs', { retryScheduleMs: [0, -1] }],
    ['leaseMs', { timeoutMs: 30_000, leaseMs: 30_000 }],
    ['pollMs', { pollMs: 0 }],
    ['keptBodyBytes', { keptBodyBytes: -1 }],
  ])('when %s cannot be: %j', (option, settings) => {
    expect(() => dispatcherSettings(settings)).toThrow(
      expect.objectContaining({
        code: 'bad_option',
        message: expect.stringContaining(`delivery.${option} `),
      }),
    )
  })
})

test('a dispatcher is refused when an allowed range is none', () => {
  const policy = { allowHttp: false, allowPrivateNetworks: ['10.0.0.0/99'] }
  expect(() => new Dispatcher({ store: sqlite(':memory:'), policy })).toThrow('10.0.0.0/99')
})
