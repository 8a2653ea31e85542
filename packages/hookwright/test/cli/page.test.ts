import { readFileSync, writeFileSync } from 'node:fs'

import { expect, test } from 'vitest'

import { cliPage } from './cli-page.ts'

const file = new URL('../../../../docs/cli.md', import.meta.url)
if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, await cliPage(readFileSync(file, 'utf8')))
const page = readFileSync(file, 'utf8')

test('docs/cli.md says of every command what its help does (UPDATE_GOLDEN=1 writes it anew)', async () => {
  expect(await cliPage(page)).toBe(page)
})

test('what is written by hand stays, what is made is replaced, and what is missing is added', async () => {
  const gone = page.replace(/## `hookwright verify`[^]*?(?=\n## )/, '')
  expect(await cliPage(gone)).toContain('\n## `hookwright verify`\n\n<!-- made: hookwright verify -->')
  const stale = page.replace('hookwright listen [options]', 'hookwright listen [nothing]')
  expect(await cliPage(stale)).toBe(page)
})

test('every heading of a command is that of one that there is', () => {
  const headings = [...page.matchAll(/^#+ `(hookwright [^`]+)`$/gm)].map(([, path]) => path)
  const made = [...page.matchAll(/^<!-- made: (.+) -->$/gm)].map(([, path]) => path)
  expect(headings).toEqual(made)
  expect(made.length).toBeGreaterThan(20)
})
