import type { SQLInputValue } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deliveryStates } from '../../../src/delivery/state.ts'
import {
  healthQuery,
  locateEndpointQuery,
  locateMessageQuery,
  tenantsQuery,
} from '../../../src/store/operator-queries.ts'
import { postponeStatement, resumeStatement } from '../../../src/store/pause.ts'
import { deliveriesQuery, measureQuery, messagesQueries, nextDueQuery } from '../../../src/store/queries.ts'
import { openReplayedQuery, runningQuery, scanQuery } from '../../../src/store/replay.ts'
import { secretsQuery } from '../../../src/store/secrets.ts'
import { cancelPendingStatement } from '../../../src/store/sqlite/cancel.ts'
import { dueQuery } from '../../../src/store/sqlite/claim.ts'
import type { Connection } from '../../../src/store/sqlite/connection.ts'
import { fanOutQuery } from '../../../src/store/sqlite/enqueue.ts'
import {
  bodiesStatement,
  callbacksStatement,
  deliveriesStatement,
  endedQuery,
  keysStatement,
  messagesStatement,
} from '../../../src/store/sqlite/prune.ts'
import { openDatabase } from '../../../src/store/sqlite/open.ts'
import { findPausesQuery, sqliteSurveyQuery } from '../../../src/store/sqlite/operator.ts'

describe('without a scan or a sort, through the index meant for it', () => {
  let connection: Connection
  beforeAll(() => {
    const options = { name: 'sqlite::memory:', path: ':memory:', busyTimeoutMs: 0, migrate: true }
    ;({ connection } = openDatabase(options))
  })
  afterAll(() => connection.close())

  const plan = (sql: string, ...values: SQLInputValue[]) =>
    connection.all(`explain query plan ${sql}`, values).map(({ detail }) => String(detail))
  const tables = (steps: readonly string[]) =>
    steps.filter((step) => /^(SEARCH|SCAN)/.test(step) && !step.startsWith('SCAN json_each'))

  test('what is due is found, oldest first', () => {
    const steps = plan(dueQuery, 1, '[]', 0)
    expect(tables(steps)).toEqual([
      'SEARCH delivery USING INDEX hookwright_delivery_due (due_at>? AND due_at<?)',
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

  test('how much there is to do is counted in indexes alone', () => {
    const tablesRead = plan(measureQuery, 1, 9, 1, 9, 1, 9).filter((step) => step.includes('hookwright_'))
    expect(tablesRead).toEqual([
      'SEARCH hookwright_delivery USING COVERING INDEX hookwright_delivery_due (due_at<?)',
      'SEARCH hookwright_delivery USING COVERING INDEX hookwright_delivery_limited_due (due_at<?)',
      'SEARCH hookwright_delivery USING COVERING INDEX hookwright_delivery_due (due_at>?)',
      'SEARCH hookwright_delivery USING COVERING INDEX hookwright_delivery_limited_due (due_at>?)',
      'SEARCH hookwright_delivery USING COVERING INDEX hookwright_delivery_due (due_at<?)',
      'SEARCH hookwright_delivery USING COVERING INDEX hookwright_delivery_limited_due (due_at<?)',
      'SCAN hookwright_endpoint USING COVERING INDEX hookwright_endpoint_disabled',
    ])
  })

  test('the endpoints that want an event type are found', () => {
    expect(tables(plan(fanOutQuery, 'acme', '["order.paid","order.*","*"]'))).toEqual([
      expect.stringMatching(/^SEARCH wanted USING COVERING INDEX \S+ \(tenant=\? AND event_type=\?\)$/),
      expect.stringMatching(/^SEARCH endpoint USING INDEX \S+ \(tenant=\? AND id=\?\)$/),
    ])
  })

  test('the secrets of all tenants are read from where the page before ended', () => {
    expect(plan(secretsQuery, 'acme', 'ep_1', 100)).toEqual([
      'SEARCH hookwright_endpoint USING INDEX sqlite_autoindex_hookwright_endpoint_1 ((tenant,id)>(?,?))',
    ])
  })

  test('what is pending for an endpoint is found', () => {
    expect(plan(cancelPendingStatement, 'acme', 'ep_1', 1)).toEqual([
      'SEARCH hookwright_delivery USING INDEX hookwright_delivery_pending (tenant=? AND endpoint_id=?)',
    ])
  })

  test('what a pause held is found by its endpoint', () => {
    for (const [sql, ...values] of [[resumeStatement], [postponeStatement, 3]] as const)
      expect(plan(sql, 'acme', 'ep_1', ...values)).toEqual([
        'SEARCH hookwright_delivery USING INDEX hookwright_delivery_held (tenant=? AND endpoint_id=?)',
      ])
    expect(tables(plan(findPausesQuery, 1, '[]'))).toEqual([
      'SEARCH hookwright_endpoint USING COVERING INDEX hookwright_endpoint_paused (tenant=? AND id=? AND paused_until>?)',
    ])
  })

  test('what there is is counted and looked up in indexes alone', () => {
    const steps = plan(sqliteSurveyQuery, 1).filter((step) => step.includes('hookwright_'))
    expect(steps.join()).not.toContain('TEMP B-TREE')
    expect(steps.map((step) => step.replace(/ \(.*/, ''))).toEqual([
      'SCAN hookwright_endpoint USING COVERING INDEX hookwright_endpoint_id',
      'SCAN hookwright_endpoint USING COVERING INDEX hookwright_endpoint_disabled',
      'SEARCH hookwright_endpoint USING COVERING INDEX hookwright_endpoint_failing',
      'SCAN hookwright_endpoint USING COVERING INDEX hookwright_endpoint_paused',
      // The first entry only.
      'SCAN hookwright_message USING INDEX hookwright_message_keyed',
      'SCAN hookwright_message USING INDEX hookwright_message_whole',
      'SEARCH hookwright_delivery USING INDEX hookwright_delivery_ended',
      'SEARCH hookwright_delivery USING INDEX hookwright_delivery_emptied',
    ])
  })

  test('tenants, and the tenant of a message, are found from one tenant to the next', () => {
    const pages = ['', 'm1'].map((after) => {
      const { sql, values } = tenantsQuery({ after, search: 'm', limit: 5 })
      // By one bound: of several it would seek by the first, and read all up to the others.
      expect(sql).toContain(`where tenant ${after === '' ? '>=' : '>'} $1\n`)
      return plan(sql, ...values)
    })
    for (const steps of [...pages, plan(locateMessageQuery, 'msg_1')]) {
      const read = steps.filter((step) => /message|found|next/.test(step))
      expect(read.length).toBeGreaterThan(2)
      for (const step of read) expect(step).toMatch(/^SEARCH .*sqlite_autoindex_hookwright_message_1/)
    }
  })

  test.for([
    ['failing', 'hookwright_endpoint_failing'],
    ['disabled', 'hookwright_endpoint_disabled'],
    ['paused', 'hookwright_endpoint_paused'],
    ['healthy', 'sqlite_autoindex_hookwright_endpoint_1'],
  ] as const)('endpoints that are %s are listed without a sort', ([health, index]) => {
    for (const after of [undefined, { tenant: 'acme', id: 'ep_1', failingSince: 1 }]) {
      const { sql, values } = healthQuery({ health, now: 1, limit: 10, after })
      expect(plan(sql, ...values)).toEqual([expect.stringContaining(`USING INDEX ${index}`)])
    }
    expect(plan(locateEndpointQuery, 'ep_1')).toEqual([
      expect.stringContaining('hookwright_endpoint_id (id=?)'),
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

  test.for(Object.values(messagesQueries))('messages are listed by their ids: %s', (sql) => {
    expect(plan(sql, 'acme', 'msg_1', 'msg_2', 10)).toEqual([
      'SEARCH hookwright_message USING INDEX sqlite_autoindex_hookwright_message_1 (tenant=? AND id>? AND id<?)',
    ])
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

  test('the replay to advance and what it looks at are found', () => {
    expect(plan(runningQuery, 1)).toEqual([
      'SEARCH hookwright_replay USING INDEX hookwright_replay_running (next_at<?)',
    ])
    expect(plan(openReplayedQuery, 'acme', 'ep_1', 9).join()).toContain(
      'hookwright_delivery_replay_open (tenant=? AND endpoint_id=?)',
    )
    const replay = {
      tenant: 'acme',
      id: 'rpl_1',
      endpointId: 'ep_1',
      since: 1,
      until: 2,
      reachedAt: 1,
    } as const
    const rest = { state: 'running', scanned: 0, created: 0, createdAt: 2, finishedAt: null } as const
    for (const [kind, index] of [
      [
        'failed',
        'SEARCH delivery USING INDEX hookwright_delivery_endpoint (tenant=? AND endpoint_id=? AND id>',
      ],
      ['missed', 'SEARCH message USING INDEX sqlite_autoindex_hookwright_message_1 (tenant=? AND id>'],
    ] as const) {
      const { sql, values } = scanQuery({ ...replay, ...rest, kind }, 'dlv_1', 3, 10)
      const steps = plan(sql, ...values)
      expect(steps[0]).toContain(index)
      expect(steps.join()).not.toMatch(/TEMP B-TREE|SCAN/)
    }
  })

  test.for([
    [keysStatement, 'hookwright_message_keyed (created_at<?)'],
    [bodiesStatement, 'hookwright_message_whole (created_at<?)'],
    [endedQuery, 'hookwright_delivery_ended (finished_at>? AND finished_at<?)'],
    [deliveriesStatement, 'hookwright_delivery_emptied (finished_at>? AND finished_at<?)'],
    [messagesStatement, 'hookwright_message_emptied (created_at<?)'],
    [callbacksStatement, 'hookwright_endpoint_callback (updated_at<?)'],
  ] as const)('what is too old is found, oldest first, by %s', ([sql, index]) => {
    const steps = plan(sql, ...(sql === bodiesStatement ? [1, 2, 3] : [1, 2]))
    expect(steps.join('\n')).toContain(index)
    expect(steps.join('\n')).not.toMatch(/TEMP B-TREE|SCAN/)
  })
})
