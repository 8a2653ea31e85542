import { realpathSync } from 'node:fs'

import { describe, expect, test } from 'vitest'

import { hookwright } from './command-line.ts'
import { createProject } from './project.ts'

const newApp = "new App({ title: 'Shop', version: '1' })"
const importApp = "import { App } from 'hookwright'\n"

/** Runs `openapi` on a module with this source. */
async function openapiOf(name: string, source: string, ...options: string[]) {
  using project = createProject()
  const module = project.write(name, source)
  // Awaited here: the folder is gone once this function returns.
  return await hookwright(['openapi', module, ...options], { cwd: project.folder })
}

describe.concurrent('an app is found', () => {
  test.each([
    ['app.ts', `${importApp}export const app: App = ${newApp}`, []],
    ['app.mts', `${importApp}export const app: App = ${newApp}`, []],
    ['app.mjs', `${importApp}export default ${newApp}`, []],
    ['app.ts', `${importApp}export const app = {}\nexport default ${newApp}`, []],
    ['app.mjs', `${importApp}export const shop = ${newApp}`, ['--export', 'shop']],
    ['with space #1.ts', `${importApp}export const app = ${newApp}`, []],
  ])('in %s: %s', async (name, source, options) => {
    const { code, stdout, stderr } = await openapiOf(name, source, ...options)
    expect(stderr).toBe('')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toHaveProperty('info.title', 'Shop')
  })

  test('and what keeps its process alive keeps no command from ending', async () => {
    const { code } = await openapiOf(
      'app.ts',
      `${importApp}setInterval(() => {}, 1_000)\nexport const app = ${newApp}`,
    )
    expect(code).toBe(0)
  })
})

describe.concurrent('without an app, the message says what was found and what to do', () => {
  test.each([
    [
      'nothing',
      'export {}',
      'has no export "app" or "default". Export the app: `export const app = new App(',
    ],
    [
      'an App by another name',
      `${importApp}export const shop = ${newApp}`,
      'It exports an App as "shop": add --export shop.',
    ],
    [
      'a function',
      `${importApp}export const createApp = () => ${newApp}`,
      'It exports "createApp". Export the app',
    ],
    [
      'a Router',
      "import { Router } from 'hookwright'\nexport const app = new Router()",
      'The export "app" of app.ts is a Router, not an App.',
    ],
    ['null', 'export default null', 'The export "default" of app.ts is null, not an App.'],
  ])('%s', async (_, source, message) => {
    const { code, stdout, stderr } = await openapiOf('app.ts', source)
    expect(code).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toContain(message)
    expect(stderr).not.toContain('    at ')
  })

  test('the export that was asked for is named', async () => {
    const { stderr } = await openapiOf(
      'app.ts',
      `${importApp}export const app = ${newApp}`,
      '--export',
      'shop',
    )
    expect(stderr).toContain('app.ts has no export "shop". It exports an App as "app": add --export app.')
  })

  test('an App of another copy of Hookwright is told apart', async () => {
    using project = createProject({ ownCopy: true })
    const module = project.write('app.ts', `${importApp}export const app = ${newApp}`)
    const { code, stderr } = await hookwright(['openapi', module], { cwd: project.folder })
    expect(code).toBe(1)
    expect(stderr).toContain(
      `another copy of Hookwright (${realpathSync(project.folder)}/node_modules/hookwright/`,
    )
    expect(stderr).toContain('`npx hookwright …`')
  })
})

describe.concurrent('a module that cannot be imported', () => {
  test('is named with its full path when there is none', async () => {
    using project = createProject()
    const { code, stderr } = await hookwright(['openapi', 'ap.ts'], { cwd: project.folder })
    expect(code).toBe(1)
    expect(stderr).toContain(`There is no file ${realpathSync(project.folder)}/ap.ts.`)
  })

  test.each([
    ['app.ts', "import './orders'", 'Node wants the whole file name'],
    ['app.ts', "import 'no-such-package'", 'Install the package'],
    ['app.ts', 'export enum Colour { Red }', 'erasableSyntaxOnly'],
    ['app.ts', 'export const = 1', 'Correct the syntax'],
    ['app.tsx', 'export default 1', 'compile .tsx first'],
  ])('%s with %j gets its cure', async (name, source, cure) => {
    const { code, stderr } = await openapiOf(name, source)
    expect(code).toBe(1)
    expect(stderr).toContain(`${name} cannot be imported: `)
    expect(stderr).toContain(cure)
  })

  test('because it throws is shown with its stack', async () => {
    const { code, stderr } = await openapiOf('app.ts', "\nthrow new TypeError('of our own')")
    expect(code).toBe(1)
    expect(stderr).toContain('TypeError: of our own\n    at ')
    expect(stderr).toContain('app.ts:2:7')
  })

  test('because Hookwright refuses what it declares is told without a stack', async () => {
    const { code, stderr } = await openapiOf(
      'app.ts',
      `${importApp}import { sqlite } from 'hookwright/sqlite'\nsqlite('')\nexport const app = ${newApp}`,
    )
    expect(code).toBe(1)
    expect(stderr).toContain('sqlite(path): an empty path is not a path.')
    expect(stderr).not.toContain('    at ')
  })
})

test('a module that serves its app is told, with the line, to split the file, and takes no port', async () => {
  const { code, stdout, stderr } = await openapiOf(
    'app.ts',
    `${importApp}import { serve } from 'hookwright/node'\nexport const app = ${newApp}\nawait serve(app, { port: 0 })`,
  )
  expect(code).toBe(1)
  expect(stdout).toBe('')
  expect(stderr).toMatch(/^error: Importing app\.ts starts a server \(.+app\.ts:4:7\)/)
  expect(stderr).toContain("`import { app } from './app.ts'`, `await serve(app)`")
})

test('mistakes in the declarations are listed without a stack', async () => {
  const { code, stderr } = await openapiOf(
    'app.ts',
    `${importApp}export const app = ${newApp}\napp.get('/a', () => 1)\napp.get('/a', () => 2)`,
  )
  expect(code).toBe(1)
  expect(stderr).toContain('mistakes in the declarations of "Shop"')
  expect(stderr).not.toContain('    at ')
})
