import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { describeConfiguration, readConfiguration } from '../../src/gateway/configuration.ts'
import { whyNotOpen } from '../../src/gateway/delivery.ts'
import { settingNames, settings } from '../../src/gateway/settings.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hookwright-configuration-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, content: string): string {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

const read = ({ flags = {}, environment = {}, file = undefined as string | undefined } = {}) =>
  readConfiguration({ flags, environment, file })

async function mistakesOf(given: Parameters<typeof read>[0]): Promise<string> {
  const error: unknown = await read(given).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  return error instanceof Error ? error.message : ''
}

describe('a configuration', () => {
  test('has a default for everything', async () => {
    const { values, sources } = await read()
    expect(values).toMatchObject({ host: '127.0.0.1', port: 8000, worker: true, apiKeys: [], grace: 10_000 })
    expect(new Set(Object.values(sources))).toEqual(new Set(['default']))
    expect(Object.keys(values).toSorted()).toEqual([...settingNames].toSorted())
  })

  test('takes flags before variables before the file before defaults, and knows where each came from', async () => {
    const file = write('hookwright.yaml', 'port: 1\nhost: 10.0.0.1\ntimeout: 2s\nretrySchedule: [0s, 1m]\n')
    const environment = { HOOKWRIGHT_PORT: '2', HOOKWRIGHT_HOST: '10.0.0.2', HOOKWRIGHT_ALLOW_HTTP: 'true' }
    const { values, sources } = await read({ flags: { port: '3', worker: false }, environment, file })
    expect(values).toMatchObject({
      port: 3,
      host: '10.0.0.2',
      timeout: 2_000,
      allowHttp: true,
      worker: false,
      retrySchedule: [0, 60_000],
    })
    expect(sources).toMatchObject({
      port: '--port',
      worker: '--no-worker',
      host: 'HOOKWRIGHT_HOST',
      timeout: file,
      grace: 'default',
    })
  })

  test('tells every mistake at once, each with its place, and never a secret', async () => {
    const file = write('bad.json', '{"prot":1,"timeout":5,"bodyDays":-1,"apiKeys":["short"]}')
    const environment = { HOOKWRIGHT_PORT: 'abc', HOOKWRIGHT_OPERATOR_KEYS: 'päßwört-päßwört-päßwört' }
    const message = await mistakesOf({ flags: { drain: '5' }, environment, file })
    expect(message.split('\n')).toEqual([
      'The configuration cannot be used:',
      `  prot (${file}): there is no such setting; did you mean port?`,
      '  port (HOOKWRIGHT_PORT): must be a whole number from 0 to 65535, not "abc"',
      `  apiKeys (${file}): cannot hold key number 1: it has fewer than 16 characters: openssl rand -hex 32 makes a good one`,
      '  operatorKeys (HOOKWRIGHT_OPERATOR_KEYS): cannot hold key number 1: a key holds letters, digits and - . _ ~ + / = only, as bearer tokens do: openssl rand -hex 32',
      expect.stringContaining(`  timeout (${file}): must be a number and its unit`),
      `  bodyDays (${file}): must be a number of days above 0, or "forever", not -1`,
      expect.stringContaining('  drain (--drain): must be a number and its unit'),
    ])
    expect(message).not.toContain('short"')
    expect(message).not.toContain('päßwört')
  })

  test('is looked at as a whole, in its own words', async () => {
    const file = write(
      'odd.yaml',
      'database: a.db\ndatabaseUrl: postgres://x/y\nbodyDays: 100\nallowPrivateNetworks: [10.0.0.0/99]\nencryptionKeys: [eA==]\n',
    )
    const message = await mistakesOf({ file })
    expect(message).toContain('database and databaseUrl are both given')
    expect(message).toContain('bodyDays is 100, longer than deliveryDays')
    expect(message).toContain('10.0.0.0/99')
    expect(message).toContain('encryptionKeys')
    expect(message).not.toContain('delivery.')
  })

  test('takes of a file and a URL for the database the one that was said at the stronger place', async () => {
    const environment = { HOOKWRIGHT_DATABASE_URL: 'postgres://user:secret@db/hooks' }
    const { values } = await read({ flags: { database: 'mine.db' }, environment })
    expect(values).toMatchObject({ database: 'mine.db', databaseUrl: undefined })
  })

  test('is shown with its sources and without secrets', async () => {
    const environment = {
      HOOKWRIGHT_DATABASE_URL: 'postgres://user:secret@db/hooks',
      HOOKWRIGHT_API_KEYS: 'first-key-first-key,second-key-second-key',
    }
    const shown = describeConfiguration(await read({ environment }))
    expect(JSON.stringify(shown)).not.toMatch(/secret@|first-key/)
    expect(shown).toContainEqual({ name: 'databaseUrl', value: '(set)', source: 'HOOKWRIGHT_DATABASE_URL' })
    expect(shown).toContainEqual({ name: 'apiKeys', value: '(2 set)', source: 'HOOKWRIGHT_API_KEYS' })
    expect(shown).toContainEqual({ name: 'database', value: 'hookwright.db', source: 'default' })
    expect(shown).toContainEqual({ name: 'idempotencyDays', value: '7', source: 'default' })
    expect(shown).toHaveLength(settingNames.length)
  })

  test('takes secrets out of files that variables name', async () => {
    const path = write('keys', 'first-key-first-key\nsecond-key-second-key\n')
    const { values, sources } = await read({ environment: { HOOKWRIGHT_API_KEYS_FILE: path } })
    expect(values.apiKeys.map(({ key }) => key)).toEqual(['first-key-first-key', 'second-key-second-key'])
    expect(sources.apiKeys).toBe('HOOKWRIGHT_API_KEYS_FILE')
    expect(await mistakesOf({ environment: { HOOKWRIGHT_API_KEYS_FILE: '/nowhere' } })).toContain(
      'no such file',
    )
  })

  test('warns of variables that are none of its own, and says why Kubernetes sets one', async () => {
    expect((await read({ environment: { HOOKWRIGHT_API_KEY: 'x', HOME: '/' } })).warnings).toEqual([
      'The variable HOOKWRIGHT_API_KEY is no setting and is ignored; did you mean HOOKWRIGHT_API_KEYS?',
    ])
    expect(await mistakesOf({ environment: { HOOKWRIGHT_PORT: 'tcp://10.0.0.1:80' } })).toContain(
      'enableServiceLinks',
    )
  })

  test('says what is wrong with its file', async () => {
    expect(await mistakesOf({ file: join(folder, 'gone.yaml') })).toContain('there is no such file')
    expect(await mistakesOf({ file: write('a.yaml', 'a: [') })).toContain('is not YAML')
  })
})

test('only this machine may use a gateway without keys', async () => {
  const at = async (environment: Record<string, string>) => whyNotOpen((await read({ environment })).values)
  expect(await at({})).toBeNull()
  expect(await at({ HOOKWRIGHT_HOST: '0.0.0.0' })).toContain('HOOKWRIGHT_OPERATOR_KEYS')
  expect(await at({ HOOKWRIGHT_HOST: '0.0.0.0', HOOKWRIGHT_API_KEYS: 'publisher-publisher' })).not.toBeNull()
  expect(await at({ HOOKWRIGHT_HOST: '::', HOOKWRIGHT_OPERATOR_KEYS: 'operator-operator' })).toBeNull()
})

test('every setting says what it is, without a full stop', () => {
  for (const { about } of Object.values(settings)) expect(about).toMatch(/^[a-z].*[^.]$/)
})

test.each([
  ['{ key: a-key-of-someone, tenant: acme }', 'there is no "tenant"'],
  ['{ key: a-key-of-someone, tenants: [] }', 'its tenants are a list of one or more texts'],
  ['{ key: a-key-of-someone, tenants: null }', 'its tenants are a list of one or more texts'],
])('the key %s, which could be for more tenants than meant, is refused', async (key, reason) => {
  expect(await mistakesOf({ file: write('hookwright.yaml', `apiKeys: [${key}]\n`) })).toContain(reason)
})

test('the tenants of a key may have commas in their names', async () => {
  const file = write('hookwright.yaml', 'apiKeys: [{ key: a-key-of-someone, tenants: ["acme, inc"] }]\n')
  const { values } = await read({ file })
  expect(values.apiKeys).toEqual([{ key: 'a-key-of-someone', tenants: ['acme, inc'] }])
})

test('names that every object has are no settings', async () => {
  expect(await mistakesOf({ file: write('hookwright.yaml', 'toString: 1\n') })).toContain(
    'there is no such setting',
  )
})

test('a file that is not JSON is refused without what stands around the mistake', async () => {
  const mistakes = await mistakesOf({ file: write('hookwright.json', '{"apiKeys": [sekretsekret]}') })
  expect(mistakes).toContain('is not JSON: Unexpected token')
  expect(mistakes).not.toContain('sekret')
})

test('of the URL of a document neither password nor query is shown', async () => {
  const configuration = await read({
    flags: { document: 'https://me:hunter@api.example/a.json?token=secret' },
  })
  expect(describeConfiguration(configuration)).toContainEqual({
    name: 'document',
    value: 'https://api.example/a.json?…',
    source: 'argument',
  })
})
