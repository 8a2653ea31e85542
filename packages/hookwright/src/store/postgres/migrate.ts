import { integerOrNull, text } from '../columns.ts'
import { appliedQuery, migrated, migrationInsert, migrationTable, migrationsAfter } from '../migrate.ts'
import type { Migrated } from '../store.ts'
import type { PostgresClient, PostgresPool } from './client.ts'
import { onClient, usingClient } from './database.ts'
import type { Database, Queryable } from './database.ts'
import { quoted, Statements } from './statements.ts'

/** A number that nobody else is likely to lock: held while one process makes the tables. */
const migrationLock = 7_465_736_172_113

/** Where the tables are, undefined for nowhere, and what they lack. */
export async function findMissing(
  database: Database,
  schema: string | undefined,
  storeName: string,
): Promise<Migrated & { schema: string | undefined }> {
  const found = await findSchema(database, schema)
  const before = found === undefined ? 0 : await applied(database)
  return { schema: found, ...migrated(before, migrationsAfter(before, storeName)) }
}

/**
 * Brings the tables up to date, and also tells the schema in which they are. Looks first, so that where there
 * is nothing to do nobody is waited for and no right to make tables is needed.
 *
 * @param schema Where the tables belong; undefined for the first of the connection's search path.
 */
export async function migrate(
  pool: PostgresPool,
  database: Database,
  schema: string | undefined,
  storeName: string,
): Promise<Migrated & { schema: string }> {
  const missing = await findMissing(database, schema, storeName)
  if (missing.schema !== undefined && missing.migrations.length === 0) {
    return { ...missing, schema: missing.schema }
  }
  const done = await usingClient(pool, (client) => runMigrations(client, schema, storeName))
  const made = await findSchema(database, schema)
  if (made === undefined) throw new Error('its tables were made and cannot be found')
  return { ...done, schema: made }
}

async function findSchema(database: Database, schema: string | undefined): Promise<string | undefined> {
  const prefix = schema === undefined ? '' : `${quoted(schema)}.`
  const [row] = await database.query(
    `select namespace.nspname::text as schema from pg_class class
     join pg_namespace namespace on namespace.oid = class.relnamespace
     where class.oid = to_regclass($1 || 'hookwright' || '_migration')`,
    [prefix],
  )
  return row && text(row, 'schema')
}

async function runMigrations(
  client: PostgresClient,
  schema: string | undefined,
  storeName: string,
): Promise<Migrated> {
  // Without a timeout, for a migration may take long, and so may waiting for the process that runs it.
  const queryable = onClient(client, new Statements(undefined, 0))
  const script = (sql: string) => client.query({ text: sql })
  await script('begin isolation level read committed')
  await queryable.query('select pg_advisory_xact_lock($1)', [migrationLock])
  if (schema !== undefined) await enterSchema(queryable, script, schema)
  await script(migrationTable)
  const before = await applied(queryable)
  const missing = migrationsAfter(before, storeName)
  for (const { number, title, sql } of missing) {
    await script(sql({ bytes: 'bytea', key: 'text collate "C"' }))
    await queryable.query(migrationInsert, [number, title])
  }
  await script('commit')
  return migrated(before, missing)
}

async function enterSchema(
  queryable: Queryable,
  script: (sql: string) => Promise<unknown>,
  schema: string,
): Promise<void> {
  // Looked for first: "if not exists" asks for the right to make one even where it exists.
  const existing = await queryable.query('select 1 as one from pg_namespace where nspname = $1', [schema])
  if (existing.length === 0) await script(`create schema ${quoted(schema)}`)
  await script(`set local search_path to ${quoted(schema)}`)
}

async function applied(queryable: Queryable): Promise<number> {
  const [row] = await queryable.query(appliedQuery)
  return row === undefined ? 0 : (integerOrNull(row, 'applied') ?? 0)
}
