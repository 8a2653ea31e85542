import { cancelOneStatement, canceled, notCanceled } from '../cancel.ts'
import type { CancelResult } from '../store.ts'
import type { Database, Queryable } from './database.ts'
import { column } from './parameters.ts'
import { findDelivery } from './read.ts'

/** Endpoints that want nothing more, and since when. */
interface Ended {
  tenant: string
  id: string
  at: number
}

/** Takes tenants, endpoint ids and times. */
export const cancelPendingStatement = `
update hookwright_delivery delivery set state = 'canceled', due_at = null, finished_at = ended.at
from unnest($1::text[], $2::text[], $3::bigint[]) as ended(tenant, endpoint_id, at)
where delivery.tenant = ended.tenant and delivery.endpoint_id = ended.endpoint_id and delivery.state = 'pending'`

/** Leased deliveries are left to the worker that holds them: their attempt may be under way. */
export async function cancelPending(queryable: Queryable, endpoints: readonly Ended[]): Promise<void> {
  const values = [
    column(endpoints.map(({ tenant }) => tenant)),
    column(endpoints.map(({ id }) => id)),
    column(endpoints.map(({ at }) => at)),
  ]
  await queryable.query(cancelPendingStatement, values, 'each time')
}

export async function cancelDelivery(
  database: Database,
  tenant: string,
  deliveryId: string,
  now: number,
): Promise<CancelResult> {
  const [row] = await database.query(cancelOneStatement, [tenant, deliveryId, now])
  return row === undefined ? notCanceled(await findDelivery(database, tenant, deliveryId)) : canceled(row)
}
