import { readFile } from 'node:fs/promises'

import { expect, test } from 'vitest'

const pages = {
  transactions: ['shop-on-sqlite', 'node-sqlite', 'shop-on-postgres', 'pg', 'drizzle', 'kysely'],
  receiving: [
    'receiving/shop',
    'receiving/hono',
    'receiving/express',
    'receiving/fastify',
    'receiving/node',
    'receiving/in-transaction',
    'receiving/postgres-seen',
    'receiving/redis-seen',
    'receiving/published-keys',
    'receiving/presets',
  ],
}

test.each(Object.entries(pages))(
  'docs/%s.md shows the recipes as they are run here, and no other code',
  async (name, recipes) => {
    const page = await readFile(new URL(`../../docs/${name}.md`, import.meta.url), 'utf8')
    const shown = [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code)
    const run = recipes.map((recipe) => readFile(new URL(`${recipe}.ts`, import.meta.url), 'utf8'))
    expect(shown).toEqual(await Promise.all(run))
  },
)
