import { expect, test } from 'vitest'

import { hears, refusalOfChannels } from '../../src/endpoints/channels.ts'

test('an endpoint that listens on no channel gets every message', () => {
  expect(hears([], [])).toBe(true)
  expect(hears([], ['project:1'])).toBe(true)
})

test('one that listens on some gets what was sent on one of them, and nothing that was sent on none', () => {
  expect(hears(['project:1', 'project:2'], ['project:2', 'project:3'])).toBe(true)
  expect(hears(['project:1'], ['project:3'])).toBe(false)
  expect(hears(['project:1'], [])).toBe(false)
})

test('channels are short texts without control characters, and not too many', () => {
  expect(refusalOfChannels(['project:1', 'Büro 2', 'a'.repeat(128)])).toBeNull()
  for (const bad of ['', 'a'.repeat(129), 'a\nb', '\ud800']) {
    expect(refusalOfChannels(['ok', bad])).toContain('1 to 128 characters')
  }
  expect(refusalOfChannels(Array.from({ length: 51 }, (_, n) => `c${n}`))).toContain('at most 50')
})
