import { postgres } from '../../src/postgres.ts'
import type { Store } from '../../src/store/store.ts'
import { newSchema } from '../support/postgres.ts'
import { describeStore } from './conformance.ts'
import { describeMigrating } from './conformance/migrate.ts'

describeStore('PostgreSQL', async () => {
  const schema = await newSchema()
  const stores: Store[] = []
  const another = async () => {
    const store = postgres({ url: schema.url, poolSize: 4 })
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
      await schema[Symbol.asyncDispose]()
    },
  }
})

describeMigrating('PostgreSQL', async () => {
  const schema = await newSchema()
  const stores: Store[] = []
  return {
    dialect: { bytes: 'bytea', key: 'text collate "C"' },
    store: (options) => {
      const store = postgres({ url: schema.url, poolSize: 2, ...options })
      stores.push(store)
      return store
    },
    script: async (sql) => {
      await schema.sql(sql)
    },
    dispose: async () => {
      await Promise.all(stores.map((each) => each.close()))
      await schema[Symbol.asyncDispose]()
    },
  }
})
