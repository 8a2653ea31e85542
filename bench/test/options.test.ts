import { describe, expect, test } from 'vitest'

import { BadOption, readOptions } from '../options.ts'

const names = ['deliveries', 'sends']

describe('the options', () => {
  test('measure everything five times and write it, unless told otherwise', () => {
    expect(readOptions(names, [])).toEqual({ only: [], variants: [], rounds: 5, scale: 1, writes: true })
  })

  test('narrow it', () => {
    expect(readOptions(names, ['--only', 'sends, deliveries', '--rounds', '9'])).toMatchObject({
      only: ['sends', 'deliveries'],
      rounds: 9,
      writes: true,
    })
  })

  test.each([[['--quick']], [['--variants', 'sqlite']]])('write nothing of what is not whole: %s', (args) => {
    expect(readOptions(names, args)).toMatchObject({ writes: false })
  })

  test.each([
    [['--only', 'speed'], 'There is no benchmark "speed": there are deliveries, sends.'],
    [['--rounds', '0'], '--rounds is "0"'],
    [['--rounds', 'many'], '--rounds is "many"'],
    [['--fast'], "'--fast'"],
  ])('refuse what cannot be meant: %s', (args, message) => {
    expect(() => readOptions(names, args)).toThrow(BadOption)
    expect(() => readOptions(names, args)).toThrow(message)
  })
})
