/** Says whether a tag can be released: `node scripts/check-release.ts v1.2.3`. Exits with 1, and the reasons, where not. */
import { readFileSync } from 'node:fs'

const [tag = ''] = process.argv.slice(2)
const version = tag.replace(/^v/, '')
const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
const reasons: string[] = []

for (const name of ['receiver', 'hookwright']) {
  const found: { version: string; dependencies?: Record<string, string> } = JSON.parse(
    read(`packages/${name}/package.json`),
  )
  if (found.version !== version)
    reasons.push(`packages/${name}/package.json says ${found.version}, the tag ${version}.`)
  const receiver = found.dependencies?.['@hookwright/receiver']
  if (receiver !== undefined && receiver !== version)
    reasons.push(
      `packages/${name}/package.json depends on @hookwright/receiver ${receiver}; write ${version}.`,
    )
}
if (!read('packages/hookwright/src/version.ts').includes(`'${version}'`))
  reasons.push(`packages/hookwright/src/version.ts does not say ${version}.`)
if (!new RegExp(`^## ${version.replaceAll('.', '\\.')}( |$)`, 'm').test(read('CHANGELOG.md')))
  reasons.push(`CHANGELOG.md has no heading "## ${version}": rename "Unreleased", and begin a new one.`)

for (const reason of reasons) console.error(reason)
process.exitCode = reasons.length === 0 ? 0 : 1
