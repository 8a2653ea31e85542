import type { Command } from 'commander'

import { postgres } from '../postgres.ts'
import { sqlite } from '../sqlite.ts'
import type { Store } from '../store/store.ts'
import { isHookwrightError } from './failure.ts'

/** A database that is named by options, instead of an app. */
export interface NamedStoreOptions {
  databaseUrl?: string
  schema?: string
  database?: string
}

/**
 * The store in the database that these options name; wrong use where they name none, or one that cannot be. With
 * `migrate: false` opening it leaves its tables as they are.
 */
export function namedStore(
  command: Command,
  { databaseUrl, schema, database }: NamedStoreOptions,
  { migrate }: { migrate: boolean },
): Store {
  try {
    return databaseUrl === undefined
      ? sqlite(database ?? '', { migrate })
      : postgres({ url: databaseUrl, migrate, ...(schema !== undefined && { schema }) })
  } catch (error) {
    if (!isHookwrightError(error)) throw error
    return command.error(`error: ${error.message}`)
  }
}
