import type { SQLInputValue } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deliveryStates } from '../../../src/delivery/state.ts'
import { deliveriesQuery, nextDueQuery } from '../../../src/store/queries.ts'
import { cancelPendingStatement } from '../../../src/store/sqlite/cancel.ts'
import { dueQuery } from '../../../src/store/sqlite/claim.ts'
import type { Connection } from '../../../src/store/sqlite/connection.ts'
import { fanOutQuery } from '../../../src/store/sqlite/enqueue.ts'
import { openDatabase } from '../../../src/store/sqlite/open.ts'

describe('without a scan or a sort, through the index meant for it', () => {
  let connection: Connection
  beforeAll(() => {
    connection = openDatabase({ name: 'sqlite::memory:', path: ':memory:', busyTimeoutMs: 0 })
  })
  afterAll(() => connection.close())

  const plan = (sql: string, ...values: SQLInputValue[]) =>
    connection.all(`explain query plan ${sql}`, values).map(({ detail }) => String(detail))
  const tables = (steps: readonly string[]) =>
    steps.filter((step) => /^(SEARCH|SCAN)/.test(step) && !step.startsWith('SCAN json_each'))

  test('what is due is found, oldest first', () => {
    const steps = plan(dueQuery, 1, '[]')
    expect(tables(steps)).toEqual([
      'SEARCH delivery USING INDEX hookwright_delivery_due (due_at<?)',
      'SEARCH message USING INDEX sqlite_autoindex_hookwright_message_1 (tenant=? AND id=?)',
      'SEARCH endpoint USING INDEX sqlite_autoindex_hookwright_endpoint_1 (tenant=? AND id=?) LEFT-JOIN',
    ])
    expect(steps.join()).not.toContain('TEMP B-TREE')
  })

  test('what is due next is found', () => {
    // It stops at the first entry of the index.
    expect(plan(nextDueQuery)).toEqual([
      'SEARCH hookwright_delivery USING COVERING INDEX hookwright_delivery_due (due_at>?)',
    ])
    expect(nextDueQuery).toMatch(/order by due_at limit 1$/)
  })

  test('the endpoints that want an event type are found', () => {
    expect(tables(plan(fanOutQuery, 'acme', '["order.paid","order.*","*"]'))).toEqual([
      expect.stringMatching(/^SEARCH wanted USING COVERING INDEX \S+ \(tenant=\? AND event_type=\?\)$/),
      expect.stringMatching(/^SEARCH endpoint USING INDEX \S+ \(tenant=\? AND id=\?\)$/),
    ])
  })

  test('what is pending for an endpoint is found', () => {
    expect(plan(cancelPendingStatement, 'acme', 'ep_1', 1)).toEqual([
      'SEARCH hookwright_delivery USING INDEX hookwright_delivery_pending (tenant=? AND endpoint_id=?)',
    ])
  })

  const ofTenant = 'sqlite_autoindex_hookwright_delivery_1 (tenant=?'
  test.for([
    [{}, ofTenant],
    [{ state: 'succeeded' }, ofTenant],
    [{ state: 'failed' }, 'hookwright_delivery_unsuccessful (tenant=? AND state=?'],
    [{ endpointId: 'ep_1' }, 'hookwright_delivery_endpoint (tenant=? AND endpoint_id=?'],
    [{ messageId: 'msg_1' }, 'hookwright_delivery_message (tenant=? AND message_id=?'],
    [{ messageId: 'msg_1', endpointId: 'ep_1' }, 'hookwright_delivery_message (tenant=? AND message_id=?'],
  ] as const)('deliveries are listed by %o', ([filter, index]) => {
    for (const [after, last] of [
      [undefined, ')'],
      ['dlv_1', ' AND id<?)'],
    ] as const) {
      const { sql, values } = deliveriesQuery('acme', filter, { limit: 10, after })
      expect(plan(sql, ...values)).toEqual([`SEARCH hookwright_delivery USING INDEX ${index}${last}`])
    }
  })

  test('no filter needs a sort or a scan', () => {
    for (const state of [undefined, ...deliveryStates]) {
      for (const endpointId of [undefined, 'ep_1']) {
        const { sql, values } = deliveriesQuery('acme', { state, endpointId }, { limit: 10 })
        expect(plan(sql, ...values)).toEqual([
          expect.stringMatching(/^SEARCH hookwright_delivery USING INDEX/),
        ])
      }
    }
  })
})
