import { postgres } from '../../src/postgres.ts'
import { sqlite } from '../../src/sqlite.ts'
import type { Store } from '../../src/store/store.ts'

/** For a process of its own: the store at a URL of PostgreSQL or at a path. */
export function storeAt(address: string | undefined): Store {
  if (address === undefined) throw new Error('give the URL or the path of the store')
  return address.startsWith('postgres:') ? postgres(address) : sqlite(address)
}
