import { afterEach, beforeEach } from 'vitest'
import type { Store } from '../../../src/store/store.ts'

/** A database of its own, empty at first, with an open store on it. */
export interface StoreUnderTest {
  store: Store
  /** Closes the store and opens a new one on the same database. */
  reopen(): Promise<Store>
  /** Opens a second store on the same database, as another process would. */
  another(): Promise<Store>
  /** Closes every store and removes the database. */
  dispose(): Promise<void>
}

export type OpenStore = () => Promise<StoreUnderTest>

/** What the tests of one describe block share: a fresh database for each of them. */
export type Subject = Omit<StoreUnderTest, 'dispose'>

export function useStore(openStore: OpenStore): Subject {
  let current: StoreUnderTest | undefined
  const opened = () => {
    if (current === undefined) throw new Error('the store is there only while a test runs')
    return current
  }
  beforeEach(async () => {
    current = await openStore()
  })
  afterEach(async () => {
    await current?.dispose()
    current = undefined
  })
  return {
    get store() {
      return opened().store
    },
    reopen: () => opened().reopen(),
    another: () => opened().another(),
  }
}
