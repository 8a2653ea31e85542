import { Console } from 'node:console'
import { Writable } from 'node:stream'

import pino from 'pino'
import { afterEach, expect, expectTypeOf, test, vi } from 'vitest'

import { loggerOf, logLine, warn, type Logger } from '../../src/delivery/logger.ts'
import type { AttemptReport } from '../../src/delivery/report.ts'
import { logAttempt } from '../../src/telemetry/attempt-log.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const fields = { event: 'store_failed', store: 'sqlite:shop.db', waitMs: 250 } as const

/** What is written to a stream, line by line. */
function sink() {
  const lines: string[] = []
  const stream = new Writable({
    write(chunk, _, done) {
      lines.push(...String(chunk).trimEnd().split('\n'))
      done()
    },
  })
  return { lines, stream }
}

test('a pino logger is a logger, and so is console', () => {
  expectTypeOf<pino.Logger>().toExtend<Logger>()
  expectTypeOf<Console>().toExtend<Logger>()
})

test('a pino logger gets the particulars as fields, the words as its message, and keeps its own level', () => {
  const { lines, stream } = sink()
  const logger = loggerOf(pino({ level: 'warn' }, stream))
  logger.debug?.(fields, 'Not told.')
  logger.info(fields, 'Not told.')
  warn(logger, fields, 'The store failed', new Error('disk full'))
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ ...fields, level: 40, error: 'disk full', msg: 'The store failed: disk full' }),
  ])
})

test('a console gets warnings as lines for people, by default too', () => {
  const { lines, stream } = sink()
  const print = vi.spyOn(console, 'warn').mockImplementation(() => {})
  for (const logger of [loggerOf(new Console(stream, stream)), loggerOf(console), loggerOf(undefined)]) {
    logger.debug?.(fields, 'Not told.')
    logger.info(fields, 'Not told.')
    warn(logger, fields, 'The store failed', new Error('disk full'))
  }
  const line = 'The store failed: disk full event=store_failed store=sqlite:shop.db waitMs=250'
  expect(lines).toEqual([line])
  expect(print.mock.calls).toEqual([[line], [line]])
})

test('particulars that hold blanks, quotes or line ends are quoted, and those that are null are left out', () => {
  const given = { event: 'attempt', tenant: 'a b="c"\nd', status: null, attempt: 1 } as const
  expect(logLine(given, 'Words.')).toBe('Words. event=attempt tenant="a b=\\"c\\"\\nd" attempt=1')
})

const report: AttemptReport = {
  tenant: 'acme',
  messageId: 'msg_1',
  deliveryId: 'dlv_1',
  endpointId: 'ep_1',
  url: 'https://receiver.example/hooks/token',
  eventType: 'order.paid',
  attempt: 2,
  outcome: 'server_error',
  status: 500,
  durationMs: 12,
  error: 'Answered 500.',
  nextAttemptAt: Date.UTC(2026, 10, 23, 12),
}

test.for([
  [
    'info',
    {},
    'Attempt 2 of order.paid ended as server_error: Answered 500. The next is due at 2026-11-23T12:00:00.000Z.',
  ],
  [
    'warn',
    { nextAttemptAt: null },
    'Attempt 2 of order.paid was the last and ended as server_error: Answered 500.',
  ],
  [
    'debug',
    { outcome: 'succeeded', status: 204, error: null, nextAttemptAt: null },
    'Attempt 2 of order.paid succeeded in 12 ms.',
  ],
] as const)(
  'an attempt is told of as %s, with its particulars but not the URL',
  ([level, given, message]) => {
    const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn() }
    logAttempt(logger, { ...report, ...given })
    const { url: _, nextAttemptAt, ...particulars } = { ...report, ...given }
    const next = nextAttemptAt === null ? null : '2026-11-23T12:00:00.000Z'
    expect(logger[level]).toHaveBeenCalledExactlyOnceWith(
      { event: 'attempt', ...particulars, nextAttemptAt: next },
      message,
    )
    expect(
      logger.debug.mock.calls.length + logger.info.mock.calls.length + logger.warn.mock.calls.length,
    ).toBe(1)
  },
)
