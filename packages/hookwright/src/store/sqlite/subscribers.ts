import {
  filtersOfAll,
  subscribersQuery,
  subscribersValues,
  toSubscriber,
  type Subscriber,
  type SubscribersPage,
} from '../subscribers.ts'
import type { Connection } from './connection.ts'

export function listSubscribers(connection: Connection, page: SubscribersPage): Subscriber[] {
  const query = subscribersQuery('in (select value from json_each($4))', page)
  const filters = page.eventTypes === null ? [] : [JSON.stringify(filtersOfAll(page.eventTypes))]
  return connection.all(query, [...subscribersValues(page), ...filters]).map(toSubscriber)
}
