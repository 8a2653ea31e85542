import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { describe, expect, inject, test } from 'vitest'

import { migrations } from '../../../src/store/migrations/index.ts'
import { newSchema } from '../../support/postgres.ts'
import { closedPort } from '../../support/receiver.ts'
import { hookwright, startHookwright } from '../command-line.ts'
import { createProject } from '../project.ts'

const source = `
import { App } from 'hookwright'
import { sqlite } from 'hookwright/sqlite'
export const app = new App({ title: 'Shop', version: '1', delivery: { store: sqlite('shop.db') } })`

const all = migrations.map(({ number, title }) => ({ number, title }))
const newest = migrations.length

test('it makes the tables of an app, and says so again when there is nothing to do', async () => {
  using project = createProject()
  const module = project.write('app.ts', source)
  const migrate = (...options: string[]) =>
    hookwright(['migrate', module, ...options], { cwd: project.folder })

  const first = await migrate()
  expect(first).toMatchObject({ code: 0, stderr: '' })
  for (const { number, title } of all) expect(first.stdout).toContain(`Ran migration ${number} (${title}).`)
  expect(first.stdout).toContain(
    `sqlite:shop.db is up to date, at migration ${newest} (${all.at(-1)?.title}).`,
  )
  const database = new DatabaseSync(join(project.folder, 'shop.db'), { readOnly: true })
  expect(database.prepare('select count(*) as count from hookwright_message').get()).toEqual({ count: 0 })
  database.close()

  const again = await migrate('--json')
  expect(again).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(again.stdout)).toEqual({ store: 'sqlite:shop.db', migration: newest, ran: [] })
})

test('it lets an app whose store may not migrate itself open it', async () => {
  using project = createProject()
  const module = project.write('app.ts', source.replace("'shop.db'", "'shop.db', { migrate: false }"))
  const run = (command: string) => hookwright([command, module], { cwd: project.folder })
  const refused = await run('worker')
  expect(refused).toMatchObject({ code: 1, stdout: '' })
  expect(refused.stderr).toContain('error: sqlite:shop.db is at migration 0 and lacks 1 (')
  expect(refused.stderr).toContain(`hookwright migrate --database ${join(project.folder, 'shop.db')}`)
  expect((await run('migrate')).code).toBe(0)
  await using worker = startHookwright(['worker', module], { cwd: project.folder })
  expect(await worker.line('started')).toMatchObject({ store: 'sqlite:shop.db' })
})

describe('a database without an app', () => {
  test('in a SQLite file is shown what it lacks, migrated, and then lacks nothing', async () => {
    using project = createProject()
    const migrate = (...options: string[]) =>
      hookwright(['migrate', '--database', 'shop.db', ...options], { cwd: project.folder })
    const dry = await migrate('--dry-run')
    expect(dry).toMatchObject({ code: 0, stderr: '' })
    expect(dry.stdout).toBe(
      [
        'sqlite:shop.db has no tables yet and would be migrated:',
        ...all.map(({ number, title }) => `  migration ${number} (${title})`),
        '',
      ].join('\n'),
    )
    expect(existsSync(join(project.folder, 'shop.db'))).toBe(false)
    const json = async (...options: string[]) => JSON.parse((await migrate('--json', ...options)).stdout)
    const store = 'sqlite:shop.db'
    expect(await json('--dry-run')).toEqual({ store, migration: 0, missing: all })
    expect(await json()).toEqual({ store, migration: newest, ran: all })
    expect(await json('--dry-run')).toEqual({ store, migration: newest, missing: [] })
    expect((await migrate('--dry-run')).stdout).toBe(
      `sqlite:shop.db is up to date, at migration ${newest}.\n`,
    )
  })

  test('in PostgreSQL is migrated by two commands at once, each migration by one of them', async () => {
    await using schema = await newSchema()
    const url = inject('databaseUrl')
    const migrate = async (...options: string[]) => {
      const args = ['migrate', '--database-url', url, '--schema', schema.name, '--json', ...options]
      const { code, stdout, stderr } = await hookwright(args)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      return JSON.parse(stdout)
    }
    expect(await migrate('--dry-run')).toMatchObject({ migration: 0, missing: all })
    expect(await schema.sql(`select to_regclass('hookwright_migration') as there`)).toEqual([{ there: null }])
    const both = await Promise.all([migrate(), migrate()])
    expect(both.flatMap(({ ran }) => ran)).toEqual(all)
    for (const { migration } of both) expect(migration).toBe(newest)
    expect(await schema.sql('select number, title from hookwright_migration order by number')).toEqual(all)
  })

  test('that cannot be reached fails with its reason, and neither stack nor password', async () => {
    const url = `postgres://ada:hunter2@127.0.0.1:${await closedPort()}/shop`
    const { code, stdout, stderr } = await hookwright(['migrate', '--database-url', url, '--json'])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    const { error } = JSON.parse(stderr)
    expect(error.code).toBe('store_failed')
    expect(error.message).toContain('/shop cannot be migrated: ')
    expect(error.message).toContain('Check that PostgreSQL runs, and the host and port.')
    expect(stderr).not.toContain('hunter2')
  })
})

describe('wrong use exits with 2', () => {
  test.each([
    [[], 'nothing is named to migrate: give an app module, --database-url or --database'],
    [['app.ts', '--database', 'shop.db'], 'more than one store is named to migrate'],
    [['--database', 'a.db', '--database-url', 'postgres://localhost/a'], 'cannot be used with option'],
    [['--database', 'a.db', '--schema', 'shop'], "option '--schema <name>' needs '--database-url <url>'"],
    [['--database-url', 'mysql://ada:hunter2@localhost/shop'], 'url must be one such as "postgres://user'],
    [['--database', ''], 'an empty path is not a path'],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await hookwright(['migrate', ...args])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
    expect(stderr).toContain('See hookwright migrate --help.')
    expect(stderr).not.toContain('hunter2')
  })
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
