/** Not run: `tsc -b packages/hookwright/test` is the test. */
import type { DatabaseSync } from 'node:sqlite'

import type pg from 'pg'

import type { App } from '../../src/index.ts'

declare const app: App
declare const database: DatabaseSync
declare const pooled: pg.PoolClient
declare const client: pg.Client

const ping = app.webhooks.post('ping')
const tenant = 'acme'

void ping.send(undefined, { tenant, transaction: database })
void ping.send(undefined, { tenant, transaction: pooled })
void ping.send(undefined, { tenant, transaction: client })
void ping.send(undefined, {
  tenant,
  transaction: { query: async ({ text, values = [] }) => ({ rows: [{ text, values }] }) },
})
// @ts-expect-error -- a transaction, not its name
void ping.send(undefined, { tenant, transaction: 'begin' })
// @ts-expect-error -- its queries return no rows
void ping.send(undefined, { tenant, transaction: { query: async () => [] } })

void ping.send(undefined, { tenant, at: new Date() })
void ping.send(undefined, { tenant, at: Date.now() })
// @ts-expect-error -- a time, not its text
void ping.send(undefined, { tenant, at: '2026-12-24' })
