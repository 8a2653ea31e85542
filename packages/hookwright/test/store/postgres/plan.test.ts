import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deliveryStates } from '../../../src/delivery/state.ts'
import { locateMessageQuery, tenantsQuery } from '../../../src/store/operator-queries.ts'
import { postponeStatement, resumeStatement } from '../../../src/store/pause.ts'
import { postgres } from '../../../src/postgres.ts'
import { fanOutQuery } from '../../../src/store/postgres/address.ts'
import { cancelPendingStatement } from '../../../src/store/postgres/cancel.ts'
import { claimStatement, holdStatement, releaseStatement } from '../../../src/store/postgres/claim.ts'
import { postgresSurveyQuery } from '../../../src/store/postgres/operator.ts'
import { endStatement, recordStatement } from '../../../src/store/postgres/record.ts'
import {
  attemptsQuery,
  deliveriesQuery,
  measureQuery,
  messageQuery,
  messagesQueries,
  nextDueQuery,
} from '../../../src/store/queries.ts'
import type { DeliveryFilter } from '../../../src/store/store.ts'
import { newSchema } from '../../support/postgres.ts'
import type { TestSchema } from '../../support/postgres.ts'

/** A node of a plan, as `explain (format json)` gives it. */
interface Plan {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Actual Rows'?: number
  'Actual Loops'?: number
  'Rows Removed by Filter'?: number
  Plans?: Plan[]
}

let schema: TestSchema
/** Its plans were made while the tables were empty. */
let early: Client
let late: Client

beforeAll(async () => {
  schema = await newSchema()
  const store = postgres(schema.url)
  await store.open()
  await store.close()
  for (const table of ['endpoint', 'endpoint_event_type', 'message', 'delivery', 'attempt']) {
    // Otherwise it may count the rows at any moment, and plans would change.
    await schema.sql(`alter table hookwright_${table} set (autovacuum_enabled = off)`)
  }
  early = await connect()
  for (const [name, { sql, values }] of Object.entries(plannedOnce)) {
    await early.query(`prepare ${name} as ${sql}`)
    for (let n = 0; n < 10; n++) await early.query(execution(name, values))
  }
  await schema.sql(fill)
  late = await connect()
})
afterAll(async () => {
  await Promise.all([early.end(), late.end()])
  await schema[Symbol.asyncDispose]()
})

async function connect(): Promise<Client> {
  const client = new Client({ connectionString: schema.url })
  await client.connect()
  return client
}

/**
 * 10 tenants with 10 endpoints each, and 60,000 deliveries: the older half succeeded; of the others 5 % are
 * leased, 5 % failed, and the rest is due.
 */
const fill = `
insert into hookwright_endpoint
  (tenant, id, url, description, event_types, state, secrets, created_at, updated_at)
select 't' || n % 10, 'ep_' || n, 'https://receiver.example/', '', '[]', 'enabled', '[]', 1, 1
from generate_series(0, 99) n;

insert into hookwright_endpoint_event_type (tenant, endpoint_id, event_type)
select tenant, id, case when length(id) = 4 then 'order.paid' else '*' end from hookwright_endpoint;

insert into hookwright_message (tenant, id, event_type, content_type, body, deliveries, created_at)
select 't' || n % 10, 'msg_' || lpad(n::text, 8, '0'), 'order.paid', 'application/json', '{}', 1, n
from generate_series(1, 60000) n;

insert into hookwright_delivery
  (tenant, id, message_id, endpoint_id, event_type, state, attempts, fence, due_at, last_outcome, created_at, finished_at)
select tenant, 'dlv_' || lpad(n::text, 8, '0'), 'msg_' || lpad(n::text, 8, '0'), 'ep_' || n % 100, 'order.paid',
  state, case when is_open then 0 else 1 end, 1, case when is_open then n end,
  case when not is_open then 'succeeded' end, n, case when not is_open then n end
from (
  select n, tenant, state, state in ('pending', 'leased') as is_open
  from (
    select n, 't' || n % 10 as tenant,
      case
        when n <= 30000 then 'succeeded'
        when n / 100 % 20 = 0 then 'leased'
        when n / 100 % 20 = 1 then 'failed'
        else 'pending'
      end as state
    from generate_series(1, 60000) n
  ) made
) made;

insert into hookwright_attempt (tenant, delivery_id, number, started_at, duration_ms, outcome)
select tenant, id, 1, 1, 1, 'succeeded' from hookwright_delivery where attempts = 1`

interface Statement {
  sql: string
  values: readonly unknown[]
}

const now = 60_000
/** Of the tenant t0. */
const leased = [32, 34, 36, 38, 40].flatMap((block) =>
  Array.from({ length: 10 }, (_, n) => `dlv_000${block * 1_000 + n * 10}`),
)
const each = (value: unknown, ids: readonly string[]) => `{${ids.map(() => String(value)).join(',')}}`

/** One for each. */
const records = (state: 'pending' | 'succeeded', ids: readonly string[]) => [
  each('t0', ids),
  `{${ids.join(',')}}`,
  each('ep_0', ids),
  each(1, ids),
  each(state, ids),
  each(state === 'pending' ? now : null, ids),
  each(2, ids),
  each(now, ids),
  each(25, ids),
  each(state === 'pending' ? 'server_error' : 'succeeded', ids),
  each(state === 'pending' ? 500 : 204, ids),
  each(state === 'pending' ? 'busy' : null, ids),
  each(1, ids),
  each(null, ids),
  '',
]

const ended = (ids: readonly string[]): Statement[] => [
  { sql: recordStatement, values: records('pending', ids) },
  { sql: endStatement, values: records('succeeded', ids) },
]

const released = (ids: readonly string[]): Statement => ({
  sql: releaseStatement,
  values: [each('t0', ids), `{${ids.join(',')}}`, each(1, ids), each(now, ids)],
})

const plannedEachTime = {
  claim: { sql: claimStatement, values: [now, '{ep_17,ep_18}', 100, now + 1, 0] },
  cancelPending: { sql: cancelPendingStatement, values: ['{t1}', '{ep_11}', '{1}'] },
  measure: { sql: measureQuery, values: [45_000, 1_000] },
  hold: { sql: holdStatement, values: ['{t1,t1}', '{dlv_00045001,dlv_00045011}', now] },
  resume: { sql: resumeStatement, values: ['t1', 'ep_11'] },
  postpone: { sql: postponeStatement, values: ['t1', 'ep_11', now] },
  survey: { sql: postgresSurveyQuery, values: [now] },
  tenants: tenantsQuery({ after: 't1', search: 't', limit: 5 }),
  locateMessage: { sql: locateMessageQuery, values: ['msg_00045005'] },
} satisfies Record<string, Statement>

const plannedOnce = {
  next_due: { sql: nextDueQuery, values: [] },
  fan_out: { sql: fanOutQuery, values: ['{0,0}', '{t1,t1}', '{order.paid,*}'] },
  message: { sql: messageQuery, values: ['t1', 'msg_00000001'] },
  attempts: { sql: attemptsQuery, values: ['t1', 'dlv_00000001'] },
  deliveries: deliveriesQuery('t1', {}, { limit: 20, after: 'dlv_00050000' }),
} satisfies Record<string, Statement>

function execution(name: string, values: readonly unknown[]): string {
  const literals = values.map((value) => (typeof value === 'number' ? String(value) : `'${String(value)}'`))
  return `execute ${name}${literals.length === 0 ? '' : `(${literals.join(', ')})`}`
}

/** Runs it, as it is planned for these values, and takes it back. */
async function explain({ sql, values }: Statement): Promise<Plan[]> {
  await late.query(`prepare planned as ${sql}`)
  try {
    return await explainPrepared(late, 'planned', values, 'force_custom_plan')
  } finally {
    await late.query('deallocate planned')
  }
}

async function explainPrepared(
  client: Client,
  name: string,
  values: readonly unknown[],
  mode: 'auto' | 'force_custom_plan' | 'force_generic_plan',
): Promise<Plan[]> {
  await client.query(`begin; set local plan_cache_mode = ${mode}`)
  try {
    const { rows } = await client.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(
      `explain (analyze, format json) ${execution(name, values)}`,
    )
    return rows.flatMap((row) => row['QUERY PLAN'].flatMap((plan) => nodesOf(plan.Plan)))
  } finally {
    await client.query('rollback')
  }
}

function nodesOf(node: Plan): Plan[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)]
}

/** How the rows of the tables that grow are found. */
function accesses(nodes: readonly Plan[]): string[] {
  const found = nodes.flatMap((node) => {
    if (node['Node Type'] === 'Seq Scan') return [`all of ${node['Relation Name']}`]
    return node['Index Name'] ?? []
  })
  return found.filter((access) => /_(delivery|message|attempt)(_|$)/.test(access)).toSorted()
}

/** How many rows were looked at: of deliveries, unless told otherwise. */
function looked(nodes: readonly Plan[], table = 'delivery'): number {
  return nodes
    .filter((node) => /Scan/.test(node['Node Type']) && node['Relation Name'] === `hookwright_${table}`)
    .map(
      (node) =>
        ((node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0)) * (node['Actual Loops'] ?? 0),
    )
    .reduce((sum, rows) => sum + rows, 0)
}

describe.for(['not counted yet', 'counted'])('with a backlog of many thousands, %s', (counted) => {
  beforeAll(async () => {
    if (counted === 'counted') await schema.sql('analyze')
  })

  test('a claim reads what it takes, through the index of what is due', async () => {
    const nodes = await explain(plannedEachTime.claim)
    expect(nodes[0]?.['Actual Rows']).toBe(100)
    expect(accesses(nodes)).toEqual([
      'hookwright_delivery_due',
      'hookwright_delivery_pkey',
      'hookwright_message_pkey',
    ])
    // Each twice, once through either index, and those between them that it skips.
    expect(looked(nodes)).toBeLessThan(250)
  })

  test('a record finds its deliveries by their ids, however many are leased', async () => {
    for (const statement of ended(leased)) {
      const nodes = await explain(statement)
      expect(nodes[0]?.['Actual Rows']).toBe(50)
      expect(accesses(nodes)).toEqual(['hookwright_delivery_pkey'])
      expect(looked(nodes)).toBe(50)
    }
  })

  test('a release finds its deliveries by their ids, however many are leased', async () => {
    const nodes = await explain(released(leased))
    expect(accesses(nodes)).toEqual(['hookwright_delivery_pkey'])
    expect(looked(nodes)).toBe(50)
  })

  test('what is pending for an endpoint is found alone', async () => {
    const nodes = await explain(plannedEachTime.cancelPending)
    expect(accesses(nodes)).toEqual(['hookwright_delivery_pending'])
    expect(looked(nodes)).toBe(270)
  })

  test.for(Object.values(messagesQueries))(
    'a page of messages reads no more than itself: %s',
    async (sql) => {
      const nodes = await explain({ sql, values: ['t1', 'msg_00010000', 'msg_00050000', 20] })
      expect(accesses(nodes)).toEqual(['hookwright_message_pkey'])
      expect(looked(nodes, 'message')).toBe(20)
    },
  )
  test('how much there is to do is counted in the index of what is due, and no further than asked', async () => {
    const nodes = await explain(plannedEachTime.measure)
    expect(new Set(accesses(nodes))).toEqual(
      new Set(['hookwright_delivery_due', 'hookwright_delivery_limited_due']),
    )
    expect(nodes.map((node) => node['Node Type'])).not.toContain('Sort')
    // Either side of the moment, and the oldest.
    expect(looked(nodes)).toBe(2_001)
  })

  test('what a pause holds is found by its ids, and what it held by its endpoint', async () => {
    expect(accesses(await explain(plannedEachTime.hold))).toEqual([
      'hookwright_delivery_pkey',
      'hookwright_delivery_pkey',
    ])
    for (const statement of [plannedEachTime.resume, plannedEachTime.postpone])
      expect(accesses(await explain(statement))).toEqual(['hookwright_delivery_held'])
  })

  test('the oldest of everything is the first entry of an index', async () => {
    const nodes = await explain(plannedEachTime.survey)
    expect(nodes.map((node) => node['Node Type'])).not.toContain('Sort')
    expect(looked(nodes, 'message')).toBeLessThan(3)
    expect(looked(nodes)).toBeLessThan(3)
  })

  test('tenants are found from one to the next, however many messages they have', async () => {
    const nodes = await explain(plannedEachTime.tenants)
    expect(nodes[0]?.['Actual Rows']).toBe(5)
    // The next one and the newest of each.
    expect(looked(nodes, 'message')).toBeLessThan(12)
  })

  test('a message is looked up once for each tenant, until it is found', async () => {
    const nodes = await explain(plannedEachTime.locateMessage)
    expect(nodes[0]?.['Actual Rows']).toBe(1)
    expect(looked(nodes, 'message')).toBeLessThan(16)
  })

  const page = { limit: 20, after: 'dlv_00060000' }

  const pages: readonly (readonly [DeliveryFilter, string])[] = [
    [{}, 'hookwright_delivery_pkey'],
    [{ endpointId: 'ep_11' }, 'hookwright_delivery_endpoint'],
    [{ messageId: 'msg_00040001' }, 'hookwright_delivery_message'],
    [{ state: 'failed' }, 'hookwright_delivery_unsuccessful'],
    [{ state: 'leased' }, 'hookwright_delivery_unsuccessful'],
  ]
  test.for(pages)('a page of deliveries by %o reads no more than itself', async ([filter, index]) => {
    const nodes = await explain(deliveriesQuery('t1', filter, page))
    expect(accesses(nodes)).toEqual([index])
    expect(looked(nodes)).toBe(filter.messageId === undefined ? 20 : 1)
  })

  test('no combination of filters reads the whole table', async () => {
    for (const state of [undefined, ...deliveryStates]) {
      for (const endpointId of [undefined, 'ep_11']) {
        for (const messageId of [undefined, 'msg_00040011']) {
          const nodes = await explain(deliveriesQuery('t1', { state, endpointId, messageId }, page))
          expect(accesses(nodes)).not.toContain('all of hookwright_delivery')
        }
      }
    }
  })

  describe.for([
    ['planned for the values', () => late, 'force_custom_plan'],
    ['planned for any values', () => late, 'force_generic_plan'],
    ['planned while the tables were empty', () => early, 'auto'],
  ] as const)('%s', ([, client, mode]) => {
    const explained = async (name: keyof typeof plannedOnce) => {
      const { sql, values } = plannedOnce[name]
      if (client() === early) return explainPrepared(early, name, values, mode)
      await late.query(`prepare ${name} as ${sql}`)
      try {
        return await explainPrepared(late, name, values, mode)
      } finally {
        await late.query(`deallocate ${name}`)
      }
    }

    test('what is due next is the first entry of the index', async () => {
      const nodes = await explained('next_due')
      expect(accesses(nodes)).toEqual(['hookwright_delivery_due'])
      expect(looked(nodes)).toBe(1)
    })

    test('fan-out reads no message and no delivery', async () => {
      const nodes = await explained('fan_out')
      expect(accesses(nodes)).toEqual([])
      expect(nodes[0]?.['Actual Rows']).toBe(10)
    })

    test('messages and attempts are found by their ids', async () => {
      expect(accesses(await explained('message'))).toEqual(['hookwright_message_pkey'])
      expect(accesses(await explained('attempts'))).toEqual(['hookwright_attempt_pkey'])
    })

    test('a page of deliveries reads no more than itself', async () => {
      const nodes = await explained('deliveries')
      expect(accesses(nodes)).toEqual(['hookwright_delivery_pkey'])
      expect(looked(nodes)).toBe(20)
    })
  })
})

describe('with some thousands that were counted in a quiet moment', () => {
  /** Of the tenant t0. */
  const ids = Array.from({ length: 300 }, (_, n) => `dlv_${String((n + 1) * 10).padStart(8, '0')}`)

  beforeAll(async () => {
    await schema.sql(`
      delete from hookwright_attempt where delivery_id > 'dlv_00006000';
      delete from hookwright_delivery where id > 'dlv_00006000';
      delete from hookwright_message where id > 'msg_00006000'`)
    await schema.sql('vacuum full analyze')
  })

  test('all that come then are found by their ids', async () => {
    await schema.sql(
      `update hookwright_delivery set state = 'leased', attempts = 1, due_at = 1, finished_at = null`,
    )
    for (const statement of ended(ids)) {
      const nodes = await explain(statement)
      expect(nodes[0]?.['Actual Rows']).toBe(300)
      expect(accesses(nodes)).toEqual(['hookwright_delivery_pkey'])
      expect(looked(nodes)).toBe(300)
    }
    const nodes = await explain(released(ids))
    expect(accesses(nodes)).toEqual(['hookwright_delivery_pkey'])
    expect(looked(nodes)).toBe(300)
  })

  test('a claim of hundreds reads what it takes', async () => {
    await schema.sql(`update hookwright_delivery set state = 'pending', due_at = 1, finished_at = null`)
    const nodes = await explain({ sql: claimStatement, values: [now, '{ep_17,ep_18}', 250, now + 1, 0] })
    expect(nodes[0]?.['Actual Rows']).toBe(250)
    expect(accesses(nodes)).toEqual([
      'hookwright_delivery_due',
      'hookwright_delivery_pkey',
      'hookwright_message_pkey',
    ])
    expect(looked(nodes, 'message')).toBe(250)
  })
})
