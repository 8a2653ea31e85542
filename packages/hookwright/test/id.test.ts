import { describe, expect, test } from 'vitest'

import { idFloor, newId, timeOfId } from '../src/id.ts'

const zeros = (length: number) => new Uint8Array(length)

describe('an id', () => {
  test('names its kind and holds no dot, which Standard Webhooks forbids', () => {
    expect(newId('msg', Date.now())).toMatch(/^msg_[0-9A-HJKMNP-TV-Z]{26}$/)
    expect(newId('ep', Date.now())).toMatch(/^ep_[0-9A-HJKMNP-TV-Z]{26}$/)
    expect(newId('dlv', Date.now())).toMatch(/^dlv_[0-9A-HJKMNP-TV-Z]{26}$/)
  })

  test('sorts as text by the time of its making, over the whole range of times', () => {
    const times = [0, 1, 31, 32, 1_023, 1_024, 2 ** 32 - 1, 2 ** 32, Date.UTC(2026, 10, 23), 2 ** 48 - 1]
    const ids = times.map((time) => newId('msg', time, zeros))
    expect(ids.toSorted()).toEqual(ids)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('sorts at or after the floor of its time, and before that of the next millisecond', () => {
    for (const time of [0, 31, 32, Date.UTC(2026, 10, 23)]) {
      const id = newId('dlv', time)
      const between = [idFloor('dlv', time), id, idFloor('dlv', time + 1)]
      expect(between.toSorted()).toEqual(between)
    }
  })

  test('tells when it was made; what is no id does not', () => {
    for (const time of [0, 1, 31, 32, Date.UTC(2026, 10, 23), 2 ** 48 - 1]) {
      expect(timeOfId(newId('msg', time))).toBe(time)
    }
    for (const text of [
      '',
      'msg_',
      'msg_1',
      `msg_${'U'.repeat(26)}`,
      newId('msg', 1).slice(1).toLowerCase(),
    ]) {
      expect(timeOfId(text)).toBeNaN()
    }
  })

  test('spells its time in ten characters', () => {
    expect(newId('msg', 0, zeros)).toBe(`msg_${'0'.repeat(26)}`)
    expect(newId('msg', 33, zeros)).toBe(`msg_0000000011${'0'.repeat(16)}`)
    expect(newId('msg', 2 ** 48 - 1, zeros)).toBe(`msg_7ZZZZZZZZZ${'0'.repeat(16)}`)
  })

  test('takes each of its random characters from a byte of its own', () => {
    let asked = 0
    const random = (length: number) => {
      asked = length
      return Uint8Array.from({ length }, (_, index) => index)
    }
    expect(newId('msg', 0, random)).toBe('msg_00000000000123456789ABCDEF')
    expect(asked).toBe(16)
    expect(newId('msg', 0, (length) => new Uint8Array(length).fill(255))).toBe(
      `msg_0000000000${'Z'.repeat(16)}`,
    )
  })

  test('is not made twice in one millisecond', () => {
    const now = Date.now()
    expect(new Set(Array.from({ length: 10_000 }, () => newId('dlv', now))).size).toBe(10_000)
  })
})
