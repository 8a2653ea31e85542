import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { inject } from 'vitest'

/** A schema of a test's own in the shared server, with nothing in it. Disposing drops it. */
export interface TestSchema extends AsyncDisposable {
  name: string
  /** Of connections whose search path is this schema. */
  url: string
  /** The same with more settings for the connections: `bytea_output=escape`. */
  urlWith(...settings: string[]): string
  /** Runs SQL in it, on a connection of its own. */
  sql(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>
}

export async function newSchema(): Promise<TestSchema> {
  return schemaOn(inject('databaseUrl'))
}

/** As `newSchema`, on any server. */
export async function schemaOn(serverUrl: string): Promise<TestSchema> {
  const name = `hookwright_test_${randomBytes(6).toString('hex')}`
  const urlWith = (...settings: string[]) => {
    const options = [`search_path=${name}`, ...settings].map((setting) => `-c ${setting}`)
    const url = new URL(serverUrl)
    url.searchParams.set('options', options.join(' '))
    return url.href
  }
  await runSql(serverUrl, `create schema ${name}`)
  return {
    name,
    url: urlWith(),
    urlWith,
    sql: (text, values) => runSql(urlWith(), text, values),
    async [Symbol.asyncDispose]() {
      await runSql(serverUrl, `drop schema ${name} cascade`)
    },
  }
}

async function runSql(url: string, text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<Record<string, unknown>>(text, values)
    return rows
  } finally {
    await client.end()
  }
}
