import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { expect, test } from 'vitest'

import { migrations } from '../../../src/store/migrations/index.ts'
import { hookwright } from '../command-line.ts'
import { createProject } from '../project.ts'

const source = `
import { App } from 'hookwright'
import { sqlite } from 'hookwright/sqlite'
export const app = new App({ title: 'Shop', version: '1', delivery: { store: sqlite('shop.db') } })`

test('it makes the tables, and says so again when there is nothing to do', async () => {
  using project = createProject()
  const module = project.write('app.ts', source)
  const migrate = (...options: string[]) =>
    hookwright(['migrate', module, ...options], { cwd: project.folder })

  const first = await migrate()
  expect(first).toMatchObject({ code: 0, stderr: '' })
  expect(first.stdout).toContain(`sqlite:shop.db is up to date, at migration ${migrations.length}`)
  const database = new DatabaseSync(join(project.folder, 'shop.db'), { readOnly: true })
  expect(database.prepare('select count(*) as count from hookwright_message').get()).toEqual({ count: 0 })
  database.close()

  const again = await migrate('--json')
  expect(again).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(again.stdout)).toEqual({ store: 'sqlite:shop.db', migration: migrations.length })
})

test('a store that cannot be opened fails with its reason and no stack', async () => {
  using project = createProject()
  const module = project.write('app.ts', source.replace('shop.db', 'no/shop.db'))
  const { code, stdout, stderr } = await hookwright(['migrate', module], { cwd: project.folder })
  expect(code).toBe(1)
  expect(stdout).toBe('')
  expect(stderr).toContain('sqlite:no/shop.db cannot be opened: there is no folder')
  expect(stderr).not.toContain('    at ')
})

test.each(['migrate', 'worker'])('%s of an app without delivery says what to configure', async (command) => {
  using project = createProject()
  const module = project.write(
    'app.ts',
    "import { App } from 'hookwright'\nexport const app = new App({ title: 'Shop', version: '1' })",
  )
  const { code, stderr } = await hookwright([command, module], { cwd: project.folder })
  expect(code).toBe(1)
  expect(stderr).toContain(
    'The app of app.ts only documents its webhooks: it has no store. Give it one: new App({',
  )
  expect(existsSync(join(project.folder, 'hookwright.db'))).toBe(false)
})
