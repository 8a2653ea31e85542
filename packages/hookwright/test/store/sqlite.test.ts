import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sqlite } from '../../src/sqlite.ts'
import type { Store } from '../../src/store/store.ts'
import { describeStore } from './conformance.ts'
import { describeMigrating } from './conformance/migrate.ts'

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

describeMigrating('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hookwright-'))
  const path = join(folder, 'hookwright.db')
  const stores: Store[] = []
  return {
    dialect: { bytes: 'blob', key: 'text' },
    store: (options) => {
      const store = sqlite(path, options)
      stores.push(store)
      return store
    },
    script: async (sql) => {
      const database = new DatabaseSync(path)
      database.exec(sql)
      database.close()
    },
    dispose: async () => {
      await Promise.all(stores.map((each) => each.close()))
      await rm(folder, { recursive: true })
    },
  }
})
