import { describe, expect, test } from 'vitest'

import { HookwrightError } from '../src/errors.ts'
import { Mistakes } from '../src/mistakes.ts'

function messageOf(mistakes: Mistakes): string {
  try {
    mistakes.throwIfAny('Shop')
    return ''
  } catch (error) {
    if (error instanceof HookwrightError && error.code === 'bad_declaration') return error.message
    throw error
  }
}

describe('mistakes', () => {
  test('are no error while there are none', () => {
    expect(messageOf(new Mistakes())).toBe('')
  })

  test('are told with place and cure', () => {
    const mistakes = new Mistakes()
    mistakes.add('GET /a', 'its path is odd', 'Straighten it')
    expect(messageOf(mistakes)).toBe(
      'There is 1 mistake in the declarations of "Shop":\n1. GET /a: its path is odd. Straighten it.',
    )
  })

  test('are told all at once, in order, each only once', () => {
    const mistakes = new Mistakes()
    mistakes.add('GET /a', 'its path is odd', 'Straighten it')
    mistakes.add('GET /b', 'its path is odd', 'Straighten it')
    mistakes.add('GET /a', 'its path is odd', 'Straighten it')
    expect(messageOf(mistakes)).toBe(
      'There are 2 mistakes in the declarations of "Shop":\n' +
        '1. GET /a: its path is odd. Straighten it.\n2. GET /b: its path is odd. Straighten it.',
    )
  })
})
