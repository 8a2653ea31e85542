import type { Endpoint, EndpointChange } from '../../endpoints/endpoint.ts'
import { changed, rotated, subscriptions } from '../endpoint-change.ts'
import {
  callbackInsert,
  callbackUpdate,
  callbackUpdateValues,
  endpointInsert,
  endpointUpdate,
  endpointValues,
  isLimited,
  limitDeliveries,
} from '../endpoint-columns.ts'
import { onPauseChange } from '../pause.ts'
import { endpointQuery, endpointsQuery } from '../queries.ts'
import { toEndpoint } from '../rows.ts'
import type { EndpointPage, SecretRotation } from '../store.ts'
import { cancelPending } from './cancel.ts'
import type { Database, Queryable } from './database.ts'
import { column } from './parameters.ts'

export async function createEndpoint(database: Database, endpoint: Endpoint): Promise<void> {
  const values = endpointValues(endpoint)
  await database.query(
    `with added as (${endpointInsert} returning tenant, id)
     insert into hookwright_endpoint_event_type (tenant, event_type, endpoint_id)
     select added.tenant, wanted.event_type, added.id
     from added, unnest($${values.length + 1}::text[]) as wanted(event_type)`,
    [...values, column(subscriptions(endpoint))],
  )
}

/**
 * Makes the endpoints of callbacks where there are none, and sees to it that those that are there take them. In an
 * order that is the same for everyone, so that two batches wait for each other but never in a circle.
 */
export async function ensureCallbacks(queryable: Queryable, endpoints: readonly Endpoint[]): Promise<void> {
  const byId = new Map(endpoints.map((endpoint) => [`${endpoint.id} ${endpoint.tenant}`, endpoint]))
  for (const [, endpoint] of [...byId].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    await queryable.query(callbackInsert, endpointValues(endpoint))
    await queryable.query(callbackUpdate, callbackUpdateValues(endpoint))
  }
}

export async function findEndpoint(
  database: Database,
  tenant: string,
  id: string,
): Promise<Endpoint | undefined> {
  const [row] = await database.query(endpointQuery, [tenant, id])
  return row && toEndpoint(row)
}

export async function listEndpoints(
  database: Database,
  tenant: string,
  page: EndpointPage,
): Promise<Endpoint[]> {
  const { after = '', limit, kind = 'registered' } = page
  const rows = await database.query(endpointsQuery, [tenant, after, limit, kind])
  return rows.map(toEndpoint)
}

export function updateEndpoint(
  database: Database,
  tenant: string,
  id: string,
  change: EndpointChange,
  now: number,
): Promise<Endpoint | undefined> {
  return database.transaction(async (transaction) => {
    const before = await lockEndpoint(transaction, tenant, id)
    if (before === undefined) return undefined
    const after = changed(before, change, now)
    await write(transaction, after)
    const held = onPauseChange(before, after, now)
    if (held !== undefined) await transaction.query(held.sql, held.values)
    if (isLimited(after) && !isLimited(before)) await transaction.query(limitDeliveries, [tenant, id])
    if (change.eventTypes !== undefined) {
      await unsubscribe(transaction, before)
      await subscribe(transaction, after)
    }
    if (change.state === 'disabled') await cancelPending(transaction, [{ tenant, id, at: now }])
    return after
  })
}

export function rotateSecret(
  database: Database,
  tenant: string,
  id: string,
  rotation: SecretRotation,
): Promise<Endpoint | undefined> {
  return database.transaction(async (transaction) => {
    const before = await lockEndpoint(transaction, tenant, id)
    if (before === undefined) return undefined
    const after = rotated(before, rotation)
    await write(transaction, after)
    return after
  })
}

export function deleteEndpoint(
  database: Database,
  tenant: string,
  id: string,
  now: number,
): Promise<boolean> {
  return database.transaction(async (transaction) => {
    const endpoint = await lockEndpoint(transaction, tenant, id)
    if (endpoint === undefined) return false
    await transaction.query('delete from hookwright_endpoint where tenant = $1 and id = $2', [tenant, id])
    await unsubscribe(transaction, endpoint)
    await cancelPending(transaction, [{ tenant, id, at: now }])
    return true
  })
}

async function write(transaction: Queryable, endpoint: Endpoint): Promise<void> {
  await transaction.query(endpointUpdate, endpointValues(endpoint).slice(0, -2))
}

/** Whoever else would change it waits, and then finds it as this transaction leaves it. */
async function lockEndpoint(
  transaction: Queryable,
  tenant: string,
  id: string,
): Promise<Endpoint | undefined> {
  const [row] = await transaction.query(`${endpointQuery} for update`, [tenant, id])
  return row && toEndpoint(row)
}

async function subscribe(transaction: Queryable, endpoint: Endpoint): Promise<void> {
  await transaction.query(
    `insert into hookwright_endpoint_event_type (tenant, event_type, endpoint_id)
     select $1, wanted.event_type, $2 from unnest($3::text[]) as wanted(event_type)`,
    [endpoint.tenant, endpoint.id, column(subscriptions(endpoint))],
  )
}

async function unsubscribe(transaction: Queryable, endpoint: Endpoint): Promise<void> {
  await transaction.query(
    `delete from hookwright_endpoint_event_type
     where tenant = $1 and endpoint_id = $2 and event_type = any ($3::text[])`,
    [endpoint.tenant, endpoint.id, column(subscriptions(endpoint))],
  )
}
