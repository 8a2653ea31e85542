import { expect, test } from 'vitest'
import { remembered } from '../../src/delivery/remember.ts'

test('a text is made something of once, until more than so many others have come', () => {
  const made: string[] = []
  const upper = remembered(2, (text) => {
    made.push(text)
    return text.toUpperCase()
  })
  expect([upper('a'), upper('b'), upper('a'), upper('b')]).toEqual(['A', 'B', 'A', 'B'])
  expect(made).toEqual(['a', 'b'])
  expect([upper('c'), upper('b'), upper('a')]).toEqual(['C', 'B', 'A'])
  expect(made).toEqual(['a', 'b', 'c', 'a'])
})

test('what fails is tried again', () => {
  let calls = 0
  const parse = remembered(2, (text) => {
    calls++
    return new URL(text)
  })
  expect(() => parse('no URL')).toThrow('Invalid URL')
  expect(() => parse('no URL')).toThrow('Invalid URL')
  expect(calls).toBe(2)
})
