import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { expect, test } from 'vitest'

import { SecretBox } from '../../../src/endpoints/secret-box.ts'
import { sqlite } from '../../../src/sqlite.ts'
import { addEndpoint } from '../../store/conformance/samples.ts'
import { hookwright } from '../command-line.ts'
import { createProject, type Project } from '../project.ts'

const newKey = Buffer.alloc(32, 'new').toString('base64')
const oldKey = Buffer.alloc(32, 'old').toString('base64')

const source = `
import { App } from 'hookwright'
import { sqlite } from 'hookwright/sqlite'
export const app = new App({
  title: 'Shop',
  version: '1',
  delivery: { store: sqlite('shop.db'), encryptionKeys: process.env.KEYS?.split(',') },
})`

const idOf = async (key: string) => (await new SecretBox([key]).keyIds())[0] ?? ''

/** Two tenants' endpoints: one with a secret under the old key, one with a secret in plain. */
async function fill(project: Project): Promise<void> {
  const store = sqlite(join(project.folder, 'shop.db'))
  await store.open()
  const sealed = await new SecretBox([oldKey]).seal('whsec_sealed', { tenant: 'acme', endpointId: 'ep_1' })
  await addEndpoint(store, { tenant: 'acme', id: 'ep_1', secrets: [{ secret: sealed, expiresAt: null }] })
  await addEndpoint(store, {
    tenant: 'globex',
    id: 'ep_2',
    secrets: [{ secret: 'whsec_plain', expiresAt: null }],
  })
  await store.close()
}

const storedIn = (project: Project) => {
  using database = new DatabaseSync(join(project.folder, 'shop.db'))
  return database.prepare('select secrets from hookwright_endpoint order by id').all()
}

const run = (project: Project, keys: readonly string[], ...options: string[]) =>
  hookwright(['reencrypt', 'app.ts', ...options], {
    cwd: project.folder,
    env: keys.length === 0 ? {} : { KEYS: keys.join(',') },
  })

test('a dry run tells how many secrets are under which key, by their ids, and changes nothing', async () => {
  using project = createProject()
  project.write('app.ts', source)
  await fill(project)
  const before = storedIn(project)
  const { code, stdout, stderr } = await run(project, [newKey, oldKey], '--dry-run')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toBe(
    `sqlite:shop.db has 2 secrets of 2 endpoints: 1 under the key ${await idOf(oldKey)}, 1 in plain. 2 would be re-encrypted.\n`,
  )
  const json = await run(project, [newKey, oldKey], '--dry-run', '--json')
  expect(JSON.parse(json.stdout)).toEqual({
    store: 'sqlite:shop.db',
    firstKey: await idOf(newKey),
    endpoints: 2,
    secrets: 2,
    keys: { [await idOf(oldKey)]: 1, plain: 1 },
    left: 2,
  })
  const withoutKeys = await run(project, [], '--dry-run')
  expect(withoutKeys).toMatchObject({ code: 0, stderr: '' })
  expect(withoutKeys.stdout).toContain('The app has no delivery.encryptionKeys.')
  expect(storedIn(project)).toEqual(before)
})

test('it takes all to the first key, after which the old one is not needed; and a second time takes none', async () => {
  using project = createProject()
  project.write('app.ts', source)
  await fill(project)
  const first = await run(project, [newKey, oldKey])
  expect(first).toMatchObject({ code: 0, stderr: '' })
  expect(first.stdout).toBe(
    `Re-encrypted 2 secrets. sqlite:shop.db has 2 secrets of 2 endpoints: 2 under the key ${await idOf(newKey)} (the first).\n`,
  )
  const again = await run(project, [newKey], '--json')
  expect(again).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(again.stdout)).toEqual({
    store: 'sqlite:shop.db',
    firstKey: await idOf(newKey),
    reencrypted: 0,
    endpoints: 2,
    secrets: 2,
    keys: { [await idOf(newKey)]: 2 },
    left: 0,
  })
  for (const { stdout } of [first, again]) {
    for (const hidden of [newKey, oldKey, 'whsec_']) expect(stdout).not.toContain(hidden)
  }
})

test('it exits with 1 and names endpoint and key where a secret cannot be decrypted', async () => {
  using project = createProject()
  project.write('app.ts', source)
  await fill(project)
  const { code, stdout, stderr } = await run(project, [newKey], '--json')
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({ reencrypted: 1, left: 1 })
  const { error } = JSON.parse(stderr)
  expect(error.code).toBe('secrets_left')
  expect(error.message).toContain(
    'Not under the first key, though still signing: 1 secret. Keep the other keys.',
  )
  expect(error.message).toContain(
    `endpoint ep_1 of tenant "acme" cannot be decrypted: it was encrypted with the key ${await idOf(oldKey)}`,
  )
})

test('it says what to configure where there is no key, and does not open the store', async () => {
  using project = createProject()
  project.write('app.ts', source)
  const { code, stdout, stderr } = await run(project, [])
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toContain('error: The app of app.ts has no delivery.encryptionKeys to encrypt with.')
  expect(existsSync(join(project.folder, 'shop.db'))).toBe(false)
})
