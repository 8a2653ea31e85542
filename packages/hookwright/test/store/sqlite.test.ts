import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqlite } from '../../src/sqlite.ts'
import type { Store } from '../../src/store/store.ts'
import { describeStore } from './conformance.ts'

describeStore('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hookwright-'))
  const stores: Store[] = []
  const another = async () => {
    const store = sqlite(join(folder, 'hookwright.db'))
    stores.push(store)
    await store.open()
    return store
  }
  const store = await another()
  return {
    store,
    another,
    reopen: async () => {
      await store.close()
      return another()
    },
    dispose: async () => {
      await Promise.all(stores.map((each) => each.close()))
      await rm(folder, { recursive: true })
    },
  }
})
