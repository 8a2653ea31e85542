import type { Row } from './columns.ts'
import { toDelivery } from './rows.ts'
import type { CancelResult, Delivery } from './store.ts'

/** How one delivery is canceled, whatever the database. Values go by position: `$1`, `$2`, … */

/** Takes the tenant, the delivery and the time; gives it as it is then. */
export const cancelOneStatement = `
update hookwright_delivery set state = 'canceled', due_at = null, finished_at = $3
where tenant = $1 and id = $2 and state = 'pending' returning *`

export function canceled(row: Row): CancelResult {
  return { status: 'canceled', delivery: toDelivery(row) }
}

export function notCanceled(delivery: Delivery | undefined): CancelResult {
  if (delivery === undefined) return { status: 'unknown' }
  return { status: delivery.finishedAt === null ? 'leased' : 'ended' }
}
