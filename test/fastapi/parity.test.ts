import { readFileSync, writeFileSync } from 'node:fs'

import { describe, expect, test } from 'vitest'

import { app } from './app.ts'
import { cases, outcomeOf, recordedOf, requestOf, strayAnswers } from './cases.ts'
import { page } from './page.ts'

const same = cases.filter(({ differs }) => differs === undefined)
const different = cases.filter(({ differs }) => differs !== undefined)

const answerOf = async (one: (typeof cases)[number]) => {
  const request = requestOf(one)
  return outcomeOf(await app.fetch(request), request.url)
}

describe('Hookwright answers as FastAPI did', () => {
  test.each(same)('$group: $name', async (one) => {
    expect(await answerOf(one)).toEqual(recordedOf(one))
  })
})

describe('Hookwright answers otherwise, on purpose', () => {
  test.each(different)('$group: $name', async (one) => {
    const answer = await answerOf(one)
    expect(answer).toEqual(one.answers)
    expect(answer).not.toEqual(recordedOf(one))
  })
})

test('at least 60 cases agree', () => {
  expect(same.length).toBeGreaterThanOrEqual(60)
})

test('each case has a name of its own, and each recorded answer a case', () => {
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length)
  expect(strayAnswers()).toEqual([])
})

// UPDATE_GOLDEN=1 npx vitest run --project fastapi && npx oxfmt docs/fastapi.md
test('docs/fastapi.md shows these cases', () => {
  const file = new URL('../../docs/fastapi.md', import.meta.url)
  if (process.env['UPDATE_GOLDEN']) writeFileSync(file, page())
  // Formatting pads the tables.
  const words = (text: string) => text.replaceAll(/-{3,}/g, '---').replaceAll(/ +/g, ' ')
  expect(words(readFileSync(file, 'utf8'))).toBe(words(page()))
})
