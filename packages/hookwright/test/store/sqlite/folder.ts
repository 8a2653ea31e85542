import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import { sqlite } from '../../../src/sqlite.ts'
import type { SqliteOptions } from '../../../src/sqlite.ts'
import type { Store } from '../../../src/store/store.ts'

const folders: string[] = []
const stores: Store[] = []

afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()))
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** A new folder that goes when the test ends. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hookwright-'))
  folders.push(folder)
  return folder
}

/** A path in a new folder, with no file there yet. */
export function newPath(): string {
  return join(newFolder(), 'hookwright.db')
}

/** An open store that is closed when the test ends. */
export async function openStore(path: string, options?: SqliteOptions): Promise<Store> {
  const store = sqlite(path, options)
  stores.push(store)
  await store.open()
  return store
}
