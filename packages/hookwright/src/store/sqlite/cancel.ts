import { cancelOneStatement, canceled, notCanceled } from '../cancel.ts'
import type { CancelResult } from '../store.ts'
import type { Connection } from './connection.ts'
import { findDelivery } from './read.ts'

export function cancel(connection: Connection, tenant: string, deliveryId: string, now: number): void {
  connection.run(
    `update hookwright_delivery set state = 'canceled', due_at = null, finished_at = $3
     where tenant = $1 and id = $2`,
    [tenant, deliveryId, now],
  )
}

/** Leased deliveries are left to the worker that holds them: their attempt may be under way. */
export function cancelPending(connection: Connection, tenant: string, endpointId: string, now: number): void {
  connection.run(cancelPendingStatement, [tenant, endpointId, now])
}

export const cancelPendingStatement = `
update hookwright_delivery set state = 'canceled', due_at = null, finished_at = $3
where tenant = $1 and endpoint_id = $2 and state = 'pending'`

export function cancelDelivery(
  connection: Connection,
  tenant: string,
  deliveryId: string,
  now: number,
): CancelResult {
  const row = connection.get(cancelOneStatement, [tenant, deliveryId, now])
  return row === undefined ? notCanceled(findDelivery(connection, tenant, deliveryId)) : canceled(row)
}
