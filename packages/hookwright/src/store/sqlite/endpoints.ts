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
import type { Connection } from './connection.ts'

export function createEndpoint(connection: Connection, endpoint: Endpoint): void {
  connection.run(endpointInsert, endpointValues(endpoint))
  subscribe(connection, endpoint)
}

/** Makes the endpoint of a callback where there is none, and sees to it that one that is there takes it. */
export function ensureCallback(connection: Connection, endpoint: Endpoint): void {
  connection.run(callbackInsert, endpointValues(endpoint))
  connection.run(callbackUpdate, callbackUpdateValues(endpoint))
}

export function findEndpoint(connection: Connection, tenant: string, id: string): Endpoint | undefined {
  const row = connection.get(endpointQuery, [tenant, id])
  return row && toEndpoint(row)
}

export function listEndpoints(connection: Connection, tenant: string, page: EndpointPage): Endpoint[] {
  const { after = '', limit, kind = 'registered' } = page
  return connection.all(endpointsQuery, [tenant, after, limit, kind]).map(toEndpoint)
}

export function updateEndpoint(
  connection: Connection,
  tenant: string,
  id: string,
  change: EndpointChange,
  now: number,
): Endpoint | undefined {
  const before = findEndpoint(connection, tenant, id)
  if (before === undefined) return undefined
  const after = changed(before, change, now)
  if (change.state === 'disabled') cancelPending(connection, tenant, id, now)
  if (change.eventTypes !== undefined) {
    unsubscribe(connection, before)
    subscribe(connection, after)
  }
  write(connection, after)
  const held = onPauseChange(before, after, now)
  if (held !== undefined) connection.run(held.sql, held.values)
  if (isLimited(after) && !isLimited(before)) connection.run(limitDeliveries, [tenant, id])
  return after
}

export function rotateSecret(
  connection: Connection,
  tenant: string,
  id: string,
  rotation: SecretRotation,
): Endpoint | undefined {
  const before = findEndpoint(connection, tenant, id)
  if (before === undefined) return undefined
  const after = rotated(before, rotation)
  write(connection, after)
  return after
}

function write(connection: Connection, endpoint: Endpoint): void {
  connection.run(endpointUpdate, endpointValues(endpoint).slice(0, -2))
}

export function deleteEndpoint(connection: Connection, tenant: string, id: string, now: number): boolean {
  const endpoint = findEndpoint(connection, tenant, id)
  if (endpoint === undefined) return false
  unsubscribe(connection, endpoint)
  connection.run('delete from hookwright_endpoint where tenant = $1 and id = $2', [tenant, id])
  cancelPending(connection, tenant, id, now)
  return true
}

export function isEnabled(connection: Connection, tenant: string, id: string): boolean {
  const sql = `
    select 1 from hookwright_endpoint
    where tenant = $1 and id = $2 and state = 'enabled' and kind <> 'callback_secret'`
  return connection.get(sql, [tenant, id]) !== undefined
}

function subscribe(connection: Connection, endpoint: Endpoint): void {
  for (const eventType of subscriptions(endpoint)) {
    connection.run(
      'insert into hookwright_endpoint_event_type (tenant, event_type, endpoint_id) values ($1, $2, $3)',
      [endpoint.tenant, eventType, endpoint.id],
    )
  }
}

function unsubscribe(connection: Connection, endpoint: Endpoint): void {
  for (const eventType of subscriptions(endpoint)) {
    connection.run(
      'delete from hookwright_endpoint_event_type where tenant = $1 and event_type = $2 and endpoint_id = $3',
      [endpoint.tenant, eventType, endpoint.id],
    )
  }
}
