import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Queryable } from '../../../src/store/postgres/database.ts'
import { Notifier } from '../../../src/store/postgres/notify.ts'

const sent: unknown[][] = []
const queryable: Queryable = {
  query: async (_sql, values = []) => {
    sent.push(values)
    return []
  },
}

beforeEach(() => {
  vi.useFakeTimers()
  sent.length = 0
})
afterEach(() => {
  vi.useRealTimers()
})

test('the first is told at once, and those that come soon after it together', async () => {
  const notifier = new Notifier(queryable, 'public')
  notifier.tell()
  expect(sent).toEqual([['hookwright', 'public']])
  for (let n = 0; n < 9; n++) notifier.tell()
  expect(sent).toHaveLength(1)
  await vi.runAllTimersAsync()
  expect(sent).toHaveLength(2)
  notifier.tell()
  expect(sent).toHaveLength(3)
})

test('closing tells what is still to be told, and nothing else', async () => {
  const notifier = new Notifier(queryable, 'public')
  await notifier.close()
  expect(sent).toHaveLength(0)
  notifier.tell()
  notifier.tell()
  await notifier.close()
  expect(sent).toHaveLength(2)
  await vi.runAllTimersAsync()
  expect(sent).toHaveLength(2)
})

test('a notification that fails is no failure', async () => {
  const notifier = new Notifier({ query: () => Promise.reject(new Error('the database is away')) }, 'public')
  notifier.tell()
  await expect(notifier.close()).resolves.toBeUndefined()
})
