import type { Store } from 'hookwright'
import { postgres } from 'hookwright/postgres'
import { sqlite } from 'hookwright/sqlite'

/** The store at an address: `sqlite:<path>` or `postgres://…`. `waitMs` is how long a call waits for a database that is busy or away. */
export function storeAt(address: string, waitMs = 5_000): Store {
  const path = /^sqlite:(.+)$/.exec(address)?.[1]
  if (path !== undefined) return sqlite(path, { busyTimeoutMs: waitMs })
  // Several processes share a server of a few connections.
  return postgres({ url: address, poolSize: 4, connectTimeoutMs: waitMs })
}
