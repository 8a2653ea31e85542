import type { Endpoint } from '../../endpoints/endpoint.ts'
import type {
  HealthPage,
  Pause,
  StatisticsRange,
  Survey,
  TenantPage,
  TenantSummary,
  WorkerMinute,
} from '../operator.ts'
import {
  healthQuery,
  locateEndpointQuery,
  locateMessageQuery,
  surveyQuery,
  tenantsQuery,
  toSurvey,
  toTenantSummary,
} from '../operator-queries.ts'
import { pausesQuery, toPause } from '../pause.ts'
import { toEndpoint, toMessageSummary } from '../rows.ts'
import {
  statisticsColumns,
  statisticsConflict,
  statisticsQuery,
  statisticsQueryValues,
  statisticsValues,
  toWorkerMinute,
} from '../statistics.ts'
import type { MessageSummary } from '../store.ts'
import type { Connection } from './connection.ts'

export const findPausesQuery = pausesQuery(
  `select json_extract(value, '$[0]'), json_extract(value, '$[1]') from json_each($2)`,
)

export function findPauses(
  connection: Connection,
  endpoints: readonly Pick<Endpoint, 'tenant' | 'id'>[],
  now: number,
): Pause[] {
  const pairs = JSON.stringify(endpoints.map(({ tenant, id }) => [tenant, id]))
  return connection.all(findPausesQuery, [now, pairs]).map(toPause)
}

export function writeStatistics(connection: Connection, minutes: readonly WorkerMinute[]): void {
  const sql = `insert into hookwright_statistics (${statisticsColumns})
    values ($1, $2, $3, $4, $5, $6) ${statisticsConflict}`
  for (const minute of minutes) connection.run(sql, statisticsValues(minute))
}

export function readStatistics(connection: Connection, range: StatisticsRange): WorkerMinute[] {
  return connection.all(statisticsQuery, statisticsQueryValues(range)).map(toWorkerMinute)
}

export const sqliteSurveyQuery = surveyQuery(
  'select page_count * page_size from pragma_page_count(), pragma_page_size()',
)

export function survey(connection: Connection, now: number): Survey {
  const row = connection.get(sqliteSurveyQuery, [now])
  if (row === undefined) throw new Error('counting gave no row')
  return toSurvey(row)
}

export function listTenants(connection: Connection, page: TenantPage): TenantSummary[] {
  const { sql, values } = tenantsQuery(page)
  return connection.all(sql, values).map(toTenantSummary)
}

export function listByHealth(connection: Connection, page: HealthPage): Endpoint[] {
  const { sql, values } = healthQuery(page)
  return connection.all(sql, values).map(toEndpoint)
}

export function locateEndpoint(connection: Connection, id: string): Endpoint | undefined {
  const row = connection.get(locateEndpointQuery, [id])
  return row && toEndpoint(row)
}

export function locateMessage(connection: Connection, id: string): MessageSummary | undefined {
  const row = connection.get(locateMessageQuery, [id])
  return row && toMessageSummary(row)
}
