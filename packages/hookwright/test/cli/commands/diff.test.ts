import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { afterAll, describe, expect, inject, test } from 'vitest'

import { postgres } from '../../../src/postgres.ts'
import type { JsonSchema } from '../../../src/schema/schema.ts'
import { sqlite } from '../../../src/sqlite.ts'
import type { Store } from '../../../src/store/store.ts'
import { sent } from '../../contract/documents.ts'
import { addEndpoint } from '../../store/conformance/samples.ts'
import { newSchema } from '../../support/postgres.ts'
import { startReceiver } from '../../support/receiver.ts'
import { hookwright } from '../command-line.ts'
import { createProject } from '../project.ts'

const main = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url))

const project = createProject()
afterAll(() => project[Symbol.dispose]())

const text = { type: 'string' }
const documentText = (webhooks: JsonSchema) =>
  JSON.stringify({ openapi: '3.1.0', info: { title: 'Shop', version: '1' }, paths: {}, webhooks })

project.write('older.json', documentText({ 'order.paid': sent({ enum: ['a', 'b'] }) }))
project.write('breaking.json', documentText({ 'order.paid': sent({ type: 'integer' }) }))
project.write('risky.json', documentText({ 'order.paid': sent({ enum: ['a', 'b', 'c'] }) }))
project.write('wider.json', documentText({ 'order.paid': sent({ enum: ['b', 'a'] }), new: sent(text) }))
project.write('none.json', documentText({}))

const diff = (...args: string[]) => hookwright(['diff', ...args], { cwd: project.folder })

describe('the exit code', () => {
  test.each([
    [['older.json', 'older.json'], 0],
    [['older.json', 'wider.json'], 0],
    [['older.json', 'risky.json'], 0],
    [['older.json', 'breaking.json'], 1],
    [['older.json', 'none.json'], 1],
    [['none.json', 'older.json'], 0],
    [['older.json', 'risky.json', '--fail-on', 'risky'], 1],
    [['older.json', 'breaking.json', '--fail-on', 'risky'], 1],
    [['older.json', 'wider.json', '--fail-on', 'risky'], 0],
    [['older.json', 'breaking.json', '--fail-on', 'none'], 0],
  ])('of %j is %i', async (args, expected) => {
    const { code, stderr } = await diff(...args)
    expect({ code, stderr }).toEqual({ code: expected, stderr: '' })
  })
})

test('it tells what changed, where, and what to do instead', async () => {
  const { stdout } = await diff('older.json', 'breaking.json')
  expect(stdout).toBe(
    [
      '1 breaking change:',
      '',
      'order.paid',
      '  breaking    post › body: was string, is integer now',
      '              → send it under a new name beside the old, or declare a new event type beside this one, and deprecate this',
      '',
    ].join('\n'),
  )
  expect((await diff('older.json', 'older.json')).stdout).toBe('No changes.\n')
})

test('as JSON it is one line with every change', async () => {
  const { code, stdout } = await diff('older.json', 'risky.json', '--json')
  expect({ code, lines: stdout.split('\n').length }).toEqual({ code: 0, lines: 2 })
  expect(JSON.parse(stdout)).toEqual({
    older: { title: 'Shop', version: '1' },
    newer: { title: 'Shop', version: '1' },
    counts: { breaking: 0, risky: 1, compatible: 0 },
    changes: [
      {
        eventType: 'order.paid',
        level: 'risky',
        kind: 'value_added',
        place: 'webhooks › order.paid › post › body',
        schemaPlace: null,
        description: 'may also be "c" now',
        advice: expect.any(String),
      },
    ],
  })
})

test('as Markdown it is a comment', async () => {
  const { code, stdout } = await diff('older.json', 'breaking.json', '--format', 'markdown')
  expect(code).toBe(1)
  expect(stdout).toMatch(/^### Webhooks: 1 breaking change\n\n\*\*order\.paid\*\*\n\n\| Level \|/)
})

test('either document comes on standard input, or from a URL', async () => {
  const older = documentText({ 'order.paid': sent(text) })
  const piped = spawnSync(process.execPath, [main, 'diff', '-', 'breaking.json'], {
    cwd: project.folder,
    input: older,
    encoding: 'utf8',
  })
  expect(piped).toMatchObject({ status: 1, stderr: '' })
  await using server = await startReceiver((response) => void response.end(older))
  expect((await diff(`http://127.0.0.1:${server.port}/openapi.json`, 'breaking.json')).stdout).toBe(
    piped.stdout,
  )
  expect(piped.stdout).toContain('was string, is integer now')
})

describe('with a database', () => {
  const fill = async (store: Store) => {
    await store.open()
    await addEndpoint(store, { id: 'ep_1', eventTypes: ['order.*'], url: 'https://hooks.test/secret-path' })
    await addEndpoint(store, { id: 'ep_2', tenant: 'globex', eventTypes: ['user.created'] })
    await store.close()
  }
  const hit = {
    endpoints: 1,
    tenants: 1,
    subscribers: [
      {
        tenant: 'acme',
        endpointId: 'ep_1',
        host: 'hooks.test',
        eventTypes: ['order.*'],
        hitBy: ['order.paid'],
        lastDeliveryAt: null,
      },
    ],
  }

  test('in SQLite it tells who is hit', async () => {
    await fill(sqlite(join(project.folder, 'shop.db')))
    const told = await diff('older.json', 'breaking.json', '--database', 'shop.db')
    expect(told).toMatchObject({ code: 1, stderr: '' })
    expect(told.stdout).toContain(
      '\n\n1 live endpoint of one tenant receives what breaks:\n  acme  ep_1  hooks.test  (',
    )
    const { stdout } = await diff('older.json', 'breaking.json', '--database', 'shop.db', '--json')
    expect(JSON.parse(stdout)).toMatchObject({ affected: hit })
    expect(stdout + told.stdout).not.toMatch(/secret-path|whsec_/)
    const harmless = await diff('older.json', 'wider.json', '--database', 'shop.db')
    expect(harmless.stdout).toContain('No live endpoint receives what breaks.')
  })

  test('in PostgreSQL likewise', async () => {
    await using schema = await newSchema()
    const url = inject('databaseUrl')
    await fill(postgres({ url, schema: schema.name }))
    const database = ['--database-url', url, '--schema', schema.name]
    const { code, stdout } = await diff('older.json', 'breaking.json', '--json', ...database)
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ affected: hit })
  })

  test('that is none it says so, and makes none', async () => {
    const { code, stdout, stderr } = await diff('older.json', 'breaking.json', '--database', 'none.db')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('error: sqlite:none.db is at migration 0')
    expect(existsSync(join(project.folder, 'none.db'))).toBe(false)
  })
})

test('a document that cannot be read is named', async () => {
  const { code, stderr } = await diff('older.json', 'nowhere.json')
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: 'error: nowhere.json cannot be read: there is no such file.\n',
  })
})

describe('wrong use exits with 2', () => {
  test.each([
    [['older.json'], "missing required argument 'newer'"],
    [['-', '-'], 'only one of the two documents can come on standard input'],
    [['older.json', 'older.json', '--fail-on', 'all'], 'Allowed choices are breaking, risky, none'],
    [['older.json', 'older.json', '--format', 'html'], 'Allowed choices are text, markdown'],
    [['older.json', 'older.json', '--database', 'a.db', '--database-url', 'x'], 'cannot be used with option'],
    [
      ['older.json', 'older.json', '--schema', 'shop'],
      "option '--schema <name>' needs '--database-url <url>'",
    ],
    [['older.json', 'older.json', '--database-url', 'mysql://ada:hunter2@db/x'], 'url must be one such as'],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await diff(...args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
    expect(stderr).not.toContain('hunter2')
  })
})
