import { readFile } from 'node:fs/promises'

import { expect, test } from 'vitest'

const recipes = ['shop-on-sqlite', 'node-sqlite', 'shop-on-postgres', 'pg', 'drizzle', 'kysely']

test('docs/transactions.md shows the recipes as they are run here, and no other code', async () => {
  const page = await readFile(new URL('../../docs/transactions.md', import.meta.url), 'utf8')
  const shown = [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code)
  const run = recipes.map((name) => readFile(new URL(`${name}.ts`, import.meta.url), 'utf8'))
  expect(shown).toEqual(await Promise.all(run))
})
