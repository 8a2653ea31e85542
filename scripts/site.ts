/**
 * Builds the site: `npm run site`, into docs/.vitepress/dist. The reference is made of the docstrings of what the
 * packages export; the rest are the pages of docs/. Nothing is fetched, and links that lead nowhere end it.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const docs = fileURLToPath(new URL('../docs/', import.meta.url))

rmSync(new URL('../docs/reference/', import.meta.url), { recursive: true, force: true })
run('npx', ['--no-install', 'typedoc'])
// Read with the package, and here.
const readme = readFileSync(new URL('../packages/receiver/README.md', import.meta.url), 'utf8')
writeFileSync(
  new URL('../docs/reference/receiver-package.md', import.meta.url),
  readme.replaceAll('](../../docs/', '](../'),
)
run('npx', ['--no-install', 'vitepress', 'build', '.'])
console.log(`The site is in ${docs}.vitepress/dist; to look at it: npx vitepress preview docs`)

function run(command: string, args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, { cwd: docs, stdio: 'inherit' })
  if (error) throw error
  if (status !== 0) process.exit(status ?? 1)
}
