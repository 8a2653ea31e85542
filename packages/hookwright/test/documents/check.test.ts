import { expect, test } from 'vitest'

import { BodyChecker } from '../../src/documents/check.ts'
import type { JsonSchema } from '../../src/schema/schema.ts'

const list: JsonSchema = { type: 'array', items: { $ref: '#/item' } }
const root: JsonSchema = { item: { anyOf: [{ type: 'string' }, { type: 'null' }] } }

test('all that is wrong is told of a body, and of one with very many values the first', () => {
  const checker = new BodyChecker(root)
  const few = checker.issues([1, 'a', 2], list)
  expect(new Set(few.map(({ path }) => path?.[0]))).toEqual(new Set([0, 2]))
  // To find all of these took minutes.
  const issues = checker.issues(Array(200_000).fill(1), list)
  expect(new Set(issues.map(({ path }) => path?.[0]))).toEqual(new Set([0]))
  expect(checker.issues(Array(200_000).fill('a'), list)).toEqual([])
})

test('a schema that cannot be compiled is tried once', () => {
  const checker = new BodyChecker({})
  const faulty: JsonSchema = { type: 'no type' }
  const faultOf = () => {
    try {
      checker.compile(faulty)
      return undefined
    } catch (error) {
      return error
    }
  }
  const first = faultOf()
  expect(first).toBeInstanceOf(Error)
  expect(faultOf()).toBe(first)
})
