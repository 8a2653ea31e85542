import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { assignment } from '../../src/cli/assignment.ts'
import { instant } from '../../src/cli/instant.ts'
import { bar } from '../../src/cli/progress-bar.ts'
import { httpUrl, pageLimit } from '../../src/cli/server/options.ts'
import { fields, table } from '../../src/cli/table.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 23, 12) })
})
afterEach(() => {
  vi.useRealTimers()
})

test.each([
  ['a=1', 1],
  ['a=-1.5', -1.5],
  ['a=true', true],
  ['a=null', null],
  ['a="1"', '1'],
  ['a=[1,{"b":2}]', [1, { b: 2 }]],
  ['a=Ada Lovelace', 'Ada Lovelace'],
  ['a=0042', '0042'],
  ['a=x=y', 'x=y'],
  ['a=', ''],
])('%j assigns %j', (text, value) => {
  expect(assignment(text)).toEqual({ a: value })
})

test('assignments gather; one without a place is refused', () => {
  expect(assignment('b.c=2', { a: 1 })).toEqual({ a: 1, 'b.c': 2 })
  for (const text of ['a', '=1', '']) expect(() => assignment(text)).toThrow('Write place=value')
})

test.each([
  ['2h', '2026-11-23T10:00:00.000Z'],
  ['1.5m', '2026-11-23T11:58:30.000Z'],
  ['7d', '2026-11-16T12:00:00.000Z'],
  ['2026-11-23', '2026-11-23T00:00:00.000Z'],
  ['2026-11-23T08:00+02:00', '2026-11-23T06:00:00.000Z'],
  ['2026-11-23T08:00:00.250Z', '2026-11-23T08:00:00.250Z'],
])('%s is %s', (text, expected) => {
  expect(instant(text)).toBe(expected)
})

test.each(['', 'yesterday', '2 h', '2w', '2026-11-23T08:00:00', '2026-13-01', '999999999d'])(
  '%j is no time',
  (text) => {
    expect(() => instant(text)).toThrow('Give a time such as 2026-11-23T08:00:00Z, or how long ago')
  },
)

test('a URL is kept as it was given, but must be http or https', () => {
  expect(httpUrl('http://localhost:3000/hooks/')).toBe('http://localhost:3000/hooks/')
  for (const text of ['localhost:3000', '/hooks', 'ftp://a', 'http://user:pass@a']) {
    expect(() => httpUrl(text)).toThrow('Give a URL such as http://localhost:8000')
  }
})

test('a page holds from 1 to 250', () => {
  expect(pageLimit('250')).toBe(250)
  for (const text of ['0', '251', '1.5', 'all']) expect(() => pageLimit(text)).toThrow('from 1 to 250')
})

test('columns stand below each other; what has no value is left out', () => {
  expect(
    table([
      ['a', 'bbb', 'c'],
      ['aaa', 'b', ''],
    ]),
  ).toBe('a    bbb  c\naaa  b')
  expect(fields({ id: 'x', 'event type': 'y', reason: null, note: '', count: 0 })).toBe(
    'id          x\nevent type  y\ncount       0',
  )
})

test('a bar is full only when all is done, and empty when nothing is known', () => {
  expect(bar(0, 0)).toBe(`[${'-'.repeat(24)}]`)
  expect(bar(999, 1_000)).toBe(`[${'#'.repeat(23)}-]`)
  expect(bar(1_000, 1_000)).toBe(`[${'#'.repeat(24)}]`)
})
