import {
  filtersOfAll,
  subscribersQuery,
  subscribersValues,
  toSubscriber,
  type Subscriber,
  type SubscribersPage,
} from '../subscribers.ts'
import type { Database } from './database.ts'
import { column } from './parameters.ts'

export async function listSubscribers(database: Database, page: SubscribersPage): Promise<Subscriber[]> {
  const query = subscribersQuery('= any ($4::text[])', page)
  const filters = page.eventTypes === null ? [] : [column(filtersOfAll(page.eventTypes))]
  // How many filters there are decides how it is best done.
  const rows = await database.query(query, [...subscribersValues(page), ...filters], 'each time')
  return rows.map(toSubscriber)
}
