import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { App } from 'hookwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { app as biggerApplication } from './bigger-application/app.ts'
import { app as bookshop } from './bookshop/app.ts'
import { app as callback } from './callback/app.ts'
import { app as responseModel } from './response-model/app.ts'
import { app as seed } from './seed.ts'
import { createApp as createSubscriptions } from './subscriptions/app.ts'

const update = process.env['UPDATE_GOLDEN'] === '1'
const cure = 'Is the change meant? Then rewrite it: UPDATE_GOLDEN=1 npx vitest run examples/golden.test.ts'

describe('the documents in examples/golden', () => {
  let folder: string
  const apps: Record<string, () => App> = {
    seed: () => seed,
    bookshop: () => bookshop,
    subscriptions: () => createSubscriptions(folder),
    callback: () => callback,
    'bigger-application': () => biggerApplication,
    'response-model': () => responseModel,
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hookwright-golden-'))
  })

  afterAll(() => rm(folder, { recursive: true, force: true }))

  for (const [name, open] of Object.entries(apps)) {
    it(`${name}.openapi.json is, byte for byte, what the example emits`, async () => {
      const file = new URL(`golden/${name}.openapi.json`, import.meta.url)
      const emitted = `${JSON.stringify(open().openapi(), null, 2)}\n`
      if (update) await writeFile(file, emitted)
      expect(emitted, `${file.pathname} differs. ${cure}`).toBe(await readFile(file, 'utf8'))
    })

    it(`${name} serves the same document at /openapi.json`, async () => {
      const app = open()
      const response = await app.request('/openapi.json')
      expect(await response.json()).toEqual(app.openapi())
    })
  }
})
