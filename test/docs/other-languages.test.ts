import { spawnSync } from 'node:child_process'

import { expect, test } from 'vitest'
import { parseDocument } from 'yaml'

import { allBlocks } from './blocks.ts'

test('each block of JSON and YAML in the docs is well formed', async () => {
  const blocks = await allBlocks(['json', 'yaml', 'yml'])
  expect(blocks.length).toBeGreaterThan(0)
  for (const { page, line, code } of blocks) {
    expect({ place: `${page}:${line}`, errors: parseDocument(code).errors }).toMatchObject({ errors: [] })
  }
})

const hasPython = spawnSync('python3', ['--version']).status === 0

test.runIf(hasPython)('each block of Python in the docs can be parsed', async () => {
  for (const { page, line, code } of await allBlocks(['python', 'py'])) {
    const { stderr } = spawnSync('python3', ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], {
      input: code,
      encoding: 'utf8',
    })
    expect({ place: `${page}:${line}`, stderr }).toMatchObject({ stderr: '' })
  }
})

const hasGo = spawnSync('gofmt', ['-h']).error === undefined

test.runIf(hasGo)('each block of Go in the docs can be parsed', async () => {
  for (const { page, line, code } of await allBlocks(['go'])) {
    // A few statements are no file: gofmt takes those, too.
    const { stderr } = spawnSync('gofmt', ['-e'], { input: code, encoding: 'utf8' })
    expect({ place: `${page}:${line}`, stderr }).toMatchObject({ stderr: '' })
  }
})

test('each block says a language that is checked here, or that it is only text', async () => {
  const checked = new Set(['ts', 'sh', 'console', 'json', 'yaml', 'python', 'go', 'text', 'html'])
  const others = (await allBlocks()).filter(({ language }) => !checked.has(language))
  expect(others.map(({ page, line, language }) => `${page}:${line}: ${language}`)).toEqual([])
})
