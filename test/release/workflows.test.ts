import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { expect, test } from 'vitest'
import { parse } from 'yaml'

const root = new URL('../../', import.meta.url)
const workflows = new URL('.github/workflows/', root)

test.each(readdirSync(workflows))('%s is YAML with jobs, and runs what CI runs', (name) => {
  const text = readFileSync(new URL(name, workflows), 'utf8')
  const { jobs } = parse(text)
  const runs = Object.values<{ steps: { run?: string }[] }>(jobs).flatMap(({ steps }) =>
    steps.map(({ run }) => run),
  )
  expect(runs).toContain('.ci/run')
})

test('a tag that is not the version of the packages is refused, with each place to mend', () => {
  const checked = spawnSync('node', ['scripts/check-release.ts', 'v99.0.0'], {
    cwd: fileURLToPath(root),
    encoding: 'utf8',
  })
  expect(checked.status).toBe(1)
  for (const place of [
    'packages/receiver/package.json',
    'packages/hookwright/package.json',
    'version.ts',
    'CHANGELOG.md',
  ])
    expect(checked.stderr).toContain(place)
})
