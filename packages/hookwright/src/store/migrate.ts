import { HookwrightError } from '../errors.ts'
import { migrations } from './migrations/index.ts'
import type { Migrated } from './store.ts'

/** The few words in which the databases differ when tables are made. */
export interface Dialect {
  /** The column type for bytes. */
  bytes: 'blob' | 'bytea'
  /** The column type for ids and names. They are ordered and compared by their bytes, whatever the locale. */
  key: 'text' | 'text collate "C"'
}

export interface Migration {
  number: number
  title: string
  /** One or more statements, each ended by a semicolon, run in one transaction. */
  sql: (dialect: Dialect) => string
}

/** Says which migrations were run, one row each. Of no tenant, and so without one in its key, as the statistics are. */
export const migrationTable = `
create table if not exists hookwright_migration (
  number integer primary key,
  title text not null
)`

/** The number of the newest migration that was run, as `applied`; null where none was. */
export const appliedQuery = 'select max(number) as applied from hookwright_migration'

/** Takes the number and the title. */
export const migrationInsert = 'insert into hookwright_migration (number, title) values ($1, $2)'

/**
 * The migrations that a database still lacks when the newest it has is `applied` (0 for none).
 *
 * @throws HookwrightError `store_failed` when it was made by a newer Hookwright than this one.
 */
export function migrationsAfter(applied: number, storeName: string): readonly Migration[] {
  if (applied > migrations.length) {
    throw new HookwrightError(
      'store_failed',
      `${storeName} was made by a newer version of Hookwright: it is at migration ${applied}, and this version ` +
        `knows ${migrations.length}. Upgrade the package "hookwright", or use another database.`,
    )
  }
  return migrations.slice(applied)
}

/** What is told of migrations that were run, or are to be, on tables that had `before`. */
export function migrated(before: number, run: readonly Migration[]): Migrated {
  return { before, migrations: run.map(({ number, title }) => ({ number, title })) }
}

/**
 * Refuses a database on which migrations are to be run, for a store that may not.
 *
 * @param cure The command that runs them.
 * @throws HookwrightError `store_behind`
 */
export function refuseIfBehind(storeName: string, { before, migrations: missing }: Migrated, cure: string) {
  if (missing.length === 0) return
  const list = missing.map(({ number, title }) => `${number} (${title})`).join(', ')
  throw new HookwrightError(
    'store_behind',
    `${storeName} is at migration ${before} and lacks ${list}, which the store may not run (\`migrate: false\`). ` +
      `Run them before this version starts: ${cure}`,
  )
}
