import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { afterEach, describe, expect, test } from 'vitest'

import { Place } from '../src/place.ts'
import { Router } from '../src/router.ts'

const run = promisify(execFile)
const folders: string[] = []

afterEach(async () => {
  Error.stackTraceLimit = 10
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })))
})

function placeOfDeclaration(declare: (router: Router) => void): string {
  const router = new Router()
  declare(router)
  const [operation] = [...router.declarations.resolved(), ...router.webhooks.declarations.resolved()]
  return operation?.place.toString() ?? 'not declared'
}

describe('the place of a declaration', () => {
  test('is the file and line of the code that declares, not of Hookwright', () => {
    const here = /place\.test\.ts:\d+:\d+$/
    expect(new Place().toString()).toMatch(here)
    expect(placeOfDeclaration((router) => router.get('/', () => 1))).toMatch(here)
    expect(placeOfDeclaration((router) => router.route('get', '/', () => 1))).toMatch(here)
    expect(placeOfDeclaration((router) => void router.webhooks.post('x'))).toMatch(here)
    expect(placeOfDeclaration((router) => void router.webhooks.route('post', 'x'))).toMatch(here)
  })

  test('is a path that an editor opens, without a scheme', () => {
    expect(new Place().toString()).toMatch(/^(\/|[A-Z]:)/)
    expect(new Place().toString()).not.toContain('file:')
  })

  test('is right under plain Node, in folders with unusual names', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hookwright #(50% ö) '))
    folders.push(folder)
    const script = join(folder, 'my app.mjs')
    const router = new URL('../src/router.ts', import.meta.url).href
    await writeFile(
      script,
      `const { Router } = await import(${JSON.stringify(router)})\n` +
        'const router = new Router()\n' +
        "function declare() { router.get('/', () => 1) }\n" +
        'declare()\n' +
        'for (const { place } of router.declarations.resolved()) console.log(place.toString())\n',
    )
    const node = fileURLToPath(import.meta.resolve('node/bin/node'))
    const { stdout } = await run(node, [script])
    expect(stdout.trim()).toBe(`${script}:3:29`)
  })

  test('is empty where the runtime tells nothing', () => {
    Error.stackTraceLimit = 0
    expect(new Place().toString()).toBe('')
  })
})
