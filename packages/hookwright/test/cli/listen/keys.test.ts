import { expect, test } from 'vitest'

import { KeyReader } from '../../../src/cli/listen/keys.ts'

const read = (text: string) => new KeyReader().read(text)

test('r replays the last event', () => {
  expect(read('r')).toEqual([{ kind: 'replay', number: 'last' }])
})

test.each(['12\r', '12\n', '12r'])('%j replays the event of that number', (text) => {
  expect(read(text)).toEqual([
    { kind: 'typing', digits: '1' },
    { kind: 'typing', digits: '12' },
    { kind: 'replay', number: 12 },
  ])
})

test('digits may come one at a time, and are forgotten once used or followed by another key', () => {
  const reader = new KeyReader()
  reader.read('4')
  expect(reader.read('2')).toEqual([{ kind: 'typing', digits: '42' }])
  expect(reader.read('x')).toEqual([{ kind: 'typing', digits: '' }])
  expect(reader.read('r')).toEqual([{ kind: 'replay', number: 'last' }])
})

test('? and h help; q, Ctrl-C and Ctrl-D quit; Enter and others alone do nothing', () => {
  expect(read('?h')).toEqual([{ kind: 'help' }, { kind: 'help' }])
  expect(read('q\u0003\u0004')).toEqual([{ kind: 'quit' }, { kind: 'quit' }, { kind: 'quit' }])
  expect(read('\rx\u001b[A')).toEqual([])
})
