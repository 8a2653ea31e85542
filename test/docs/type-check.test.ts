import { expect, test } from 'vitest'

import { allBlocks } from './blocks.ts'
import { typeCheck } from './type-check.ts'

/** Run as they stand, in test/recipes. */
const areRecipes = new Set(['docs/transactions.md', 'docs/receiving.md'])

test('each block of TypeScript in the docs compiles under strict, with what its page says around it', async () => {
  const blocks = (await allBlocks(['ts'])).filter(({ page }) => !areRecipes.has(page))
  expect(blocks.length).toBeGreaterThan(40)
  expect(typeCheck(blocks)).toEqual([])
})

test('what does not compile is told by the line of its page', () => {
  const code = "import { App } from 'hookwright'\nnew App({ title: 1, version: '1' })\n"
  const [first] = typeCheck([{ page: 'docs/x.md', line: 10, language: 'ts', code }])
  expect(first).toMatch(/^docs\/x\.md:11: error TS2322: Type 'number' is not assignable to type 'string'/)
})
